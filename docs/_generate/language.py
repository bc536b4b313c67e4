"""The reference of the language: every key by section, from the models that read specs."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from docs._generate import atlas, values
from docs._generate.markdown import anchored, code, fence, heading, paragraphs, prose, table
from docs._generate.sections import SECTIONS, Section, by_anchor, parts
from telemetry_spec import api
from telemetry_spec.compile.build import _NEEDED as NEEDED
from telemetry_spec.fieldtypes.constraints import repr_json
from telemetry_spec.language import base
from telemetry_spec.wire import encodings

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.language.editor import Schema
    from telemetry_spec.model.shape import Json

CONSEQUENCES: Final = Path(__file__).with_name("consequences.yaml")

#: Texts of a certain form, by their pattern, and what to call them. The anchors are those of `values.NAMES`.
_FORMS: Final = {
    base.NAME_PATTERN: "[name](#names)",
    base.VARIABLE_PATTERN: "name of a variable",
    base.DURATION_PATTERN: "[duration](#names)",
    base.VERSION_PATTERN: "[version](#names)",
    base.URL_PATTERN: "URL",
}
#: Keys that take a selector. The schema for editors knows them as texts.
_SELECTORS: Final = frozenset({"at", "disables", "exempt", "farewell", "selector"})
_PLAIN: Final = {
    "string": "text",
    "boolean": "`true` or `false`",
    "integer": "whole number",
    "number": "number",
    "null": "`null`",
    "object": "mapping",
}
_TITLES: Final = {"type name": "[type](#field-types)", "value class": "[value class](#value-classes)"}
#: The anchor of the section about the file as a whole.
TOP: Final = "the-file"
_NAMED_CODE: Final = re.compile(r"`([a-z]+(?:-[a-z]+)+)`")
_INTRODUCTION: Final = """\
Every key of a spec file, in the order in which one writes them, and below that every value that is a name of the
language. The examples are cut from [one spec that uses every key](atlas.telemetry.yaml), which lints clean.

Keys that are **required** are marked; all others may be left out. A key that is there has a value. Unknown keys, keys
that come twice, anchors, aliases and tags are errors; scalars are those of YAML 1.2, so `no` and `off` are texts.

Each key has an anchor, the path that one writes: `#sources.events.fields.optional`."""


def page() -> str:
    """Return the page."""
    return paragraphs("# The language", _INTRODUCTION, *(_section(one) for one in SECTIONS), values.sections()) + "\n"


@cache
def consequences() -> dict[str, str]:
    """Return what follows from keys, by their anchors or by their names."""
    found: dict[str, str] = yaml.safe_load(CONSEQUENCES.read_text("utf-8"))
    return found


def follows(section: Section, key: str) -> str:
    """Return what follows from a key. Raises KeyError where nobody has written it down."""
    anchor = f"{section.anchor or TOP}.{key}"
    return consequences()[anchor if anchor in consequences() else key]


def is_required(section: Section, key: str) -> bool:
    """Say whether a spec without the key is not valid."""
    # In a folder, one file has them for all, so the models let them be absent.
    return key in section.schema().get("required", ()) or (not section.anchor and key in NEEDED)


# ---------------------------------------------------------------- a section


def _section(section: Section) -> str:
    described = section.schema().get("description", "")
    title = heading(section.level, section.heading, section.anchor or TOP)
    grouped = {key for _, keys in section.groups for key in keys}
    loose = [key for key in section.own() if key not in grouped]
    tables = [_table(section, loose)]
    for name, keys in section.groups:
        tables += [f"**{name}**", _table(section, keys)]
    return paragraphs(title, prose(described), _inherited(section), _example(section), *tables)


def _inherited(section: Section) -> str:
    if not section.base:
        return ""
    other = by_anchor()[section.base]
    own = ", and these" if list(section.own()) else ""
    lacking = section.lacking()
    but = f" but {_listed(map(code, lacking))}" if lacking else ""
    return f"It takes the keys of [{other.heading}](#{section.base}){but}{own}."


def _example(section: Section) -> str:
    """Return the piece of the example that has most of the section's keys."""
    wanted = set(section.own()) or {"type"}
    title = "opt-out of kind `env`" if section.anchor == "opt_outs" else section.part
    found = [cut for cut in atlas.cuts() if cut.part == title]
    best = max(found, key=lambda cut: len(wanted & {name for name, _, _ in cut.entries()}))
    elsewhere = {key for key in section.own() if section.anchor_of(key) in by_anchor()}
    return fence(atlas.block_of(best, elsewhere), "yaml")


