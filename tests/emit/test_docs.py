"""The public page: what it says, that nothing in a spec can break it, and that templates of the user's are kept in check."""

from __future__ import annotations

import re
import subprocess
import sys
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit import docs
from telemetry_spec.emit._docs_details import type_name
from telemetry_spec.emit._docs_events import when
from telemetry_spec.emit._docs_page import page_view
from telemetry_spec.emit._docs_say import Say
from telemetry_spec.emit._docs_templates import render_page
from telemetry_spec.emit._words import ENGLISH
from telemetry_spec.emit.base import Options
from telemetry_spec.model.finding import InvalidInputError
from telemetry_spec.model.spec import Trigger
from tests.conftest import ROOT
from tests.emit.rendered import RENDERERS, Element, read, tables
from tests.emit.test_markdown import seen, texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.model.spec import Spec
    from tests.conftest import Golden

PRODUCTS = sorted((ROOT / "schemas").glob("*.telemetry.yaml"))
SHAPES = sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml"))
CAPTURES = sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml"))
#: Shapes whose whole page is kept: opt-outs of all kinds, things that come and go, keys and values, headers and queries.
KEPT = ("opt-outs", "lifecycle", "key-value", "headers-query", "client-hashes")

each_renderer = pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS.keys())


def named(path: Path) -> str:
    return path.name.removesuffix(".telemetry.yaml")


@cache
def spec_at(path: Path) -> Spec:
    return require(path)


def shape_spec(name: str) -> Spec:
    return spec_at(ROOT / "tests" / "shapes" / f"{name}.telemetry.yaml")


def small(**event: object) -> Spec:
    """Return a small spec with one event, some of whose keys are given."""
    text = f"""
        telemetry_spec: 1
        product: acme
        title: Acme
        version: "1"
        consent: opt-out
        notice: {{summary: What Acme sends.}}
        destinations: {{post: {{url: "https://stats.acme.example/"}}}}
        opt_outs: {{env: {{kind: env, variable: ACME_OFF, values: ["1"], disables: [app]}}}}
        sources: {{app: {{title: App, events: {{run: {event!r}}}}}}}
    """
    compiled = compile_text(text)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


# ---------------------------------------------------------------- what the page says


@pytest.mark.parametrize("path", [*PRODUCTS, *(path for path in SHAPES if named(path) in KEPT)], ids=named)
def test_page(path: Path, golden: Golden) -> None:
    [(name, data)] = docs.emit(spec_at(path), Options())
    golden(ROOT / "tests" / "golden" / name, data)


@pytest.mark.parametrize("path", [*PRODUCTS, *SHAPES, *CAPTURES, ROOT / "tests" / "shapes" / "folder"], ids=named)
def test_a_page_has_no_gaps(path: Path) -> None:
    page = docs.render(spec_at(path))
    assert not re.findall(r" $|\n\n\n|\bUndefined\b|\t|\r", page, re.MULTILINE)
    assert page.endswith(".\n")
    document = read(RENDERERS["commonmark"](page))
    following = [element for element in document.children if isinstance(element, Element)]
    for heading, after in zip(following, following[1:], strict=False):
        assert not (heading.tag.startswith("h") and heading.tag != "hr" and after.tag in ("h1", "h2", "hr")), heading.text
    for table in tables(document):
        assert table.caption.endswith(":") or table.head[0] == "Setting"
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert all(row[0] and row[1] and row[-1] for row in table.rows)
    assert not [line for element in document.all("li", "p") if not (line := element.text)]


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (Trigger(on="startup", delay="30s", condition="it is set up."), "30 seconds after startup, if it is set up"),
        (Trigger(on="interval", every="24h", jitter=True), "Every 24 hours, at a random moment"),
        (Trigger(on="interval", every="1h", delay="5m"), "Every 1 hour, the first time after 5 minutes"),
        (Trigger(on="interval", delay="500ms"), "At regular intervals, the first time after 500 milliseconds"),
        (Trigger(on="interval"), "At regular intervals"),
        (Trigger(on="command", limit="once a day"), "When a command is run, at most once a day"),
        (Trigger(on="shutdown", note="only *then*"), "At shutdown. only \\*then\\*."),
        (Trigger(on="error", delay="1d"), "1 day after an error"),
    ],
)
def test_when_something_is_sent(trigger: Trigger, words: str) -> None:
    assert when(trigger, Say(ENGLISH)) == words


def test_every_trigger_has_words() -> None:
    moments = ("startup", "shutdown", "interval", "command", "action", "error", "install", "update", "call")
    for moment in moments:
        assert when(Trigger(on=moment), Say(ENGLISH)) != when(Trigger(on=moment, delay="2w"), Say(ENGLISH))


