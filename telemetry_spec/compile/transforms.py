"""Transforms, and what they make of a field on its way into storage."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec import fieldtypes
from telemetry_spec.language.fields import TransformSpec
from telemetry_spec.model.shape import Shape, Transform

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ValueSpec
    from telemetry_spec.model.shape import Field

#: The keys that go with each kind of transform; the first is needed.
_KEYS: Final = {"hash": ("algorithm", "mode"), "truncate": ("size",), "round": ("size",), "drop": ()}
_ALL_KEYS: Final = ("algorithm", "mode", "size")


def transforms_of(context: Context, spec: ValueSpec, selector: str, *, received: bool) -> tuple[Transform, ...]:
    """Compile the transforms of a field, in the order in which they are applied."""
    if spec.transform is None:
        return ()
    written = spec.transform if isinstance(spec.transform, list) else [spec.transform]
    usual: Literal["client", "receiver"] = "receiver" if received else "client"
    found = []
    for step in written:
        if isinstance(step, TransformSpec):
            if not context.lacks(step, "kind"):
                _check(context, step, selector, received=received)
            found.append(
                Transform(
                    kind=step.kind,
                    at=step.at or usual,
                    algorithm=step.algorithm or "",
                    mode=step.mode or "plain",
                    size=step.size or 0,
                    of=step.of or "",
                )
            )
        elif step == "drop":
            found.append(Transform(kind="drop", at=usual))
        else:
            found.append(Transform(kind="hash", at=usual, algorithm=step))
    return tuple(found)


def _check(context: Context, step: TransformSpec, selector: str, *, received: bool) -> None:
    allowed = _KEYS[step.kind]
    for key in _ALL_KEYS:
        if getattr(step, key) is not None and key not in allowed:
            context.error(
                "transform-keys",
                f"`{key}` does not go with the transform `{step.kind}`.",
                at=context.key(step, key),
                help="Take it out.",
                selector=selector,
            )
    if allowed and getattr(step, allowed[0]) is None and not context.lacks(step, allowed[0]):
        context.error(
            "transform-keys",
            f"The transform `{step.kind}` has no `{allowed[0]}`.",
            at=context.key(step, "kind"),
            help=f"Add `{allowed[0]}:` to it.",
            selector=selector,
        )
    if received and step.at == "client":
        context.error(
            "transform-keys",
            "A received field does not exist at the client, so nothing is done to it there.",
            at=context.value(step, "at"),
            help="Write `at: receiver`, or leave `at` out.",
            selector=selector,
        )


# ---------------------------------------------------------------- what is stored


def stored(member: Field) -> Field | None:
    """Return a field as it is stored, or None when the receiver drops it."""
    steps = [step for step in member.transforms if step.at == "receiver"]
    if any(step.kind == "drop" for step in steps):
        return None
    shape = member.shape
    for step in steps:
        shape = _after(step, shape)
    if not steps:
        shape = stored_shape(shape)
    if shape is member.shape:
        return member
    # What was an example of the value before is none of the value after.
    return replace(member, shape=shape, examples=() if steps else member.examples)


def _after(step: Transform, shape: Shape) -> Shape:
    if step.kind == "hash":
        name = step.algorithm or "sha256"
        hashed = fieldtypes.get(name)
        return Shape(type=name, kind=hashed.kind, constraints=hashed.implied, nullable=shape.nullable)
    if step.kind == "truncate" and shape.kind == "string":
        before = shape.constraints.get("max_length", step.size)
        size = min(step.size, before) if isinstance(before, int) else step.size
        return Shape(type="string", kind="string", constraints={"max_length": size}, nullable=shape.nullable)
    return shape


def stored_shape(shape: Shape) -> Shape:
    """Return a shape as it is stored: the receiver's transforms applied to every field within."""
    fields = _stored_fields(shape.fields)
    entries = _stored_fields(shape.entries)
    items = stored_shape(shape.items) if shape.items is not None else None
    values = stored_shape(shape.values) if shape.values is not None else None
    members = tuple(stored_shape(member) for member in shape.members)
    same = (
        fields is shape.fields
        and entries is shape.entries
        and items is shape.items
        and values is shape.values
        and all(left is right for left, right in zip(members, shape.members, strict=True))
    )
    return (
        shape if same else replace(shape, fields=fields, entries=entries, items=items, values=values, members=members)
    )


def _stored_fields(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    kept = tuple(member for before in fields if (member := stored(before)) is not None)
    same = len(kept) == len(fields) and all(left is right for left, right in zip(kept, fields, strict=True))
    return fields if same else kept
