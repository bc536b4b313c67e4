"""Fields: a description and a shape."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec.compile.sent import check_transforms
from telemetry_spec.compile.transforms import transforms_of
from telemetry_spec.compile.wire_names import check_names
from telemetry_spec.language.fields import FieldSpec, ReceivedFieldSpec
from telemetry_spec.model.finding import Span
from telemetry_spec.model.shape import Field, Shape
from telemetry_spec.reading.tree import bare

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ValueSpec

#: The type of a shape that could not be made, so that one mistake gives one finding. It never gets out: where one is,
#: there is an error, and then there is no spec.
UNKNOWN_TYPE: Final = "unknown"

#: Stands for fields that could not be made. No real one has this name.
UNKNOWN_FIELD: Final = Field(id="?", name="?", shape=Shape(type=UNKNOWN_TYPE, kind="object"), span=Span("", 1, 1, 1, 1))
UNKNOWN: Final = Shape(type=UNKNOWN_TYPE, kind="object", fields=(UNKNOWN_FIELD,))

_RENAME: Final = "Send it under another name, and write that one here, or as `name`."


def field_of(context: Context, name: str, spec: ValueSpec, shape: Shape, at: Span, selector: str) -> Field:
    """Make a field of its description and its shape."""
    received = isinstance(spec, ReceivedFieldSpec)
    if isinstance(spec, ReceivedFieldSpec):
        _check_header(context, spec, selector)
    # What is no field of a payload is a header, a query value or the key of an entry, which is a value on the wire.
    if isinstance(spec, FieldSpec):
        check_names(context, [spec.name or name], context.value(spec, "name") if spec.name else at, selector, _RENAME)
    steps = transforms_of(context, spec, selector, received=received)
    if steps and shape.type != UNKNOWN_TYPE and not (received and any(step.at == "client" for step in steps)):
        check_transforms(context, spec, steps, shape, selector)
    return Field(
        id=name,
        name=getattr(spec, "name", None) or name,
        shape=shape,
        span=at,
        description=(spec.description or "").strip(),
        optional=getattr(spec, "optional", False),
        sensitivity=spec.sensitivity,
        lifetime=spec.lifetime or "",
        examples=tuple(bare(example) for example in spec.examples or ()),
        transforms=steps,
        origin=spec.from_ if isinstance(spec, ReceivedFieldSpec) else "",
        header=(spec.header or "") if isinstance(spec, ReceivedFieldSpec) else "",
        since=spec.since or "",
        deprecated=spec.deprecated or "",
        removed=spec.removed or "",
        note=(spec.note or "").strip(),
        unit=spec.unit or "",
        retention=(spec.retention or "").strip(),
    )


def _check_header(context: Context, spec: ReceivedFieldSpec, selector: str) -> None:
    if spec.from_ == "header" and spec.header is None and not context.lacks(spec, "header"):
        context.error(
            "header-name",
            "Nothing says which header the value comes from.",
            at=context.value(spec, "from"),
            help="Add `header:` with its name.",
            selector=selector,
        )
    elif spec.from_ != "header" and spec.header is not None and not context.lacks(spec, "from"):
        context.error(
            "header-name",
            f"The value comes from `{spec.from_}`, not from a header.",
            at=context.key(spec, "header"),
            help="Take `header` out, or write `from: header`.",
            selector=selector,
        )
