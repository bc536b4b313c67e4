"""Opt-outs on the public page: the exact thing to type, and what it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.details import life
from telemetry_spec.emit.docs.markdown import code
from telemetry_spec.emit.docs.names import Names, opt_out_title
from telemetry_spec.emit.docs.say import closed, listed, shown
from telemetry_spec.emit.docs.view import Block, OptOutView

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.spec import OptOut, Spec, Stop


def opt_out_view(spec: Spec, opt_out: OptOut, names: Names, say: Say) -> OptOutView:
    """Make the view of an opt-out that still works."""
    instruction = opt_out.instruction
    typed = bool(instruction.language)
    where = code(instruction.where) if opt_out.kind == "config" else instruction.where
    return OptOutView(
        title=opt_out_title(opt_out),
        description=opt_out.description,
        block=Block(
            caption=say(f"by_{opt_out.kind}", where=where, text=""),
            text=instruction.text,
            language=instruction.language,
        )
        if typed
        else None,
        by_hand=() if typed else (_by_hand(opt_out, say),),
        facts=tuple(_facts(spec, opt_out, names, say)),
        note=opt_out.note,
    )


def _by_hand(opt_out: OptOut, say: Say) -> Markup:
    text, where = opt_out.instruction.text, opt_out.instruction.where
    if question := opt_out.settings.get("question"):
        return say("by_answer", where=where, question=closed(str(question)), text=text)
    return say("by_prompt" if opt_out.kind == "prompt" else "by_setting", where=where, text=text)


def _facts(spec: Spec, opt_out: OptOut, names: Names, say: Say) -> Iterator[Markup]:
    yield from _accepted(opt_out, say)
    if opt_out.disables:
        yield say("stops", parts=listed((_stop(stop, names, say) for stop in opt_out.disables), "; "))
    if opt_out.stops:
        yield say(opt_out.stops)
    yield say("persists" if opt_out.persists else "passes")
    if opt_out.overrides:
        yield say("overrides", others=_titles(spec, opt_out.overrides))
    over = [other.id for other in spec.opt_outs.values() if opt_out.id in other.overrides and not other.removed]
    if over:
        yield say("overridden", others=_titles(spec, over))
    if opt_out.unavailable_to:
        yield say("unavailable", who=opt_out.unavailable_to)
    if opt_out.farewell:
        yield say("farewell", event=names.part(opt_out.farewell))
    if undo := opt_out.settings.get("undo"):
        yield say("undo", command=code(undo))
    yield from life(opt_out, say)


def _accepted(opt_out: OptOut, say: Say) -> Iterator[Markup]:
    values = opt_out.settings.get("values")
    if values == "any":
        yield say("accepts_any")
    elif isinstance(values, list):
        key = "accepts_one" if len(values) == 1 else "accepts_many"
        yield say(key, values=listed(code(value) if value else shown(value) for value in values))


def _stop(stop: Stop, names: Names, say: Say) -> Markup:
    part = names.part(stop.selector)
    if stop.note:
        return say("stops_note", part=part, note=stop.note)
    if stop.when is not None:
        field = names.field(stop.when.selector)
        return say("stops_only_when", part=part, field=field, value=shown(stop.when.value))
    return part


def _titles(spec: Spec, ids: tuple[str, ...] | list[str]) -> Markup:
    return listed(opt_out_title(spec.opt_outs[name]) for name in ids)
