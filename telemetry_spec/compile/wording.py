"""Small pieces of sentences that findings share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

#: What a message quotes stays on one line.
_MAX_SHOWN: Final = 60
_MAX_CHOICES: Final = 30

#: Looking for the nearest of more names than this would take longer than reading the spec.
_MAX_COMPARED: Final = 300


def shown(value: object) -> str:
    """Quote something from a spec: on one line, and not too long."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return f"`{text}`" if len(text) <= _MAX_SHOWN else f"`{text[: _MAX_SHOWN - 3]}...`"


def a(noun: str) -> str:
    """Return a noun with its article."""
    return f"an {noun}" if noun[:1] in "aeiou" else f"a {noun}"


def listed(names: Iterable[object], last: str = "or") -> str:
    """Join names to a list in words."""
    words = list(names)
    return f"{', '.join(map(str, words[:-1]))} {last} {words[-1]}" if len(words) > 1 else str(words[0])


def near(word: str, known: Collection[str]) -> str | None:
    """Return the known name that is most like a word, or None when none is near. Its time is bounded."""
    if len(known) > _MAX_COMPARED:
        likely = (name for name in known if name[:1].lower() == word[:1].lower() and abs(len(name) - len(word)) <= 2)  # noqa: PLR2004  two slips of the pen
        known = [name for name, _ in zip(likely, range(_MAX_COMPARED), strict=False)]
    return nearest(word[:_MAX_COMPARED], known)


def suggestion(word: str, known: Collection[str], noun: str) -> str:
    """Return what to write instead of an unknown name: the nearest known one, or all of them."""
    likely = near(word, known)
    if likely is not None:
        return f"Did you mean `{likely}`?"
    if not known:
        return f"Declare it first: there is no {noun} yet."
    choices = [f"`{name}`" for name in sorted(known)[:_MAX_CHOICES]]
    if len(known) > _MAX_CHOICES:
        return f"Write one of {', '.join(choices)} and {len(known) - _MAX_CHOICES} more."
    return f"Write {listed(choices)}."
