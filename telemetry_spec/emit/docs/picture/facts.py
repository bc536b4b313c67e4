"""What a picture is of: for each source what makes it send, where to, what is stored and what stops it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.names import moment
from telemetry_spec.model.selector import request_fields, split
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from telemetry_spec.emit.docs.picture.texts import Words
    from telemetry_spec.model.shape import Field, Shape
    from telemetry_spec.model.spec import Destination, Event, OptOut, Source, Spec, Stop, Trigger

_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Names under a label, such as the values that the server adds. `code` says whether they are names in code."""

    label: str
    names: tuple[str, ...]
    code: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A destination. `address` is its URL without the scheme; `secure` says whether the connection is encrypted."""

    address: str
    secure: bool
    how: str
    more: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """An opt-out, as far as it concerns a source. `name` is its variable, prop or place, `about` what to know of it."""

    name: str
    code: bool
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """One source, from what makes it send to what is stored."""

    title: str
    consent: str
    sent: tuple[Part, ...]
    when: tuple[str, ...]
    targets: tuple[Target, ...]
    cuts: tuple[Cut, ...]
    stored: tuple[Part, ...]
    by_default: bool
    """Whether it collects unless somebody stops it."""


def lanes(spec: Spec, say: Words) -> tuple[Lane, ...]:
    """Return the lanes of all sources that still send, in the order of the spec."""
    return tuple(_lane(spec, source, say) for source in spec.live_sources())


def _lane(spec: Spec, source: Source, say: Words) -> Lane:
    events = source.live_events()
    when = dict.fromkeys(_when(trigger, say) for event in events for trigger in event.triggers)
    used = dict.fromkeys(name for event in events for name in event.destinations)
    return Lane(
        title=source.title,
        consent=say(f"consent_{source.consent}"),
        sent=tuple(_sent(source, events, say)),
        when=tuple(when),
        targets=tuple(_target(spec.destinations[name], events, say) for name in used),
        cuts=tuple(_cuts(spec, source, say)),
        stored=tuple(_stored(source, events, say)),
        by_default=source.consent == "opt-out",
    )


def _sent(source: Source, events: Sequence[Event], say: Words) -> Iterator[Part]:
    if len(events) > 1:
        yield Part(label=say.count("events", len(events)), names=tuple(event.title for event in events), code=False)
    request = source.request
    around = [member for member in _tops(request.body) if _is_own(member)] if request.envelope else []
    names = [member.name for member in (*around, *request.headers, *request.query) if not member.removed]
    if names:
        yield Part(label=say("request"), names=tuple(names))


def _is_own(member: Field) -> bool:
    """Say whether a field of an envelope is data of its own, and not where the events lie."""
    shape = member.shape
    while shape.items is not None:
        shape = shape.items
    return shape.type != "event"


def _when(trigger: Trigger, say: Words) -> str:
    """Say when an event is sent, such as `30 seconds after startup`."""
    every, delay = say.duration(trigger.every), say.duration(trigger.delay)
    words = say.shared(moment(trigger), every=every, delay=delay)
    if trigger.jitter:
        words = say("jitter", when=words)
    if trigger.limit:
        words = say("limit", when=words, limit=_phrase(trigger.limit))
    if trigger.condition:
        words = say("condition", when=words, condition=_phrase(trigger.condition))
    return words


def _phrase(text: str) -> str:
    return text.strip().removesuffix(".")


def _target(destination: Destination, events: Sequence[Event], say: Words) -> Target:
    scheme, mark, rest = destination.url.partition("://")
    secure = scheme.lower() == "https"
    steps = dict.fromkeys(say(f"step_{step}") for step in destination.encoding if step != "jwe")
    more = []
    if destination.encryption:
        more.append(_phrase(destination.encryption))
    elif "jwe" in destination.encoding:
        more.append(say("step_jwe"))
    if destination.carrier != "body":
        more.append(say(f"carrier_{destination.carrier}", name=destination.carrier_name))
    if destination.operator:
        more.append(say("operator", operator=_phrase(destination.operator)))
    here = [event.title for event in events if destination.id in event.destinations]
    if len(here) < len(events):
        more.append(say("only_events", events=say.listed(here, 3)))
    return Target(
        address=(rest if mark else destination.url).rstrip("/"),
        secure=secure,
        how=", ".join((say("https" if secure else "http", method=destination.method), *steps)),
        more=tuple(more),
    )


# ---------------------------------------------------------------- what is stored


def _stored(source: Source, events: Sequence[Event], say: Words) -> Iterator[Part]:
    sent: dict[str, None] = {}
    leaves: set[tuple[str, ...]] = set()
    added: dict[str, None] = {}
    for event in events:
        received = {member.id for member in event.received}
        for member in _tops(event.row):
            (added if member.id in received else sent)[member.name] = None
        for path, member in walk(event.row):
            if path[0] not in received and not _has_inner(member.shape):
                leaves.add(path)
    if sent:
        yield Part(label=say.count("sent", len(leaves)), names=tuple(sent))
    if added:
        yield Part(label=say("added"), names=tuple(added))
    yield from _transformed(source, events, say)
    if not sent and not added:
        yield Part(label=say("stored_nothing"), names=())


def _tops(shape: Shape) -> tuple[Field, ...]:
    """Return the outermost fields of a shape, which may lie in a list or in one of several shapes."""
    inner = [child for child in (shape.items, *shape.members) if child is not None]
    return (*shape.fields, *shape.entries, *(member for child in inner for member in _tops(child)))


def _has_inner(shape: Shape) -> bool:
    return next(walk(shape), None) is not None


def _transformed(source: Source, events: Sequence[Event], say: Words) -> Iterator[Part]:
    """Yield what is hashed, shortened, rounded or dropped, each with the names of the fields."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for name, member in _named(source, events):
        for step in member.transforms:
            algorithm = _ALGORITHMS.get(step.algorithm, step.algorithm)
            written = f"{name} ({algorithm})" if algorithm else name
            found.setdefault((step.kind, step.at), {})[written] = None
    for (kind, at), names in found.items():
        yield Part(label=say(f"{kind}_{at}"), names=tuple(names))


