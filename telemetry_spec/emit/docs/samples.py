"""Samples on the public page: what is sent, what is stored, and what is left of it under each opt-out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.docs.details import described
from telemetry_spec.emit.docs.explained import sample_block
from telemetry_spec.emit.docs.fields import received_fields
from telemetry_spec.emit.docs.names import opt_out_title
from telemetry_spec.emit.docs.view import Block, Case
from telemetry_spec.emit.samples import realistic
from telemetry_spec.model.selector import covers, event_selector, split
from telemetry_spec.model.shape import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from telemetry_spec.emit.docs.fields import Within
    from telemetry_spec.emit.docs.names import Names
    from telemetry_spec.model.shape import Json, Path
    from telemetry_spec.model.spec import Event, OptOut, Source, Stop

#: Stands for the event in the anchor of what every event of a source has.
EVERY: Final = "*"


@dataclass(frozen=True, slots=True)
class Samples:
    """The samples of an event. `shared` are the ids of values whose rows are those of every event of the source."""

    source: Source
    event: Event
    within: Within
    shared: frozenset[str]

    def blocks(self) -> tuple[Block, ...]:
        """Return what is sent and what is stored: the published samples, or else one made of the examples."""
        return tuple(self._blocks())

    def sent(self) -> Json:
        """Return the first sample of the payload, without the key that holds it where events are told apart by key."""
        published = [sample.value for sample in self.event.samples if not sample.stored]
        return published[0] if published else realistic(self.event.payload)

    def left(self, without: frozenset[Path]) -> Block:
        """Return the sample without some values, each of which the ids of fields from the payload inward name."""
        kept = _without(self.sent(), self.event.payload, without)
        return self._block(self.within.say("sample_left"), kept, stored=False)

    def _blocks(self) -> Iterator[Block]:
        say, event = self.within.say, self.event
        sent = "sample_event" if self.source.request.batch == "many" else "sample_payload"
        for stored, key in ((False, sent), (True, "sample_row")):
            published = [sample for sample in event.samples if sample.stored == stored]
            for sample in published:
                caption = say("sample_of", kind=say(key), title=sample.title) if sample.title else say(key)
                yield self._block(caption, sample.value, stored=stored)
            if published or (stored and not event.received and event.row == event.payload):
                continue
            value = realistic(event.row) if stored else self.sent()
            yield self._block(say("sample_made", kind=say(key)), value, stored=stored)

    def _block(self, caption: Markup, value: Json, *, stored: bool) -> Block:
        shape = self.event.row if stored else self.event.payload
        sent = (*self.event.payload.fields, *received_fields(self.event))
        told = {member.name: described(member, self.within.say) for member in sent}
        fields = tuple(replace(one, description=told.get(one.name, one.description)) for one in shape.fields)
        shape = replace(shape, fields=fields)
        if self.source.by_key and not stored:
            value, shape = {self.event.name: value}, Shape(type="object", kind="map", values=shape)
        return sample_block(caption, value, shape, self._anchor)

    def _anchor(self, path: Path) -> str:
        # Where the key of a map stands for the event, as where events are told apart by key, it is no step.
        steps = path[1:] if self.source.by_key and path[:1] == ("*",) else path
        place = replace(self.within, steps=(self.source.id, EVERY)) if steps[0] in self.shared else self.within
        return place.anchor(steps)


def cases(samples: Samples, names: Names) -> Iterator[Case]:
    """Yield what becomes of the sample of an event before anyone has agreed, and under each opt-out that works.

    Of those with which the same becomes of it, there is one case.
    """
    say = names.say
    if samples.source.consent != "opt-out":
        title = say(f"case_consent_{samples.source.consent}")
        yield Case(title=title, kind="nothing", text=say("case_nothing"))
    working = [opt_out for opt_out in names.spec.opt_outs.values() if not opt_out.removed]
    found = [_case(opt_out, samples, names) for opt_out in working]
    for text in dict.fromkeys(case.text for case in found):
        alike = [case for case in found if case.text == text]
        yield replace(alike[0], title=say.listed(case.title for case in alike))


def _case(opt_out: OptOut, samples: Samples, names: Names) -> Case:
    say = names.say
    title = say.text(opt_out_title(opt_out))
    this = event_selector(samples.source, samples.event)
    whole = [stop for stop in opt_out.disables if covers(stop.selector, this)]
    parts = [stop for stop in opt_out.disables if stop not in whole and covers(this, stop.selector)]
    always = [stop for stop in whole if stop.when is None and not stop.note]
    if always:
        return Case(
            title=title, kind="nothing", text=say("case_sending" if opt_out.stops == "sending" else "case_nothing")
        )
    if whole:
        return Case(title=title, kind="sometimes", text=say.listed((_sometimes(stop, names) for stop in whole), " "))
    if parts:
        fields = say.listed(names.field(stop.selector) for stop in parts)
        block = samples.left(frozenset(split(stop.selector)[2:] for stop in parts))
        return Case(title=title, kind="less", text=say("case_less", fields=fields), block=block)
    return Case(title=title, kind="same", text=say("case_same"))


def _without(value: Json, shape: Shape, paths: frozenset[Path]) -> Json:
    """Return a value without what some paths name (`model.shape.Path`)."""
    if isinstance(value, list) and shape.items is not None:
        return [_without(one, shape.items, paths) for one in value]
    if not isinstance(value, dict):
        return value
    members = {member.name: (member.id, member.shape) for member in shape.fields}
    kept: dict[str, Json] = {}
    for name, one in value.items():
        step, inner = members.get(name, ("*", shape.values))
        within = frozenset(path[1:] for path in paths if path[:1] == (step,))
        if () not in within:
            kept[name] = _without(one, inner, within) if inner is not None and within else one
    return kept


def _sometimes(stop: Stop, names: Names) -> Markup:
    say = names.say
    if stop.when is not None:
        field = names.field(stop.when.selector)
        return say("case_when", field=field, value=say.shown(stop.when.value))
    return say("case_note", note=stop.note)
