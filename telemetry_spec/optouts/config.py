"""Opt-outs of kind `config`: a key in a configuration file that has exactly the declared value.

A file that is there and cannot be read says `off`: whoever wrote it may have opted out in it.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, cast

from telemetry_spec.optouts import formats
from telemetry_spec.optouts._paths import place_of, variables_in
from telemetry_spec.optouts._words import negative, opposite
from telemetry_spec.optouts.base import Entry, Kind, Launch, Scalar, Seen, State, Try, World

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.spec import OptOut

_GUESSES: Final[tuple[Scalar, ...]] = (
    False, True, 0, 1, None, "false", "FALSE", "False", "true", "0", "1", "no", "off", "",
)  # fmt: skip


def _look(opt_out: OptOut, world: World) -> Seen:
    entry = _entry(opt_out)
    path = place_of(entry.file, world)
    if path is None:
        return Seen(state="silent", what=f"Where {entry.file} is depends on a variable that is not set.")
    try:
        text = formats.read_file(path)
        if text is None:
            return Seen(state="silent", what=f"There is no file {entry.file}.")
        value = formats.value_at(formats.read_text(entry.format, text), entry.key)
    except formats.UnreadableError as error:
        return Seen(
            state="off",
            what=f"There is a file {entry.file}, but {error}. Until it is repaired, it is taken to opt out.",
            mend=f"Repair {entry.file}: {error}.",
        )
    state, what = _judged(entry, value)
    stray = state == "silent" and value is not formats.MISSING
    return Seen(state=state, what=f"`{entry.key}` {what}", stray=stray)


def _judged(entry: Entry, value: object) -> tuple[State, str]:
    """Return what a value in the file says, and why, as the end of a sentence."""
    if value is formats.MISSING:
        return "silent", f"is not set in {entry.file}."
    if _same(value, _stored(entry, entry.value)):
        return "off", f"in {entry.file} has the value that opts out."
    contrary = _contrary_value(entry)
    if contrary is not None and _same(value, _stored(entry, contrary)):
        return "on", f"in {entry.file} has the contrary of what opts out."
    return "silent", f"in {entry.file} is set to {_shown(value)} counts for nothing; {_written(entry)} opts out."


def _shown(value: object) -> str:
    """Return a value where people guess it, in a sentence; others may be private, and are not shown."""
    near = next((guess for guess in _GUESSES if guess != "" and _same(value, guess)), formats.MISSING)
    return "a value that" if near is formats.MISSING else f"`{json.dumps(near)}`, which"


def _written(entry: Entry) -> str:
    return f"`{json.dumps(entry.value, ensure_ascii=False)}`"


def _entry(opt_out: OptOut, value: Scalar | None = None) -> Entry:
    """Return the declared entry."""
    settings = opt_out.settings
    return Entry(
        file=str(settings["file"]),
        format=str(settings["format"]),
        key=str(settings["key"]),
        value=cast("Scalar", settings["value"]) if value is None else value,
    )


def _stored(entry: Entry, value: Scalar) -> object:
    """Return how a value is read from the file; something equal to nothing where the format cannot hold it."""
    try:
        return formats.get(entry.format).stored(value)
    except formats.UnchangedError:
        return formats.MISSING


def _same(value: object, other: object) -> bool:
    """Say whether two values are the same, where `false` is no `0`, and `1.0` is `1`."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def _contrary_value(entry: Entry) -> Scalar | None:
    value = entry.value
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return opposite(value)
    return {0: 1, 1: 0}.get(value) if isinstance(value, int) else None


def _writable(entry: Entry, launch: Launch) -> bool:
    """Say whether a program may write the file: one of the run's own folders holds it, and the format the value."""
    known = all(launch.environ.get(name) for name in variables_in(entry.file))
    return not _absolute(entry.file) and known and _stored(entry, entry.value) is not formats.MISSING


def _absolute(file: str) -> bool:
    return bool(re.match(r"[/\\]|[A-Za-z]:[/\\]", file))


def _carry_out(opt_out: OptOut, launch: Launch) -> Launch | None:
    entry = _entry(opt_out)
    return launch.with_entry(entry) if _writable(entry, launch) else None


def _contrary(opt_out: OptOut, launch: Launch) -> Launch | None:
    value = _contrary_value(_entry(opt_out))
    if value is None:
        return None
    entry = _entry(opt_out, value)
    return launch.with_entry(entry) if _writable(entry, launch) else None


def _near(opt_out: OptOut) -> list[Try]:
    declared = _entry(opt_out)
    if _absolute(declared.file):
        return []
    tries: dict[str, Try] = {}
    for value in (declared.value, *_GUESSES):
        entry = Entry(file=declared.file, format=declared.format, key=declared.key, value=value)
        stored = _stored(entry, value)
        if stored is formats.MISSING:
            continue
        label = f"{entry.key}: {json.dumps(stored, ensure_ascii=False)} in {entry.file}"
        opts_out = _same(stored, _stored(declared, declared.value))
        tries.setdefault(label, Try(label=label, opts_out=opts_out, change=_change(entry)))
    return list(tries.values())


def _change(entry: Entry) -> Callable[[Launch], Launch]:
    return lambda launch: launch.with_entry(entry)


def _undo(opt_out: OptOut) -> str:
    entry = _entry(opt_out)
    value = _contrary_value(entry)
    if value is None:
        return f"Take `{entry.key}` out of {entry.file}."
    return f"Take `{entry.key}` out of {entry.file}, or set it to `{json.dumps(value, ensure_ascii=False)}`."


def _consents(opt_out: OptOut) -> bool:
    value = _entry(opt_out).value
    return negative(value) if isinstance(value, str) else not value


KIND = Kind(look=_look, carry_out=_carry_out, contrary=_contrary, near=_near, undo=_undo, consents=_consents)
