"""The JSON Schema of `telemetry.json`, made from `parts` and from the kinds of opt-out that the language has.

The committed copy is `schemas/telemetry.schema.json`.
"""

from __future__ import annotations

from typing import Any, Final

from pydantic.json_schema import GenerateJsonSchema

from telemetry_spec.emit.base import json_bytes
from telemetry_spec.emit.json_schema import DIALECT
from telemetry_spec.emit.telemetry_json.parts import SCHEMA_ID, Document
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.language.opt_outs import KINDS, OptOutBase

Schema = dict[str, Any]

#: Settings that are always written, though the spec may leave them out.
_FILLED_IN: Final = ("format", "values")
#: What constraints are that do not count something.
_OF: Final[dict[str, Schema]] = {
    "const": {},
    "enum": {"type": "array", "minItems": 1},
    "minimum": {"type": "number"},
    "maximum": {"type": "number"},
    "pattern": {"type": "string"},
}


class _Generator(GenerateJsonSchema):
    """Leaves out titles that only repeat a key."""

    def field_title_should_be_set(self, schema: Any) -> bool:  # noqa: ANN401, ARG002  pydantic's own signature
        return False


def telemetry_schema() -> Schema:
    """Return the schema of `telemetry.json`."""
    found = Document.model_json_schema(by_alias=True, mode="validation", schema_generator=_Generator)
    definitions = found.pop("$defs")
    for name in ("Value", "Stored", "FieldPart"):
        definitions[name]["properties"]["limits"] |= _limits()
    definitions["OptOut"]["properties"]["kind"]["enum"] = list(KINDS)
    definitions["OptOut"]["allOf"] = [
        {
            "if": {"properties": {"kind": {"const": kind}}, "required": ["kind"]},
            "then": {"properties": {"settings": {"$ref": f"#/$defs/{_named(kind)}"}}},
        }
        for kind in KINDS
    ]
    definitions |= {_named(kind): _settings(kind, part) for kind, part in KINDS.items()}
    title = {"title": "Telemetry", "description": found.pop("description")}
    del found["title"]
    return {"$schema": DIALECT, "$id": SCHEMA_ID, **title, **found, "$defs": dict(sorted(definitions.items()))}


def telemetry_schema_bytes() -> bytes:
    """Return what stands in `schemas/telemetry.schema.json`."""
    return json_bytes(telemetry_schema())


def _named(kind: str) -> str:
    return f"Settings-{kind}"


def _settings(kind: str, part: type[OptOutBase]) -> Schema:
    """Return the schema of the settings of one kind of opt-out."""
    written = part.model_json_schema(schema_generator=_Generator)
    properties = {key: written["properties"][key] for key in part.own}
    for described in properties.values():
        described.pop("default", None)
    required = [key for key in part.own if key in written["required"] or key in _FILLED_IN]
    return {
        "title": f"Settings of an opt-out of kind `{kind}`",
        "description": part.__doc__,
        "type": "object",
        "additionalProperties": False,
        "required": required,
        "properties": properties,
    }


def _limits() -> Schema:
    """Return what may stand in `limits`: the keywords of the one table of constraints."""
    described = {
        one.keyword: {
            **_OF.get(name, {"type": "integer", "minimum": 0}),
            "description": f"`{one.keyword}` of JSON Schema.",
        }
        for name, one in CONSTRAINTS.items()
    }
    return {"additionalProperties": False, "properties": described}
