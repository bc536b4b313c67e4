"""Cuts examples out of the one spec that uses every key of the language, `docs/reference/atlas.telemetry.yaml`.

They are stretches of that file, so an example on the page is valid as long as the file is.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, cast

import yaml

from telemetry_spec.language.editor import editor_schema

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from telemetry_spec.language.editor import Schema

FILE: Final = Path(__file__).parents[1] / "reference" / "atlas.telemetry.yaml"


@dataclass(frozen=True, slots=True)
class Cut:
    """A mapping of the spec that is one part of the language.

    `part` is the title that the language gives it, `path` the keys and the numbers of list items that lead to it.
    """

    part: str
    node: yaml.MappingNode
    path: tuple[str | int, ...] = ()

    def entries(self) -> Iterator[tuple[str, yaml.Node, yaml.Node]]:
        """Yield each key with its node and that of its value."""
        for key, value in self.node.value:
            yield key.value, key, value


@cache
def text() -> str:
    """Return the whole file."""
    return FILE.read_text("utf-8")


@cache
def cuts() -> tuple[Cut, ...]:
    """Return every mapping of the file that is a part of the language, from the outside in and from top to bottom."""
    root = cast("yaml.MappingNode", yaml.compose(text(), Loader=yaml.SafeLoader))
    return tuple(_cuts(root, editor_schema()))


def example_of(part: str, key: str) -> str:
    """Return the shortest way in which the file writes a key of a part, on one line, or "" where it takes more."""
    values = [value for cut in cuts() if cut.part == part for name, _, value in cut.entries() if name == key]
    found = [_source(key, value) for value in values]
    return min((one for one in found if "\n" not in one), key=len, default="")


def block_of(cut: Cut, without: Collection[str] = ()) -> str:
    """Return the lines of a part below the keys that lead to it. Keys that are shown elsewhere are comments only."""
    if cut.node.flow_style:
        return _nested(text()[cut.node.start_mark.index : cut.node.end_mark.index], cut.path)
    pieces = []
    for name, key, value in cut.entries():
        if name in without and value.end_mark.line > value.start_mark.line:
            pieces.append(f"# {name}: ...")
        else:
            pieces.append(_lines(key, value))
    return _nested("\n".join(pieces), cut.path)


def _nested(block: str, path: tuple[str | int, ...]) -> str:
    for step in reversed(path):
        if isinstance(step, int):
            block = "- " + textwrap.indent(block, "  ")[2:]
        elif block.startswith("{"):
            block = f"{step}: {block}"
        else:
            block = f"{step}:\n{textwrap.indent(block, '  ')}"
    return block


def _lines(key: yaml.Node, value: yaml.Node) -> str:
    lines = text()[key.start_mark.index : value.end_mark.index].rstrip().split("\n")
    inner = textwrap.dedent(" " * key.start_mark.column + "\n".join(lines))
    return inner.rstrip()


def _source(name: str, value: yaml.Node) -> str:
    return f"{name}: {text()[value.start_mark.index : value.end_mark.index].rstrip()}"


def _cuts(node: yaml.Node, schema: Schema, path: tuple[str | int, ...] = ()) -> Iterator[Cut]:
    options = list(_options(schema))
    if isinstance(node, yaml.MappingNode):
        yield from _mapping(node, options, path)
    elif isinstance(node, yaml.SequenceNode):
        inner = [option["items"] for option in options if isinstance(option.get("items"), dict)]
        for number, item in enumerate(node.value):
            for one in inner:
                yield from _cuts(item, one, (*path, number))


def _mapping(node: yaml.MappingNode, options: list[Schema], path: tuple[str | int, ...]) -> Iterator[Cut]:
    keys = {key.value: value for key, value in node.value}
    kind = keys["kind"].value if "kind" in keys else None
    for option in options:
        known = option.get("properties")
        inner = option.get("additionalProperties")
        if known is None and isinstance(inner, dict):
            for key, value in keys.items():
                yield from _cuts(value, inner, (*path, key))
        elif known is not None and keys.keys() <= known.keys() and known.get("kind", {}).get("const", kind) == kind:
            yield Cut(option["title"], node, path)
            for key, value in keys.items():
                yield from _cuts(value, known[key], (*path, key))


def _options(schema: Schema) -> Iterator[Schema]:
    """Yield the plain schemas that a schema may stand for."""
    if "$ref" in schema:
        yield from _options(editor_schema()["definitions"][schema["$ref"].rsplit("/", 1)[-1]])
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from _options(option)
    else:
        yield schema
