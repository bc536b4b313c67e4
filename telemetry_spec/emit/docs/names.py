"""How parts of a spec are called on the public page: by their titles, where a selector names them in the spec."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.model.selector import fields_of, split

if TYPE_CHECKING:
    from collections.abc import Mapping

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import OptOut, Spec, Trigger


@dataclass(frozen=True, slots=True)
class Names:
    """Names of sources, events and fields. `fields` holds every field of the spec by its selector."""

    spec: Spec
    say: Say
    fields: Mapping[str, Field]

    @classmethod
    def of(cls, spec: Spec, say: Say) -> Names:
        """Make the names of a spec."""
        return cls(spec, say, dict(fields_of(spec)))

    def part(self, selector: str) -> Markup:
        """Name a source, an event or a field, each with what it belongs to."""
        steps = split(selector)
        source = self.spec.sources[steps[0]]
        if len(steps) == 1:
            return self.say.text(source.title)
        if steps[1] == "request":
            return self.say("part_request", field=self.field(selector), source=source.title)
        event = source.events[steps[1]]
        if len(steps) == 2:  # noqa: PLR2004  a source and an event
            return self.say("part_event", event=event.title, source=source.title)
        return self.say("part_field", field=self.field(selector), source=source.title, event=event.title)

    def field(self, selector: str) -> Markup:
        """Name a field by what it is called on the wire."""
        steps = split(selector)
        inner = steps[3:] if steps[1:3] in (("request", "headers"), ("request", "query")) else steps[2:]
        member = self.fields.get(selector)
        return self.say.code(".".join((*inner[:-1], member.name if member else inner[-1])))


def opt_out_title(opt_out: OptOut) -> str:
    """Return the title of an opt-out, or what it is told by."""
    return opt_out.called


def moment(trigger: Trigger) -> str:
    """Return the entry of the catalogue that says when a trigger fires, such as `every_after` or `on_startup`."""
    if trigger.every:
        return "every_after" if trigger.delay else "every"
    return f"{'after' if trigger.delay else 'on'}_{trigger.on}"
