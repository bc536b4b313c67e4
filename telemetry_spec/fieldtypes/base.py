"""What a field type is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.model.shape import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.shape import ConstraintValue, Json, Kind

TEXT_LIMITS = ("min_length", "max_length")
SAFE_RANGE = {"minimum": -MAX_SAFE_INTEGER, "maximum": MAX_SAFE_INTEGER}


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldType:
    """A type that fields can have.

    `takes` are the constraints that a spec may add, `implied` those that hold anyway, and `needs` the keys without
    which the type says nothing. `examples` satisfy what is implied; `near_misses` look right and are wrong.
    """

    description: str
    kind: Kind
    takes: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    implied: Mapping[str, ConstraintValue] = field(default_factory=dict)
    examples: tuple[Json, ...] = ()
    near_misses: tuple[Json, ...] = ()


def text_type(
    description: str,
    *,
    pattern: str,
    max_length: int | None = None,
    examples: tuple[str, ...],
    near_misses: tuple[str, ...] = (),
) -> FieldType:
    """Make a type for texts of a fixed form. `max_length` is needed where the pattern sets no bound."""
    implied: dict[str, ConstraintValue] = {"pattern": pattern}
    if max_length is not None:
        implied["max_length"] = max_length
    return FieldType(
        description=description,
        kind="string",
        takes=TEXT_LIMITS,
        implied=implied,
        examples=examples,
        near_misses=near_misses,
    )
