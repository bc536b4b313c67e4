"""What stands where on the public page, and that it says nothing that the spec does not."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import compile_text
from telemetry_spec.emit import docs
from tests.emit.rendered import RENDERERS, read, tables
from tests.emit.test_docs import CAPTURES, PRODUCTS, SHAPES, named, small, spec_at

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import Spec


def spec_with(events: dict[str, object], **source: object) -> Spec:
    """Return a spec of one source with several events."""
    whole = {
        "telemetry_spec": 1,
        "product": "acme",
        "title": "Acme",
        "version": "1",
        "consent": "opt-in",
        "notice": {"summary": "What Acme sends."},
        "groups": {"common": {"fields": {"id": {"type": "uuid"}, "os": {"fields": {"name": {"type": "string"}}}}}},
        "sources": {"app": {"title": "App", "discriminator": "event", **source, "events": events}},
    }
    compiled = compile_text(json.dumps(whole))
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def rows(spec: Spec) -> dict[tuple[str, str], list[str]]:
    """Return the names in each table, by the heading above it and its caption."""
    found = tables(read(RENDERERS["commonmark"](docs.render(spec))))
    return {(table.under[-1], table.caption): [row[0] for row in table.rows] for table in found}


# ---------------------------------------------------------------- nothing that was not written


@pytest.mark.parametrize(
    ("stops", "said"),
    [
        ("", ""),
        (", stops: collecting", "- It stops collecting, not only sending.\n"),
        (", stops: sending", "- It stops sending only: values are still collected, and may be sent later.\n"),
    ],
)
def test_what_an_opt_out_stops_besides_sending_is_said_only_where_it_is_written(stops: str, said: str) -> None:
    text = f"""
        telemetry_spec: 1
        product: acme
        title: Acme
        version: "1"
        consent: opt-out
        notice: {{summary: What Acme sends.}}
        opt_outs: {{env: {{kind: env, variable: ACME_OFF, values: ["1"], disables: [app]{stops}}}}}
        sources: {{app: {{events: {{run: {{}}}}}}}}
    """
    compiled = compile_text(text)
    assert compiled.spec is not None
    page = docs.render(compiled.spec)
    assert said in page
    assert page.count("- It stops") == bool(said)


@pytest.mark.parametrize("path", PRODUCTS, ids=named)
def test_no_page_of_a_product_says_that_collecting_stops(path: Path) -> None:
    spec = spec_at(path)
    assert {opt_out.stops for opt_out in spec.opt_outs.values()} <= {""}
    assert "stops collecting" not in docs.render(spec)


@pytest.mark.parametrize("path", [*PRODUCTS, *SHAPES, *CAPTURES], ids=named)
def test_no_page_says_that_everything_is_stored(path: Path) -> None:
    assert "All values" not in docs.render(spec_at(path))


def test_what_is_dropped_is_named() -> None:
    dropped = {"type": "ip_address", "from": "remote_address", "transform": "drop"}
    one = docs.render(small(received={"ip": dropped, "at": {"type": "timestamp", "from": "clock"}}))
    assert "\n\n`ip` is not stored.\n\n" in one
    two = docs.render(small(received={"ip": dropped, "host": {**dropped, "type": "hostname"}}))
    assert "\n\nThese values are not stored: `ip`, `host`.\n\n" in two


# ---------------------------------------------------------------- said once


def test_what_every_event_has_is_listed_once() -> None:
    common = {"include": ["common"]}
    events = {"start": {**common, "fields": {"n": {"type": "integer"}}}, "stop": common, "wait": common}
    received = {"at": {"type": "timestamp", "from": "clock"}}
    found = rows(spec_with({**events, "stop": {**common, "received": {"ip": {"type": "ip_address", "from": "geo_ip"}}}},
                           received=received))  # fmt: skip
    assert found == {
        ("App", "Sent with every event:"): ["id", "os", "os.name"],
        ("App", "What the server adds to every event:"): ["at"],
        ("start", "What is sent as well:"): ["event", "n"],
        ("stop", "What is sent as well:"): ["event"],
        ("stop", "What the server adds as well:"): ["ip"],
        ("wait", "What is sent as well:"): ["event"],
    }


def test_one_event_keeps_its_tables_and_so_does_a_second_that_is_gone() -> None:
    events = {"start": {"include": ["common"]}, "old": {"include": ["common"], "removed": "1"}}
    values = ["event", "id", "os", "os.name"]
    gone = ("No longer collected", "No longer sent (4):")
    assert rows(spec_with(events)) == {("start", "What is sent:"): values, gone: values}


def test_what_differs_in_a_word_stays_with_its_event() -> None:
    def field(text: str) -> dict[str, object]:
        return {"fields": {"n": {"type": "integer", "description": text}, "m": {"type": "string"}}}

    found = rows(spec_with({"start": field("How many."), "stop": field("How often.")}))
    assert found["App", "Sent with every event:"] == ["m"]
    assert found["start", "What is sent as well:"] == found["stop", "What is sent as well:"] == ["event", "n"]


def test_an_event_that_has_nothing_of_its_own_says_so() -> None:
    spec = spec_with({"start": {"include": ["common"]}, "stop": {"include": ["common"]}}, discriminator={"by": "key"})
    page = docs.render(spec)
    assert page.count("Nothing else is sent.\n") == 2
    assert "the fact that it happened" not in page
    assert docs.render(spec_with({"start": {}, "stop": {}}, discriminator={"by": "key"})).count("fact that it") == 2


def test_values_that_no_event_stores_are_named_once() -> None:
    received = {"ip": {"type": "ip_address", "from": "remote_address", "transform": "drop"}}
    page = docs.render(spec_with({"start": {}, "stop": {}}, received=received))
    assert page.count("`ip` is not stored.") == 1
    assert page.index("`ip` is not stored.") < page.index("# start\n")


# ---------------------------------------------------------------- order and names


@pytest.mark.parametrize("path", PRODUCTS, ids=named)
def test_how_to_opt_out_comes_before_what_is_collected(path: Path) -> None:
    page = docs.render(spec_at(path))
    assert page.index("## How to opt out\n") < page.index("## What is collected\n")


def test_a_source_that_is_alone_is_not_named_with_its_events() -> None:
    assert "What goes there: run." in docs.render(small(destination="post"))
    spec = spec_at(next(path for path in PRODUCTS if named(path) == "refine"))
    assert "What goes there: refine CLI: Command." in docs.render(spec)
    sources = {**spec.sources, "core": replace(spec.sources["core"], removed="2")}
    assert "What goes there: Command." in docs.render(replace(spec, sources=sources))
