"""The specs at hand, a spec of traps, and emitted modules imported as a user would import them."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit.pydantic_models import source
from telemetry_spec.model.shape import Field, Shape

if TYPE_CHECKING:
    from types import ModuleType

    from telemetry_spec.model.spec import Spec

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden"
PRODUCTS = ("flowforge", "hasura", "refine", "strapi")
PATHS = [
    *(ROOT / "schemas" / f"{name}.telemetry.yaml" for name in PRODUCTS),
    *sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml")),
    *sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml")),
    ROOT / "tests" / "shapes" / "folder",
]
NAMES = [path.name.removesuffix(".telemetry.yaml") for path in PATHS]

#: Texts that end strings, comments and docstrings, or turn into code or into directives of a tool.
HOSTILE = (
    "quotes \" and ' and \"\"\" and '''",
    '"""',
    '"leading and trailing"',
    "backslash \\ and at the end \\",
    'C:\\new\\users and "quotes"',
    "\\",
    "two\nlines\r\nand\ttab",
    '"""\nimport os\nos.abort()\n"""',
    "*/ export const x = 1; /* */",
    "{{ braces }} {0} %s ${x} `x`",
    "\x23 type: ignore",  # the sign by its number: written out, these would be directives of this very file
    "\x23 noqa",
    "\x23 ruff: noqa",
    "# mypy: ignore-errors",
    "# fmt: off",
    "@ts-ignore",
    "@ts-expect-error is no directive here",
    "words and a long one @deprecated " * 6,
    "@ts-nocheck",
    "</script><!-- -->",
    "\u202eright to left\u2066 and \u200bunseen\ufeff",
    "\u2028line\u2029paragraph\x85next\x0c\x1c",
    "\x00\x07\x1b[31m",
    "é ü ß 中文字 \u0410\u0411 \U0001f600 \u0660",
    "中文" * 70,
    "word " * 60,
    "x" * 300,
    "Returns:",
    "Args",
    "a",
    "-",
)

_SPEC = """
telemetry_spec: 1
product: trap
title: Trap
version: "1"
consent: opt-out
notice: {summary: A trap., purpose: To trap., operator: Trap}
types:
  small: {type: integer, minimum: 0, maximum: 9}
  point: {type: object, fields: {x: {type: small}, y: {type: small, optional: true}}, description: A point.}
sources:
  core:
    title: Core
    description: The core.
    discriminator: event
    request: {body: {type: "event[]", min_items: 1, max_items: 2}}
    events:
      all:
        title: All
        description: All.
        fields:
          one: {const: 1}
          yes: {const: true}
          no: {const: false}
          level: {enum: [1, 2]}
          word: {enum: [a, b]}
          whole: {type: integer}
          small: {type: small}
          smaller: {type: small, maximum: 5}
          least: {type: integer, minimum: 1, maximum: 3}
          real: {type: number}
          share: {type: number, minimum: 0, maximum: 1}
          flag: {type: boolean}
          text: {type: string, min_length: 1, max_length: 3}
          digits: {type: string, pattern: "[0-9]+", max_length: 9}
          id: {type: uuid}
          list: {type: "integer[]", min_items: 1, max_items: 2}
          map: {type: map, keys: {type: string, max_length: 2}, values: {type: small}, min_entries: 1, max_entries: 2}
          mixed: {any_of: [{type: boolean}, {type: integer}, {type: "string[]"}]}
          null_or: {type: integer, nullable: true}
          maybe: {type: integer, optional: true}
          either: {type: integer, optional: true, nullable: true}
          closed: {type: object, fields: {a: {type: integer}}}
          loose:
            type: object
            open: Others add to it.
            fields: {a: {type: integer}, gone: {type: integer, removed: "1"}}
          here: {type: point}
          there: {type: point, nullable: true}
          route: {type: "point[]", max_items: 2}
          pair: {entries: {of: {x: {type: integer}, y: {type: string, max_length: 1}}}}
      other: {title: Other, description: Other., fields: {a: {type: integer}}}
  keyed:
    title: Keyed
    description: Told apart by key.
    discriminator: {by: key}
    events:
      a_rather_long_name_of_an_event: {title: A, description: A., fields: {a: {type: integer}}}
      another_rather_long_name_of_event: {title: B, description: B., fields: {a: {type: integer}}}
      yet_another_rather_long_name: {title: C, description: C., fields: {a: {type: integer}}}
      error: {title: D, description: D., fields: {a: {type: integer}}}
"""