@pytest.mark.parametrize(
    ("field", "written"),
    [
        ({"type": "boolean[]"}, "boolean[]"),
        ({"type": "string", "nullable": True}, "string or null"),
        ({"enum": ["a", "b"]}, "string"),
        ({"const": True}, "boolean"),
        ({"type": "ip_address[]"}, "(IP address)[]"),
        ({"type": "array", "items": {"type": "uuid", "nullable": True}, "nullable": True}, "(uuid or null)[] or null"),
        ({"any_of": [{"type": "string"}, {"type": "integer[]"}]}, "string or integer[]"),
        ({"type": "array", "items": {"any_of": [{"type": "string"}, {"type": "integer"}]}}, "(string or integer)[]"),
        ({"values": {"type": "integer"}}, "{ [key]: integer }"),
        ({"fields": {"a": {"type": "string"}}}, "object"),
        (
            {"type": "array", "items": {"fields": {"a": {"type": "string"}, "b": {"type": "date", "optional": True}}}},
            "{ a: string, b?: date }[]",
        ),
        ({"type": "array", "items": {"fields": {"a": {"type": "date", "name": "a.b"}}}}, '{ "a.b": date }[]'),
        ({"type": "array", "items": {"fields": {f"name{n}": {"type": "string"} for n in range(5)}}}, "object[]"),
        ({"type": "array", "items": {"fields": {}}}, "object[]"),
    ],
)
def test_types_are_written_as_on_the_pages(field: dict[str, object], written: str) -> None:
    [event] = small(fields={"it": field}).sources["app"].events.values()
    assert type_name(event.payload.fields[0].shape, Say(ENGLISH)) == written


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("opt-outs", "One of these values counts, and no other: `false`, `0`, `no`."),
        ("opt-outs", "What it stops: Server; Console (where the server delivers the console)."),
        ("opt-outs", "It takes precedence over: Old configuration file, Administration."),
        ("opt-outs", "It gives way to: Argument."),
        ("opt-outs", "It stops sending only: values are still collected, and may be sent later."),
        ("opt-outs", "Opting out itself sends one last event: Command line: Telemetry is turned off."),
        ("opt-outs", "Not available to: installations with a licence that asks for statistics."),
        ("opt-outs", "You are asked about this part. It collects nothing unless you agree."),
        ("opt-outs", "What it stops: `plan` (Server: Usage)."),
        ("key-value", "Any value counts, except the empty one."),
        ("key-value", "`name` decides what `data` holds:"),
        ("key-value", "One request carries a list of events: at least 1 item."),
        ("told-by-key", "The event lies under the key"),
        ("lifecycle", "- Command line: A survey (since version 3)\n- Former daemon (since version 2)\n"),
        ("lifecycle", "### No longer works\n\n- Former argument (since version 2)\n"),
        ("lifecycle", "No longer sent:\n\n| Value |"),
        ("lifecycle", "Since version 1. Deprecated since version 2."),
        ("headers-query", "Sent with every request, in the headers:\n\n| Header |"),
        ("headers-query", "Sent with every request, in the query of the address:\n\n| Parameter |"),
        ("headers-query", "Taken from the header `User-Agent`."),
        ("envelope-many", "Sent with every request, in the body:\n\n| Value |"),
        ("client-hashes", "Sent as a salted SHA-256 hash, made before sending. What is hashed: Path of the project."),
        ("client-hashes", "The hash has neither salt nor key: whoever guesses the value can check the guess."),
        ("client-hashes", "Rounded to a multiple of 100 before sending. What is rounded: Number of files."),
        ("client-hashes", "Cut to its first 8 characters before sending. What is cut: Hash of the commit."),
        ("client-hashes", "Stored as a keyed SHA-256 hash."),
        ("client-hashes", "All values above are stored, except `token`."),
        ("unions", "**You are asked.** Nothing is collected unless you agree."),
        ("unions", "As `integer`: at least 0, at most 100. As `string`: one of `auto`, `none`."),
        ("open-map", "Each key: of the form `[a-z][a-z0-9-]{0,39}`. Each value: at least 0."),
        ("open-map", "May hold more than what is listed here: Plugins of others add facts of their own."),
        ("open-map", "| `plugins.*.enabled` | `boolean` |"),
        ("encodings", "By HTTPS POST, as JSON, compressed with gzip."),
        ("encodings", "By HTTP POST, as JSON, one value in each line, compressed with zlib. The connection is not encrypted."),
        ("encodings", "By HTTPS GET, as JSON, in Base64, in the query parameter `payload`."),
        ("encodings", "Encryption: JWE (RFC 7516)."),
        ("encodings", "A value that is not listed on this page is dropped on arrival."),
        ("every-type", "Unit: per cent."),
    ],
)
def test_said(name: str, said: str) -> None:
    assert said in docs.render(shape_spec(name))


def test_consent_is_said_first() -> None:
    spec = spec_at(PRODUCTS[0])
    for consent, words in (
        ("opt-out", "**Collection is on by default.** [How to opt out](#how-to-opt-out)"),
        ("opt-in", "**Collection is off by default.**"),
        ("ask", "**You are asked.**"),
    ):
        page = docs.render(replace(spec, consent=consent))  # type: ignore[arg-type]  one of three texts
        assert page.split("\n\n")[1].startswith(words)
    assert docs.render(replace(spec, opt_outs={})).split("\n\n")[1] == "**Collection is on by default.**"


