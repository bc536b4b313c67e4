"""Opt-outs of kind `flag`: an argument on the command line, exactly as typed. The last one given counts."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.optouts._words import GUESSES, negative, opposite
from telemetry_spec.optouts.base import Kind, Launch, Seen, Try, World
from telemetry_spec.optouts.command import words_of

if TYPE_CHECKING:
    from telemetry_spec.model.spec import OptOut

#: Names that turn into their contrary by another beginning: `--no-telemetry` and `--telemetry`.
_BEGINNINGS: Final = (
    ("no-", ""),
    ("disable-", "enable-"),
    ("without-", "with-"),
    ("skip-", ""),
)
_FLAG: Final = re.compile(r"(?P<dashes>-{1,2})(?P<name>[^=\s]+)(?P<equals>[= ])?(?P<value>.*)")


def _look(opt_out: OptOut, world: World) -> Seen:
    flag, contrary = _flag(opt_out), _contrary_words(opt_out)
    last = max(_last(world.argv, flag), -1)
    if contrary and _last(world.argv, contrary) > last:
        return Seen(state="on", what=f"The command line has `{' '.join(contrary)}`.")
    if last >= 0:
        return Seen(state="off", what=f"The command line has `{' '.join(flag)}`.")
    return Seen(state="silent", what=f"The command line does not have `{' '.join(flag)}`.")


def _last(argv: tuple[str, ...], words: tuple[str, ...]) -> int:
    """Return where some words stand last in a row, or -1."""
    places = [at for at in range(len(argv) - len(words) + 1) if argv[at : at + len(words)] == words]
    return places[-1] if places and words else -1


def _flag(opt_out: OptOut) -> tuple[str, ...]:
    return words_of(str(opt_out.settings["flag"]))


def _contrary_words(opt_out: OptOut) -> tuple[str, ...]:
    """Return the argument that says the contrary, or nothing where there is none that anybody could know of."""
    match = _FLAG.fullmatch(" ".join(_flag(opt_out)))
    if match is None:
        return ()
    dashes, name, equals, value = match["dashes"], match["name"], match["equals"] or "", match["value"]
    if equals:
        word = opposite(value)
        return words_of(f"{dashes}{name}{equals}{word}") if word is not None else ()
    for off, on in _BEGINNINGS:
        if name.startswith(off) and len(name) > len(off):
            return (f"{dashes}{on}{name.removeprefix(off)}",)
    return ()


def _carry_out(opt_out: OptOut, launch: Launch) -> Launch | None:
    flag = _flag(opt_out)
    return launch.with_arguments(*flag) if flag else None


def _contrary(opt_out: OptOut, launch: Launch) -> Launch | None:
    words = _contrary_words(opt_out)
    return launch.with_arguments(*words) if words else None


def _near(opt_out: OptOut) -> list[Try]:
    flag = _flag(opt_out)
    tries = dict.fromkeys([flag, *(_variants(" ".join(flag)))])
    return [_try(words, words == flag) for words in tries if words]


def _variants(text: str) -> list[tuple[str, ...]]:
    match = _FLAG.fullmatch(text)
    if match is None:
        return []
    start = match["dashes"] + match["name"]
    if not match["equals"]:
        return [(text.upper(),), (text.replace("-", "_").replace("__", "--", 1),), (f"{text}=true",), (f"{text}=1",)]
    found: list[tuple[str, ...]] = [(f"{start}={value}",) for value in GUESSES]
    found.append((start, match["value"]))
    return [*found, (start,), (f"--no-{match['name']}",)]


def _try(words: tuple[str, ...], opts_out: bool) -> Try:  # noqa: FBT001  the second of two things, and private
    label = " ".join(words)
    return Try(label=label, opts_out=opts_out, change=lambda launch: launch.with_arguments(*words))


def _undo(opt_out: OptOut) -> str:
    return f"Leave `{' '.join(_flag(opt_out))}` out of the command line."


def _consents(opt_out: OptOut) -> bool:
    match = _FLAG.fullmatch(" ".join(_flag(opt_out)))
    if match is None:
        return False
    return not match["equals"] or negative(match["value"])


KIND = Kind(look=_look, carry_out=_carry_out, contrary=_contrary, near=_near, undo=_undo, consents=_consents)
