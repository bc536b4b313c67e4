"""Why a payload is wrong: every violation with its place, what was expected and what was found.

The verdict is JSON Schema's, by the `jsonschema` library on the emitted schema. Its only extension: patterns are
matched as ECMAScript matches them, because Python's `$` lets a trailing line end through.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, cast

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend

from telemetry_spec import fieldtypes, patterns, registry
from telemetry_spec.emit.json_schema import shape_schema
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS, repr_json
from telemetry_spec.model.identity import ByIdentity
from telemetry_spec.model.pointer import write

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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


def validator_of(shape: Shape) -> Validator:
    """Return the reference validator of a shape."""
    return _validator(ByIdentity(shape))


@lru_cache(maxsize=256)
def _validator(key: ByIdentity[Shape]) -> Validator:
    return _validator_class()(shape_schema(key.held))


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
        place, name = write(path), path[-1]
        yield Violation(place, "additionalProperties", "no such field", class_of(_instance(error)), name)
    elif _is_of_key(error):
        keyword = str(error.validator)
        place = write([*path, str(error.instance)])
        yield Violation(place, "propertyNames", f"a key {_limit(keyword, _schema(error))}", "another key")
    else:
        yield from _TELL.get(str(error.validator), _of_value)(error, path)


def _is_of_key(error: ValidationError) -> bool:
    """Say whether a key is wrong rather than a value. A field may be called like a keyword."""
    steps = iter(error.absolute_schema_path)
    for step in steps:
        if step == "propertyNames":
            return True
        if step == "properties":
            next(steps, None)
    return False


def _schema(error: ValidationError) -> dict[str, Any]:
    return cast("dict[str, Any]", error.schema)  # a mapping: `false` is dealt with, and we emit no `true` that fails


def _instance(error: ValidationError) -> Any:  # noqa: ANN401  any JSON value
    return error.instance


def _of_required(error: ValidationError, path: list[str]) -> Iterator[Violation]:
    for name in _schema(error)["required"]:
        if name not in _instance(error):
            yield Violation(write(path), "required", f"the field `{name}`", "nothing", name)


def _of_union(error: ValidationError, path: list[str]) -> Iterator[Violation]:
    member = _member(_schema(error)["anyOf"], error.instance)
    if member is None:
        yield from _of_value(error, path)
    for inner in error.context or ():
        if inner.schema_path[0] == member:
            yield from _violations(inner)


def _of_undeclared(error: ValidationError, path: list[str]) -> Iterator[Violation]:
    yield from _undeclared(path, _instance(error), _schema(error).get("properties", {}))


def _of_value(error: ValidationError, path: list[str]) -> Iterator[Violation]:
    keyword, instance = str(error.validator), _instance(error)
    found = class_of(instance) if instance == "" else _OTHER.get(keyword, class_of(instance))
    yield Violation(write(path), keyword, _expected(keyword, _schema(error)), found, value=instance)


#: What is told of a violated keyword; of all others, what was expected and what was found.
_TELL: dict[str, Callable[[ValidationError, list[str]], Iterator[Violation]]] = {
    "required": _of_required,
    "additionalProperties": _of_undeclared,
    "anyOf": _of_union,
}


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
            place = write([*path, name])
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
