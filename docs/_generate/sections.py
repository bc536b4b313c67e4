"""The order of the language reference: which part of the language is described where, and under which anchor.

Anchors are the paths that one writes in a spec, without the names that one makes up: `sources.events.fields.optional`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Final

from telemetry_spec.language.editor import editor_schema
from telemetry_spec.language.opt_outs import KINDS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.language.editor import Schema

#: Groups of keys within a long section, each with its heading. What is in none comes first.
Groups = tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the language. `base` is the anchor of another part whose keys it has as well."""

    anchor: str
    part: str
    heading: str
    base: str = ""
    groups: Groups = ()

    @property
    def level(self) -> int:
        """Return the level of its heading: 2 for the keys of the file, 3 for what lies deeper."""
        return min(3, 2 + self.anchor.count("."))

    def schema(self) -> Schema:
        """Return what the schema for editors says of the part."""
        return parts()[self.part]

    def own(self) -> Iterator[str]:
        """Yield the keys that are described here."""
        inherited = parts()[by_anchor()[self.base].part]["properties"] if self.base else {}
        for key, described in self.schema()["properties"].items():
            # Each kind of opt-out says of itself what `kind` is; all others are described once.
            if key not in inherited or "const" in described:
                yield key

    def lacking(self) -> list[str]:
        """Return the keys of `base` that this part does not have."""
        if not self.base:
            return []
        return [
            key for key in parts()[by_anchor()[self.base].part]["properties"] if key not in self.schema()["properties"]
        ]

    def anchor_of(self, key: str) -> str:
        """Return the anchor of a key."""
        return f"{self.anchor}.{key}" if self.anchor else key


#: What all kinds of opt-outs have in common is described under this title.
ANY_OPT_OUT: Final = "opt-out"

_FIELD_GROUPS: Final[Groups] = (
    ("Numbers, texts and choices", ("minimum", "maximum", "min_length", "max_length", "pattern", "enum", "const")),
    (
        "Objects, lists, maps and unions",
        ("fields", "include", "open", "entries", "items", "min_items", "max_items", "keys", "values", "min_entries",
         "max_entries", "any_of"),
    ),
    ("How revealing it is", ("sensitivity", "lifetime", "transform", "retention")),
    ("For readers", ("unit", "note")),
    ("History", ("since", "deprecated", "removed")),
)  # fmt: skip

_FIELDS: Final = "sources.events.fields"

SECTIONS: Final = (
    Section("", "spec", "The file"),
    Section("notice", "notice", "`notice`"),
    Section("never_collected", "promise", "`never_collected`"),
    Section("destinations", "destination", "`destinations`"),
    Section("destinations.carried_in", "carrier", "`carried_in`"),
    Section("opt_outs", ANY_OPT_OUT, "`opt_outs`"),
    Section("opt_outs.disables", "entry of `disables`", "Entries of `disables`"),
    Section("opt_outs.disables.when", "condition", "`when`"),
    *(
        Section(f"opt_outs.{kind}", f"opt-out of kind `{kind}`", f"`kind: {kind}`", base="opt_outs")
        for kind in KINDS
    ),
    Section("types", "type", "`types`", base=_FIELDS),
    Section("groups", "group", "`groups`"),
    Section("sources", "source", "`sources`"),
    Section("sources.discriminator", "discriminator", "`discriminator`"),
    Section("sources.request", "request", "`request`"),
    Section("sources.request.headers", "header or query value", "`headers` and `query`", base=_FIELDS),
    Section("sources.events", "event", "`events`"),
    Section("sources.events.trigger", "trigger", "`trigger`"),
    Section("sources.events.samples", "sample", "`samples`"),
    Section(_FIELDS, "field", "`fields`", groups=_FIELD_GROUPS),
    Section(f"{_FIELDS}.items", "value", "`items`, `keys`, `values` and `any_of`", base=_FIELDS),
    Section(f"{_FIELDS}.entries", "list of entries", "`entries`"),
    Section(f"{_FIELDS}.entries.of", "entry", "`entries.of`", base=_FIELDS),
    Section(f"{_FIELDS}.transform", "transform", "`transform`"),
    Section("sources.events.received", "received field", "`received`", base=_FIELDS),
    Section("third_parties", "third party", "`third_parties`"),
    Section("options", "option", "`options`"),
    Section("suppress", "suppression", "`suppress`"),
)  # fmt: skip


@cache
def by_anchor() -> dict[str, Section]:
    """Return the sections by their anchors."""
    return {section.anchor: section for section in SECTIONS}


@cache
def parts() -> dict[str, Schema]:
    """Return every part of the language by its title, and what all kinds of opt-outs share under `ANY_OPT_OUT`."""
    found = {described["title"]: described for described in (editor_schema(), *editor_schema()["definitions"].values())}
    kinds = [found[f"opt-out of kind `{kind}`"] for kind in KINDS]
    shared = {
        key: described
        for key, described in kinds[0]["properties"].items()
        if all(kind["properties"].get(key, {}).get("description") for kind in kinds)
        and (key == "kind" or all(kind["properties"][key] == described for kind in kinds))
    }
    shared["kind"] = {
        "description": "What must be done to opt out.",
        "anyOf": [kind["properties"]["kind"] for kind in kinds],
    }
    common = {"title": ANY_OPT_OUT, "description": "Every way to stop collection, by name.", "properties": shared}
    return {**found, ANY_OPT_OUT: {**common, "required": [key for key in kinds[0]["required"] if key in shared]}}
