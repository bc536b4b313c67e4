"""What every run of checks shares: which results are wanted, which failures are known, and that no check breaks it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.known import Known, matches

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from telemetry_spec.model.result import Result


@dataclass(frozen=True, slots=True)
class Wanted:
    """The results that are asked for, by patterns of their ids; all of them by default.

    A pattern without a colon is the name of a check, and stands for all of its results.
    """

    patterns: tuple[str, ...] = ()

    def check(self, name: str) -> bool:
        """Say whether a check may have a result that is wanted."""
        return not self.patterns or any(_may_fit(pattern, f"{name}:") for pattern in self.patterns)

    def result(self, name: str) -> bool:
        """Say whether the result with this id is wanted."""
        return not self.patterns or any(
            matches(pattern, name) or (":" not in pattern and matches(pattern, name.split(":", 1)[0]))
            for pattern in self.patterns
        )


def _may_fit(pattern: str, begins: str) -> bool:
    """Say whether a pattern may fit an id that begins so: by its letters before the first `*` or `?`."""
    letters = _PLAIN.match(pattern)[0]  # type: ignore[index]  # it fits every text
    if letters == pattern and ":" not in pattern:
        return f"{pattern}:" == begins
    return letters.startswith(begins) or begins.startswith(letters)


_PLAIN: Final = re.compile(r"[^*?]*")


@dataclass(slots=True)
class Plan:
    """How a run goes: what is wanted of it, and what is known to fail. `results` puts both into effect."""

    wanted: Wanted = field(default_factory=Wanted)
    known: Known = field(default_factory=Known)

    def results(self, found: Iterable[Result], *, repeat: Callable[[str], str] | None = None) -> Iterator[Result]:
        """Yield the results that are wanted, each judged by what is known. After a whole run, name what never came.

        `repeat` makes the command line of this run with `--only ID` of an id; a failure that has no shorter way to
        repeat it gets that.
        """
        for result in found:
            if not self.wanted.result(result.id):
                continue
            judged = self.known.judge(result)
            if repeat is not None and not judged.repeat and judged.verdict.fails:
                judged = replace(judged, repeat=repeat(judged.id))
            yield judged
        if not self.wanted.patterns:
            yield from self.known.unused()


def quoted(text: str) -> str:
    """Return a text as one word for a POSIX shell or bash, in ASCII: what cannot be typed is escaped."""
    if text and all(char.isascii() and (char.isalnum() or char in "@%+=:,./_-") for char in text):
        return text
    if text.isascii() and text.isprintable():
        return "'" + text.replace("'", "'\\''") + "'"
    return "$'" + "".join(_escaped(byte) for byte in text.encode("utf-8", "surrogatepass")) + "'"


def _escaped(byte: int) -> str:
    char = chr(byte)
    if char in "\\'":
        return "\\" + char
    return char if char.isascii() and char.isprintable() else f"\\x{byte:02x}"
