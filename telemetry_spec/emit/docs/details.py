"""What the public page says of one value besides its description: its type, limits, sensitivity and transforms."""

from __future__ import annotations

import json
import re
from functools import partial
from typing import TYPE_CHECKING, Final

from telemetry_spec import fieldtypes
from telemetry_spec.emit.docs.view import Detail
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.spec import WHICH_EVENT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.shape import Field, Shape, Transform

#: How long the fields of an object may be to be written out as its type: `{ name: string, version: string }`.
_LONGEST_TYPE = 60
_MOST_EXAMPLES = 3
_PLAIN_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*", re.ASCII)
_OBJECTS = ("object", "entries", "variants")
#: The versions that a part of a spec may carry.
LIFE = ("since", "deprecated", "removed")
_ALGORITHMS = {"md5": "MD5", "sha1": "SHA-1", "sha256": "SHA-256", "sha384": "SHA-384", "sha512": "SHA-512"}


def type_name(shape: Shape, say: Say) -> str:
    """Write a type as in `boolean[]`, `string or null` and `{ name: string, version: string }[]`.

    An object that stands alone is `object`: its fields have rows of their own.
    """
    alone = shape.kind in _OBJECTS and shape.type != "event"
    return _or_null("object" if alone else _bare_type(shape, say), shape, say)


def _or_null(name: str, shape: Shape, say: Say) -> str:
    return say.plain("or_null", type=name) if shape.nullable else name


def _inner_type(shape: Shape, say: Say) -> str:
    return _or_null(_bare_type(shape, say), shape, say)


def _bare_type(shape: Shape, say: Say) -> str:
    """Write the type of a value that has no row of its own, but for null."""
    if shape.items is not None:
        inner = _inner_type(shape.items, say)
        simple = " " not in inner or inner.endswith(("}", "]"))
        return f"{inner}[]" if simple and not shape.items.nullable else f"({inner})[]"
    if shape.values is not None:
        return f"{{ [{say.plain('any_key')}]: {_inner_type(shape.values, say)} }}"
    if shape.kind == "union":
        return say.plain("or").join(_inner_type(member, say) for member in shape.members)
    if shape.kind in _OBJECTS and shape.type != "event":
        return _object_type(shape, say)
    name = shape.kind if shape.type in ("enum", "const") else shape.type
    return say.plain(f"type_{name}") if say.has(f"type_{name}") else name


def _object_type(shape: Shape, say: Say) -> str:
    if not shape.fields or shape.entries or shape.open:
        return "object"
    parts = []
    for member in shape.fields:
        name = member.name if _PLAIN_NAME.fullmatch(member.name) else json.dumps(member.name, ensure_ascii=False)
        parts.append(f"{name}{'?' if member.optional else ''}: {_inner_type(member.shape, say)}")
    written = f"{{ {', '.join(parts)} }}"
    return written if len(written) <= _LONGEST_TYPE else "object"


def described(member: Field, say: Say) -> str:
    """Return what the spec says of a field, or what this project says where it does not."""
    return say.plain("which_event") if member.description == WHICH_EVENT else member.description


def details(member: Field, say: Say) -> tuple[Detail, ...]:
    """Return sentences about a field, in the order in which a reader wants them."""
    return tuple(Detail(kind=kind, text=text) for kind, told in _TOLD for text in told(member, say))


def life(part: object, say: Say) -> Iterator[Markup]:
    """Yield since when a part of the spec is there, deprecated and gone."""
    for key in LIFE:
        yield from _version(key, part, say)


def _version(key: str, part: object, say: Say) -> Iterator[Markup]:
    if version := getattr(part, key):
        yield say(key, version=version)


def _sensitivity(member: Field, say: Say) -> Iterator[Markup]:
    parts = []
    if member.sensitivity != "technical":
        parts.append(say(f"sensitivity_{member.sensitivity}"))
    if member.lifetime:
        parts.append(say(f"lifetime_{member.lifetime}"))
    if parts:
        yield say.sentence(parts)


