"""Names of generated types: uniform, and none that changes because something else was added or taken out."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_text
from telemetry_spec.emit._code.declarations import Choice, Structure
from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit._code.names import event_name, stem

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec

INNER = {"fields": {"a": {"type": "uuid"}}}
GROUPS = {
    "common": {"fields": {"os": {"fields": {"name": {"type": "string"}, "inner": INNER}}}},
    "more": {"include": ["common"], "fields": {"cpu": {"fields": {"cores": {"type": "integer"}}}}},
}


def spec_with(events: dict[str, object], **source: object) -> Spec:
    text = json.dumps(
        {
            "telemetry_spec": 1,
            "product": "acme",
            "title": "Acme",
            "version": "1",
            "consent": "opt-in",
            "notice": {"summary": "It sends."},
            "groups": GROUPS,
            "sources": {"cli": {"discriminator": "event", **source, "events": events}},
        }
    )
    compiled = compile_text(text)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def structures(spec: Spec) -> list[str]:
    return [item.name for item in declarations(spec).items if isinstance(item, Structure)]


def test_what_a_group_brings_is_named_after_the_group() -> None:
    first: dict[str, object] = {"start": {"include": ["more"]}, "stop": {"include": ["more"]}}
    both, one = spec_with(first), spec_with({"stop": first["stop"]})
    inner = ["CommonOsInner", "CommonOs", "MoreCpu"]
    assert [name for name in structures(both) if not name.endswith(("Event", "Row"))] == inner
    assert [name for name in structures(one) if not name.endswith(("Event", "Row"))] == inner


def test_a_group_that_only_includes_another_names_nothing() -> None:
    names = structures(spec_with({"start": {"include": ["common"], "fields": {"own": {"fields": {}}}}}))
    assert names == ["CommonOsInner", "CommonOs", "StartOwn", "StartEvent", "StartRow"]


def test_what_is_changed_on_its_way_into_a_row_is_named_after_the_row() -> None:
    dropped = {"fields": {"a": {"type": "uuid", "transform": {"kind": "drop", "at": "receiver"}}}}
    groups = {**GROUPS, "common": {"fields": {"os": dropped}}}
    text = {"telemetry_spec": 1, "product": "a", "title": "A", "version": "1", "consent": "opt-in"}
    events = {name: {"include": ["common"]} for name in ("start", "stop")}
    sources = {"cli": {"discriminator": "event", "events": events}}
    compiled = compile_text(json.dumps({**text, "notice": {"summary": "S"}, "groups": groups, "sources": sources}))
    assert compiled.spec is not None, compiled.findings
    names = structures(compiled.spec)
    assert {"CommonOs", "StartRowOs", "StopRowOs"} <= set(names)
    assert len(names) == len(set(names))


def test_events_are_named_alike() -> None:
    spec = spec_with({name: {} for name in ("build_end", "cli_error", "page_event", "warning")})
    declared = declarations(spec)
    assert list(declared.payloads.values()) == ["BuildEndEvent", "CliErrorEvent", "PageEvent", "WarningEvent"]
    assert list(declared.rows.values()) == ["BuildEndRow", "CliErrorRow", "PageRow", "WarningRow"]
    [choice] = [item.name for item in declared.items if isinstance(item, Choice) and item.name.startswith("Cli")]
    assert choice == "CliEvent"


def test_an_event_that_is_called_like_its_source() -> None:
    declared = declarations(spec_with({"cli": {}, "other": {}}))
    assert list(declared.payloads.values()) == ["CliEvent", "OtherEvent"]
    assert "AnyCliEvent" in {item.name for item in declared.items}


def test_events_under_a_key() -> None:
    spec = spec_with({"start": {}, "stop": {}}, discriminator={"by": "key"})
    assert {"StartEvent", "StartByKey", "StopByKey"} <= set(structures(spec))


@pytest.mark.parametrize(("text", "name"), [("ping", "PingEvent"), ("event", "EventEvent"), ("pageEvent", "PageEvent")])
def test_the_name_of_an_event(text: str, name: str) -> None:
    assert event_name(text) == name
    assert event_name(stem(name)) == name
