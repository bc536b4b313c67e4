"""`telemetry-spec status`: whether telemetry is on here, which opt-out decides, and what to type to change it."""

from __future__ import annotations

import json
import re
import sys
import textwrap
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from telemetry_spec.cli._run import colour, only_spec, usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.client.status import Part
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import OptOut, Source, Spec
    from telemetry_spec.optouts.base import World

#: A line of a file of variables, with its end: a comment, a name by itself (its value is the environment's), or a name
#: and a value, which may go over several lines within quotes.
_ENTRY: Final = re.compile(
    r"""[^\S\n]*(?:\#.*|(?:export[ \t]+)?[^\s=:\#"']+[^\S\n]*(?:[=:][^\S\n]*(?:"[^"]*"|'[^']*')?.*)?)?(?:\n|\Z)"""
)


@click.command()
@click.argument("spec", metavar="SPEC")
@click.option("--select", metavar="SELECTOR", default="", help="Only this source or event.")
@click.option(
    "--env-file",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="A file of variables (`.env`) that the product is started with.",
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="How to write it.",
)
def command(spec: str, select: str, env_file: Path | None, form: str) -> None:
    """Say whether telemetry is on here, and how to change it.

    Looks at this environment, this home folder and this working folder. What was chosen inside the product cannot be
    seen from here, and is named.
    """
    from telemetry_spec.client.status import survey, with_choices
    from telemetry_spec.optouts.base import World

    valid = only_spec(spec)
    sources = _selected(valid, select)
    world = World.here()
    if env_file is not None:
        world = replace(world, environ={**world.environ, **_variables(env_file)})
    world = with_choices(valid, world)
    found = [(source, survey(valid, source, world, select)) for source in sources]
    if form == "json":
        text = json.dumps(_document(valid, found, world), ensure_ascii=False, indent=2)
        sys.stdout.buffer.write(text.encode() + b"\n")  # JSON is UTF-8, whatever the terminal's encoding
        return
    click.echo("\n".join(_lines(valid, found, world)), color=colour(sys.stdout))


def _selected(spec: Spec, select: str) -> list[Source]:
    """Return the sources that a selector names, or an event of which it names."""
    from telemetry_spec.api import UnknownNameError
    from telemetry_spec.model.selector import event_selector

    live = list(spec.live_sources())
    if not live:
        raise click.UsageError("Nothing in this spec is sent any more, so there is nothing to be on or off.")
    owners = {source.id: source for source in live}
    owners |= {event_selector(source, event): source for source, event in spec.live_events()}
    with usage_of("--select"):
        if select and select not in owners:
            raise UnknownNameError("source or event", select, owners)
    return [owners[select]] if select else live


def _variables(path: Path) -> dict[str, str]:
    from telemetry_spec.optouts.formats import UnreadableError, read_file, read_text

    try:
        text = read_file(path) or ""
        wrong = _wrong_line(text)
        if wrong:
            raise click.BadParameter(
                f"{path}:{wrong}: This line is no variable. Write `NAME=value`.", param_hint="'--env-file'"
            )
        return {str(name): str(value) for name, value in read_text("env", text).items()}
    except UnreadableError as error:
        raise click.BadParameter(f"{path}: {error}.", param_hint="'--env-file'") from error


def _wrong_line(text: str) -> int:
    """Return the number of the first line that is no variable, or 0."""
    at = 0
    while at < len(text):
        match = _ENTRY.match(text, at)
        if match is None:
            return text.count("\n", 0, at) + 1
        at = match.end()
    return 0


# ---------------------------------------------------------------- text


def _lines(spec: Spec, found: list[tuple[Source, list[Part]]], world: World) -> Iterator[str]:
    yield f"{spec.title or spec.product}, from this environment, home and working folder:"
    for source, parts in found:
        for part in parts:
            yield ""
            yield from _part_lines(source, part, world)


