"""From a spec to the view of its public page."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit.docs.anchors import anchor
from telemetry_spec.emit.docs.events import event_alone, gone, source_view
from telemetry_spec.emit.docs.formats.base import safe
from telemetry_spec.emit.docs.history import phrases
from telemetry_spec.emit.docs.names import Names, opt_out_title
from telemetry_spec.emit.docs.opt_outs import opt_out_view
from telemetry_spec.emit.docs.phrases import marked
from telemetry_spec.emit.docs.picture import picture
from telemetry_spec.emit.docs.templates import texts
from telemetry_spec.emit.docs.view import Choice, EventView, ListItem, OptionView, PageView, ReleaseView, SourceView
from telemetry_spec.model.selector import join
from telemetry_spec.model.shape import SENSITIVITIES
from telemetry_spec.model.versions import natural

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from markupsafe import Markup

    from telemetry_spec.emit.docs.parts import Part
    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.change import Release
    from telemetry_spec.model.spec import Destination, Option, Promise, Spec, ThirdParty

#: What a link to what programs read is called.
_DATA: Final = "telemetry.json"


def page_view(spec: Spec, say: Say, releases: Sequence[Release] = ()) -> PageView:
    """Make the view of a page. `releases` are the versions of the spec, newest first."""
    names = Names.of(spec, say)
    opt_outs = [opt_out for opt_out in spec.opt_outs.values() if not opt_out.removed]
    return PageView(
        product=spec.product,
        anchor=anchor(spec.product),
        heading=say("page_title", title=spec.title),
        consent=consent(spec, say),
        consent_kind=spec.consent,
        summary=spec.notice.summary,
        purpose=spec.notice.purpose,
        picture=_picture(spec, say),
        sources=tuple(source_view(spec, source, names) for source in spec.sources.values() if not source.removed),
        gone=tuple(gone(spec, say)),
        sensitivities=tuple(_sensitivities(names)),
        versions=tuple(_versions(names)),
        destinations=tuple(
            _destination(spec, destination, say)
            for destination in spec.destinations.values()
            if destination.id in spec.used_destinations
        ),
        promises=tuple(_promise(promise, names, say) for promise in spec.never_collected),
        opt_outs=tuple(opt_out_view(opt_out, names) for opt_out in opt_outs),
        gone_opt_outs=tuple(
            say("gone_since", title=opt_out_title(opt_out), version=opt_out.removed)
            for opt_out in spec.opt_outs.values()
            if opt_out.removed
        ),
        third_parties=tuple(_third_party(spec, party, say) for party in spec.third_parties.values()),
        options=tuple(_option(spec, option, say) for option in spec.options.values()),
        access=tuple(_access(spec, say)),
        history=tuple(_release(spec, release, say) for release in releases if release.changes),
        notes=tuple(note for note in (spec.notice.note, spec.note) if note),
        footer=say("footer", version=spec.version, title=spec.title),
    )


def views_of(spec: Spec, part: Part, say: Say, data: str) -> Mapping[str, object]:
    """Return the views of a part, which links only to what is there with it.

    `data` is the address of the `telemetry.json` that lies with the page, or "".
    """
    page, source, event = (part.views.get(name) for name in ("page", "source", "event"))
    if isinstance(source, SourceView) and isinstance(event, EventView):
        whole = spec.sources[source.id]
        view = event_alone(whole, whole.events[event.id], Names.of(spec, say))
        return {**part.views, "event": texts(view, say.format)}
    if part.template == "notice" and isinstance(page, PageView):
        return {**part.views, "page": replace(page, consent=consent(spec, say, linked=False))}
    if part.template == "page" and isinstance(page, PageView) and data:
        link = say.format.download(data, _DATA)
        return {**part.views, "page": replace(page, data=say("data", link=link))}
    return part.views


def _picture(spec: Spec, say: Say) -> Markup:
    return safe(picture(spec, say.words, jsx=say.format.jsx))


def _release(spec: Spec, release: Release, say: Say) -> ReleaseView:
    return ReleaseView(
        title=say("release", version=release.version),
        anchor=anchor(spec.product, f"history.{release.version}"),
        date=release.date,
        lines=tuple(marked(line, say) for line in phrases(release, spec, say.words)),
    )


def consent(spec: Spec, say: Say, *, linked: bool = True) -> Markup:
    """Say whether collection is on by default, and, if `linked`, where on the page it is said how to turn it off."""
    works = any(not opt_out.removed for opt_out in spec.opt_outs.values())
    if spec.consent == "opt-out" and not (works and linked):
        return say("consent_no_way")
    how = say.format.reference(f"#{anchor(spec.product, 'opt_outs')}", say("opt_outs"))
    return say(f"consent_{spec.consent}", how=how)


def _sensitivities(names: Names) -> Iterator[Choice]:
    used = {member.sensitivity for member in names.fields.values() if not member.removed}
    for level in SENSITIVITIES:
        if level in used:
            yield Choice(value=level, title=names.say(f"level_{level}"))


def _versions(names: Names) -> Iterator[Choice]:
    used = {member.since for member in names.fields.values() if member.since and not member.removed}
    for version in sorted(used, key=natural):
        yield Choice(value=version, title=version)


def _destination(spec: Spec, destination: Destination, say: Say) -> ListItem:
    alone = len(list(spec.live_sources())) == 1
    titles = [
        say.text(event.title) if alone else say("part_event", event=event.title, source=source.title)
        for source, event in spec.live_events()
        if destination.id in event.destinations
    ]
    return ListItem(
        title=say.code(destination.url),
        anchor=anchor(spec.product, join("destinations", destination.id)),
        description=destination.description,
        facts=(
            *_transport(destination, say),
            *((say("operated_by", operator=destination.operator),) if destination.operator else ()),
            *((say(f"unknown_{destination.unknown_fields}"),) if destination.unknown_fields else ()),
            *((say("carries", events=say.listed(titles, "; ")),) if titles else ()),
        ),
        note=destination.note,
    )


def _transport(destination: Destination, say: Say) -> Iterator[Markup]:
    steps: list[Markup] = [say(f"step_{step}") for step in destination.encoding]
    if destination.carrier != "body":
        steps.append(say(f"carrier_{destination.carrier}", name=say.code(destination.carrier_name)))
    plain = destination.url.lower().startswith("http:")
    yield say("method_plain" if plain else "method", method=destination.method, encoding=say.listed(steps))
    if destination.encryption:
        yield say("encryption", encryption=say.closed(destination.encryption))


def _promise(promise: Promise, names: Names, say: Say) -> ListItem:
    classes = [
        say(f"class_{name}") if say.has(f"class_{name}") else say.text(name.replace("_", " "))
        for name in promise.forbids
    ]
    facts = []
    if classes:
        facts.append(say("checked", classes=say.listed(classes)))
    if promise.exempt:
        facts.append(say("exempt", values=say.listed(names.part(selector) for selector in promise.exempt)))
    return ListItem(title=say.closed(promise.description), facts=tuple(facts))


def _third_party(spec: Spec, party: ThirdParty, say: Say) -> ListItem:
    facts = [say("recommended_service")] if party.recommended else []
    if party.requires:
        facts.append(say("requires", requires=party.requires))
    if party.options:
        facts.append(say("service_options", options=say.listed(say.code(key) for key in party.options)))
    facts += [
        say(f"service_{key}", version=getattr(party, key))
        for key in ("since", "deprecated", "removed")
        if getattr(party, key)
    ]
    return ListItem(
        title=party.title,
        anchor=anchor(spec.product, join("third_parties", party.id)),
        description=party.description,
        facts=tuple(facts),
        note=party.note,
    )


def _option(spec: Spec, option: Option, say: Say) -> OptionView:
    recommended = option.recommended
    return OptionView(
        key=option.key,
        anchor=anchor(spec.product, join("options", option.key)),
        file=option.file,
        type=option.type,
        default=say.shown(option.default),
        description=option.description,
        details=() if recommended is None else (say("recommended_value", value=say.shown(recommended)),),
    )


def _access(spec: Spec, say: Say) -> Iterator[Markup]:
    notice = spec.notice
    if notice.operator:
        yield say("operator", operator=notice.operator)
    if notice.access:
        yield say("seen_by", access=say.closed(notice.access))
    if notice.retention:
        yield say("kept", retention=say.closed(notice.retention))
    if notice.privacy_policy:
        yield say("privacy_policy", link=say.format.link(notice.privacy_policy))
    if notice.more:
        yield say("more", links=say.listed(say.format.link(url) for url in notice.more))
