"""The public page: what it says, that no text can break it, and how templates of the user's are kept in check."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import formats
from telemetry_spec.emit.docs.details import type_name
from telemetry_spec.emit.docs.events import when
from telemetry_spec.emit.docs.names import Names
from telemetry_spec.emit.docs.page import page_view
from telemetry_spec.emit.docs.say import Say
from telemetry_spec.emit.docs.templates import Setting
from telemetry_spec.emit.docs.templates import render as fill
from telemetry_spec.emit.docs.templates import texts as bound
from telemetry_spec.emit.docs.words import catalogue
from telemetry_spec.model.finding import InvalidInputError
from telemetry_spec.model.spec import Trigger
from tests.conftest import ROOT
from tests.emit.hostile import HOSTILE, poisoned, seen, texts
from tests.emit.rendered import RENDERERS, Element, read, tables

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Consent, Spec
    from tests.conftest import Golden
    from tests.emit.rendered import Renderer

PRODUCTS = sorted((ROOT / "schemas").glob("*.telemetry.yaml"))
SHAPES = sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml"))
CAPTURES = sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml"))
ENGLISH = catalogue()
SAY = Say(ENGLISH, formats.get("markdown"))
#: Shapes whose whole page is kept.
KEPT = ("opt-outs", "lifecycle", "key-value", "headers-query", "client-hashes")

#: The only links on a page whose addresses are no web addresses.
ANCHORS = {f"#{require(path).product}.opt_outs" for path in [*PRODUCTS, *SHAPES]}

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
        sources: {{app: {{title: App, events: {{run: {json.dumps(event)}}}}}}}
    """
    compiled = compile_text(text)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


# ---------------------------------------------------------------- what the page says


@pytest.mark.parametrize("path", [*PRODUCTS, *(path for path in SHAPES if named(path) in KEPT)], ids=named)
def test_page(path: Path, golden: Golden) -> None:
    [(name, data)] = docs.emit(spec_at(path), Options())
    assert golden(ROOT / "tests" / "golden" / name, data)


@pytest.mark.parametrize("path", [*PRODUCTS, *SHAPES, *CAPTURES, ROOT / "tests" / "shapes" / "folder"], ids=named)
def test_a_page_has_no_gaps(path: Path) -> None:
    page = docs.render(spec_at(path))
    assert not re.findall(r" $|\n\n\n|\bUndefined\b|\t|\r", page, re.MULTILINE)
    assert page.endswith(".\n")
    document = read(RENDERERS["commonmark"](page))
    anchors = [element for element in document.all("p") if element.all("a") and not element.text]
    following = [one for one in document.children if isinstance(one, Element) and one not in anchors]
    for heading, after in pairwise(following):
        assert not (heading.tag.startswith("h") and heading.tag != "hr" and after.tag in ("h1", "h2", "hr")), (
            heading.text
        )
    for table in tables(document):
        assert table.caption.endswith(":") or table.head[0] == "Setting"
        assert {len(row) for row in table.rows} == {len(table.head)}
        assert all(row[0] and row[1] and row[-1] for row in table.rows)
    assert not [element for element in document.all("li", "p") if not element.text and element not in anchors]


