"""A sent value as it is stored: the receiver's transforms, wherever fields declare them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.transforms._choose import chosen
from telemetry_spec.transforms.apply import DROPPED, Dropped, Kept, Secrets, apply_all

if TYPE_CHECKING:
    from telemetry_spec.model.shape import Field, Json, Shape


def stored(shape: Shape, value: Json, secrets: Secrets) -> Kept:
    """Return what is stored of an event's right value, DROPPED where nothing is.

    Raises:
        MissingSecretError: A salted or keyed hash lacks its salt or its key.
    """
    shape = chosen(shape, value)
    if isinstance(value, list) and shape.items is not None:
        items = (stored(shape.items, item, secrets) for item in value)
        return [item for item in items if not isinstance(item, Dropped)]
    if not isinstance(value, dict):
        return value
    if shape.kind == "map" and shape.values is not None:
        return _kept({key: stored(shape.values, inner, secrets) for key, inner in value.items()})
    return _object(shape, value, secrets)


def _object(shape: Shape, value: dict[str, Json], secrets: Secrets) -> Kept:
    fields = {member.name: member for member in shape.fields}
    if shape.kind == "entries":
        entry = next((entry for entry in shape.entries if entry.name == value.get(shape.tag)), None)
        if entry is not None and shape.value_name in value:
            fields[shape.value_name] = entry
            if isinstance(stored_field(entry, value[shape.value_name], secrets), Dropped):
                return DROPPED  # a key without its value says what was to be dropped
    return _kept(
        {name: stored_field(fields[name], inner, secrets) if name in fields else inner for name, inner in value.items()}
    )


def stored_field(member: Field, value: Json, secrets: Secrets) -> Kept:
    """Return what is stored of a field's right value, as `stored` does."""
    steps = [step for step in member.transforms if step.at == "receiver"]
    return apply_all(steps, value, secrets) if steps else stored(member.shape, value, secrets)


def _kept(members: dict[str, Kept]) -> dict[str, Json]:
    return {name: value for name, value in members.items() if not isinstance(value, Dropped)}
