"""Puts the compiled spec together from its parts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.compile.destinations import destinations_of
from telemetry_spec.compile.references import References
from telemetry_spec.compile.shapes import Shapes
from telemetry_spec.compile.sources import sources_of
from telemetry_spec.language.describe import keys_at
from telemetry_spec.language.spec_file import NoticeSpec
from telemetry_spec.model.spec import Definition, Notice, Option, Spec, ThirdParty

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.spec_file import SpecFile

#: What a product must say. A file of a folder may leave it to another, so the language itself does not ask for it.
_NEEDED: Final = ("title", "version", "consent", "notice", "sources")


def build_spec(whole: SpecFile, context: Context, files: tuple[str, ...]) -> Spec:
    """Build the model. Errors go to the context; where there are any, the model is not complete."""
    _check_needed(whole, context)
    notice = _notice(whole, context)
    shapes = Shapes(context, whole)
    destinations = destinations_of(context, whole, notice.operator)
    sources, sent_to = sources_of(context, shapes, whole, destinations)
    references = References(context, whole, sources)
    return Spec(
        product=whole.product,
        title=whole.title or whole.product,
        version=whole.version or "",
        consent=whole.consent or "opt-out",
        notice=notice,
        never_collected=references.promises(),
        destinations=destinations,
        opt_outs=references.opt_outs(),
        types=_definitions(whole, context, shapes, "types"),
        groups=_definitions(whole, context, shapes, "groups"),
        sources=sources,
        third_parties=_third_parties(whole, context),
        options=_options(whole, context),
        suppressions=references.suppressions(),
        note=(whole.note or "").strip(),
        files=files,
        span=context.top,
        used_destinations=sent_to,
    )


def _check_needed(whole: SpecFile, context: Context) -> None:
    for key in _NEEDED:
        if not getattr(whole, key) and not context.incomplete and not context.lacks(whole, key):
            context.error(
                "missing-key",
                f"This spec has no `{key}`.",
                at=context.start,
                help=f"Add `{key}:` at the top level.",
                docs=keys_at(())[key],
            )


def _notice(whole: SpecFile, context: Context) -> Notice:
    spec = whole.notice or NoticeSpec()
    return Notice(
        summary=(spec.summary or "").strip(),
        purpose=(spec.purpose or "").strip(),
        operator=(spec.operator or "").strip(),
        privacy_policy=spec.privacy_policy or "",
        access=(spec.access or "").strip(),
        retention=(spec.retention or "").strip(),
        more=tuple(spec.more or ()),
        note=(spec.note or "").strip(),
        span=context.key(whole, "notice"),
    )


def _definitions(
    whole: SpecFile, context: Context, shapes: Shapes, section: Literal["types", "groups"]
) -> dict[str, Definition]:
    specs = (whole.types if section == "types" else whole.groups) or {}
    made = shapes.types if section == "types" else shapes.groups
    return {
        name: Definition(
            name=name,
            shape=made[name],
            description=(spec.description or "").strip(),
            uses=shapes.uses.get((section, name), 0),
            span=context.key(whole, section, name),
        )
        for name, spec in specs.items()
    }


def _third_parties(whole: SpecFile, context: Context) -> dict[str, ThirdParty]:
    found = {}
    options = whole.options or {}
    for name, spec in (whole.third_parties or {}).items():
        selector = f"third_parties.{name}"
        context.once(spec, "options", selector)
        for index, option in enumerate(spec.options or ()):
            if option not in options and not context.is_lost("options", option):
                at = context.value(spec, "options", index)
                docs = context.docs(spec, "options")
                context.unknown("unknown-option", option, options, at=at, selector=selector, docs=docs)
        found[name] = ThirdParty(
            id=name,
            title=spec.title or name,
            description=(spec.description or "").strip(),
            requires=spec.requires or "",
            options=tuple(dict.fromkeys(spec.options or ())),
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
