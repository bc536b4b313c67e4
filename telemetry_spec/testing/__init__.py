"""Hypothesis strategies for what a spec declares: payloads, rows, bodies and requests, right or broken in one place.

>>> from hypothesis import given
>>> from telemetry_spec import api, testing
>>> from telemetry_spec.resources import schemas_dir
>>> spec = api.load(schemas_dir() / "flowforge.telemetry.yaml")
>>> @given(testing.payloads(spec, "platform.ping"))
... def test_what_is_drawn_has_an_identifier(payload):
...     assert len(payload["instanceId"]) == 36
>>> test_what_is_drawn_has_an_identifier()

A strategy is made once for each part of a spec, and drawn values shrink to the smallest payload: optional fields are
absent, nullable ones null, numbers 0, texts and lists as short as they may be.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis  # noqa: F401  asked for first, so that its absence is told in a sentence
except ImportError as error:  # pragma: no cover  it is there wherever the tests run; a test hides it in a process
    message = "telemetry_spec.testing needs hypothesis. To install it: pip install 'telemetry-spec[test]'"
    raise ImportError(message) from error

from telemetry_spec.testing.strategies import (
    Broken,
    NoSuchPartError,
    bodies,
    broken_bodies,
    broken_payloads,
    broken_rows,
    payloads,
    requests,
    rows,
)

__all__ = [
    "Broken",
    "NoSuchPartError",
    "bodies",
    "broken_bodies",
    "broken_payloads",
    "broken_rows",
    "payloads",
    "requests",
    "rows",
]