@pytest.mark.parametrize(
    ("trigger", "words"),
    [
        (
            Trigger(on="startup", delay="30s", condition="it is set up"),
            "30 seconds after startup. Condition: it is set up.",
        ),
        (Trigger(on="command", condition="gatsby build"), "When a command is run. Condition: gatsby build."),
        (Trigger(on="error", condition="a.", note="b"), "When an error happens. Condition: a. b."),
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
    assert when(trigger, SAY) == words


def test_every_trigger_has_words() -> None:
    moments = ("startup", "shutdown", "interval", "command", "action", "error", "install", "update", "call")
    for moment in moments:
        assert when(Trigger(on=moment), SAY) != when(Trigger(on=moment, delay="2w"), SAY)


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
    assert type_name(event.payload.fields[0].shape, SAY) == written


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("opt-outs", "One of these values counts, and no other: `false`, `0`, `no`."),
        ("opt-outs", "What it stops: Server; Console (where the server delivers the console)."),
        ("opt-outs", "Overrides: Old configuration file, Administration."),
        ("opt-outs", "Overridden by: Argument."),
        ("opt-outs", "It stops sending only: values are still collected, and may be sent later."),
        ("opt-outs", "Opting out itself sends one last event: Command line: Telemetry is turned off."),
        ("opt-outs", "Not available to: installations with a licence that asks for statistics."),
        ("opt-outs", "You are asked about this part. It collects nothing unless you agree."),
        ("opt-outs", "What it stops: `plan` (Server: Usage)."),
        ("key-value", "Any value counts, except the empty one."),
        ("key-value", "`name` decides what `data` holds:"),
        ("key-value", "Events are sent as a list: at least 1 item."),
        ("key-value", "Example of one event in what is sent:"),
        ("envelope-many", "One request carries a list of events"),
        ("told-by-key", "The event lies under the key"),
        ("lifecycle", "Command line: A survey (since version 3)\n\nNo longer sent (2):"),
        ("lifecycle", "Former daemon (since version 2)\n"),
        ("lifecycle", "### No longer works\n\n- Former argument (since version 2)\n"),
        ("lifecycle", "No longer sent (2):\n\n| Value |"),
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
        ("client-hashes", "`token` is not stored."),
        ("client-hashes", "What goes there: A run."),
        ("unions", "**You are asked.** Nothing is collected unless you agree."),
        ("unions", "As `integer`: at most 100. As `string`: one of `auto`, `none`."),
        ("open-map", "Each key: of the form `[a-z][a-z0-9-]{0,39}`."),
        ("open-map", "May hold more than what is listed here: Plugins of others add facts of their own."),
        ("open-map", "`plugins.*.enabled` | `boolean` |"),
        ("encodings", "By HTTPS POST, as JSON, compressed with gzip."),
        ("encodings", "By HTTPS POST, as JSON, one value in each line, compressed with zlib."),
        ("encodings", "By HTTPS GET, as JSON, in Base64, in the query parameter `payload`."),
        ("encodings", "Encryption: JWE (RFC 7516)."),
        ("encodings", "A value that is not listed on this page is dropped on arrival."),
        ("every-type", "Unit: per cent."),
    ],
)
def test_said(name: str, said: str) -> None:
    assert said in docs.render(shape_spec(name))


def test_what_lies_in_a_removed_part_is_not_silently_gone() -> None:
    person = {"removed": "1", "fields": {"email": {"type": "string", "description": "The address."}}}
    page = docs.render(small(fields={"person": person, "left": {"type": "boolean"}}))
    assert page.index("No longer sent (2):") < page.index("`person.email`")


@pytest.mark.parametrize(
    ("discriminator", "disables", "left"),
    [
        ("", "app.run.os.arch", {"os": {"name": "linux"}, "user": "jane"}),
        ("", "app.run.user", {"os": {"arch": "x64", "name": "linux"}}),
        ("discriminator: {by: key}", "app.run.user", {"run": {"os": {"arch": "x64", "name": "linux"}}}),
    ],
)
def test_a_sample_is_shown_without_what_an_opt_out_takes_out(
    discriminator: str, disables: str, left: dict[str, object]
) -> None:
    text = f"""
        telemetry_spec: 1
        product: acme
        title: Acme
        version: "1"
        consent: opt-out
        notice: {{summary: What Acme sends.}}
        opt_outs: {{env: {{kind: env, variable: ACME_OFF, values: ["1"], disables: [{disables}]}}}}
        sources:
          app:
            {discriminator}
            events:
              run:
                fields:
                  os: {{fields: {{arch: {{type: string, optional: true, examples: [x64]}},
                                  name: {{type: string, examples: [linux]}}}}}}
                  user: {{type: string, optional: true, examples: [jane]}}
    """
    compiled = compile_text(text)
    assert compiled.spec is not None, compiled.findings
    [source] = page_view(compiled.spec, SAY).sources
    [case] = source.events[0].cases
    assert case.block is not None
    assert json.loads(case.block.text) == left


