"""Destinations: where payloads go, and how they are written on the way."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.model.spec import Destination

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.sources import DestinationSpec
    from telemetry_spec.language.spec_file import SpecFile

#: Steps of an encoding that make a text of a value; all others change a text.
_OF_VALUES: Final = ("json", "ndjson", "form")


def destinations_of(context: Context, whole: SpecFile, operator: str) -> dict[str, Destination]:
    """Compile all destinations. The operator is the notice's where a destination does not name its own."""
    found = {}
    for name, spec in (whole.destinations or {}).items():
        selector = f"destinations.{name}"
        steps = spec.encoding if isinstance(spec.encoding, list) else [spec.encoding]
        if steps[0] not in _OF_VALUES or any(step in _OF_VALUES for step in steps[1:]):
            context.error(
                "encoding-order",
                "An encoding begins with `json`, `ndjson` or `form`, and has only one of them.",
                at=context.value(spec, "encoding"),
                help="Write the steps from the inside out: `[ndjson, zlib]`, `[json, jwe]`.",
                selector=selector,
            )
        carrier, carrier_name = _carrier(context, spec, selector)
        found[name] = Destination(
            id=name,
            url=spec.url,
            method=spec.method,
            encoding=tuple(steps),
            carrier=carrier,
            carrier_name=carrier_name,
            encryption=spec.encryption or "",
            operator=spec.operator or operator,
            description=(spec.description or "").strip(),
            unknown_fields=spec.unknown_fields or "",
            note=(spec.note or "").strip(),
            span=context.key(whole, "destinations", name),
        )
    return found


def _carrier(context: Context, spec: DestinationSpec, selector: str) -> tuple[Literal["body", "query", "field"], str]:
    carrier = spec.carried_in
    if carrier is None:
        return "body", ""
    if (carrier.query is None) == (carrier.field is None) and not context.lacks(carrier, "query", "field"):
        both = carrier.query is not None
        context.error(
            "carrier-unclear",
            f"`carried_in` has {'both `query` and `field`' if both else 'neither `query` nor `field`'}.",
            at=context.key(spec, "carried_in"),
            help="Write `carried_in: {query: NAME}` or `carried_in: {field: NAME}`.",
            selector=selector,
        )
    return ("query", carrier.query) if carrier.query else ("field", carrier.field or "")
