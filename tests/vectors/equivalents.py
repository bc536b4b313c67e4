"""Mutants that say the same as the schema that they come from, each kind with the reason."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import jsonschema_rs

from telemetry_spec import patterns
from telemetry_spec.vectors.texts import of_form
from tests.vectors.languages import same_language
from tests.vectors.mutants import BOUNDS

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.vectors.mutants import Mutant, Path, Schema


def equivalent(mutant: Mutant, whole: Schema) -> str:
    """Return why a mutant says the same, or ""."""
    return next((reason for reason, says in REASONS.items() if says(mutant, whole)), "")


def at(whole: Schema, path: Path) -> Schema:
    """Return what is at a place in a schema."""
    for step in path:
        whole = whole[step]
    return whole


def _values_have_the_type(mutant: Mutant, _: Schema) -> bool:
    return mutant.keyword == "type" and "narrowed" not in mutant.what and bool({"enum", "const"} & set(mutant.node))


def _same_texts(mutant: Mutant, _: Schema) -> bool:
    if mutant.keyword != "pattern" or mutant.what == "pattern dropped":
        return False
    before, after = (
        text.removeprefix("^(?:").removesuffix(")$") for text in (mutant.node["pattern"], mutant.changed["pattern"])
    )
    try:
        longest = mutant.node.get("maxLength")
        return same_language(patterns.parse(before).root, patterns.parse(after).root, longest)
    except patterns.PatternError:
        return False


def _no_such_length(mutant: Mutant, _: Schema) -> bool:
    if "pattern" not in mutant.node or "moved" not in mutant.what:
        return False
    limits = sorted((mutant.node[mutant.keyword], mutant.changed[mutant.keyword]))
    between = limits[0] if mutant.keyword == "minLength" else limits[1]
    return of_form(mutant.node["pattern"].removeprefix("^(?:").removesuffix(")$"), between) is None


def _keys_are_texts(mutant: Mutant, _: Schema) -> bool:
    return mutant.keyword == "type" and mutant.path[-1:] == ("propertyNames",)


def _another_member_takes_it(mutant: Mutant, whole: Schema) -> bool:
    if mutant.path[-2:-1] != ("anyOf",) or not mutant.what.startswith("type widened by"):
        return False
    new = mutant.changed["type"][-1]
    members = [member for member in at(whole, mutant.path[:-1]) if member is not mutant.node]
    return any(new in _types(member) and (new == "null" or not set(member) & _LIMITS) for member in members)


def _types(node: Schema) -> set[str]:
    types = node["type"] if isinstance(node["type"], list) else [node["type"]]
    return {*types, "integer"} if "number" in types else set(types)


_LIMITS = {*BOUNDS, "enum", "const", "pattern", "properties", "items", "additionalProperties"}


def _said_by_the_branches(mutant: Mutant, _: Schema) -> bool:
    branches = mutant.node.get("allOf", ())
    return mutant.keyword == "type" and bool(branches) and all("type" in branch["then"] for branch in branches)


def _said_around_the_branch(mutant: Mutant, whole: Schema) -> bool:
    """A branch is `.../allOf/N/if` and `.../allOf/N/then`."""
    if mutant.path[-1:] not in (("if",), ("then",)) or mutant.path[-3:-2] != ("allOf",):
        return False
    around = at(whole, mutant.path[:-3])
    if mutant.keyword == "required":
        return any(mutant.what.startswith(repr(name)) for name in around["required"])
    return mutant.keyword == "type"


def _all_branches_are_narrower(mutant: Mutant, whole: Schema) -> bool:
    """What a key's value may be is asked of all values, and every other key's values are like that anyway."""
    branch = (
        mutant.path if mutant.keyword == "if" else mutant.path[: mutant.path.index("if")] if "if" in mutant.path else ()
    )
    if not branch or mutant.keyword == "required" or "another" in mutant.what:
        return False
    asked = at(whole, branch)["then"]["properties"]
    if len(asked) > 1:
        return False
    ((name, value),) = asked.items()
    others = [other["then"]["properties"].get(name) for other in at(whole, branch[:-1])]
    return all(other is not None and _is_narrower(other, value) for other in others)


def _is_narrower(one: Schema, other: Schema) -> bool:
    """Say whether all texts of one schema are right by the other. A false no does no harm."""
    listed = one.get("enum", [one["const"]] if "const" in one else [])
    if listed:
        judge = jsonschema_rs.Draft202012Validator(other)
        return all(map(judge.is_valid, listed))
    if one.get("type") != "string" or other.get("type") != "string" or {"enum", "const"} & set(other):
        return False
    if "pattern" in other and one.get("pattern") != other["pattern"]:
        return False
    least, most = _lengths(one)
    return bool(other.get("minLength", 0) <= least and most <= other.get("maxLength", most))


def _lengths(node: Schema) -> tuple[int, float]:
    least, most = node.get("minLength", 0), node.get("maxLength", math.inf)
    if "pattern" in node:
        low, high = patterns.length_bounds(patterns.parse(node["pattern"].removeprefix("^(?:").removesuffix(")$")))
        least, most = max(least, low), most if high is None else min(most, high)
    return least, most


REASONS: dict[str, Callable[[Mutant, Schema], bool]] = {
    "the values that are listed have the type": _values_have_the_type,
    "the pattern lets the same texts through": _same_texts,
    "no text of the form has that many characters": _no_such_length,
    "every other branch asks for as much": _all_branches_are_narrower,
    "keys are always texts": _keys_are_texts,
    "another member of the union takes it": _another_member_takes_it,
    "every branch asks for the same type": _said_by_the_branches,
    "what is around the branch asks for it": _said_around_the_branch,
}
