"""From a tree to the language's parts: what is not in the language becomes findings, the rest goes on.

Whatever is invalid is taken out and the rest is read again, so that one run tells of everything that is wrong.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from telemetry_spec.compile.context import Context, suggestion
from telemetry_spec.compile.wording import explain
from telemetry_spec.language.describe import keys_at, title_at
from telemetry_spec.language.spec_file import SpecFile
from telemetry_spec.reading.tree import Node, plain
from telemetry_spec.registry import nearest

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails

Path = tuple[str | int, ...]

#: Rounds of taking out and reading again. Taking out an entry can leave its parent invalid, and no spec nests deeper.
_ROUNDS = 64


def read_parts(node: Node, context: Context) -> SpecFile | None:
    """Validate a tree. Findings go to the context; None means that nothing usable is left."""
    data = plain(node)
    _take_out_empty(node, data, context)
    seen: set[tuple[Path, str]] = set()
    for _ in range(_ROUNDS):
        try:
            return SpecFile.model_validate(data)
        except ValidationError as error:
            problems = error.errors(include_url=False, include_context=True)
        by_place: dict[Path, list[ErrorDetails]] = {}
        for problem in problems:
            by_place.setdefault(_place(data, problem), []).append(problem)
        for place, found in by_place.items():
            if (place, found[0]["type"]) not in seen:
                seen.add((place, found[0]["type"]))
                _report(node, place, found, context)
        if not _take_out(data, by_place, context):
            return None
    return None


#: Below these keys any data may stand, and null is data; the values of the others are the product's own.
_DATA = ("payload", "row", "examples")
_NULL_MEANS_SOMETHING = ("value", "default", "recommended", "equals")


def _take_out_empty(node: Node, data: Any, context: Context, place: Path = ()) -> None:  # noqa: ANN401  plain YAML data
    """Report keys with nothing after them: an oversight, which would pass for a key that is not there."""
    for key, entry in list(node.entries.items()):
        if key in _DATA:
            continue
        if entry.node.kind == "scalar" and entry.node.value is None and key not in _NULL_MEANS_SOMETHING:
            context.error(
                "empty-value",
                f"`{key}` has no value.",
                at=entry.key_span,
                help=f"Write one after `{key}:`, or take the key out.",
                docs=keys_at(place, _kind(node)).get(key, ""),
            )
            del data[key]
            context.pruned.add(id(node))
        else:
            _take_out_empty(entry.node, data[key], context, (*place, key))
    for index, item in enumerate(node.items):
        _take_out_empty(item, data[index], context, (*place, index))


def _place(data: Any, problem: ErrorDetails) -> Path:  # noqa: ANN401  plain YAML data
    """Return the path in the data that a problem speaks of: its location without the names of union members."""
    path: list[str | int] = []
    steps = list(problem["loc"])
    if problem["type"] == "missing":
        steps.pop()
    for step in steps:
        if step in (data if isinstance(data, dict) else range(len(data)) if isinstance(data, list) else ()):
            data = data[step]
            path.append(step)
    return tuple(path)


def _report(node: Node, place: Path, found: list[ErrorDetails], context: Context) -> None:
    for problem in found:
        if problem["type"] == "missing":
            _report_missing(node, place, str(problem["loc"][-1]), context)
    rest = [problem for problem in found if problem["type"] != "missing"]
    if not rest:
        return
    parent, entry_span, value_span = _spans(node, place)
    known = keys_at(place[:-1], _kind(parent))
    key = str(place[-1]) if place else ""
    if rest[0]["type"] == "extra_forbidden":
        where = title_at(place[:-1], _kind(parent)) or "this part"
        context.error(
            "unknown-key",
            f"`{key}` is not a key of a{_n(where)} {where}.",
            at=entry_span,
            help=suggestion(key, known, "key"),
        )
        return
    if rest[0]["loc"] and rest[0]["loc"][-1] == "[key]":
        value_span = entry_span
    message, help_text = explain(rest, key)
    context.error("invalid-value", message, at=value_span, help=help_text, docs=known.get(key, ""))


def _report_missing(node: Node, place: Path, key: str, context: Context) -> None:
    here, entry_span, _ = _spans(node, place, inside=True)
    known = keys_at(place, _kind(here))
    if key in here.entries or any(word not in known and nearest(word, known) == key for word in here.entries):
        return  # it is there, and wrong or misspelt, which has its own finding
    where = title_at(place, _kind(here)) or "part"
    context.error(
        "missing-key",
        f"This {where} has no `{key}`.",
        at=entry_span,
        help=f"Add `{key}:` here.",
        docs=known.get(key, ""),
    )


def _spans(node: Node, place: Path, *, inside: bool = False) -> tuple[Node, Any, Any]:
    """Return the mapping around a place (or the node at it), and the spans of its key and its value."""
    parent, entry_span, value = node, node.span, node
    for step in place:
        parent = value
        if value.kind == "mapping":
            entry = value.entries[str(step)]
            entry_span, value = entry.key_span, entry.node
        else:
            value = value.items[int(step)]
            entry_span = value.span
    return (value if inside else parent), entry_span, value.span


def _kind(node: Node) -> str | None:
    entry = node.entries.get("kind") if node.kind == "mapping" else None
    return str(entry.node.value) if entry is not None else None


def _n(word: str) -> str:
    return "n" if word[:1] in "aeiou" else ""


def _take_out(data: Any, by_place: dict[Path, list[ErrorDetails]], context: Context) -> bool:  # noqa: ANN401  plain YAML data
    """Remove what is invalid, the innermost and the last first. Returns false when the whole file is invalid."""
    doomed = sorted(by_place, key=lambda place: (len(place), [(isinstance(s, int), s) for s in place]), reverse=True)
    for place in doomed:
        if not place:
            return False
        holder = data
        for step in place[:-1]:
            holder = holder[step]
        del holder[place[-1]]
        context.pruned.add(id(holder.node))
        if len(place) == 2:  # noqa: PLR2004  an entry of a section, such as a destination
            context.failed.add((str(place[0]), str(place[1])))
    return True
