"""Right values that do not change when something else in the spec does."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from telemetry_spec import valueclasses
from telemetry_spec.emit._values import Maker
from telemetry_spec.vectors.operators import faults

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Field, Json, Shape
    from telemetry_spec.model.spec import Spec

_TYPES: dict[str, tuple[type, ...]] = {"string": (str,), "boolean": (bool,), "integer": (int,), "number": (int, float)}


class Steady(Maker):
    """Makes each field's value from the field alone: its first right example, or else what its name draws."""

    __slots__ = ()

    def field(self, member: Field) -> Json:
        """Return the value of a field."""
        self.rng.seed(member.name)
        for example in member.examples:
            if _is_right(member.shape, example) and not any(finds(str(example)) for finds in self.avoid):
                return example
        return self.value(member.shape)


def steady(spec: Spec, *, minimal: bool = False, kind: type[Steady] = Steady) -> Steady:
    """Return a maker of values with all fields, or with as little as is allowed: optional fields absent, others null.

    No text looks like one that the spec promises never to collect, where that can be helped.
    """
    rng = random.Random(0)  # noqa: S311  test data, not secrets
    names = dict.fromkeys(name for promise in spec.never_collected for name in promise.forbids)
    avoid = tuple(valueclasses.get(name).finds for name in names)
    if minimal:
        return kind(rng, optional=0.0, null=1.0, items=0, examples=1.0, avoid=avoid)
    return kind(rng, optional=1.0, null=0.0, items=1, examples=1.0, avoid=avoid)


def _is_right(shape: Shape, value: Json) -> bool:
    """Say whether an example can stand for a scalar. Compound values are made of their parts: none may be missing."""
    if shape.kind == "union":
        return any(_is_right(member, value) for member in shape.members)
    if shape.kind not in _TYPES or type(value) not in _TYPES[shape.kind]:
        return False
    return not faults(shape, value)
