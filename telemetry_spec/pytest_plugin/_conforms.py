"""Payloads held against the spec within a test."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import api
from telemetry_spec.pytest_plugin._spec import told

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec


class AssertConforms:
    """Fails a test whose payload is not as the spec declares."""

    def __init__(self, spec: Spec) -> None:
        self.spec = spec

    def __call__(self, payload: Any, select: str = "", *, stored: bool = False) -> None:  # noqa: ANN401  any JSON value
        """Hold a payload against the spec. What a failure tells does not hold its values.

        Args:
            payload: A JSON value; or bytes or a text, which are taken as JSON text, as it was sent.
            select: An event (`source.event`) for its payload alone, a source for a whole request body, or "" for the
                request body of any source.
            stored: Whether it is a row as stored rather than as sent.

        Raises:
            AssertionError: It is not as declared.
        """
        __tracebackhide__ = True
        try:
            check = api.checker(self.spec, select=select, stored=stored)
        except api.UnknownNameError as error:
            pytest.fail(str(error), pytrace=False)
        findings = check.check_text(_text(payload))
        if findings:
            what = f"`{select}`" if select else self.spec.title
            message = "\n".join([f"This is not as {what} declares it:", *map(told, findings)])
            raise AssertionError(message)


def _text(payload: Any) -> bytes:  # noqa: ANN401  any JSON value
    __tracebackhide__ = True
    if isinstance(payload, bytes):
        return payload
    if isinstance(payload, str):
        return payload.encode("utf-8", "surrogatepass")
    try:
        return json.dumps(payload, allow_nan=False).encode()
    except (TypeError, ValueError, RecursionError):
        message = "This is no JSON value: it holds something that JSON cannot."
        raise AssertionError(message) from None