def _part_lines(source: Source, part: Part, world: World) -> Iterator[str]:
    decision = part.decision
    state = click.style("on" if decision.on else "off", bold=True, fg="yellow" if decision.on else "green")
    title = f" ({source.title})" if part.selector == source.id and source.title else ""
    doubt = "" if part.certain else ", as far as can be seen from here"
    yield f"{part.selector}{title}{_condition(part)}: {state}{doubt}"
    decided = f"`{decision.by.id}` decides. " if decision.by else ""
    yield f"  {decided}{decision.why}"
    for one in decision.said:
        if one.silenced_by is not None and one.seen.state != "silent":
            yield f"  `{one.opt_out.id}` says {one.seen.state}, but `{one.silenced_by.id}` takes precedence."
    unseen = _unseen(part, world)
    for one in decision.said:
        if one.seen.stray and one.opt_out not in unseen:
            yield f"  `{one.opt_out.id}` says nothing. {one.seen.what}"
    yield from _ways(part)
    if unseen:
        yield f"  Cannot be seen from here: {', '.join(f'`{one.id}`' for one in unseen)}."


def _condition(part: Part) -> str:
    if not part.when:
        return ""
    return " where " + " and ".join(f"{name} is {json.dumps(value)}" for name, value in part.when.items())


def _ways(part: Part) -> Iterator[str]:
    """Yield how to change it."""
    heading, ways = _change(part)
    if not ways:
        return
    yield f"  {heading}"
    for opt_out, text in ways:
        notes = []
        if opt_out.unavailable_to:
            notes.append(f"not available to {opt_out.unavailable_to}")
        if part.decision.on and opt_out.stops == "sending":
            notes.append("stops the sending only: what is collected may be sent later")
        note = f" ({'; '.join(notes)})" if notes else ""
        yield f"    {opt_out.id}{note}"
        yield textwrap.indent(text, "      ")


def _change(part: Part) -> tuple[str, list[tuple[OptOut, str]]]:
    """Return what to do to turn it off where it is on, and the other way round."""
    from telemetry_spec import optouts
    from telemetry_spec.client.status import turned_on_by

    decision = part.decision
    if decision.on:
        concerned = [one.opt_out for one in decision.said if one.silenced_by is None]
        return "To turn it off:", [(one, optouts.get(one.kind).by_hand(one)) for one in concerned]
    if decision.by is not None:
        stopping = [one for one in decision.said if one.silenced_by is None and one.seen.state == "off"]
        return "To turn it on again:", [
            (one.opt_out, one.seen.mend or optouts.get(one.opt_out.kind).undo(one.opt_out)) for one in stopping
        ]
    ways = [(one.opt_out, turned_on_by(one.opt_out)) for one in decision.said]
    return "To turn it on:", [(one, text) for one, text in ways if text]


def _unseen(part: Part, world: World) -> list[OptOut]:
    from telemetry_spec.client.status import seen_from_here

    return [one.opt_out for one in part.decision.said if not seen_from_here(one.opt_out, world)]


# ---------------------------------------------------------------- JSON


def _document(spec: Spec, found: list[tuple[Source, list[Part]]], world: World) -> Json:
    return {
        "product": spec.product,
        "parts": [_part_document(source, part, world) for source, parts in found for part in parts],
    }


def _part_document(source: Source, part: Part, world: World) -> Json:
    decision = part.decision
    heading, ways = _change(part)
    unseen = _unseen(part, world)
    return {
        "selector": part.selector,
        "source": source.id,
        "when": dict(part.when),
        "state": "on" if decision.on else "off",
        "certain": part.certain,
        "decided_by": decision.by.id if decision.by else None,
        "why": decision.why,
        "opt_outs": [
            {
                "id": one.opt_out.id,
                "kind": one.opt_out.kind,
                "says": None if one.opt_out in unseen else one.seen.state,
                "seen": None if one.opt_out in unseen else one.seen.what,
                "overridden_by": one.silenced_by.id if one.silenced_by else None,
                "unavailable_to": one.opt_out.unavailable_to or None,
            }
            for one in decision.said
        ],
        "change": {"to": "off" if heading == "To turn it off:" else "on", "by": {one.id: text for one, text in ways}},
    }
