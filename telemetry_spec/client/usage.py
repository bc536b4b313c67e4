"""What a host gives to its client: looked at when it is given, and answers before each event.

Whoever misspells the name of an opt-out has told that somebody opted out, in words that nobody understands. So nothing
is sent until it is put right.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from telemetry_spec.client.payload import PayloadError
from telemetry_spec.registry import nearest
from telemetry_spec.transforms.apply import MissingSecretError
from telemetry_spec.wire.encodings.base import UnencodableError
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from telemetry_spec.model.spec import Event, Source, Spec


class UsageError(ValueError):
    """The client is set up or called in a way that cannot be meant. The text says what to write, without values."""


#: Errors whose texts are ours, and hold no values.
_OURS: Final = (PayloadError, UsageError, MissingSecretError, UnencodableError, MissingExtraError)
#: More names than these nobody reads.
_FEW: Final = 12
#: Longer names are like no other.
_LONG: Final = 100
_EXAMPLE: Final = "Write an address such as `http://127.0.0.1:8080`."


def said(error: Exception) -> str:
    """Return what an error is, without values: of what a host's own functions raise, the type alone."""
    return str(error) if isinstance(error, _OURS) else f"{type(error).__name__} was raised."


def unknown(kind: str, name: object, known: Iterable[str], *, private: bool = False) -> str:
    """Return, in words, that nothing has a name, and which name is near.

    With `private`, for logs, the name is not repeated unless it is like a known one: it may be anything.
    """
    listed = sorted(set(known))
    near = nearest(str(name)[:_LONG], listed)
    if near is not None:
        return f"There is no {kind} `{name}`. Did you mean `{near}`?"
    hint = f" There are: {', '.join(f'`{one}`' for one in listed)}." if 0 < len(listed) <= _FEW else ""
    return f"There is no such {kind}.{hint}" if private else f"There is no {kind} `{name}`.{hint}"


def source_of(spec: Spec, name: object) -> Source:
    """Return the source of that name. Raises UsageError."""
    if not isinstance(name, str) or name not in spec.sources:
        raise UsageError(unknown("source", name, spec.sources))
    return spec.sources[name]


def opt_out_of(spec: Spec, name: object, opts_out: object) -> str:
    """Return the name of an opt-out that somebody used or took back. Raises UsageError."""
    if not isinstance(name, str) or name not in spec.opt_outs:
        raise UsageError(unknown("opt-out", name, spec.opt_outs))
    if not isinstance(opts_out, bool):
        raise UsageError("`opts_out` is neither True (it opts out) nor False (telemetry was turned on).")
    return name


def event_of(events: Iterable[Event], name: object, *, private: bool = True) -> Event:
    """Return the event of that id, or of that name on the wire. Raises PayloadError."""
    known = {one: event for event in events for one in (event.name, event.id)}
    if not isinstance(name, str) or name not in known:
        raise PayloadError(unknown("event", name, known, private=private))
    return known[name]


def name_of(events: Iterable[Event], name: object) -> str:
    """Return how a log names an event: by its id, where it is declared."""
    try:
        return event_of(events, name).id
    except PayloadError:
        return "An event"


def answers_in(spec: Spec, told: object, what: str, *, private: bool = True) -> dict[str, bool]:
    """Return what a host knows of opt-outs, without those that were not used. `what` names it in the error.

    Raises:
        UsageError: It cannot be understood: no mapping, a name that nobody declared, or no True, False or None.
    """
    if not isinstance(told, Mapping):
        raise UsageError(f"{what} is no mapping from opt-outs to True, False or None.")
    given = dict(told)
    for name, answer in given.items():
        if name not in spec.opt_outs:
            raise UsageError(unknown("opt-out", name, spec.opt_outs, private=private))
        if answer is not None and not isinstance(answer, bool):
            raise UsageError(
                f"`{name}` is answered with something that is neither True (it opts out), False (telemetry was turned"
                " on) nor None (it was not used)."
            )
    return {name: answer for name, answer in given.items() if answer is not None}


def collect_of(source: Source, given: object) -> dict[str, Callable[[], Any]]:
    """Return the functions that collect, by the ids of their events. Raises UsageError."""
    if given is None:
        return {}
    if not isinstance(given, Mapping):
        raise UsageError("`collect` is no mapping from events to functions.")
    found: dict[str, Callable[[], Any]] = {}
    for name, function in given.items():
        try:
            event = event_of(source.events.values(), name, private=False)
        except PayloadError as error:
            raise UsageError(f"{error} (In `collect`.)") from None
        if not callable(function):
            raise UsageError(f"`collect` has no function for `{name}`. Write `lambda: ...`.")
        found[event.id] = function
    return found


def folder_of(given: object) -> Path | None:
    """Return a folder that is given as a text or a path. Raises UsageError."""
    if given is None or given == "":
        return None
    if not isinstance(given, str | os.PathLike):
        raise UsageError("`folder` is no path. Write a text or a `pathlib.Path`.")
    return Path(given)


def endpoint_of(given: object) -> str:
    """Return an address that is used instead of the declared ones, or "". Raises UsageError."""
    if not isinstance(given, str):
        raise UsageError(f"`endpoint` is no text. {_EXAMPLE}")
    if not given:
        return ""
    if not given.lower().startswith(("http://", "https://")):
        raise UsageError(f"`endpoint` does not begin with `http://` or `https://`. {_EXAMPLE}")
    try:
        parts = urlsplit(given)
        host, _ = parts.hostname, parts.port
    except ValueError:
        raise UsageError(f"`endpoint` is no address. {_EXAMPLE}") from None
    if not host:
        raise UsageError(f"`endpoint` names no host. {_EXAMPLE}")
    if parts.query or parts.fragment:
        raise UsageError(f"`endpoint` has a query or a fragment, which would be lost. {_EXAMPLE}")
    return given


def mapping_of(what: str, given: object) -> dict[str, Any]:
    """Return a mapping as a dictionary of its own; nothing is an empty one. Raises PayloadError."""
    try:
        return dict(given or {})  # type: ignore[call-overload,no-any-return]  # whatever it is, it is tried
    except (TypeError, ValueError):
        raise PayloadError(f"{what} is no mapping of names to values.") from None
