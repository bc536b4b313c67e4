"""Why a payload is wrong: every violation with its place, what was expected and what was found.

The verdict is JSON Schema's, by the `jsonschema` library on the emitted schema. Its only extension: patterns are
matched as ECMAScript matches them, because Python's `$` lets a trailing line end through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from telemetry_spec import fieldtypes, patterns, registry
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
#: Looking for a name that is spelt alike takes time, which large objects are not worth.
_COMPARED = 2000
#: What a value of the right type is instead, by the keyword that it violates.
_OTHER = {
    "minimum": "a smaller number",
    "maximum": "a larger number",
    "minLength": "a shorter text",
    "maxLength": "a longer text",
    "pattern": "a text of another form",
    "minItems": "a shorter list",
    "maxItems": "a longer list",
    "enum": "another value",
    "const": "another value",
}


@dataclass(frozen=True, slots=True)
class Violation:
    """One thing that is wrong with a payload.

    `pointer` (RFC 6901) is the place: for a missing field the object that lacks it, for an undeclared one the field.
    `keyword` is JSON Schema's name of what is violated, `field` the field's name for `required` and
    `additionalProperties`, and `near` a declared name that is spelt almost like it. `found` is the class of the value,
    never the value; `value` is the value itself.
    """

    pointer: str
    keyword: str
    expected: str
    found: str
    field: str = ""
    value: Json = None
    near: str = ""


def violations(shape: Shape, value: Json, most: int | None = None) -> list[Violation]:
    """Return everything that is wrong with a value, in the order of its places. An empty list means it is right.

    With `most`, no more than so many are looked for: a hostile value can hold a million.
    """
    found: dict[tuple[str, str, str], Violation] = {}
    for violation in chain.from_iterable(map(_violations, validator_of(shape).iter_errors(value))):
        found.setdefault((violation.pointer, violation.keyword, violation.field), violation)
        if len(found) == most:
            break
    of_wrong_type = {place for place, keyword, _ in found if keyword == "type"}
    told = [one for one in found.values() if one.keyword == "type" or one.pointer not in of_wrong_type]
    return sorted(told, key=lambda violation: (violation.pointer, violation.keyword, violation.field))


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

    def properties(validator: Validator, declared: Any, instance: object, _: object) -> Iterator[ValidationError]:  # noqa: ANN401  a schema
        if not isinstance(instance, dict):
            return
        for name, schema in declared.items():
            if name not in instance:
                continue
            if schema is False:  # a removed field; the library would not say which
                yield ValidationError("removed", path=[name], instance=instance[name], schema=False)
            else:
                yield from validator.descend(instance[name], schema, path=name, schema_path=name)

    return extend(Draft202012Validator, {"pattern": pattern, "properties": properties})  # type: ignore[no-untyped-call]  # its stubs lack it


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
        yield from _undeclared(path, instance, schema.get("properties", {}))
    elif keyword == "anyOf" and (meant := _of_the_member(error)):
        for inner in meant:
            yield from _violations(inner)
    elif keyword == "anyOf" and (member := _member(schema["anyOf"], instance)) is not None:
        for inner in error.context or ():
            if inner.schema_path[0] == member:
                yield from _violations(inner)
    elif error.parent is not None and "propertyNames" in error.schema_path:
        yield Violation(pointer([*path, str(instance)]), "propertyNames", _expected(keyword, schema), "another key")
    elif "propertyNames" in error.absolute_schema_path:
        yield Violation(
            pointer([*path, str(instance)]), "propertyNames", f"a key {_limit(keyword, schema)}", "another key"
        )
    else:
        found = class_of(instance) if instance == "" else _OTHER.get(keyword, class_of(instance))
        yield Violation(pointer(path), keyword, _expected(keyword, schema), found, value=instance)


def _of_the_member(error: ValidationError) -> list[ValidationError]:
    """Return what a union has against a value whose JSON type one of its members has: no two members share one."""
    members: dict[Any, list[ValidationError]] = {}
    for inner in error.context or ():
        members.setdefault(inner.relative_schema_path[0], []).append(inner)
    return next((found for found in members.values() if not any(map(_is_of_another_type, found))), [])


def _is_of_another_type(error: ValidationError) -> bool:
    if error.relative_path or error.schema is False:
        return False
    return error.validator == "type" or (error.validator == "anyOf" and not _of_the_member(error))


def _member(options: list[dict[str, Any]], instance: object) -> int | None:
    """Return which member of a union a value's JSON type belongs to: no two have the same."""
    is_type = Draft202012Validator.TYPE_CHECKER.is_type
    matching = (
        index
        for index, option in enumerate(options)
        if any(is_type(instance, name) for name in _listed(option.get("type", [])))
    )
    return next(matching, None)


def _undeclared(path: list[str], instance: dict[str, Json], declared: dict[str, Any]) -> Iterator[Violation]:
    missing = [name for name in declared if name not in instance]
    missing = missing if len(missing) * len(instance) <= _COMPARED else []
    for name, value in instance.items():
        if name not in declared:
            near = registry.nearest(name, missing) or ""
            place = pointer([*path, name])
            yield Violation(place, "additionalProperties", "no such field", class_of(value), name, value, near)


def _expected(keyword: str, schema: dict[str, Any]) -> str:
    if keyword == "type":
        return " or ".join(_NAMES[name] for name in _listed(schema["type"]))
    if keyword == "anyOf":
        return " or ".join(_NAMES[name] for option in schema["anyOf"] for name in _listed(option.get("type", [])))
    if keyword == "maxProperties" and "properties" in schema:  # events told apart by the key that holds them
        return "exactly one of " + ", ".join(repr_json(name) for name in schema.get("properties", {}))
    return _limit(keyword, schema)


def _limit(keyword: str, schema: dict[str, Any]) -> str:
    limit = schema[keyword]
    if keyword == "pattern":
        limit = limit.removeprefix("^(?:").removesuffix(")$")
        if limit in _named_patterns():
            return _named_patterns()[limit]
    return _BY_KEYWORD[keyword].words(tuple(limit) if isinstance(limit, list) else limit)


@lru_cache(maxsize=1)
def _named_patterns() -> dict[str, str]:
    """Return what a reader is told instead of a long pattern that is a type's own."""
    types = {name: fieldtypes.get(name) for name in fieldtypes.names()}
    return {
        str(known.implied["pattern"]): f"a text of type `{name}`, such as `{known.examples[0]}`"
        for name, known in types.items()
        if "pattern" in known.implied
    }


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
