"""What the language says about a place in a spec file: the keys known there and their documentation.

The schema for editors is the source, so that messages, completion and the reference say the same.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from telemetry_spec.language.editor import editor_schema

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.language.editor import Schema

#: What `stand_in` returns where there is nothing to stand in.
NOTHING = object()


def keys_at(path: Sequence[str | int], kind: str | None = None) -> dict[str, str]:
    """Return the keys known in the mapping at a path, each with its documentation. `kind` chooses among opt-outs."""
    return {
        key: described.get("description") or _named(described).get("description", "")
        for mapping in _mappings(path, kind)
        for key, described in mapping["properties"].items()
    }


def title_at(path: Sequence[str | int], kind: str | None = None) -> str:
    """Return what the mapping at a path is called, such as `field`, or "" when several things may stand there."""
    titles = {mapping["title"] for mapping in _mappings(path, kind)}
    return titles.pop() if len(titles) == 1 else ""


def takes_list(path: Sequence[str | int]) -> bool:
    """Say whether a list may stand at a path."""
    return any(option.get("type") == "array" for option in _options_at(path))


def patterns_at(path: Sequence[str | int]) -> set[str]:
    """Return the patterns that texts at a path have to match."""
    return {option["pattern"] for option in _options_at(path) if "pattern" in option}


def titles_below(path: Sequence[str | int]) -> set[str]:
    """Return what the mappings are called that the mapping at a path may hold, directly or under names of their own."""
    level = [described for mapping in _mappings(path, None) for described in mapping["properties"].values()]
    options = [option for schema in level for option in _options(schema)]
    inner = [option[key] for option in options for key in ("additionalProperties", "items") if option.get(key)]
    options += [option for schema in inner if isinstance(schema, dict) for option in _options(schema)]
    return {option["title"] for option in options if "properties" in option}


def stand_in(path: Sequence[str | int], key: str, kind: str | None = None) -> Any:  # noqa: ANN401  any YAML data
    """Return a value that is right for a key of the mapping at a path and says as little as possible, or `NOTHING`."""
    for mapping in _mappings(path, kind):
        for option in _options(mapping["properties"].get(key, {})):
            if option.get("type") == "array":
                return []
            if option.get("type") == "object":
                return {}
            for found in ([option["const"]] if "const" in option else [], option.get("enum"), option.get("examples")):
                if found:
                    return found[0]
    return NOTHING


@cache
def owners() -> dict[str, tuple[str, ...]]:
    """Return every key of the language with the titles of the parts that have it."""
    found: dict[str, list[str]] = {}
    for part in (editor_schema(), *editor_schema()["definitions"].values()):
        for key in part.get("properties", {}):
            found.setdefault(key, []).append(part["title"])
    return {key: tuple(titles) for key, titles in found.items()}


def _mappings(path: Sequence[str | int], kind: str | None) -> list[Schema]:
    """Return the schemas of the mappings with known keys that may stand at a path."""
    found = [option for option in _options_at(path) if "properties" in option]
    chosen = [option for option in found if option["properties"].get("kind", {}).get("const") == kind]
    return chosen if kind is not None and chosen else found


def _options_at(path: Sequence[str | int]) -> list[Schema]:
    level: list[Schema] = [editor_schema()]
    for step in path:
        level = [found for schema in level for found in _step(schema, step)]
    return [option for schema in level for option in _options(schema)]


def _named(schema: Schema) -> Schema:
    """Return the definition that a schema refers to, or nothing."""
    found: Schema = editor_schema()["definitions"].get(schema.get("$ref", "").rsplit("/", 1)[-1], {})
    return found


def _options(schema: Schema) -> Iterator[Schema]:
    """Yield the plain schemas that a schema may stand for."""
    if "$ref" in schema:
        yield from _options(_named(schema))
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from _options({**option, **({"examples": schema["examples"]} if "examples" in schema else {})})
    else:
        yield schema


def _step(schema: Schema, step: str | int) -> Iterator[Schema]:
    for option in _options(schema):
        if isinstance(step, int):
            if isinstance(option.get("items"), dict):
                yield option["items"]
        elif step in option.get("properties", {}):
            yield option["properties"][step]
        elif isinstance(option.get("additionalProperties"), dict):
            yield option["additionalProperties"]