def _table(section: Section, keys: Iterable[str]) -> str:
    rows = [_row(section, key) for key in keys]
    return table(["Key", "Value", "Meaning"], rows) if rows else ""


def _row(section: Section, key: str) -> tuple[str, str, str]:
    schema = section.schema()
    described = schema["properties"][key]
    anchor = section.anchor_of(key)
    name = f"[{code(key)}](#{anchor})" if anchor in by_anchor() else anchored(code(key), anchor)
    required = "\n**required**" if is_required(section, key) else ""
    meaning = described.get("description") or _described(described)
    example = atlas.example_of(section.part, key)
    shown = f"\nExample: {code(example)}" if example else ""
    return name, _takes(key, described) + required, f"{prose(meaning)}\n{_linked(follows(section, key))}{shown}"


def _described(schema: Schema) -> str:
    return str(_definition(schema).get("description", ""))


# ---------------------------------------------------------------- what may stand there


def _takes(key: str, schema: Schema) -> str:
    """Return in words what may stand after a key."""
    words = list(dict.fromkeys(_words(schema)))
    if key in _SELECTORS:
        words = [word.replace("text", "[selector](#selectors)") for word in words]
    if "number" in words:
        words.remove("whole number")
    return " or ".join(words)


def _words(schema: Schema) -> Iterator[str]:
    if "$ref" in schema:
        yield _part(_definition(schema))
    elif "anyOf" in schema:
        for option in schema["anyOf"]:
            yield from _words(option)
    elif "const" in schema:
        word = code(_written(schema["const"]))
        kind = f"opt_outs.{schema['const']}"
        yield f"[{word}](#{kind})" if kind in by_anchor() else word
    elif tuple(sorted(schema.get("enum", ()))) == encodings.names():
        yield "[step](#encodings)"
    elif "enum" in schema:
        yield ", ".join(code(_written(value)) for value in schema["enum"])
    elif schema.get("type") == "array":
        yield f"list of: {_any_of(schema.get('items', {}))}"
    elif isinstance(schema.get("additionalProperties"), dict):
        yield f"names, each with: {_any_of(schema['additionalProperties'])}"
    elif schema.get("pattern") in _FORMS:
        yield _FORMS[schema["pattern"]]
    else:
        yield _PLAIN.get(schema.get("type", ""), "any value")


def _any_of(schema: Schema) -> str:
    words = list(dict.fromkeys(_words(schema)))
    if len(words) > 1 and all("opt_outs." in word for word in words):
        return "[opt-out](#opt_outs)"
    return " or ".join(words)


def _part(definition: Schema) -> str:
    title = str(definition["title"])
    if title in _TITLES:
        return _TITLES[title]
    section = next(one for one in SECTIONS if one.part == title)
    return f"[{title}](#{section.anchor})"


def _definition(schema: Schema) -> Schema:
    name = schema.get("$ref", "").rsplit("/", 1)[-1]
    definitions: dict[str, Schema] = parts()["spec"]["definitions"]
    return definitions.get(name, {})


def _written(value: Json) -> str:
    return value if isinstance(value, str) else repr_json(value)


# ---------------------------------------------------------------- words


def _linked(text: str) -> str:
    """Return Markdown in which the codes of findings lead to their pages."""
    known = api.codes()
    return _NAMED_CODE.sub(lambda found: f"[{found[0]}](codes.md#{found[1]})" if found[1] in known else found[0], text)


def _listed(words: Iterable[str]) -> str:
    *first, last = words
    return f"{', '.join(first)} and {last}" if first else last
