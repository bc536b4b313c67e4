"""How the small specs of these tests begin: everything above the events of the source `app`."""

from __future__ import annotations

_TOP = """
telemetry_spec: 1
product: demo
title: Demo
version: "2"
consent: opt-out
notice: {summary: A demo., purpose: To test., operator: Nobody}
"""
_REST = """\
destinations:
  main: {url: "https://demo.example/v1", method: POST}
sources:
  app:
"""
HEAD = _TOP + _REST


def promising(description: str, forbids: str) -> str:
    """Return the same with a promise; `forbids` is the list of classes, and whatever else the promise has."""
    return f"{_TOP}never_collected:\n  - {{description: {description}, forbids: {forbids}}}\n{_REST}"
