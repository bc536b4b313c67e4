"""Fields, and what transforms make of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec import fieldtypes
from telemetry_spec.language.fields import ReceivedFieldSpec, TransformSpec
from telemetry_spec.model.shape import Field, Shape, Transform
from telemetry_spec.reading.tree import bare

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import FieldSpec
    from telemetry_spec.model.finding import Span


def field_of(context: Context, name: str, wire: str, spec: FieldSpec, shape: Shape, at: Span) -> Field:
    """Make a field of its description and its shape."""
    received = isinstance(spec, ReceivedFieldSpec)
    if isinstance(spec, ReceivedFieldSpec) and (spec.header is not None) != (spec.from_ == "header"):
        context.error(
            "header-name",
            "A field that comes from a header names the header, and no other field does.",
            at=context.key(spec, "from"),
            help="Write `from: header` together with `header: NAME`.",
        )
    return Field(
        id=name,
        name=wire,
        shape=shape,
        span=at,
        description=(spec.description or "").strip(),
        optional=spec.optional,
        sensitivity=spec.sensitivity,
        lifetime=spec.lifetime or "",
        examples=tuple(bare(example) for example in spec.examples or ()),
        transforms=_transforms(context, spec, received=received),
        origin=spec.from_ if isinstance(spec, ReceivedFieldSpec) else "",
        header=(spec.header or "") if isinstance(spec, ReceivedFieldSpec) else "",
        since=spec.since or "",
        deprecated=spec.deprecated or "",
        removed=spec.removed or "",
        note=(spec.note or "").strip(),
        unit=spec.unit or "",
        retention=(spec.retention or "").strip(),
    )


def _transforms(context: Context, spec: FieldSpec, *, received: bool) -> tuple[Transform, ...]:
    written = spec.transform if isinstance(spec.transform, list) else [spec.transform]
    return tuple(_transform(context, step, received=received) for step in written if step is not None)


def _transform(context: Context, step: str | TransformSpec, *, received: bool) -> Transform:
    if isinstance(step, str):
        at = "receiver" if received else "client"
        return (
            Transform(kind="drop", at=at) if step == "drop" else Transform(kind="hash", at=at, algorithm=step)  # type: ignore[arg-type]
        )
    needs = {"hash": ("algorithm",), "truncate": ("size",), "round": ("size",), "drop": ()}[step.kind]
    allowed = {"hash": ("algorithm", "mode")}.get(step.kind, needs)
    for key in ("algorithm", "mode", "size"):
        given = getattr(step, key) is not None
        if given and key not in allowed:
            context.error(
                "transform-keys",
                f"`{key}` does not go with the transform `{step.kind}`.",
                at=context.key(step, key),
                help="Take it out.",
            )
        elif not given and key in needs:
            context.error(
                "transform-keys",
                f"The transform `{step.kind}` needs `{key}`.",
                at=context.span(step),
                help=f"Add `{key}:`.",
            )
    if received and step.at == "client":
        context.error(
            "transform-keys",
            "A received field does not exist at the client, so nothing is done to it there.",
            at=context.value(step, "at"),
            help="Write `at: receiver`, or leave `at` out.",
        )
    return Transform(
        kind=step.kind,
        at=step.at or ("receiver" if received else "client"),
        algorithm=step.algorithm or "",
        mode=step.mode or "plain",
        size=step.size or 0,
        of=step.of or "",
    )


def stored(member: Field) -> Field | None:
    """Return a field as it is stored, or None when the receiver drops it."""
    shape = member.shape
    changed = False
    for step in member.transforms:
        if step.at == "client":
            continue
        if step.kind == "drop":
            return None
        shape = _after(step, shape)
        changed = True
    if not changed:
        shape = stored_shape(shape)
    if shape is member.shape:
        return member
    return replace(member, shape=shape, examples=() if changed else member.examples)


def _after(step: Transform, shape: Shape) -> Shape:
    if step.kind == "hash":
        hashed = fieldtypes.get(step.algorithm or "sha256")
        return Shape(
            type=step.algorithm or "sha256", kind="string", constraints=hashed.implied, nullable=shape.nullable
        )
    if step.kind == "truncate" and shape.kind == "string":
        return Shape(type="string", kind="string", constraints={"max_length": step.size}, nullable=shape.nullable)
    return shape


def stored_shape(shape: Shape) -> Shape:
    """Return a shape as it is stored: the receiver's transforms applied to every field within."""
    fields = tuple(kept for member in shape.fields if (kept := stored(member)) is not None)
    entries = tuple(kept for member in shape.entries if (kept := stored(member)) is not None)
    items = stored_shape(shape.items) if shape.items is not None else None
    values = stored_shape(shape.values) if shape.values is not None else None
    members = tuple(stored_shape(member) for member in shape.members)
    before = (*shape.fields, None, *shape.entries, shape.items, shape.values, *shape.members)
    after = (*fields, None, *entries, items, values, *members)
    if len(before) == len(after) and all(left is right for left, right in zip(before, after, strict=True)):
        return shape
    return replace(shape, fields=fields, entries=entries, items=items, values=values, members=members)
