"""Why a payload is wrong: every violation with its place, what was expected and what was found.

The verdict is JSON Schema's, by the `jsonschema` library on the emitted schema. Its only extension: patterns are
matched as ECMAScript matches them, because Python's `$` lets a trailing line end through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from telemetry_spec import patterns
from telemetry_spec.emit.json_schema import shape_schema
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, repr_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.shape import Json, Shape

Validator = Any
"""A validator, or a class of them: jsonschema makes them at run time."""

_BY_KEYWORD = {constraint.keyword: constraint for constraint in CONSTRAINTS.values()}
_NAMES = {"object": "an object", "array": "a list", "string": "a text", "null": "null", "boolean": "true or false"}
_NAMES |= {"integer": "a whole number", "number": "a number"}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a payload.

    `pointer` (RFC 6901) is the place: for a missing field the object that lacks it, for an undeclared one the field.
    `keyword` is JSON Schema's name of what is violated, `field` the field's name for `required` and
    `additionalProperties`. `found` is the class of the value, never the value; `value` is the value itself.
    """

    pointer: str
    keyword: str
    expected: str
    found: str
    field: str = ""
    value: Json = None


def violations(shape: Shape, value: Json) -> list[Violation]:
    """Return everything that is wrong with a value, in the order of its places. An empty list means it is right."""
    found: dict[tuple[str, str, str], Violation] = {}
    for error in validator_of(shape).iter_errors(value):
        for violation in _violations(error):
            found.setdefault((violation.pointer, violation.keyword, violation.field), violation)
    return sorted(found.values(), key=lambda violation: (violation.pointer, violation.keyword, violation.field))


class _ById:
    """Lets a shape be a cache key by identity; it keeps the shape alive, so the identity stays its own."""

    __slots__ = ("shape",)

    def __init__(self, shape: Shape) -> None:
        self.shape = shape

    def __hash__(self) -> int:
        return id(self.shape)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ById) and self.shape is other.shape


def validator_of(shape: Shape) -> Validator:
    """Return the reference validator of a shape."""
    return _validator(_ById(shape))


@lru_cache(maxsize=256)
def _validator(key: _ById) -> Validator:
    return _validator_class()(shape_schema(key.shape))


@lru_cache(maxsize=1)
def _validator_class() -> Validator:
    def pattern(_validator: Validator, limit: str, instance: object, _: object) -> Iterator[ValidationError]:
        if isinstance(instance, str) and _python(limit).match(instance) is None:
            yield ValidationError("pattern")

    return extend(Draft202012Validator, {"pattern": pattern})  # type: ignore[no-untyped-call]  # its stubs lack it


@lru_cache(maxsize=1024)
def _python(ecma: str) -> re.Pattern[str]:
    return re.compile(patterns.to_python(ecma.removeprefix("^(?:").removesuffix(")$")))


def _violations(error: ValidationError) -> Iterator[Violation]:
    path = [str(step) for step in error.absolute_path]
    if error.schema is False:
        name = path[-1]
        yield Violation(pointer(path), "additionalProperties", "no such field", class_of(error.instance), name)  # type: ignore[arg-type]  # its stubs know of no instance
        return
    schema: dict[str, Any] = error.schema  # type: ignore[assignment]  # only `false` is no mapping, and we emit none
    instance: Any = error.instance
    keyword = str(error.validator)
    if keyword == "required":
        for name in schema["required"]:
            if name not in instance:
                yield Violation(pointer(path), keyword, f"the field `{name}`", "nothing", name)
    elif keyword == "additionalProperties" and schema["additionalProperties"] is False:
        for name in instance:
            if name not in schema.get("properties", {}):
                yield Violation(
                    pointer([*path, name]), keyword, "no such field", class_of(instance[name]), name, instance[name]
                )
    elif error.parent is not None and "propertyNames" in error.schema_path:
        yield Violation(pointer([*path, str(instance)]), "propertyNames", _expected(keyword, schema), "another key")
    elif "propertyNames" in error.absolute_schema_path:
        yield Violation(
            pointer([*path, str(instance)]), "propertyNames", f"a key {_limit(keyword, schema)}", "another key"
        )
    else:
        yield Violation(pointer(path), keyword, _expected(keyword, schema), class_of(instance), value=instance)


def _expected(keyword: str, schema: dict[str, Any]) -> str:
    if keyword == "type":
        return " or ".join(_NAMES[name] for name in _listed(schema["type"]))
    if keyword == "anyOf":
        return " or ".join(_NAMES[name] for option in schema["anyOf"] for name in _listed(option.get("type", [])))
    if keyword == "maxProperties" and "minProperties" in schema and schema["maxProperties"] == 1:
        return "exactly one of " + ", ".join(repr_json(name) for name in schema.get("properties", {}))
    return _limit(keyword, schema)


def _limit(keyword: str, schema: dict[str, Any]) -> str:
    limit = schema[keyword]
    if keyword == "pattern":
        limit = limit.removeprefix("^(?:").removesuffix(")$")
    return _BY_KEYWORD[keyword].words(tuple(limit) if isinstance(limit, list) else limit)


def _listed(names: str | list[str]) -> list[str]:
    return [names] if isinstance(names, str) else names


def class_of(value: Json) -> str:
    """Say what kind of value this is without saying which."""
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, str):
        return "an empty text" if not value else "a text"
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return "a whole number"
    if isinstance(value, float):
        return "a number with a fraction"
    if value is None:
        return "null"
    kind = "a list" if isinstance(value, list) else "an object"
    return kind if value else kind.replace(" ", " empty ", 1).replace("a empty", "an empty")


def pointer(steps: list[str]) -> str:
    """Write steps as a JSON pointer (RFC 6901)."""
    return "".join("/" + step.replace("~", "~0").replace("/", "~1") for step in steps)