#: A payload that is right.
VALID: dict[str, Any] = {
    "event": "all",
    "one": 1,
    "yes": True,
    "no": False,
    "level": 2,
    "word": "a",
    "whole": -3,
    "small": 9,
    "smaller": 5,
    "least": 1,
    "real": 0.5,
    "share": 1,
    "flag": True,
    "text": "abc",
    "digits": "012",
    "id": "5db51f99-c6fb-4340-9c19-78adce58cc1b",
    "list": [1],
    "map": {"a": 1},
    "mixed": True,
    "null_or": None,
    "closed": {"a": 1},
    "loose": {"a": 1, "more": [None]},
    "here": {"x": 1},
    "there": None,
    "route": [{"x": 1, "y": 2}],
    "pair": {"key": "x", "value": 1},
}


def trap() -> Spec:
    """Return a spec with a field for each value that some engine takes for another."""
    compiled = compile_text(_SPEC)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def hostile(text: str, name: str, values: tuple[str, ...]) -> Spec:
    """Return a spec with a text wherever text can be, a name on the wire, and these values of an enum."""
    spec = trap()
    core = spec.sources["core"]
    event = core.events["all"]
    enum = Shape(type="enum", kind="string", constraints={"enum": values})
    const = Shape(type="const", kind="string", constraints={"const": text}, nullable=True)
    inner = Field(
        id="inner", name="inner", shape=const, span=event.span, description=text, examples=(text, {text: [text]})
    )
    fields = (
        *(replace(member, description=text, note=text, unit=text) for member in event.payload.fields),
        Field(id="named", name=name, shape=enum, span=event.span, description=text, deprecated="1", examples=(text,)),
        Field(
            id="nested",
            name="nested",
            shape=Shape(type="object", kind="object", fields=(inner,), open=text),
            span=event.span,
            description=text,
        ),
        Field(
            id="entry",
            name="entry",
            shape=Shape(
                type="object",
                kind="entries",
                tag="key",
                value_name="value",
                entries=tuple(replace(inner, id=value, name=value) for value in values),
            ),
            span=event.span,
        ),
    )
    payload = replace(event.payload, fields=fields)
    changed = replace(event, title=text, description=text, note=text, payload=payload, row=replace(payload))
    body = core.request.body
    assert body.items is not None
    events = replace(body.items, members=(payload, *body.items.members[1:]))
    source_ = replace(
        core,
        title=text,
        description=text,
        note=text,
        events={**core.events, "all": changed},
        request=replace(core.request, body=replace(body, items=events)),
    )
    return replace(spec, title=text, sources={"core": source_})


def hostile_batch() -> list[Spec]:
    """Return specs that hold every hostile text in every place."""
    return [hostile(text, (text * 9)[:200], (text[:200], f"{text[:190]}2", "plain")) for text in HOSTILE]


def load(text: str, path: Path) -> ModuleType:
    """Write a module to a file, and import it."""
    path.write_text(text, encoding="utf-8")
    found = importlib.util.spec_from_file_location(f"emitted_{path.stem}", path)
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    sys.modules[found.name] = module
    found.loader.exec_module(module)
    return module


def emitted() -> dict[str, str]:
    """Return the module of each spec at hand, of the traps and of the hostile texts, by a name for it."""
    found = {name.replace("-", "_"): source(require(path)) for name, path in zip(NAMES, PATHS, strict=True)}
    found["trap"] = source(trap())
    return found | {f"hostile_{number}": source(spec) for number, spec in enumerate(hostile_batch())}