def test_a_published_sample_stands_under_the_key_that_it_is_sent_under() -> None:
    spec = shape_spec("told-by-key")
    for source in page_view(spec, SAY).sources:
        names = {event.anchor: spec.sources[source.id].events[event.id].name for event in source.events}
        for event in source.events:
            sent = json.loads(event.samples[0].text)
            assert list(sent) == [names[event.anchor]]
            keys = [token for token in event.samples[0].tokens if token.kind == "key"]
            assert [token.anchor for token in keys[1:]] == [
                f"{event.anchor}.{name}" for name in next(iter(sent.values()))
            ]


def test_a_part_is_called_by_its_title() -> None:
    spec = shape_spec("headers-query")
    names = Names.of(spec, SAY)
    assert names.part("sdk") == "Library"
    assert names.part("sdk.call") == "Library: A call"
    assert names.part("sdk.call.failed") == "`failed` (Library: A call)"
    assert names.part("sdk.request.headers.user-agent") == "`user-agent` (Library: every request)"
    assert names.part("sdk.request.query.v") == "`v` (Library: every request)"
    envelope = Names.of(spec_at(CAPTURES[1]), SAY)
    assert envelope.part("cli.request.meta.isCI") == "`meta.isCI` (Command line: every request)"


def test_an_opt_out_without_a_title_and_without_notes() -> None:
    spec = shape_spec("opt-outs")
    env = spec.opt_outs["env"]
    stops = tuple(replace(stop, note="") for stop in env.disables)
    page = docs.render(replace(spec, opt_outs={"env": replace(env, title="", disables=stops, overrides=())}))
    assert "BEACON\\_TELEMETRY\n" in page
    assert "- What it stops: Server; Console (only where `served_by` is `server`).\n" in page


def test_a_connection_without_encryption_is_called_so() -> None:
    [destination] = [item for item in spec_at(CAPTURES[0]).destinations.values() if item.url.startswith("http:")]
    page = docs.render(spec_at(CAPTURES[0]))
    assert f"`{destination.url}`: " in page
    assert (
        "By HTTP POST, as JSON, one value in each line, compressed with zlib. The connection is not encrypted." in page
    )


def test_consent_is_said_first() -> None:
    spec = spec_at(PRODUCTS[0])
    cases: tuple[tuple[Consent, str], ...] = (
        ("opt-out", "**Collection is on by default.** To turn it off, see [How to opt out](#flowforge.opt_outs)."),
        ("opt-in", "**Collection is off by default.**"),
        ("ask", "**You are asked.**"),
    )
    for consent, words in cases:
        assert docs.render(replace(spec, consent=consent)).split("\n\n")[2].startswith(words)
    assert docs.render(replace(spec, opt_outs={})).split("\n\n")[2] == "**Collection is on by default.**"


def test_a_page_of_hardly_anything() -> None:
    spec = replace(small(fields={}), opt_outs={}, destinations={}, used_destinations=frozenset())
    spec = replace(spec, notice=replace(spec.notice, summary="", operator=""))
    assert docs.render(spec) == (
        '# What Acme collects\n\n<a id="acme"></a>\n\n**Collection is on by default.**\n\n'
        '<a id="acme.collected"></a>\n\n## What is collected\n\n<a id="acme.app"></a>\n\n### App\n\n'
        '<a id="acme.app.run"></a>\n\n#### run\n\nNothing is sent but the fact that it happened.\n\n'
        "Example of what is sent (made up from the description above):\n\n```json\n{}\n```\n\n"
        "---\n\nThis page is made from version 1 of the telemetry spec of Acme.\n"
    )


def test_one_row_for_one_field() -> None:
    field = {"type": "integer", "minimum": 0, "description": "How long it took.", "unit": "ms", "examples": [7],
             "optional": True, "nullable": True, "retention": "30 days", "since": "1", "note": "Seldom"}  # fmt: skip
    [table] = tables(read(RENDERERS["commonmark"](docs.render(small(fields={"time": field})))))
    assert table.under == ("What Acme collects", "What is collected", "App", "run")
    assert table.caption == "What is sent:"
    assert table.head == ["Value", "Type", "Description"]
    about = "How long it took. Seldom. Not always sent. Unit: ms. Example: 7. How long it is kept: 30 days."
    assert table.rows == [["time", "integer or null", f"{about} Since version 1."]]


