"""Findings, in plain words, for values that pydantic rejects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec import fieldtypes
from telemetry_spec.compile.wording import listed, near, shown
from telemetry_spec.language import base
from telemetry_spec.language.describe import keys_at, patterns_at, takes_list, title_at

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.places import Place
    from telemetry_spec.compile.problems import Problem
    from telemetry_spec.reading.tree import Node

#: What pydantic expects where it finds something else, by the type of its error.
_EXPECTED: Final = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_MAX_QUOTED: Final = 60
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?")


def bad_value(place: Place, problem: Problem, context: Context) -> None:
    """Report a value that its key does not take."""
    if place.node.kind == "scalar" and context.is_reported(place.node):
        return
    if problem.input is None:
        no_value(place, context)
    elif problem.type in _EXPECTED:
        wrong_kind(place, _EXPECTED[problem.type], context)
    elif problem.type == base.WRONG_KIND:
        wrong_kind(place, problem.details["expected"], context)
    else:
        code, message, advice = _WORDS.get(problem.type, _other)(place, problem)
        context.error(code, message, at=place.node.span, help=advice, selector=place.selector, docs=place.docs)


def no_value(place: Place, context: Context) -> None:
    """Report a key with nothing after it, or with null where null means nothing."""
    if place.raw.strip():
        message, advice = f"{place.name} cannot be null.", "Write a value, or take it out."
    elif isinstance(place.key, int):
        message, advice = f"{place.name} is empty.", "Write a value after the `-`, or take the line out."
    else:
        message, advice = f"{place.name} has no value.", "Write one after the colon, or take the key out."
    at = place.node.span if place.raw.strip() else place.key_span
    context.error("empty-value", message, at=at, help=advice, selector=place.selector, docs=place.docs)


# ---------------------------------------------------------------- values of another kind


def wrong_kind(place: Place, expected: str, context: Context) -> None:
    """Report a value of another kind than its key takes, such as a text where a list belongs."""
    context.error(
        "invalid-value",
        f"{place.name} must be {expected}, not {_found(place.node, expected)}.",
        at=place.node.span,
        help=_right_kind(place, expected),
        selector=place.selector,
        docs=place.docs,
    )


def _found(node: Node, expected: str) -> str:
    if node.kind != "scalar":
        return "a mapping" if node.kind == "mapping" else "a list"
    if isinstance(node.value, bool):
        return "true or false"
    if isinstance(node.value, float) and "whole number" in expected:
        return "a number with a fraction"
    return "a text" if isinstance(node.value, str) else "a number" if node.value is not None else "null"


#: What to write for a value of another kind than these keys take, where the kind alone would not help.
_OF_KEYS: Final = {
    "open": "Write the reason, such as `open: Plugins add fields of their own.`",
    "type": "Write one name. For several types write `any_of`, and for null add `nullable: true`.",
}
#: The same, in the place of a mapping. A body that is an envelope has fields of its own, and is no single value.
_MAPPINGS: Final = {
    "body": 'Write `body: {type: "event[]"}` for a list of events, or `body: {type: event}` for one.',
    "request": 'Write `request: {body: {type: "event[]"}}` for a list of events; for one alone leave it out.',
}
#: The key that a single value most likely stands for, by what the mapping is called that belongs in its place.
_MAIN_KEYS: Final = {
    "carrier": "query",
    "destination": "url",
    "entry": "type",
    "field": "type",
    "header or query value": "type",
    "notice": "summary",
    "promise": "description",
    "suppression": "rule",
    "third party": "description",
    "trigger": "on",
    "type": "type",
    "value": "type",
}


def _right_kind(place: Place, expected: str) -> str:
    key = f"{place.key}: " if isinstance(place.key, str) else ""
    if place.key in _OF_KEYS:
        return _OF_KEYS[str(place.key)]
    if expected == "a mapping" and place.title in ("request", "value") and place.key in _MAPPINGS:
        return _MAPPINGS[str(place.key)]
    if expected == "a mapping":
        return _mapping_of(place, key)
    if expected.startswith("a list") and place.node.kind != "sequence":
        return _list_of(place, key, expected)
    return _single_of(place, key, expected)


def _single_of(place: Place, key: str, expected: str) -> str:
    node, raw = place.node, " ".join(place.raw.split())
    if node.kind == "sequence" and expected == "a text" and len(node.items) == 1 and node.items[0].kind == "scalar":
        return f"Write `{key}{node.items[0].value}`."
    if node.kind != "scalar" or len(raw) > _MAX_QUOTED:
        return f"Write {expected}."
    if isinstance(node.value, str):
        bare = "number" in expected if _NUMBER.fullmatch(node.value) else node.value in expected.split()
        return f"Write it without quotes: `{key}{node.value}`." if bare else f"Write {expected}."
    if not expected.startswith(("a text", "a selector", "a name", "the name")):
        return f"Write {expected}."
    wanted = [_FORMS[pattern][1] for pattern in patterns_at(place.path) if not re.match(pattern, raw)]
    return wanted[0] if wanted else f'Put it in quotes: `{key}"{raw}"`.'


def _mapping_of(place: Place, key: str) -> str:
    if place.node.kind == "sequence":
        return "Write names with a colon, and what belongs to each on indented lines below it, instead of a `-` list."
    inner = _MAIN_KEYS.get(place.title, "")
    if not inner or len(place.raw) > _MAX_QUOTED:
        inner = inner or next(iter(keys_at(place.path)), "name")
        return f"Write `{inner}: ...` on a line below it, indented, and whatever else belongs to it."
    value = " ".join(place.raw.split())
    if inner == "type" and str(place.node.value).rstrip("[]") not in fieldtypes.names():
        value = "string"
    return f"Write `{key}{{{inner}: {value}}}`, with whatever else belongs to it."


def _list_of(place: Place, key: str, expected: str) -> str:
    inner = _MAIN_KEYS.get(title_at((*place.path, 0)), "")
    if place.node.kind == "mapping" or len(place.raw) > _MAX_QUOTED:
        return "Write a list: begin each item on a line of its own with `- `."
    value = place.raw if isinstance(place.node.value, str) or "texts" not in expected else f'"{place.raw}"'
    return f"Write `{key}[{{{inner}: {value}}}]`." if inner else f"Write `{key}[{value}]`."


# ---------------------------------------------------------------- values outside of what is allowed

Words = tuple[str, str, str]

#: What a text that must match a pattern is, and how it is written.
_FORMS: Final = {
    base.NAME_PATTERN: ("a name", "Use letters, digits, `_` and `-`, and begin with a letter."),
    base.TYPE_PATTERN: (
        "a type",
        "Write a type's name, with `[]` after it for a list: `string`, `string[]`. For null, add `nullable: true`.",
    ),
    base.DURATION_PATTERN: ("a time", "Write a number and a unit: `500ms`, `30s`, `5m`, `24h`, `7d` or `2w`."),
    base.VERSION_PATTERN: ("a version", 'Write up to three numbers in quotes: "3", "1.2" or "1.2.0".'),
    base.URL_PATTERN: ("a web address", "Write it in full: `https://example.com/path`."),
    base.VARIABLE_PATTERN: (
        "the name of an environment variable",
        "Use letters, digits and `_`: `EXAMPLE_NO_TELEMETRY`.",
    ),
    base.LANGUAGE_PATTERN: ("a language's name", "Write it in lower case, such as `jsx` or `python`."),
}


def _literal(place: Place, problem: Problem) -> Words:
    allowed = re.findall(r"'([^']*)'|\b(\d+)\b", problem.details.get("expected", ""))
    names = [text or number for text, number in allowed]
    if len(names) == 1 and takes_list(place.path):
        expected = f"a list of texts, or `{names[0]}`"
        return (
            "invalid-value",
            f"{place.name} must be {expected}, not a single text.",
            _list_of(place, f"{place.key}: ", expected),
        )
    if isinstance(problem.input, str) and problem.input in names and not allowed[0][0]:
        return (
            "invalid-value",
            f"{place.name} must be a number, not a text.",
            f"Write it without quotes: `{place.key}: {problem.input}`.",
        )
    likely = near(problem.input, names) if isinstance(problem.input, str) else None
    choices = listed(f"`{name}`" for name in names)
    message = f"{shown(problem.input)} is not a value of `{place.key if isinstance(place.key, str) else place.around}`."
    advice = f"Did you mean `{likely}`? It may be {choices}." if likely and len(names) > 1 else f"Write {choices}."
    return "invalid-value", message, advice


def _pattern(_place: Place, problem: Problem) -> Words:
    what, advice = _FORMS[problem.details["pattern"]]
    return "invalid-value", f"{shown(problem.input)} is not {what}.", advice


def _too_small(place: Place, problem: Problem) -> Words:
    return "invalid-value", f"{place.name} is too small.", f"Write at least {problem.details['ge']}."


def _too_large(place: Place, problem: Problem) -> Words:
    return "invalid-value", f"{place.name} is too large.", f"Write at most {problem.details['le']}."


def _too_long(place: Place, problem: Problem) -> Words:
    return "invalid-value", f"{place.name} is too long.", f"Use at most {problem.details['max_length']:,} characters."


def _too_short(place: Place, problem: Problem) -> Words:
    if not problem.input:
        what = "something between the quotes" if isinstance(problem.input, str) else "at least one entry"
        return "empty-value", f"{place.name} is empty.", f"Write {what}, or take it out."
    least = problem.details["min_length"]
    return "invalid-value", f"{place.name} has too few entries.", f"Write at least {least}, or take it out."


def _other(place: Place, problem: Problem) -> Words:
    return "invalid-value", f"{place.name} cannot be {shown(problem.input)}.", "See what the language says about it."


_WORDS: Final[dict[str, Callable[[Place, Problem], Words]]] = {
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "greater_than_equal": _too_small,
    "less_than_equal": _too_large,
    "string_too_long": _too_long,
    "string_too_short": _too_short,
    "too_short": _too_short,
}