def test_a_page_of_hardly_anything() -> None:
    spec = replace(small(fields={}), opt_outs={}, destinations={}, used_destinations=frozenset())
    spec = replace(spec, notice=replace(spec.notice, summary="", operator=""))
    assert docs.render(spec) == (
        "# What Acme collects\n\n**Collection is on by default.**\n\n## What is collected\n\n### App\n\n#### run\n\n"
        "Nothing is sent but the fact that it happened.\n\nExample of what is sent:\n\n```json\n{}\n```\n\n"
        "---\n\nThis page is made from version 1 of the telemetry spec of Acme.\n"
    )


def test_one_row_for_one_field() -> None:
    field = {"type": "integer", "minimum": 0, "description": "How long it took.", "unit": "ms", "examples": [7],
             "optional": True, "nullable": True, "retention": "30 days", "since": "1", "note": "Seldom"}  # fmt: skip
    [table] = tables(read(RENDERERS["commonmark"](docs.render(small(fields={"time": field})))))
    assert table.under == ("What Acme collects", "What is collected", "App", "run")
    assert table.caption == "What is sent:"
    assert table.head == ["Value", "Type", "Description"]
    about = "How long it took. Seldom Not always sent. At least 0. Unit: ms. Example: 7. How long it is kept: 30 days."
    assert table.rows == [["time", "integer or null", f"{about} Since version 1."]]


def test_a_sample_shows_what_is_not_seen() -> None:
    spec = small(fields={"it": {"type": "string", "examples": ["a\u202eb\u200b\u00e9"]}})
    assert '"it": "a\\u202eb\\u200b\u00e9"' in docs.render(spec)


@pytest.mark.parametrize(
    ("example", "shown"),
    [("abc", "`abc`"), ("1.5", '`"1.5"`'), ("true", '`"true"`'), ("", '`""`'), (" a", '`" a"`'), ("[" * 50, f"`{'[' * 50}`")],
)
def test_a_text_is_not_taken_for_a_number(example: str, shown: str) -> None:
    assert f"Example: {shown}." in docs.render(small(fields={"it": {"type": "string", "examples": [example]}}))


def test_a_long_example_is_cut() -> None:
    page = docs.render(small(fields={"it": {"type": "string", "examples": ["a" * 1000]}}))
    assert f"Example: `{'a' * 199}\u2026`." in page


# ---------------------------------------------------------------- text is data

HOSTILE = (
    "| a | `b` ``c <script>alert(1)</script> <img src=x onerror=alert(1)> </td></table> {{ 7*7 }} {% raw %} {# c #} "
    "{% include 'x' %} {{ page }}\r\n# heading\n- item\n1. item\n> quote\n```\ncode\n~~~\n``````\n[x](javascript:alert(1)) "
    "![y](http://e.example/z.png) <http://e.example> http://e.example www.e.example &lt;b&gt; &#60; {: .cls #id } {#id} "
    "{ .cls }\n::: note\n:::tip\n!!! danger\n    indented\n??? x\n===\n---\n| --- | --- |\n[ref]: http://e.example\n"
    "*[HTML]: x\n[^1]: note\n: definition\n$x$ $$y$$ ~~s~~ ==m== ^^i^^ ++k++ :smile: @user #1 <!-- c --> <?php ?> "
    "**b** __b__ *i* _i_ \\ \\\\ \u202eabc \u2067 \u200f \x02wzxhzdk:0\x03 \x00 export import {x: y} </code></pre> \\"
)
#: Attributes that hold no text but names with a meaning, places and patterns.
KEEP = frozenset(
    "id kind type span consent sensitivity lifetime origin algorithm mode at on every delay jitter batch carrier encoding "
    "method unknown_fields stops product selector exempt forbids destinations overrides farewell files language tag tags "
    "value_name alias pattern discriminator url suppressions used_destinations spans size optional nullable removed "
    "examples operator".split()
)


def poisoned(value: Any, text: str) -> Any:  # noqa: ANN401  any part of a model
    """Return a part of a model in which every text is another one, those that were empty too."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple):
        return tuple(poisoned(item, text) for item in value)
    if isinstance(value, dict):
        return {key: item if key in KEEP else poisoned(item, text) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {
            part.name: poisoned(getattr(value, part.name), text) for part in fields(value) if part.name not in KEEP
        }
        if "removed" in {part.name for part in fields(value)} and isinstance(value.removed, tuple):  # type: ignore[attr-defined]
            changed["removed"] = poisoned(value.removed, text)  # type: ignore[attr-defined]
        return replace(value, **changed)
    if isinstance(value, list):
        return [poisoned(item, text) for item in value]
    return value