def test_a_sample_shows_what_is_not_seen() -> None:
    spec = small(fields={"it": {"type": "string", "examples": ["a\u202eb\u200b\u00e9"]}})
    assert '"it": "a\\u202eb\\u200b\u00e9"' in docs.render(spec)


@pytest.mark.parametrize(
    ("example", "shown"),
    [
        ("abc", "`abc`"),
        ("1.5", '`"1.5"`'),
        ("true", '`"true"`'),
        ("", '`""`'),
        (" a", '`" a"`'),
        ("[" * 50, f"`{'[' * 50}`"),
    ],
)
def test_a_text_is_not_taken_for_a_number(example: str, shown: str) -> None:
    assert f"Example: {shown}." in docs.render(small(fields={"it": {"type": "string", "examples": [example]}}))


def test_a_long_example_is_cut() -> None:
    page = docs.render(small(fields={"it": {"type": "string", "examples": ["a" * 1000]}}))
    assert f"Example: `{'a' * 199}\u2026`." in page


# ---------------------------------------------------------------- text is data


def links(document: Element) -> set[str | None]:
    """Return where the links of a page lead."""
    return {element.attributes["href"] for element in document.all("a") if "href" in element.attributes}


def attributes(document: Element) -> list[dict[str, str | None]]:
    """Return the attributes of a page but for anchors, which are made of names."""
    return [{name: value for name, value in one.attributes.items() if name != "id"} for one in document.all()]


def plain_text(document: Element) -> str:
    """Return what is seen on a page outside of code."""
    for element in document.all("pre", "code"):
        element.children.clear()
    return seen(document.text)


@each_renderer
@pytest.mark.parametrize("path", [*PRODUCTS, *SHAPES], ids=named)
def test_no_text_of_a_spec_can_break_its_page(path: Path, renderer: Renderer) -> None:
    harmless = "x" * len(HOSTILE)
    page = docs.render(poisoned(spec_at(path), HOSTILE))
    document = read(renderer(page))
    wanted = read(renderer(docs.render(poisoned(spec_at(path), harmless))))
    assert [element.tag for element in document.all()] == [element.tag for element in wanted.all()]
    assert attributes(document) == attributes(wanted)
    assert not re.findall(r"[^A-Za-z0-9._~-]", "".join(one.attributes.get("id") or "" for one in document.all()))
    assert links(document) <= ANCHORS
    assert not document.all("script", "img", "div", "comment", "abbr", "del", "mark", "blockquote")
    literal, count = seen(HOSTILE), plain_text(wanted).count(harmless)
    assert count > 5
    assert plain_text(document).count(literal) == count


@each_renderer
@settings(max_examples=25)
@given(description=texts)
def test_a_description_is_seen_as_it_is(renderer: Renderer, description: str) -> None:
    event = spec_at(PRODUCTS[0]).sources["platform"].events["ping"]
    field = replace(event.payload.fields[1], shape=replace(event.payload.fields[1].shape, fields=()))
    field = replace(field, description=description, note="")
    page = docs.render(with_event(replace(event, payload=replace(event.payload, fields=(field,)), received=())))
    [table] = [found for found in tables(read(renderer(page))) if found.caption == "What is sent:"]
    assert [[seen(cell) for cell in row] for row in table.rows] == [["os", "object", seen(description)]]


def with_event(event: Any) -> Spec:  # noqa: ANN401  what `replace` returns
    """Return the spec of FlowForge with another event."""
    spec = spec_at(PRODUCTS[0])
    return replace(spec, sources={"platform": replace(spec.sources["platform"], events={"ping": event})})


