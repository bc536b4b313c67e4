"""Findings, in plain words, for what pydantic reports: unknown keys, missing keys, and names of the wrong form."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from telemetry_spec.compile.explain_values import bad_value, no_value, wrong_kind
from telemetry_spec.compile.places import Place, kind_of, selector_of
from telemetry_spec.compile.wording import a, listed, near, shown, suggestion
from telemetry_spec.language.base import MAX_NAME, NAME_PATTERN
from telemetry_spec.language.describe import keys_at, owners, title_at, titles_below
from telemetry_spec.language.opt_outs import KINDS, UNKNOWN_KIND, likely_kind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.compile.context import Context
    from telemetry_spec.compile.problems import Path, Problem
    from telemetry_spec.reading.tree import Node

#: What other schema languages call something, and what to write here instead.
_FOREIGN: Final = {
    "additionalProperties": "Undeclared fields are let through by `open`, with a reason.",
    "default": "A payload has no defaults: say in `description` what an absent value means.",
    "format": "A format is a type here: `type: uuid`, `type: timestamp`, `type: url` ...",
    "oneOf": "Write `any_of`.",
    "properties": "Write `fields`.",
    "regex": "Write `pattern`.",
    "required": "Take it out: a field is required unless it says `optional: true`.",
}
#: What a key is often called, with the keys of the language that may be meant: the first that the part has.
_CALLED: Final = {
    "algorithm": ("transform",),
    "env": ("variable",),
    "filename": ("file",),
    "hash": ("transform",),
    "hashed": ("transform",),
    "hashing": ("transform",),
    "path": ("file",),
}
#: What to write for a key that is called otherwise, where its name alone does not say it.
_WRITTEN: Final = {
    "file": "Write `file`, such as `file: ~/.config/example.json`.",
    "transform": "Write `transform`, such as `transform: sha256`, or `transform: {kind: hash, algorithm: sha256, "
    "mode: salted}`.",
}
_MAX_OWNERS: Final = 4
_MAX_KEYS: Final = 12


def report(root: Node, problems: Sequence[Problem], context: Context) -> None:
    """Add a finding for each problem, or one for several that come from one mistake."""
    meant: set[tuple[Path, str]] = set()
    for problem in problems:
        if problem.type == "extra_forbidden":
            meant.add((problem.path[:-1], _unknown_key(Place(root, problem.path), context)))
    for problem in problems:
        place = Place(root, problem.path)
        if problem.missing:
            # A key that was misspelt is not missing as well, and what a guessed kind lacks says nothing.
            if (problem.path, problem.missing) not in meant and not context.is_lost(*problem.path, "kind"):
                _missing_key(place, problem.missing, context)
        elif problem.about_key:
            _bad_name(place, context)
        elif problem.type == UNKNOWN_KIND:
            _unknown_kind(place, problem, context)
        elif problem.type != "extra_forbidden":
            bad_value(place, problem, context)


def _unknown_key(place: Place, context: Context) -> str:
    """Report a key that is not in the language. Returns the key that was probably meant, or ""."""
    key, path = str(place.key), place.path[:-1]
    if context.is_full("unknown-key"):
        context.misspelt(place.holder, key, "")
        context.error("unknown-key", "", at=context.top, help="")
        return ""
    known = keys_at(path, kind_of(place.holder))
    written = place.holder.entries
    likely = next((one for one in _CALLED.get(key, ()) if one in known and one not in written), None)
    if likely is None and key not in _FOREIGN and key not in owners():
        likely = near(key, known)
    title = title_at(path, kind_of(place.holder))
    context.misspelt(place.holder, key, likely or "")
    context.error(
        "unknown-key",
        f"{shown(key)} is not a key of {a(title)}." if title else f"{shown(key)} is not known here.",
        at=place.key_span,
        help=_instead_of_key(key, place, known, likely),
        selector=selector_of(path),
        docs=known.get(likely or "", ""),
    )
    return likely or ""


def _instead_of_key(key: str, place: Place, known: dict[str, str], likely: str | None) -> str:
    if likely is not None or key in _FOREIGN:
        written = _WRITTEN.get(likely or "", "") if key in _CALLED else ""
        return written or _FOREIGN.get(key, f"Did you mean `{likely}`?")
    if "fields" in known and {"type", "fields", "enum"} & place.node.entries.keys():
        return "If it is a field, write it under `fields`."
    titles = owners().get(key, ())
    below = sorted(titles_below(place.path[:-1]).intersection(titles))
    if below:
        return f"It is a key of {listed(map(a, below))}: write it there."
    if 0 < len(titles) <= _MAX_OWNERS:
        return f"It is a key of {listed(map(a, titles))}: write it there, or take it out."
    if len(known) <= _MAX_KEYS or "note" not in known:
        return suggestion(key, known, "key")
    return "Take it out, or say it in words under `note`."


def _missing_key(place: Place, key: str, context: Context) -> None:
    context.error(
        "missing-key",
        f"This {place.title or 'part'} has no `{key}`.",
        at=place.key_span if place.path else context.start,
        help=f"Add `{key}:` {'to it' if place.path else 'at the top level'}.",
        selector=place.selector,
        docs=keys_at(place.path, kind_of(place.node)).get(key, ""),
    )


def _unknown_kind(place: Place, problem: Problem, context: Context) -> None:
    choices = listed(f"`{name}`" for name in KINDS)
    kind = place.node.entries.get("kind")
    if place.node.kind != "mapping":
        wrong_kind(place, "a mapping", context)
    elif kind is None:
        # A misspelt `kind` shows as an unknown key once the kind is guessed.
        if near("kind", place.node.entries.keys()) is None or likely_kind(problem.input) is None:
            advice = f"Add `kind:` with {choices}."
            context.error(
                "missing-key", "This opt-out has no `kind`.", at=place.key_span, help=advice, selector=place.selector
            )
    elif kind.node.value is None:
        no_value(Place(place.root, (*place.path, "kind")), context)
    elif not context.is_reported(kind.node):
        likely = likely_kind({"kind": kind.node.value})
        context.error(
            "invalid-value",
            f"{shown(kind.node.value)} is not a kind of opt-out.",
            at=kind.node.span,
            help=f"Did you mean `{likely}`? It may be {choices}." if likely else f"Write {choices}.",
            selector=place.selector,
        )


# ---------------------------------------------------------------- names


def _bad_name(place: Place, context: Context) -> None:
    name = str(place.key)
    if not name:
        message, advice = f"A name under `{place.around}` is empty.", "Write a name before the colon."
    elif len(name) > MAX_NAME:
        message, advice = f"The name {shown(name)} is too long.", f"Use at most {MAX_NAME} characters."
    else:
        message, advice = f"{shown(name)} cannot be a name here.", _other_name(name, place)
    context.error("invalid-name", message, at=place.key_span, help=advice, selector=selector_of(place.path[:-1]))


def _other_name(name: str, place: Place) -> str:
    plain = re.sub(r"[^A-Za-z0-9_-]+", "_", name).strip("_-")
    plain = plain if re.match(NAME_PATTERN, plain) else f"_{plain}"
    if place.around == "headers":
        return "Write the name of the header alone, such as `User-Agent`."
    if place.title == "event":
        return f"Write `{plain}:`, and below it `name: {shown(name)[1:-1]}` for what is sent."
    if place.title not in ("field", "received field"):
        return f"Use letters, digits, `_` and `-`, and begin with a letter: `{plain}`."
    steps = name.split(".")
    if len(steps) > 1 and all(re.match(NAME_PATTERN, step) for step in steps):
        return (
            f"For nested fields, write `{steps[0]}:` with `fields:` below it, and so on. For a name that is sent with "
            f"the dot in it, write `{plain}:`, and below it `name: {name}`."
        )
    return f"Write `{plain}:`, and below it `name: {shown(name)[1:-1]}` for what is sent."
