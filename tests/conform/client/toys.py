"""Small programs under test, each with a spec that fits it: what real products do that the probe does not."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

from telemetry_spec.compile import compile_text
from telemetry_spec.conform import capture
from telemetry_spec.conform.client import suite
from telemetry_spec.conform.client.settings import Settings
from telemetry_spec.conform.run import Plan, Wanted

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.conform.client.bench import Bench
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec

#: Sends two events in one request, in the clear, as its only way to be quick.
HEAD = """
import json, os, pathlib, socket, sys, time, uuid
HOST = "stats.toy.example"
def send(body, host=HOST, patience=1, head="", port=80):
    body = body if isinstance(body, bytes) else json.dumps(body).encode()
    try:
        with socket.create_connection((host, port), patience) as sender:
            first = f"POST /v1 HTTP/1.1\\r\\nhost: {host}\\r\\ncontent-length: {len(body)}\\r\\nconnection: close\\r\\n"
            sender.sendall((first + head + "\\r\\n").encode() + body)
            return sender.recv(65536)
    except OSError:
        return b""
def event(**more):
    return {"name": "ping", "batch": BATCH, "item": str(uuid.uuid4()), **more}
BATCH = str(uuid.uuid4())
OFF = os.environ.get("TOY_OFF") == "1"
"""
#: An honest one.
PLAIN = "OFF or send([event(), event()])\n"

SPEC = """
telemetry_spec: 1
product: toy
title: Toy
version: "1"
consent: opt-out
notice: {summary: It sends what is done., purpose: To see it., operator: Toy Ltd.}
destinations:
  home: {url: "http://stats.toy.example/v1", method: POST, encoding: json}
opt_outs:
  variable: {kind: env, variable: TOY_OFF, values: ["1"], disables: [app]}
sources:
  app:
    title: App
    description: The program.
    discriminator: name
    request:
      body: {type: "event[]", min_items: 1, max_items: 10, description: What happened.}
    events:
      ping:
        description: It was run.
        destination: home
        trigger: [{on: command}]
        fields:
          batch: {type: uuid, sensitivity: identifier, lifetime: request, description: Tells requests apart.}
          item: {type: uuid, sensitivity: identifier, lifetime: run, description: Tells things apart.}
"""
COMMAND = "  command: {kind: command, command: toy off, undo: toy on, disables: [app]}\n"


def spec_with(*pairs: tuple[str, str], opt_out: str = "") -> Spec:
    """Return the spec with texts in place of others, and with another opt-out."""
    text = SPEC.replace("sources:\n", f"{opt_out}sources:\n", 1)
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    compiled = compile_text(text.encode(), "toy.telemetry.yaml")
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def opened(
    folder: Path,
    code: str,
    spec: Spec | None = None,
    *,
    mode: str = "isolate",
    select: str = "app",
    **more: Any,  # noqa: ANN401  settings
) -> Bench:
    """Return the bench for a toy, which is written to a folder."""
    program = folder / "toy.py"
    program.write_text(HEAD + code, "utf-8")
    command = (sys.executable, "-S", "-E", str(program))
    defaults = {"command": command, "timeout": 20.0, "slack": 2.0, "quiet": 0.1, "jobs": 2}
    settings = Settings(capture=capture.get(mode), **{**defaults, **more})
    return suite.open_bench(spec or spec_with(), select, settings)


def run(folder: Path, code: str, *only: str, spec: Spec | None = None, **more: Any) -> dict[str, Result]:  # noqa: ANN401  as above
    """Return the results for a toy, by their ids."""
    plan = Plan(Wanted(only))
    with opened(folder, code, spec, **more) as bench:
        return {result.id: result for result in plan.results(suite.results(bench, plan))}


def labels(folder: Path, code: str, *only: str, spec: Spec | None = None, **more: Any) -> list[str]:  # noqa: ANN401  as above
    """Return the labels of the runs that some results need, sorted."""
    plan = Plan(Wanted(only))
    with opened(folder, code, spec, **more) as bench:
        for _ in plan.results(suite.results(bench, plan)):
            pass
        return sorted(one.label for one in bench.runs)
