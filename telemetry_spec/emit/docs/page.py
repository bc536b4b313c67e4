"""From a spec to the view of its public page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.events import gone, source_view
from telemetry_spec.emit.docs.markdown import code, link, text
from telemetry_spec.emit.docs.names import Names, opt_out_title
from telemetry_spec.emit.docs.opt_outs import opt_out_view
from telemetry_spec.emit.docs.say import Say, closed, listed, shown
from telemetry_spec.emit.docs.view import ListItem, OptionView, PageView

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from markupsafe import Markup

    from telemetry_spec.model.spec import Destination, Option, Promise, Spec, ThirdParty


def page_view(spec: Spec, words: Mapping[str, str]) -> PageView:
    """Make the view of a page, with the words of a catalogue."""
    say = Say(words)
    names = Names.of(spec, say)
    opt_outs = [opt_out for opt_out in spec.opt_outs.values() if not opt_out.removed]
    return PageView(
        heading=say("page_title", title=spec.title),
        consent=say("consent_no_way" if spec.consent == "opt-out" and not opt_outs else f"consent_{spec.consent}"),
        summary=spec.notice.summary,
        purpose=spec.notice.purpose,
        sources=tuple(source_view(spec, source, say) for source in spec.sources.values() if not source.removed),
        gone=tuple(gone(spec, say)),
        destinations=tuple(
            _destination(spec, destination, say)
            for destination in spec.destinations.values()
            if destination.id in spec.used_destinations
        ),
        promises=tuple(_promise(promise, names, say) for promise in spec.never_collected),
        opt_outs=tuple(opt_out_view(spec, opt_out, names, say) for opt_out in opt_outs),
        gone_opt_outs=tuple(
            say("gone_since", title=opt_out_title(opt_out), version=opt_out.removed)
            for opt_out in spec.opt_outs.values()
            if opt_out.removed
        ),
        third_parties=tuple(_third_party(party, say) for party in spec.third_parties.values()),
        options=tuple(_option(option, say) for option in spec.options.values()),
        access=tuple(_access(spec, say)),
        notes=tuple(note for note in (spec.notice.note, spec.note) if note),
        footer=say("footer", version=spec.version, title=spec.title),
    )


def _destination(spec: Spec, destination: Destination, say: Say) -> ListItem:
    alone = len(list(spec.live_sources())) == 1
    titles = [
        text(event.title) if alone else say("part_event", event=event.title, source=source.title)
        for source, event in spec.live_events()
        if destination.id in event.destinations
    ]
    return ListItem(
        title=code(destination.url),
        description=destination.description,
        facts=(
            *_transport(destination, say),
            *((say("operated_by", operator=destination.operator),) if destination.operator else ()),
            *((say(f"unknown_{destination.unknown_fields}"),) if destination.unknown_fields else ()),
            *((say("carries", events=listed(titles, "; ")),) if titles else ()),
        ),
        note=destination.note,
    )


def _transport(destination: Destination, say: Say) -> Iterator[Markup]:
    steps: list[Markup] = [say(f"step_{step}") for step in destination.encoding]
    if destination.carrier != "body":
        steps.append(say(f"carrier_{destination.carrier}", name=code(destination.carrier_name)))
    plain = destination.url.lower().startswith("http:")
    yield say("method_plain" if plain else "method", method=destination.method, encoding=listed(steps))
    if destination.encryption:
        yield say("encryption", encryption=closed(destination.encryption))


def _promise(promise: Promise, names: Names, say: Say) -> ListItem:
    classes = [
        say(f"class_{name}") if say.has(f"class_{name}") else text(name.replace("_", " ")) for name in promise.forbids
    ]
    facts = []
    if classes:
        facts.append(say("checked", classes=listed(classes)))
    if promise.exempt:
        facts.append(say("exempt", values=listed(names.part(selector) for selector in promise.exempt)))
    return ListItem(title=closed(promise.description), facts=tuple(facts))


def _third_party(party: ThirdParty, say: Say) -> ListItem:
    facts = [say("recommended_service")] if party.recommended else []
    if party.requires:
        facts.append(say("requires", requires=party.requires))
    if party.options:
        facts.append(say("service_options", options=listed(code(key) for key in party.options)))
    facts += [
        say(f"service_{key}", version=getattr(party, key))
        for key in ("since", "deprecated", "removed")
        if getattr(party, key)
    ]
    return ListItem(title=party.title, description=party.description, facts=tuple(facts), note=party.note)


def _option(option: Option, say: Say) -> OptionView:
    recommended = option.recommended
    return OptionView(
        key=option.key,
        file=option.file,
        type=option.type,
        default=shown(option.default),
        description=option.description,
        details=() if recommended is None else (say("recommended_value", value=shown(recommended)),),
    )


def _access(spec: Spec, say: Say) -> Iterator[Markup]:
    notice = spec.notice
    if notice.operator:
        yield say("operator", operator=notice.operator)
    if notice.access:
        yield say("seen_by", access=closed(notice.access))
    if notice.retention:
        yield say("kept", retention=closed(notice.retention))
    if notice.privacy_policy:
        yield say("privacy_policy", link=link(notice.privacy_policy))
    if notice.more:
        yield say("more", links=listed(link(url) for url in notice.more))
