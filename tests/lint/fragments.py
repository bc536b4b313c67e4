"""Completes the yaml blocks of rule pages to whole specs.

A block is a fragment: it holds only what its rule is about. Its top-level keys go where they belong, to the spec, to
the source `app` or to the event `app.start`, and take the place of what the clean spec below has there.
"""

from __future__ import annotations

import re
import textwrap
from typing import TYPE_CHECKING

from telemetry_spec.compile import compile_text

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

_SPEC = {
    "telemetry_spec": "telemetry_spec: 1",
    "product": "product: app",
    "title": "title: App",
    "version": 'version: "1"',
    "consent": "consent: opt-out",
    "notice": """
notice:
  summary: The application says which version of it is started.
  purpose: To see which versions are in use.
  operator: Example Ltd.
  privacy_policy: https://example.com/privacy
  access: The people who work on the application.
  retention: 13 months, then deleted.
""",
    "destinations": 'destinations: {main: {url: "https://telemetry.example.com", description: Receives all events.}}',
    "opt_outs": """
opt_outs:
  variable: {kind: env, variable: APP_NO_TELEMETRY, values: ["1"], disables: [app]}
""",
}
_SOURCE = {"description": "description: The application itself."}
_EVENT = {
    "description": "description: The application has started.",
    "destination": "destination: main",
    "trigger": "trigger: [{on: startup}]",
    "fields": "fields: {version: {type: version, description: The version of the application.}}",
}
_OF_SOURCE = ("events", "request", "discriminator")
_OF_EVENT = ("destination", "trigger", "fields", "received", "samples", "include")


def complete(fragment: str) -> str:
    """Return a whole spec that holds a fragment."""
    parts = re.split(r"^(?=[a-z_]+:)", fragment.strip() + "\n", flags=re.MULTILINE)
    written = {part.split(":", 1)[0]: part for part in parts if part}
    event = {key: written.pop(key) for key in _OF_EVENT if key in written}
    source = {key: written.pop(key) for key in _OF_SOURCE if key in written}
    if "events" not in source:
        source["events"] = _nested("events", _nested("start", _text(_EVENT | event)))
    if "sources" not in written:
        written["sources"] = _nested("sources", _nested("app", _text(_SOURCE | source)))
    return _text(_SPEC | written)


def compiled(fragment: str) -> Spec:
    """Return a fragment completed and compiled. Fails when the spec is not valid."""
    found = compile_text(complete(fragment), "fragment.yaml")
    assert found.spec is not None, [(str(one.span), one.message) for one in found.findings]
    return found.spec


def _text(parts: dict[str, str]) -> str:
    return "".join(part.strip("\n") + "\n" for part in parts.values())


def _nested(key: str, text: str) -> str:
    return f"{key}:\n{textwrap.indent(text, '  ')}"
