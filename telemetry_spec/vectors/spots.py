"""Places in a payload where a text or a number stands, for putting bytes there that no JSON value can hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telemetry_spec.check.places import unfold
from telemetry_spec.model.pointer import write
from telemetry_spec.vectors.vector import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json, Shape

Steps = tuple[str | int, ...]

_MARK = "\u0001mark\u0001"


@dataclass(frozen=True, slots=True)
class Spot:
    """A place of a scalar in a payload, with its shape and the right value that stands there."""

    whole: dict[str, Json]
    steps: tuple[str | int, ...]
    shape: Shape
    usual: Any

    def put(self, token: bytes) -> bytes:
        """Return the text of the payload with a token in this place."""
        return written(replaced(self.whole, self.steps, _MARK)).replace(written(_MARK), token)

    @property
    def pointer(self) -> str:
        """Return the JSON pointer (RFC 6901)."""
        return write([str(step) for step in self.steps])

    @property
    def name(self) -> str:
        """Return what to call the place in a sentence."""
        return ".".join(str(step) for step in self.steps if isinstance(step, str))

    @property
    def free(self) -> bool:
        """Say whether any text may stand here."""
        return not {"pattern", "enum", "const"} & set(self.shape.constraints)

    @property
    def least(self) -> int:
        """Return how many characters a text has at least."""
        return int(self.shape.constraints.get("min_length", 0))  # type: ignore[arg-type]  # a length is a number

    @property
    def bounded(self) -> bool:
        """Say whether a number has a largest value."""
        return "maximum" in self.shape.constraints


def spots_of(shape: Shape, value: dict[str, Json]) -> dict[str, Spot]:
    """Return the best place of a `text` and of a `number` in a payload: one that is bound by as little as possible."""
    found: dict[str, Spot] = {}
    for steps, inner, held in _scalars(shape, value, ()):
        spot = Spot(value, steps, inner, held)
        kind = {"string": "text", "integer": "number", "number": "number"}.get(inner.kind, "")
        if kind and (kind not in found or _ties(spot) < _ties(found[kind])):
            found[kind] = spot
    return found


def _ties(spot: Spot) -> int:
    return (not spot.free) * 2 + (spot.shape.kind == "integer")


def _scalars(shape: Shape, value: Json, steps: Steps) -> Iterator[tuple[Steps, Shape, Json]]:
    shape = unfold(shape, value)
    if isinstance(value, dict):
        for name, inner_shape in _members(shape, value):
            if name in value:
                yield from _scalars(inner_shape, value[name], (*steps, name))
    elif isinstance(value, list):
        for index, item in enumerate(value[:1] if shape.items is not None else ()):
            assert shape.items is not None  # noqa: S101  asked for just now
            yield from _scalars(shape.items, item, (*steps, index))
    elif value is not None:
        yield steps, shape, value


def _members(shape: Shape, value: dict[str, Json]) -> Iterator[tuple[str, Shape]]:
    if shape.kind == "map" and shape.values is not None:
        yield from ((name, shape.values) for name in value)
    yield from ((member.name, member.shape) for member in shape.fields)
    for entry in shape.entries:
        if value.get(shape.tag) == entry.name:
            yield shape.value_name, entry.shape


def replaced(value: Any, steps: Steps, new: Any) -> Any:  # noqa: ANN401  any piece of a payload
    """Return a copy of a value with another one in a place. What is not changed is shared."""
    if not steps:
        return new
    first, *rest = steps
    if isinstance(value, list):
        return [replaced(item, tuple(rest), new) if index == first else item for index, item in enumerate(value)]
    return {name: replaced(inner, tuple(rest), new) if name == first else inner for name, inner in value.items()}
