"""Payloads held against the spec, by the fixture that this project's own run has too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec import api

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.pytest_plugin._conforms import AssertConforms


def test_values_and_texts_are_taken(assert_conforms: AssertConforms, telemetry_spec: Spec) -> None:
    payload = next(api.sample(telemetry_spec, select="platform.ping"))
    assert_conforms(payload)
    assert_conforms(payload, "platform")
    assert_conforms(payload, "platform.ping")
    with pytest.raises(AssertionError, match="ip"):
        assert_conforms(payload, "platform.ping", stored=True)


@pytest.mark.parametrize(
    ("payload", "told"),
    [
        ({}, "The field `instanceId` is missing"),
        ('{"a": 1, "a": 2}', "twice|repeated|more than once"),
        (b"\xff", "UTF-8"),
        ({"a": {1, 2}}, "no JSON value"),
        ({"a": float("nan")}, "no JSON value"),
        ("[", "JSON"),
    ],
)
def test_what_is_wrong_is_told(assert_conforms: AssertConforms, payload: Any, told: str) -> None:  # noqa: ANN401  any JSON value
    with pytest.raises(AssertionError, match=told):
        assert_conforms(payload, "platform.ping")


def test_a_name_that_is_not_there_is_told(assert_conforms: AssertConforms) -> None:
    with pytest.raises(pytest.fail.Exception, match=r"Did you mean `platform\.ping`"):
        assert_conforms({}, "platform.pingg")