@settings(max_examples=25)
@given(text=texts.filter(lambda text: bool(seen(text).strip("\ufffd"))), stored=st.booleans())
def test_a_title_is_seen_as_it_is(text: str, *, stored: bool) -> None:
    event = spec_at(PRODUCTS[0]).sources["platform"].events["ping"]
    sample = replace(event.samples[0], title=text, stored=stored)
    document = read(RENDERERS["commonmark"](docs.render(with_event(replace(event, title=text, samples=(sample,))))))
    assert [seen(element.raw) for element in document.all("h4")] == [seen(text)]
    assert f"({seen(text)}):" in seen(document.text)


def test_the_same_spec_gives_the_same_bytes() -> None:
    script = (
        "import sys; from telemetry_spec.compile import require; from telemetry_spec.emit import docs, base; "
        "sys.stdout.buffer.write(b''.join(data for path in sys.argv[1:] "
        "for name, data in docs.emit(require(path), base.Options())))"
    )
    paths = [str(path) for path in (PRODUCTS[1], *SHAPES[:4])]
    results = {
        subprocess.run(
            [sys.executable, "-c", script, *paths],
            cwd=ROOT, env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)}, capture_output=True, check=True,
        ).stdout
        for seed in ("0", "1")
    }  # fmt: skip
    again = "".join(docs.render(require(path)) for path in paths)
    assert results == {again.encode()}


# ---------------------------------------------------------------- templates of the user's


def user(tmp_path: Path, **templates: str) -> Path:
    for name, text in templates.items():
        (tmp_path / f"{name}.md.j2").write_text(text, "utf-8")
    return tmp_path


def test_a_template_takes_the_place_of_one_piece(tmp_path: Path) -> None:
    own = "#### {{ event.title }}\n\nOwn piece.\n\n"
    page = docs.render(spec_at(PRODUCTS[0]), Options(templates=user(tmp_path, event=own)))
    assert '#### Ping\n\nOwn piece.\n\n<a id="flowforge.destinations"></a>\n\n## Where it is sent\n' in page
    (tmp_path / "markdown").mkdir()
    user(tmp_path / "markdown", event="Within.\n\n")
    assert "Within." in docs.render(spec_at(PRODUCTS[0]), Options(templates=tmp_path))
    [(_, data)] = docs.emit(spec_at(PRODUCTS[0]), Options(templates=tmp_path))
    assert b"Within." in data


def test_a_template_may_use_the_built_in_one(tmp_path: Path) -> None:
    templates = user(tmp_path, access='{% include "built-in/access.md.j2" %}More.\n\n')
    built_in = docs.render(spec_at(PRODUCTS[0]))
    assert docs.render(spec_at(PRODUCTS[0]), Options(templates=templates)) == built_in.replace(
        "- Collected by: FlowForge.\n\n", "- Collected by: FlowForge.\n\nMore.\n\n"
    )


CARELESS = """\
{% macro line(value) %}{{ value }}{% endmacro %}
{% set block %}{{ page.summary }}{% endset %}
{% macro around() %}{{ caller() }}{% endmacro %}
{% call around() %}{{ page.summary }}{% endcall %}

{{ line(page.summary) }}

{{ block }}

{{ page.summary ~ words.why }}

{{ words.why + page.summary }}

{{ [page.summary, words.why] | join(", ") }}

{{ page.summary | upper }}

{{ page.summary | e }}

{{ "%s" | format(page.summary) }}

{{ page.consent ~ (page.summary | string) }}

| {{ page.summary }} | {{ page.opt_outs | map(attribute="note") | join }} |
| --- | --- |
| {{ page.summary }} | {{ None }} |
"""


@each_renderer
def test_a_template_that_forgets_to_escape_still_does(tmp_path: Path, renderer: Renderer) -> None:
    templates = user(tmp_path, page=CARELESS)
    document = read(renderer(docs.render(poisoned(spec_at(PRODUCTS[0]), HOSTILE), Options(templates=templates))))
    allowed = {"p", "br", "strong", "a", "table", "thead", "tbody", "tr", "th", "td"}
    assert {element.tag for element in document.all()} <= allowed
    assert [len(row.all("td", "th")) for row in document.all("tr")] == [2, 2]
    assert links(document) <= ANCHORS


