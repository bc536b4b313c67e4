"""From a spec file, or a folder of them, to the model. Every error is a finding with its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.compile.build import build_spec
from telemetry_spec.compile.context import Context
from telemetry_spec.compile.validate import read_parts
from telemetry_spec.model.finding import Finding, InvalidInputError
from telemetry_spec.reading.load import Loaded, load_spec, load_text

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import Spec


@dataclass(frozen=True, slots=True)
class Compiled:
    """A compiled spec, or why there is none: `spec` is None exactly when there are errors."""

    spec: Spec | None
    findings: tuple[Finding, ...]
    files: tuple[str, ...]


def compile_spec(path: str | Path) -> Compiled:
    """Read and compile a spec file or a folder of `*.telemetry.yaml` files. Never raises for what is in them."""
    return _compile(load_spec(path))


def compile_text(text: str | bytes, file: str = "<text>") -> Compiled:
    """Compile a spec that is at hand as text; `file` is what findings call it."""
    node, findings = load_text(text, file)
    return _compile(Loaded(node=node, findings=findings, files=(file,)))


def require(path: str | Path) -> Spec:
    """Return the compiled spec. Raises InvalidInputError with the findings when there are errors."""
    compiled = compile_spec(path)
    if compiled.spec is None:
        raise InvalidInputError(list(compiled.findings))
    return compiled.spec


def _compile(loaded: Loaded) -> Compiled:
    findings = list(loaded.findings)
    spec = None
    # A file that is no mapping has its finding, and there is nothing to compile in it.
    if loaded.node is not None and loaded.node.kind == "mapping":
        context = Context(loaded.node, findings)
        parts = read_parts(loaded.node, context)
        if parts is not None:
            spec = build_spec(parts, context, loaded.files)
        findings.extend(context.findings)
    findings.sort(key=lambda finding: finding.sort_key)
    return Compiled(spec=None if findings else spec, findings=tuple(findings), files=loaded.files)
