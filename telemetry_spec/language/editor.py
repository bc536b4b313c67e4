"""The JSON Schema of a spec file, for completion and hover in editors.

It comes from the language's models, so it cannot know more or less than they do. The command
`python -m telemetry_spec.language.editor` prints it; the committed copy is `schemas/telemetry-spec.schema.json`.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from telemetry_spec import fieldtypes, valueclasses
from telemetry_spec.language.spec_file import SpecFile

Schema = dict[str, Any]

#: Draft 7 is what editors know best; nothing beyond it is used. The `$id` is a name, not an address to fetch.
_HEAD = {
    "$schema": "http://json-schema.org/draft-07/schema#",
    "$id": "urn:telemetry-spec:language:1",
    "title": "telemetry spec file",
}
#: Keys whose value may be null: there null is a value of the product's.
_NULL_MEANS_SOMETHING = {("OptionSpec", "default"), ("OptionSpec", "recommended")}


def editor_schema() -> Schema:
    """Return the schema, the same on every machine."""
    schema = SpecFile.model_json_schema(by_alias=True)
    definitions = {name: _tidy(part, name) for name, part in schema.pop("$defs").items()}
    whole = {**_HEAD, **_tidy({key: value for key, value in schema.items() if key != "title"}, "SpecFile")}
    whole["definitions"] = definitions
    for name, part in (*definitions.items(), ("SpecFile", whole)):
        _suggest(name, part["properties"])
    return whole


def editor_schema_text() -> str:
    """Return the schema as the file that is committed."""
    return json.dumps(editor_schema(), ensure_ascii=False, indent=2) + "\n"


def _tidy(schema: Schema, owner: str) -> Schema:
    """Take out what only pydantic needs, and what would suggest empty values."""
    found = {key: value for key, value in schema.items() if key not in ("discriminator", "default")}
    if "$ref" in found:
        found["$ref"] = found["$ref"].replace("#/$defs/", "#/definitions/")
    if "properties" in found:
        found["properties"] = {key: _property(part, owner, key) for key, part in found["properties"].items()}
    for key in ("anyOf", "oneOf", "allOf"):
        if key in found:
            found[key] = [_tidy(option, owner) for option in found[key]]
    for key in ("items", "additionalProperties", "propertyNames"):
        if isinstance(found.get(key), dict):
            found[key] = _tidy(found[key], owner)
    if "patternProperties" in found:
        found["patternProperties"] = {key: _tidy(part, owner) for key, part in found["patternProperties"].items()}
        found["additionalProperties"] = False
    return found


def _property(schema: Schema, owner: str, key: str) -> Schema:
    found = _tidy(schema, owner)
    found.pop("title", None)
    if isinstance(schema.get("default"), bool | str | int):
        found["default"] = schema["default"]
    options = found.get("anyOf", [])
    if {"type": "null"} in options and "default" in schema and (owner, key) not in _NULL_MEANS_SOMETHING:
        kept = [option for option in options if option != {"type": "null"}]
        del found["anyOf"]
        found |= kept[0] if len(kept) == 1 and "$ref" not in kept[0] else _choice(kept)
    if "$ref" in found and len(found) > 1:
        # Draft 7 ignores everything beside a reference.
        found["allOf"] = [{"$ref": found.pop("$ref")}]
    return found


def _choice(options: list[Schema]) -> Schema:
    return {"allOf": options} if len(options) == 1 else {"anyOf": options}


def _suggest(owner: str, properties: dict[str, Schema]) -> None:
    """Name the built-in types and value classes where they can stand; other names stay allowed for types."""
    if "minimum" in properties and "type" in properties:
        text = {key: value for key, value in properties["type"].items() if key != "description"}
        names = list(fieldtypes.names())
        described = [fieldtypes.get(name).description for name in names]
        suggested = {"enum": names, "enumDescriptions": described}
        properties["type"] = {"description": properties["type"]["description"], "anyOf": [suggested, text]}
    if owner == "PromiseSpec":
        names = list(valueclasses.names())
        described = [valueclasses.get(name).description for name in names]
        properties["forbids"]["items"] = {"enum": names, "enumDescriptions": described}


if __name__ == "__main__":
    sys.stdout.write(editor_schema_text())
