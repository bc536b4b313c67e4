"""What the language says about a place in a spec file: the keys known there and their documentation.

The editor schema is the source, so that messages, completion and the reference say the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from telemetry_spec.language.editor import editor_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Schema = dict[str, Any]


@cache
def _root() -> Schema:
    return editor_schema()


def _options(schema: Schema) -> Iterator[Schema]:
    """Yield the plain schemas that a schema may stand for."""
    if "$ref" in schema:
        yield from _options(_root()["definitions"][schema["$ref"].rsplit("/", 1)[-1]])
        return
    nested = [*schema.get("anyOf", ()), *schema.get("oneOf", ()), *schema.get("allOf", ())]
    if not nested:
        yield schema
    for option in nested:
        yield from _options(option)


def _step(schema: Schema, step: str | int) -> Iterator[Schema]:
    for option in _options(schema):
        if isinstance(step, int):
            if isinstance(option.get("items"), dict):
                yield option["items"]
        elif step in option.get("properties", {}):
            yield option["properties"][step]
        else:
            yield from option.get("patternProperties", {}).values()
            if isinstance(option.get("additionalProperties"), dict):
                yield option["additionalProperties"]


def _mappings(path: Sequence[str | int], kind: str | None) -> list[Schema]:
    """Return the schemas of mappings with known keys at a path; `kind` chooses among opt-outs."""
    level: list[Schema] = [_root()]
    for step in path:
        level = [found for schema in level for found in _step(schema, step)]
    found = [option for schema in level for option in _options(schema) if "properties" in option]
    chosen = [option for option in found if option["properties"].get("kind", {}).get("const") == kind]
    return chosen or found


def keys_at(path: Sequence[str | int], kind: str | None = None) -> dict[str, str]:
    """Return the keys known at a path, each with its documentation."""
    return {
        key: described.get("description", "")
        for mapping in _mappings(path, kind)
        for key, described in mapping["properties"].items()
    }


def title_at(path: Sequence[str | int], kind: str | None = None) -> str:
    """Return what the mapping at a path is called, such as `field`, or "" when several things may stand there."""
    titles = {mapping.get("title", "") for mapping in _mappings(path, kind)}
    return titles.pop() if len(titles) == 1 else ""