def _named(source: Source, events: Iterable[Event]) -> Iterator[tuple[str, Field]]:
    for event in events:
        for path, member in walk(event.payload):
            yield ".".join((*path[:-1], member.name)), member
        for member in event.received:
            if not member.removed:
                yield member.name, member
    for _, member in request_fields(source):
        if not member.removed:
            yield member.name, member


# ---------------------------------------------------------------- what stops it


def _cuts(spec: Spec, source: Source, say: Words) -> Iterator[Cut]:
    for opt_out in spec.opt_outs.values():
        stops = [stop for stop in opt_out.disables if split(stop.selector)[0] == source.id]
        if stops and not opt_out.removed:
            name = _name(opt_out)
            yield Cut(name=name, code=opt_out.kind not in _PLACES, about=_about(opt_out, name, stops, source, say))


#: Opt-outs that are places, which are called by their place.
_PLACES = ("setting", "prompt")
_TOLD_BY = {"flag": "flag", "command": "command", "code": "symbol", "setting": "where", "prompt": "where"}


def _name(opt_out: OptOut) -> str:
    """Return what an opt-out is told by: its variable with the value, its prop, its place ..."""
    settings = opt_out.settings
    if opt_out.kind in ("env", "signal"):
        return opt_out.instruction.text.removeprefix("export ")
    if opt_out.kind == "config":
        return f"{settings['key']}: {json.dumps(settings['value'], ensure_ascii=False)}"
    return str(settings[_TOLD_BY[opt_out.kind]])


def _about(opt_out: OptOut, name: str, stops: Sequence[Stop], source: Source, say: Words) -> str:
    file = opt_out.settings.get("file")
    kind = say(f"kind_{opt_out.kind}", file=str(file or ""))
    told = file or opt_out.kind in _PLACES or opt_out.title in name
    said = [kind if told else opt_out.title]
    said += _parts(stops, source, say)
    if opt_out.unavailable_to:
        said.append(say("unavailable", who=opt_out.unavailable_to))
    if opt_out.stops == "sending":
        said.append(say("sending"))
    if opt_out.deprecated:
        said.append(say("deprecated"))
    return "; ".join(said)


def _parts(stops: Sequence[Stop], source: Source, say: Words) -> Iterator[str]:
    """Say which parts of a source are stopped, unless all of it is."""
    plain = [stop for stop in stops if not stop.note and stop.when is None]
    if any(stop.selector == source.id for stop in plain):
        return
    if plain:
        yield say("only", parts=say.listed([_part(stop.selector, source) for stop in plain], 3))
    for stop in stops:
        if stop.note:
            yield say("only", parts=_phrase(stop.note))
        elif stop.when is not None:
            field = split(stop.when.selector)[-1]
            yield say("only_when", field=field, value=json.dumps(stop.when.value, ensure_ascii=False))


def _part(selector: str, source: Source) -> str:
    """Name an event by its title, and a field by its own name."""
    steps = split(selector)
    event = source.events.get(steps[1])
    return event.title if event and len(steps) == 2 else steps[-1]  # noqa: PLR2004  source.event
