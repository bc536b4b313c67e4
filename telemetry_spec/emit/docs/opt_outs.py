"""Opt-outs on the public page: the exact thing to type, and what it stops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.details import life
from telemetry_spec.emit.docs.names import Names, opt_out_title
from telemetry_spec.emit.docs.view import Block, OptOutView
from telemetry_spec.model.selector import join

if TYPE_CHECKING:
    from collections.abc import Iterator

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.spec import OptOut, Spec, Stop


def opt_out_view(opt_out: OptOut, names: Names) -> OptOutView:
    """Make the view of an opt-out that still works."""
    say, instruction = names.say, opt_out.instruction
    typed = bool(instruction.language)
    return OptOutView(
        title=opt_out_title(opt_out),
        anchor=anchor(names.spec.product, join("opt_outs", opt_out.id)),
        kind=opt_out.kind,
        description=opt_out.description,
        block=Block(
            caption=say(f"by_{opt_out.kind}", where=_where(opt_out, say), text=""),
            text=instruction.text,
            language=instruction.language,
        )
        if typed
        else None,
        by_hand=() if typed else (_by_hand(opt_out, say),),
        facts=tuple(_facts(names.spec, opt_out, names, say)),
        note=opt_out.note,
    )


def _where(opt_out: OptOut, say: Say) -> Markup:
    if opt_out.kind == "config":
        return say.code(opt_out.instruction.where)
    if command := opt_out.settings.get("command") if opt_out.kind == "flag" else "":
        return say("where_flag_of", command=say.code(command))
    variable = opt_out.kind == "signal" and opt_out.instruction.language == "shell"
    return say("where_env" if variable else f"where_{opt_out.kind}")


def _by_hand(opt_out: OptOut, say: Say) -> Markup:
    prompt = opt_out.kind == "prompt"
    where = opt_out.instruction.where
    text = opt_out.settings.get("answer" if prompt else "value") or say(f"do_{opt_out.kind}")
    if question := opt_out.settings.get("question"):
        return say("by_answer", where=where, question=say.closed(str(question)), text=text)
    return say("by_prompt" if prompt else "by_setting", where=where, text=text)


def _facts(spec: Spec, opt_out: OptOut, names: Names, say: Say) -> Iterator[Markup]:
    yield from _accepted(opt_out, say)
    if opt_out.disables:
        yield say("stops", parts=say.listed((_stop(stop, names, say) for stop in opt_out.disables), "; "))
    if opt_out.stops:
        yield say(opt_out.stops)
    yield say("persists" if opt_out.persists else "passes")
    if opt_out.overrides:
        yield say("overrides", others=_titles(spec, opt_out.overrides, say))
    over = [other.id for other in spec.opt_outs.values() if opt_out.id in other.overrides and not other.removed]
    if over:
        yield say("overridden", others=_titles(spec, over, say))
    if opt_out.unavailable_to:
        yield say("unavailable", who=opt_out.unavailable_to)
    if opt_out.farewell:
        yield say("farewell", event=names.part(opt_out.farewell))
    if undo := opt_out.settings.get("undo"):
        yield say("undo", command=say.code(undo))
    yield from life(opt_out, say)


def _accepted(opt_out: OptOut, say: Say) -> Iterator[Markup]:
    values = opt_out.settings.get("values")
    if values == "any":
        yield say("accepts_any")
    elif isinstance(values, list):
        key = "accepts_one" if len(values) == 1 else "accepts_many"
        yield say(key, values=say.listed(say.code(value) if value else say.shown(value) for value in values))


def _stop(stop: Stop, names: Names, say: Say) -> Markup:
    part = names.part(stop.selector)
    if stop.note:
        return say("stops_note", part=part, note=stop.note)
    if stop.when is not None:
        field = names.field(stop.when.selector)
        return say("stops_only_when", part=part, field=field, value=say.shown(stop.when.value))
    return part


def _titles(spec: Spec, ids: tuple[str, ...] | list[str], say: Say) -> Markup:
    return say.listed(opt_out_title(spec.opt_outs[name]) for name in ids)
