"""Plain words for what pydantic reports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

_EXPECTED = {
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "bool_type": "true or false",
    "list_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
    "none_required": "nothing",
}


def _found(value: object) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true or false"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "a mapping"


def _example(expected: list[str], value: object, key: str) -> str:
    if expected == ["a text"] and isinstance(value, bool | int | float):
        shown = str(value).lower() if isinstance(value, bool) else value
        return f'Put it in quotes: `"{shown}"`.'
    if expected == ["a list"]:
        return f"Write a list: `{key}: [...]`, or one `- ` line for each item." if key else "Write a list."
    if expected == ["a mapping"]:
        return "Write `key: value` lines below it, indented."
    return f"Write {' or '.join(expected)}."


def _wrong_type(problems: list[ErrorDetails], key: str) -> tuple[str, str]:
    value = problems[0]["input"]
    expected = list(dict.fromkeys(_EXPECTED[problem["type"]] for problem in problems if problem["type"] in _EXPECTED))
    wanted = [word for word in expected if word != "nothing"] or expected
    name = f"`{key}`" if key else "This"
    return f"{name} must be {' or '.join(wanted)}, not {_found(value)}.", _example(wanted, value, key)


def _literal(problem: ErrorDetails, key: str) -> tuple[str, str]:
    context: dict[str, Any] = problem.get("ctx", {})
    allowed = [part.strip("'") for part in context.get("expected", "").replace(" or ", ", ").split(", ")]
    value = problem["input"]
    if allowed == ["any"]:
        return (
            f"`{key}` must be a list of texts, or `any`, not {_found(value)}.",
            'Write the texts in quotes: `["1"]`. `any` stands for any value but the empty one.',
        )
    near = nearest(value, allowed) if isinstance(value, str) else None
    listed = ", ".join(f"`{word}`" for word in allowed)
    return (
        f"`{_short(value)}` is not a value of `{key}`.",
        f"Did you mean `{near}`? It may be {listed}." if near else f"Write one of {listed}.",
    )


def _short(value: object) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= 60 else text[:57] + "..."  # noqa: PLR2004  one line


def _pattern(problem: ErrorDetails, key: str) -> tuple[str, str]:
    value, pattern = problem["input"], problem.get("ctx", {}).get("pattern", "")
    for start, words in _FORMS.items():
        if pattern.startswith(start):
            return f"`{_short(value)}` does not have the form of {words[0]}.", words[1]
    return f"`{_short(value)}` does not have the form that `{key}` needs.", f"It must match {pattern}."


#: What a text that must match a pattern is, by how the pattern begins.
_FORMS = {
    "^[A-Za-z_][A-Za-z0-9_-]*$": (
        "a name",
        (
            "Use letters, digits, `_` and `-`, starting with a letter or `_`. Nested fields are written as `fields:` "
            "within "
            "`fields:`; a name on the wire with other characters goes to `name:`."
        ),
    ),
    "^[A-Za-z_][A-Za-z0-9_]*$": (
        "an environment variable",
        "Use letters, digits and `_`, such as `EXAMPLE_NO_TELEMETRY`.",
    ),
    "^[1-9][0-9]*(ms": ("a time", "Write a number and a unit: `500ms`, `30s`, `5m`, `24h`, `7d` or `2w`."),
    "^[0-9]+(": ("a version", 'Write it in quotes: "3", "1.2" or "1.2.0".'),
    "^https?": ("a web address", "Write it in full: `https://example.com/path`."),
    "^[A-Za-z0-9!#$%&": ("a header's name", "Write the name alone, such as `User-Agent`."),
    "^[a-z0-9+#-]+$": ("a language's name", "Write it in lower case, such as `jsx` or `python`."),
}


def _tag(problem: ErrorDetails, _key: str) -> tuple[str, str]:
    context = problem.get("ctx", {})
    allowed = [part.strip("'") for part in context.get("expected_tags", "").split(", ")]
    tag = context.get("tag", "")
    near = nearest(tag, allowed)
    listed = ", ".join(f"`{word}`" for word in allowed)
    return (
        f"`{_short(tag)}` is not a kind of opt-out.",
        f"Did you mean `{near}`? The kinds are {listed}." if near else f"The kinds are {listed}.",
    )


def _no_tag(_problem: ErrorDetails, key: str) -> tuple[str, str]:
    return (
        f"The opt-out `{key}` does not say its `kind`.",
        "Add `kind:` with `env`, `flag`, `config`, `command`, `code`, `setting`, `prompt` or `signal`.",
    )


def _limit(words: str, name: str) -> Callable[[ErrorDetails, str], tuple[str, str]]:
    def explain_limit(problem: ErrorDetails, key: str) -> tuple[str, str]:
        limit = problem.get("ctx", {}).get(name)
        return f"`{key}` is out of bounds.", f"Write {words} {limit}."

    return explain_limit


def _empty(_problem: ErrorDetails, key: str) -> tuple[str, str]:
    return f"`{key}` is empty.", f"Write at least one, or take `{key}` out."


_WORDS: dict[str, Callable[[ErrorDetails, str], tuple[str, str]]] = {
    "literal_error": _literal,
    "string_pattern_mismatch": _pattern,
    "union_tag_invalid": _tag,
    "union_tag_not_found": _no_tag,
    "greater_than_equal": _limit("a number of at least", "ge"),
    "less_than_equal": _limit("a number of at most", "le"),
    "string_too_long": _limit("a text of at most so many characters:", "max_length"),
    "too_long": _limit("a list of at most so many items:", "max_length"),
    "string_too_short": _empty,
    "too_short": lambda problem, key: (
        f"`{key}` has too few items.",
        f"Write at least {problem.get('ctx', {}).get('min_length')}, or take `{key}` out.",
    ),
}


def explain(problems: list[ErrorDetails], key: str) -> tuple[str, str]:
    """Return what is wrong at one place, and what to write instead.

    Several problems at one place come from a choice between types: they are told as one.
    """
    for problem in problems:
        if problem["type"] in _WORDS:
            return _WORDS[problem["type"]](problem, key)
    if any(problem["type"] in _EXPECTED for problem in problems):
        return _wrong_type(problems, key)
    return f"`{key}` is not right: {problems[0]['msg']}.", "See the documentation of this key."
