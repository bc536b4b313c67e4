"""The one table of constraints: what each means, in JSON Schema and in words.

The JSON Schema, the explanations, the broken payloads and the lint rules all read it, so they cannot drift apart.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from telemetry_spec import patterns

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.shape import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Constraint:
    """A constraint of the language.

    `keyword` is JSON Schema's name for it (for maps and lists `keyword` differs from the one for texts). `holds` says
    whether a value of the right JSON type satisfies a limit; `words` says the limit to a reader; `narrows` says whether
    a limit lets nothing through that another one keeps out.
    """

    keyword: str
    holds: Callable[[Any, Any], bool]
    words: Callable[[Any], str]
    narrows: Callable[[Any, Any], bool]
    lower: str = ""
    """The constraint that must not be greater than this one: `min_length` for `max_length`."""


def _counted(number: int, noun: str) -> str:
    return (
        f"{number} {noun}" if number == 1 else f"{number} {noun.removesuffix('y') + 'ie' if noun[-1] == 'y' else noun}s"
    )


def _listed(values: tuple[Json, ...]) -> str:
    return "one of " + ", ".join(repr_json(value) for value in values)


def repr_json(value: Json) -> str:
    """Write a value as JSON, for people."""
    import json

    return json.dumps(value, ensure_ascii=False)


def same(left: Json, right: Json) -> bool:
    """Compare as JSON does: true is not 1, and 1.0 is 1 (RFC 8259 knows one kind of number)."""
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return left == right


def _matches(value: str, pattern: str) -> bool:
    return re.match(patterns.to_python(pattern), value) is not None


def _not_less(limit: float, other: float) -> bool:
    return limit >= other


def _not_more(limit: float, other: float) -> bool:
    return limit <= other


def _among(limit: tuple[Json, ...], other: tuple[Json, ...]) -> bool:
    return set(map(repr_json, limit)) <= set(map(repr_json, other))


CONSTRAINTS: dict[str, Constraint] = {
    "const": Constraint(keyword="const", holds=same, words=lambda limit: f"always {repr_json(limit)}", narrows=same),
    "enum": Constraint(
        keyword="enum",
        holds=lambda value, limit: any(same(value, member) for member in limit),
        words=_listed,
        narrows=_among,
    ),
    "minimum": Constraint(
        keyword="minimum",
        holds=lambda value, limit: bool(value >= limit),
        words=lambda limit: f"at least {limit}",
        narrows=_not_less,
    ),
    "maximum": Constraint(
        keyword="maximum",
        holds=lambda value, limit: bool(value <= limit),
        words=lambda limit: f"at most {limit}",
        narrows=_not_more,
        lower="minimum",
    ),
    "min_length": Constraint(
        keyword="minLength",
        holds=lambda value, limit: len(value) >= limit,
        words=lambda limit: f"at least {_counted(limit, 'character')}",
        narrows=_not_less,
    ),
    "max_length": Constraint(
        keyword="maxLength",
        holds=lambda value, limit: len(value) <= limit,
        words=lambda limit: f"at most {_counted(limit, 'character')}",
        narrows=_not_more,
        lower="min_length",
    ),
    "pattern": Constraint(keyword="pattern", holds=_matches, words=lambda limit: f"matching {limit}", narrows=same),
    "min_items": Constraint(
        keyword="minItems",
        holds=lambda value, limit: len(value) >= limit,
        words=lambda limit: f"at least {_counted(limit, 'item')}",
        narrows=_not_less,
    ),
    "max_items": Constraint(
        keyword="maxItems",
        holds=lambda value, limit: len(value) <= limit,
        words=lambda limit: f"at most {_counted(limit, 'item')}",
        narrows=_not_more,
        lower="min_items",
    ),
    "min_entries": Constraint(
        keyword="minProperties",
        holds=lambda value, limit: len(value) >= limit,
        words=lambda limit: f"at least {_counted(limit, 'entry')}",
        narrows=_not_less,
    ),
    "max_entries": Constraint(
        keyword="maxProperties",
        holds=lambda value, limit: len(value) <= limit,
        words=lambda limit: f"at most {_counted(limit, 'entry')}",
        narrows=_not_more,
        lower="min_entries",
    ),
}
