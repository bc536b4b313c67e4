"""Versions: their order, and what they say of each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import lint
from telemetry_spec.model.versions import order
from tests.lint.fragments import compiled

ASCENDING = (
    "0", "0.0.1", "0.2", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta",
    "1.0.0-beta", "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1", "1.0.1", "1.2", "1.10", "2", "10",
)  # fmt: skip


def test_versions_sort_as_semver_says() -> None:
    orders = [order(version) for version in ASCENDING]
    assert None not in orders
    assert orders == sorted(orders)  # type: ignore[type-var]
    assert len(set(orders)) == len(ASCENDING)
    assert order("1") == order("1.0") == order("1.0.0")


@pytest.mark.parametrize("text", ["", "v1", "1.2.3.4", "1.", "spring", "1.0-", "1.0.0-a..b", "٣", "1\n", "9" * 30])
def test_what_is_no_version(text: str) -> None:
    assert order(text) is None


@given(st.text("0123456789.-ab", max_size=12))
def test_any_text_is_a_version_or_none(text: str) -> None:
    found = order(text)
    assert found is None or found == order(text)


@pytest.mark.parametrize(("version", "fires"), [("3", False), ("1.2.0-rc.1", False), ("v3", True), ("2024-11", False)])
def test_the_version_of_a_spec(version: str, fires: bool) -> None:
    assert bool(lint.lint(compiled(f"version: {version!r}"), select=["version-not-semver-like"])) is fires


def found(fragment: str) -> list[tuple[str, str]]:
    spec = compiled('version: "3"\n' + fragment)
    return [(one.selector, one.message) for one in lint.lint(spec, select=["versions-out-of-order"])]


@pytest.mark.parametrize(
    ("history", "says"),
    [
        ("since: '1', deprecated: '2', removed: '3'", []),
        ("since: '3', deprecated: '3', removed: '3'", []),
        ("since: '2', deprecated: '1'", ["`since: 2`, which is later than `deprecated: 1`"]),
        ("since: '3', removed: '2'", ["`since: 3`, which is later than `removed: 2`"]),
        ("deprecated: '3', removed: '2'", ["`deprecated: 3`, which is later than `removed: 2`"]),
        ("since: '4'", ["`since: 4`, which is later than the spec"]),
        ("removed: '3.1'", ["`removed: 3.1`, which is later than the spec"]),
        (
            "since: '3', deprecated: '2', removed: '1'",
            ["`deprecated: 2`, which is later than `removed: 1`", "`since: 3`, which is later than `deprecated: 2`"],
        ),
        ("", []),
    ],
)
def test_the_history_of_each_kind_of_part(history: str, says: list[str]) -> None:
    more = f", {history}" if history else ""
    env = f"{{kind: env, variable: X, values: ['1'], disables: [app]{more}}}"
    for selector, fragment in {
        "app.start.it": f"fields: {{it: {{type: integer{more}}}}}",
        "app.start.o.it": f"fields: {{o: {{fields: {{it: {{type: integer{more}}}}}}}}}",
        "app.start.l.it": f"fields: {{l: {{type: array, items: {{fields: {{it: {{type: integer{more}}}}}}}}}}}",
        "app.start.m.*.it": f"fields: {{m: {{type: map, values: {{fields: {{it: {{type: integer{more}}}}}}}}}}}",
        "app.it": f"events: {{other: {{fields: {{}}}}, it: {{fields: {{}}{more}}}}}\ndiscriminator: kind",
        "it": f"sources: {{app: {{events: {{a: {{}}}}}}, it: {{events: {{b: {{}}}}{more}}}}}",
        "opt_outs.it": f"opt_outs: {{it: {env}}}",
        "app.request.headers.it": f"request: {{headers: {{it: {{type: string{more}}}}}}}",
        "app.start.it ": f"received: {{it: {{type: string, from: query{more}}}}}",
    }.items():
        messages = found(fragment)
        assert [where for where, _ in messages] == [selector.strip()] * len(says), (selector, messages)
        assert all(part in message for part, (_, message) in zip(says, messages, strict=True)), messages


def test_a_version_that_is_none_is_left_to_its_own_rule() -> None:
    spec = compiled("version: spring\nfields: {it: {type: integer, since: '9'}}")
    assert lint.lint(spec, select=["versions-out-of-order"]) == []


@pytest.mark.parametrize(
    ("fragment", "fires"),
    [
        ("fields: {it: {type: integer, deprecated: '1'}}", True),
        ("fields: {it: {type: integer, deprecated: '1', optional: true}}", False),
        ("fields: {it: {type: integer, deprecated: '1', removed: '1'}}", False),
        ("request: {headers: {it: {type: string, deprecated: '1'}}}", True),
        ("received: {it: {type: integer, from: counter, deprecated: '1'}}", False),
    ],
)
def test_what_is_deprecated_is_optional(fragment: str, fires: bool) -> None:
    assert bool(lint.lint(compiled(fragment), select=["deprecated-still-required"])) is fires
