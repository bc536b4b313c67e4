"""The JSON Schema of a spec file, for completion, hover and squiggles in editors.

It comes from the language's models, so it cannot know more or less than they do. The command
`python -m telemetry_spec.language.editor` prints it; the committed copy is `schemas/telemetry-spec.schema.json`.

It is written in draft 7, which is what yaml-language-server and the editors around it know best. There, a validator
does not look at what stands beside a `$ref`, while editors show it: nothing but a description stands there.
"""

from __future__ import annotations

import json
import sys
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from telemetry_spec.language.spec_file import SpecFile

if TYPE_CHECKING:
    from pydantic_core import core_schema

Schema = dict[str, Any]

DIALECT = "http://json-schema.org/draft-07/schema#"
SCHEMA_ID = "urn:telemetry-spec:language:1"


@cache
def editor_schema() -> Schema:
    """Return the schema of a spec file. It is made once: do not change it."""
    generated = SpecFile.model_json_schema(schema_generator=_Generator, ref_template="{model}")
    models: dict[str, Schema] = generated.pop("$defs")
    definitions: dict[str, Schema] = {}
    tidier = _Tidier({model: _anchor(described["title"]) for model, described in models.items()}, definitions)
    root = tidier.part(generated)
    for described in models.values():
        definitions[_anchor(described["title"])] = tidier.part(described)
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **root, "definitions": dict(sorted(definitions.items()))}


def editor_schema_text() -> str:
    """Return what stands in `schemas/telemetry-spec.schema.json`."""
    return json.dumps(editor_schema(), ensure_ascii=False, indent=2) + "\n"


class _Generator(GenerateJsonSchema):
    """Leaves out what says nothing to a reader, such as a title `Max Length` for `max_length`."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  pydantic's own signature
        return False

    def dict_schema(self, schema: core_schema.DictSchema) -> Schema:
        keys = self.generate_inner(schema["keys_schema"])
        values = self.generate_inner(schema["values_schema"])
        names = {key: limit for key, limit in keys.items() if key != "type"}
        described: Schema = {"type": "object", "additionalProperties": values or True}
        if names:
            described["propertyNames"] = names
        if "min_length" in schema:
            described["minProperties"] = schema["min_length"]
        return described

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> Schema:
        described = super().default_schema(schema)
        # Editors write the default for whoever completes a key, and nobody writes `nullable` to say false.
        if not described.get("default"):
            described.pop("default", None)
        return described


class _Tidier:
    """Puts keys in order, points references to `definitions`, and moves whatever has a title there."""

    def __init__(self, names: dict[str, str], definitions: dict[str, Schema]) -> None:
        self._names = names
        self._definitions = definitions

    def part(self, schema: Schema) -> Schema:
        """Return one mapping of the language."""
        return {key: self._value(key, schema[key]) for key in sorted(schema, key=_order)}

    def _value(self, key: str, value: Any) -> Any:  # noqa: ANN401  any piece of a JSON document
        if key == "$ref":
            return f"#/definitions/{self._names[value]}"
        if key == "properties":
            return {name: self._nested(described) for name, described in value.items()}
        if isinstance(value, list):
            return [self._nested(item) for item in value]
        return self._nested(value)

    def _nested(self, schema: Any) -> Any:  # noqa: ANN401  any piece of a JSON document
        if not isinstance(schema, dict):
            return schema
        # Any one of the alternatives will do: while a part is being written, several of them may.
        named = {"anyOf" if key == "oneOf" else key: value for key, value in schema.items()}
        if "title" not in named:
            return self.part(named)
        name, description = _anchor(named["title"]), named.pop("description", None)
        self._definitions[name] = self.part(named)
        described = {"description": description} if description else {}
        return {**described, "$ref": f"#/definitions/{name}"}


def _anchor(title: str) -> str:
    return title.replace("`", "").replace(" ", "-")


#: What a reader looks for first comes first.
_FIRST = ("title", "description", "$ref", "type", "const", "enum", "enumDescriptions", "required", "properties")


def _order(key: str) -> tuple[int, str]:
    return (_FIRST.index(key), "") if key in _FIRST else (len(_FIRST), key)


if __name__ == "__main__":
    sys.stdout.write(editor_schema_text())