def _origin(member: Field, say: Say) -> Iterator[Markup]:
    if member.origin:
        yield say(f"origin_{member.origin}", header=say.code(member.header))


def _transforms(member: Field, say: Say) -> Iterator[Markup]:
    yield from dict.fromkeys(line for step in member.transforms for line in _transform(step, say))


def _transform(step: Transform, say: Say) -> Iterator[Markup]:
    key = f"{step.kind}_{step.at}"
    size = say.count("characters", step.size) if step.kind == "truncate" else str(step.size)
    algorithm = _ALGORITHMS.get(step.algorithm, step.algorithm)
    hashed = say(f"mode_{step.mode}", algorithm=algorithm)
    yield say(f"{key}_of" if step.of else key, of=step.of, hash=hashed, size=size)
    if step.kind == "hash" and step.mode == "plain":
        yield say("hash_plain")


def limits_of(shape: Shape, say: Say) -> Iterator[Markup]:
    """Yield the limits of a value in words, then those of its items, keys and values.

    Objects have rows of their own.
    """
    if shape.type == "event":
        return
    implied = fieldtypes.get(shape.type).implied
    own = {name: limit for name, limit in shape.constraints.items() if implied.get(name) != limit}
    if shape.kind == "integer" and own.get("minimum") == 0:
        del own["minimum"]  # a reader takes a number of things for no less
    phrases = [_limit(name, own[name], say) for name in CONSTRAINTS if name in own]
    if phrases:
        yield say.listed(phrases)
    for key, inner in (("items", shape.items), ("keys", shape.keys), ("values", shape.values)):
        if inner is not None:
            for limits in limits_of(inner, say):
                yield say(f"limits_{key}", limits=limits)
    for member in shape.members:
        for limits in limits_of(member, say):
            yield say("limits_member", type=say.code(_bare_type(member, say)), limits=limits)


def _limit(name: str, limit: object, say: Say) -> Markup:
    if name == "enum" and isinstance(limit, tuple):
        return say("enum", values=say.listed(say.shown(value) for value in limit))
    if name == "const" and isinstance(limit, bool | int | str):
        return say("const", value=say.shown(limit))
    if name == "pattern":
        return say("pattern", pattern=say.code(limit))
    key = f"limit_{name}"
    return say.count(key, limit) if "|" in say.words[key] and isinstance(limit, int) else say(key, limit=str(limit))


def examples(member: Field, say: Say) -> tuple[Markup, ...]:
    """Return examples of a value, unless its type or its limits name the values there are."""
    if member.shape.kind == "boolean" or {"enum", "const"} & set(member.shape.constraints):
        return ()
    return tuple(say.shown(value) for value in member.examples[:_MOST_EXAMPLES])


def _optional(member: Field, say: Say) -> Iterator[Markup]:
    if member.optional:
        yield say("optional_received" if member.origin else "optional")


def _limits(member: Field, say: Say) -> Iterator[Markup]:
    for limits in limits_of(member.shape, say):
        yield say.sentence([limits])


def _unit(member: Field, say: Say) -> Iterator[Markup]:
    if member.unit:
        yield say("unit", unit=member.unit)


def _open(member: Field, say: Say) -> Iterator[Markup]:
    if member.shape.open:
        yield say("open", reason=say.closed(member.shape.open))


def _shown(member: Field, say: Say) -> Iterator[Markup]:
    if shown := examples(member, say):
        yield say("example" if len(shown) == 1 else "examples", values=say.listed(shown))


def _retention(member: Field, say: Say) -> Iterator[Markup]:
    if member.retention:
        yield say("retention", retention=say.closed(member.retention))


#: What is told of a field: the kind of each sentence, and what makes it.
_TOLD: Final[tuple[tuple[str, Callable[[Field, Say], Iterator[Markup]]], ...]] = (
    ("sensitivity", _sensitivity),
    ("origin", _origin),
    ("transform", _transforms),
    ("optional", _optional),
    ("limit", _limits),
    ("unit", _unit),
    ("open", _open),
    ("example", _shown),
    ("retention", _retention),
    *((key, partial(_version, key)) for key in LIFE),
)
