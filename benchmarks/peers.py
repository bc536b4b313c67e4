"""Other tools that say whether payloads are right, each as a loop over payloads."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import types
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from telemetry_spec.model.spec import Source, Spec

    Loop = Callable[[Iterable[bytes]], None]

_HERE = Path(__file__).resolve().parent

BARE = "orjson, bare parse"
RUST = "orjson + jsonschema-rs"
FAST = "orjson + fastjsonschema"
PYDANTIC = "pydantic, emitted models"
AJV = "Ajv in node, with JSON.parse"


class WrongVerdictError(Exception):
    """A right payload was turned down: a measurement of that would say nothing."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured: a source of a spec, and payloads of it that are right."""

    title: str
    spec: Spec
    source: Source
    payloads: list[bytes]

    @property
    def lines(self) -> bytes:
        """Return the payloads as NDJSON."""
        return b"".join(payload + b"\n" for payload in self.payloads)

    def schema(self) -> dict[str, Any]:
        """Return the JSON Schema of a request body."""
        from telemetry_spec.emit.json_schema import request_schema

        return request_schema(self.spec, self.source)


def loops(subject: Subject) -> dict[str, Loop]:
    """Return the tools that run in this process."""
    schema = subject.schema()
    return {
        BARE: _bare(),
        RUST: _rust(schema),
        PYDANTIC: _pydantic(subject),
        FAST: _fast(schema),
    }


def _bare() -> Loop:
    from orjson import loads

    def loop(payloads: Iterable[bytes]) -> None:
        for raw in payloads:
            loads(raw)

    return loop


def _rust(schema: dict[str, Any]) -> Loop:
    import jsonschema_rs
    from orjson import loads

    is_valid = jsonschema_rs.validator_for(schema).is_valid

    def loop(payloads: Iterable[bytes]) -> None:
        for raw in payloads:
            if not is_valid(loads(raw)):
                raise WrongVerdictError(RUST)

    return loop


def _fast(schema: dict[str, Any]) -> Loop:
    import fastjsonschema
    from orjson import loads

    validate = fastjsonschema.compile(schema)

    def loop(payloads: Iterable[bytes]) -> None:
        for raw in payloads:
            validate(loads(raw))

    return loop


def _pydantic(subject: Subject) -> Loop:
    validate = emitted_model(subject).model_validate_json

    def loop(payloads: Iterable[bytes]) -> None:
        for raw in payloads:
            validate(raw)

    return loop


def emitted_model(subject: Subject) -> Any:  # noqa: ANN401  a class that was generated just now
    """Return the pydantic model of the source's only event, from the module that `build` writes."""
    from telemetry_spec.emit import pydantic_models
    from telemetry_spec.emit._code.declare import declarations

    (event,) = subject.source.events
    module = types.ModuleType("emitted")
    sys.modules[module.__name__] = module  # pydantic looks there for what annotations name
    exec(pydantic_models.source(subject.spec), module.__dict__)  # noqa: S102  what is measured is generated code
    return getattr(module, declarations(subject.spec).payloads[subject.source.id, event])


@contextmanager
def ajv(subject: Subject, folder: Path) -> Iterator[Callable[[], float] | None]:
    """Give the contender that has node measure Ajv on all payloads; None where node or Ajv is absent."""
    if shutil.which("node") is None or not (_HERE.parent / "node_modules" / "ajv").is_dir():
        yield None
        return
    schema, payloads = folder / "schema.json", folder / "payloads.ndjson"
    schema.write_text(json.dumps(subject.schema()), "utf-8")
    payloads.write_bytes(subject.lines)
    command = ["node", str(_HERE / "ajv.mjs"), str(schema), str(payloads)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as node:
        into, out = node.stdin, node.stdout
        assert into is not None  # noqa: S101  it is a pipe
        assert out is not None  # noqa: S101  it is a pipe

        def run() -> float:
            into.write("again\n")
            answer = out.readline()
            if not answer:
                raise WrongVerdictError(AJV)
            return float(answer)

        yield run
        into.close()