@pytest.mark.parametrize(
    ("template", "line", "message", "advice"),
    [
        ("a\n{% if %}", 2, "Expected an expression", "Correct the line"),
        ("a\nb\n{{ page.titel }}", 3, "'PageView object' has no attribute 'titel'", "Use a name"),
        ("{{ event.titel }}", 1, "'EventView object' has no attribute 'titel'", "Did you mean `title`?"),
        ("{{ nothing }}", 1, "'nothing' is undefined", "Use a name"),
        ("a\n\n{% include 'no.md.j2' %}", 3, "there is no template `no.md.j2`", "Name a template"),
        ("{{ ''.__class__.__mro__ }}", 1, "unsafe", "sandbox"),
        ("{{ page.summary.format.__globals__ }}", 1, "unsafe", "sandbox"),
        ("{% for n in range(10000000) %}{% endfor %}", 1, "a range of more than 10,000 numbers", "Make less"),
        ("a\n{% include 'event.md.j2' %}", 2, "recursion", "Templates include each other without end"),
        ("{{ 1 / 0 }}", 1, "division by zero", "Correct the line"),
        ("{{ page | tojson }}", 1, "No filter named 'tojson'", "Correct the line"),
    ],
)
def test_a_faulty_template_is_a_finding(tmp_path: Path, template: str, line: int, message: str, advice: str) -> None:
    with pytest.raises(InvalidInputError) as raised:
        docs.render(spec_at(PRODUCTS[0]), Options(templates=user(tmp_path, event=template)))
    [finding] = raised.value.findings
    assert finding.code == "bad-template"
    assert finding.span is not None
    assert (Path(finding.span.file), finding.span.line) == (tmp_path / "event.md.j2", line)
    assert message in finding.message
    assert advice in finding.help


def test_a_template_that_is_no_text_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "event.md.j2").write_bytes(b"\xff\xfe")
    with pytest.raises(InvalidInputError, match="not UTF-8"):
        docs.render(spec_at(PRODUCTS[0]), Options(templates=tmp_path))


def test_a_folder_that_is_not_there_is_a_finding(tmp_path: Path) -> None:
    with pytest.raises(InvalidInputError, match="no folder"):
        docs.render(spec_at(PRODUCTS[0]), Options(templates=tmp_path / "none"))


def test_an_error_of_a_built_in_template_is_a_bug(tmp_path: Path) -> None:
    say = Say({key: text for key, text in ENGLISH.items() if key != "why"}, SAY.format)
    page = page_view(spec_at(PRODUCTS[0]), SAY)
    for folder in (None, tmp_path):
        with pytest.raises(Exception, match="has no attribute 'why'"):
            fill(
                "page", {"page": bound(page, SAY.format)}, "flowforge", Setting(fmt="markdown", say=say, folder=folder)
            )


def test_a_format_that_is_not_there() -> None:
    assert set(formats.names()) == {"html", "markdown", "mdx", "rst"}
    with pytest.raises(KeyError):
        docs.render(spec_at(PRODUCTS[0]), Options(docs_format="troff"))


# ---------------------------------------------------------------- words


def test_every_word_comes_from_the_catalogue() -> None:
    for template in (ROOT / "docs_templates" / "markdown").glob("*.j2"):
        written = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|<[^>]*>", "", template.read_text("utf-8"))
        assert not re.findall(r"\w+", written), template.name
    other = Say(
        {key: text.replace("e", "\u00eb") if "{" not in text else text for key, text in ENGLISH.items()}, SAY.format
    )
    page = fill(
        "page", {"page": page_view(spec_at(PRODUCTS[0]), other)}, "flowforge", Setting(fmt="markdown", say=other)
    )
    assert "What is n\u00ebv\u00ebr coll\u00ebct\u00ebd\n" in page


def test_what_is_made_up_is_called_so() -> None:
    row = {"it": {"type": "ip_address", "from": "remote_address"}}
    published = {"title": "A start", "payload": {"a": True}}
    page = docs.render(small(fields={"a": {"type": "boolean"}}, received=row, samples=[published]))
    assert "Example of what is sent (A start):" in page
    assert "Example of what is stored (made up from the description above):" in page
