"""Puts the compiled spec together from its parts."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.compile.context import Context, suggestion
from telemetry_spec.compile.measure import MAX_FIELDS, count_fields
from telemetry_spec.compile.references import References
from telemetry_spec.compile.shapes import Shapes
from telemetry_spec.compile.sources import Sources, destination_of
from telemetry_spec.language.describe import keys_at
from telemetry_spec.language.spec_file import NoticeSpec, SpecFile
from telemetry_spec.model.selector import fields_of
from telemetry_spec.model.spec import Definition, Notice, Option, Source, Spec, ThirdParty

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Destination

#: What a product must say. A file of a folder may leave it to another, so the language itself does not ask for it.
_NEEDED = ("title", "version", "consent", "notice", "sources")


def build_spec(whole: SpecFile, context: Context, files: tuple[str, ...]) -> Spec | None:
    """Build the model. Errors go to the context; None means that they leave nothing to build."""
    _needed(whole, context)
    notice = _notice(whole, context)
    shapes = Shapes(context=context, types=whole.types or {}, groups=whole.groups or {})
    types, groups = _definitions(whole, context, shapes)
    destinations = {
        name: destination_of(context, name, spec, whole, notice.operator)
        for name, spec in (whole.destinations or {}).items()
    }
    sources, sent_to = _sources(whole, context, shapes, destinations)
    if not _within_bounds(sources, context):
        return None
    spec = Spec(
        product=whole.product,
        title=whole.title or whole.product,
        version=whole.version or "",
        consent=whole.consent or "opt-out",
        notice=notice,
        never_collected=(),
        destinations=destinations,
        opt_outs={},
        types=_counted("types", types, shapes),
        groups=_counted("groups", groups, shapes),
        sources=sources,
        third_parties=_third_parties(whole, context),
        options=_options(whole, context),
        suppressions=(),
        note=(whole.note or "").strip(),
        files=files,
        span=context.top,
        used_destinations=frozenset(sent_to),
    )
    return _with_references(spec, whole, context)


def _needed(whole: SpecFile, context: Context) -> None:
    if context.was_pruned(whole):
        return
    documentation = keys_at(())
    for key in _NEEDED:
        if not getattr(whole, key):
            context.error(
                "missing-key",
                f"This spec has no `{key}`.",
                at=context.key(whole, "product"),
                help=f"Add `{key}:` at the top level.",
                docs=documentation[key],
            )


def _notice(whole: SpecFile, context: Context) -> Notice:
    spec = whole.notice or NoticeSpec()
    texts = ("summary", "purpose", "operator", "privacy_policy", "access", "retention", "note")
    return Notice(
        **{key: (getattr(spec, key) or "").strip() for key in texts},
        more=tuple(spec.more or ()),
        span=context.key(whole, "notice"),
    )


def _definitions(
    whole: SpecFile, context: Context, shapes: Shapes
) -> tuple[dict[str, Definition], dict[str, Definition]]:
    """Compile named types and groups once by themselves, so that mistakes in unused ones are found too."""
    types = {}
    for name, type_spec in (whole.types or {}).items():
        shape = shapes.definition(name)
        types[name] = Definition(
            name=name,
            shape=shape,
            description=(type_spec.description or "").strip(),
            uses=0,
            span=context.key(whole, "types", name),
        )
    groups = {}
    for name, group_spec in (whole.groups or {}).items():
        groups[name] = Definition(
            name=name,
            shape=shapes.group(name),
            description=(group_spec.description or "").strip(),
            uses=0,
            span=context.key(whole, "groups", name),
        )
    return types, groups


def _sources(
    whole: SpecFile, context: Context, shapes: Shapes, destinations: Mapping[str, Destination]
) -> tuple[dict[str, Source], set[str]]:
    sent_to: set[str] = set()
    compiler = Sources(
        context=context,
        shapes=shapes,
        consent=whole.consent or "opt-out",
        destinations=destinations,
        sent_to=sent_to,
    )
    return {name: compiler.source(name, spec, whole) for name, spec in (whole.sources or {}).items()}, sent_to


def _counted(section: str, definitions: dict[str, Definition], shapes: Shapes) -> dict[str, Definition]:
    return {name: replace(found, uses=shapes.uses.get((section, name), 0)) for name, found in definitions.items()}


def _within_bounds(sources: Mapping[str, Source], context: Context) -> bool:
    """Refuse a spec whose types multiply: it is short to write and endless to fill in."""
    known: dict[int, int] = {}
    total = sum(
        count_fields(event.payload, known) + len(event.received)
        for source in sources.values()
        for event in source.events.values()
    )
    if total <= MAX_FIELDS:
        return True
    context.error(
        "too-many-fields",
        f"With all types filled in, this spec has {total} fields; at most {MAX_FIELDS} are read.",
        at=context.top,
        help="Named types that use each other several times multiply: use a `map`, or declare what is really sent.",
    )
    return False


def _third_parties(whole: SpecFile, context: Context) -> dict[str, ThirdParty]:
    found = {}
    options = whole.options or {}
    for name, spec in (whole.third_parties or {}).items():
        for index, option in enumerate(spec.options or ()):
            if option not in options:
                context.error(
                    "unknown-option",
                    f"There is no option `{option}`.",
                    at=context.value(spec, "options", index),
                    help=suggestion(option, options, "option"),
                    selector=f"third_parties.{name}",
                )
        found[name] = ThirdParty(
            id=name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            requires=spec.requires or "",
            options=tuple(spec.options or ()),
            recommended=spec.recommended,
            since=spec.since or "",
            deprecated=spec.deprecated or "",
            removed=spec.removed or "",
            note=(spec.note or "").strip(),
            span=context.key(whole, "third_parties", name),
        )
    return found


def _options(whole: SpecFile, context: Context) -> dict[str, Option]:
    return {
        key: Option(
            key=key,
            file=spec.file or "",
            type=spec.type or "",
            default=spec.default,
            description=(spec.description or "").strip(),
            recommended=spec.recommended,
            span=context.key(whole, "options", key),
        )
        for key, spec in (whole.options or {}).items()
    }


def _with_references(spec: Spec, whole: SpecFile, context: Context) -> Spec:
    """Resolve what names other parts, now that all parts are known."""
    fields: dict[str, Field] = dict(fields_of(spec))
    known = set(fields) | set(spec.sources)
    known |= {f"{source.id}.{event.id}" for source, event in spec.events()}
    references = References(context, whole, known, fields)
    opt_outs = {name: references.opt_out(name, part) for name, part in (whole.opt_outs or {}).items()}
    references.override_loops(opt_outs)
    return replace(
        spec,
        opt_outs=opt_outs,
        never_collected=references.promises(),
        suppressions=references.suppressions(),
    )
