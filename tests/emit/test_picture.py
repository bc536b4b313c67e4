"""The picture of where telemetry goes: what it shows, that nothing overlaps, and that no text can break it."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass, replace
from functools import cache
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from telemetry_spec.compile import compile_text, require
from telemetry_spec.emit.docs.picture import picture
from telemetry_spec.emit.docs.picture.facts import lanes
from telemetry_spec.emit.docs.picture.layout import WIDTH, Card, Drawing, Line, Text, draw
from telemetry_spec.emit.docs.picture.texts import ELLIPSIS, Font, Words, clean, wrap, wrap_names
from telemetry_spec.emit.docs.words import catalogue
from tests.conftest import ROOT
from tests.verdict.cases import PRODUCTS, spec_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from telemetry_spec.model.spec import Spec
    from tests.conftest import Golden

SVG = "{http://www.w3.org/2000/svg}"
ELEMENTS = {"svg", "title", "desc", "g", "rect", "path", "text"}
Box = tuple[float, float, float, float]

each_spec = pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])
ENGLISH, GERMAN = (catalogue(language) for language in ("en", "de"))
#: These are written alike in HTML and in JSX.
ARIA = ("aria-labelledby", "aria-describedby")
each_language = pytest.mark.parametrize("words", [ENGLISH, GERMAN], ids=["en", "de"])


@cache
def spec_at(path: Path) -> Spec:
    return require(path)


def product(name: str) -> Spec:
    return spec_at(ROOT / "schemas" / f"{name}.telemetry.yaml")


def written(more: str = "", source: str = "", consent: str = "opt-out") -> Spec:
    text = f"""
telemetry_spec: 1
product: acme
title: Acme
version: "2"
consent: {consent}
notice: {{summary: What Acme sends.}}
destinations:
  post: {{url: "https://stats.acme.example/v1/"}}
  plain: {{url: "http://old.acme.example:8080", method: GET}}
sources:
  app:
    title: The app
    discriminator: event
    {source}
    events:
      start: {{title: Start, destination: post, fields: {{name: {{type: string, max_length: 20}}}}}}
      stop: {{title: Stop, destination: [post, plain], trigger: [{{on: shutdown}}], fields: {{}}}}
{more}
"""
    compiled = compile_text(text)
    assert compiled.spec is not None, compiled.findings
    return compiled.spec


def large() -> Spec:
    """Return a spec with more of everything than a picture has room for."""
    spec = written("opt_outs: {off: {kind: env, variable: ACME_OFF, values: any, disables: [app]}}")
    source = spec.sources["app"]
    start = source.events["start"]
    many = {f"e{n}": replace(start, id=f"e{n}", title=f"Event {n}", destinations=("post",)) for n in range(40)}
    many["e7"] = replace(many["e7"], destinations=("plain", "post", "p1", "p2", "p3", "p4"))
    [name] = [member for member in start.payload.fields if member.name == "name"]
    wide = tuple(replace(name, id=f"field_{n}", name=f"field_{n}") for n in range(50))
    many["e8"] = replace(many["e8"], row=replace(start.row, fields=(*start.row.fields, *wide)))
    off = spec.opt_outs["off"]
    return replace(
        spec,
        sources={"app": replace(source, events=many)},
        destinations={**spec.destinations, **{f"p{n}": spec.destinations["post"] for n in range(1, 5)}},
        opt_outs={f"off{n}": replace(off, id=f"off{n}") for n in range(9)},
    )


def drawing(spec: Spec, words: Mapping[str, str] = ENGLISH) -> Drawing:
    say = Words(words)
    return draw(lanes(spec, say), say)


def shown(spec: Spec, words: Mapping[str, str] = ENGLISH) -> str:
    return "\n".join(item.text for item in drawing(spec, words).items() if isinstance(item, Text))


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  written by the code under test, and without a DOCTYPE


def told(spec: Spec, words: Mapping[str, str] = ENGLISH) -> str:
    return parsed(picture(spec, words)).findtext(f"{SVG}desc") or ""


# ---------------------------------------------------------------- what it shows


@pytest.mark.parametrize("name", PRODUCTS)
def test_the_picture_of_a_product(name: str, golden: Golden) -> None:
    assert golden(ROOT / "tests" / "golden" / name / "picture.svg", picture(product(name), ENGLISH) + "\n")


def test_it_shows_where_telemetry_goes_and_what_stops_it() -> None:
    text = shown(product("flowforge"))
    for part in (
        "Core telemetry", "On by default", "30 seconds after startup", "ping.flowforge.com", "HTTPS POST, JSON",
        "What is stored", "receivedAt, ip", "ip (SHA-256)", "What stops it", "Admin Settings", "telemetry.enabled:",
    ):  # fmt: skip
        assert part in text


@each_spec
@each_language
def test_its_description_tells_all_of_it(path: Path, words: Mapping[str, str]) -> None:
    spec = spec_at(path)
    text = told(spec, words)
    for source in spec.live_sources():
        assert source.title in text
        assert words[f"picture_consent_{source.consent}"] in text
        for event in source.live_events():
            for name in event.destinations:
                assert spec.destinations[name].url.partition("://")[2].rstrip("/") in text
    for opt_out in spec.opt_outs.values():
        if opt_out.kind == "env" and not opt_out.removed and opt_out.disables:
            assert str(opt_out.settings["variable"]) in text


def test_a_connection_that_is_not_encrypted_is_marked() -> None:
    text = shown(written())
    assert "HTTPS POST, JSON" in text
    assert "HTTP GET, not" in text
    assert "Only Stop" in text


def barriers(spec: Spec) -> int:
    return sum(isinstance(item, Line) and item.kind == "barrier" for item in drawing(spec).items())


@pytest.mark.parametrize(
    ("opt_out", "says"),
    [
        ('{kind: env, variable: ACME_OFF, values: ["1"], disables: [app]}', "ACME_OFF=1 Environment variable"),
        ("{kind: flag, flag: --no-telemetry, disables: [app]}", "--no-telemetry Command-line argument"),
        ("{kind: config, file: a.yml, key: t.on, value: false, disables: [app]}", "t.on: false Setting in a.yml"),
        ("{kind: command, command: acme off, disables: [app]}", "acme off Command"),
        ("{kind: code, symbol: quiet, language: jsx, snippet: <A quiet/>, disables: [app]}", "quiet In your own code"),
        ("{kind: setting, where: Settings, disables: [app]}", "Settings Setting in the product"),
        ("{kind: prompt, where: first start, disables: [app]}", "first start Question at set-up"),
        ("{kind: signal, signal: GPC, disables: [app]}", "Sec-GPC: 1 Signal of the browser or system"),
        ("{kind: flag, flag: -q, disables: [app.stop]}", "-q Command-line argument; only Stop"),
        ("{kind: flag, flag: -q, disables: [app.start.name]}", "-q Command-line argument; only name"),
        ("{kind: flag, flag: -q, title: Quiet, disables: [app], unavailable_to: guests}", "-q Quiet; not for guests"),
        ("{kind: flag, flag: -q, title: Quiet, disables: [app], stops: sending}", "-q Quiet; stops sending, not"),
        (
            "{kind: flag, flag: -q, title: T, disables: [{selector: app, when: {field: app.start.name, equals: x}}]}",
            '-q T; only where name is "x"',
        ),
    ],
)
def test_an_opt_out_stands_across_the_arrow(opt_out: str, says: str) -> None:
    spec = written(f"opt_outs: {{off: {opt_out}}}")
    assert says in shown(spec).replace("\n", " ")
    assert barriers(spec) == 1


def test_without_an_opt_out_there_is_no_barrier() -> None:
    assert barriers(written()) == 0
    assert "No opt-out is declared" in shown(written())
    assert "No opt-out is declared" in told(written())
    assert "No opt-out is declared" not in shown(written(consent="opt-in"))


def test_what_is_removed_is_left_out() -> None:
    off = "opt_outs: {off: {kind: flag, flag: -q, disables: [app], removed: '2'}}"
    assert "-q" not in shown(written(off))
    spec = written()
    gone = replace(spec.sources["app"].events["stop"], removed="2")
    source = replace(spec.sources["app"], events={**spec.sources["app"].events, "stop": gone})
    assert "old.acme.example" not in picture(replace(spec, sources={"app": source}), ENGLISH)
    nothing = replace(spec, sources={"app": replace(source, removed="2")})
    assert shown(nothing) == told(nothing) == "Nothing is sent."


def test_what_does_not_fit_is_counted() -> None:
    text = shown(large())
    assert "40 events" in text
    assert re.search(r"and \d+ more", text)
    assert text.count("ACME_OFF") == 6
    assert "and 3 more" in text
    assert text.count("stats.acme.example/v1") == 3
    assert "and 2 more" in text


# ---------------------------------------------------------------- layout


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def within(one: Box, other: Box) -> bool:
    return other[0] < one[0] and other[1] < one[1] and one[2] < other[2] and one[3] < other[3]


def strokes(line: Line) -> Iterator[Box]:
    for (a, b), (c, d) in pairwise(line.points):
        yield min(a, c), min(b, d), max(a, c) + 0.1, max(b, d) + 0.1


def check(found: Drawing) -> None:
    texts = [item for item in found.items() if isinstance(item, Text)]
    cards = [item for item in found.items() if isinstance(item, Card)]
    boxes = [item.box for item in found.items() if isinstance(item, Text)], [card.box for card in cards]
    for one, other in [*combinations(boxes[0], 2), *combinations(boxes[1], 2)]:
        assert not overlap(one, other), (one, other)
    for left, top, right, bottom in (*boxes[0], *boxes[1]):
        assert 0 <= left < right <= WIDTH
        assert 0 <= top < bottom <= found.height
    for text in texts:
        assert any(within(text.box, card.box) for card in cards), text
    for line in (item for item in found.items() if isinstance(item, Line)):
        for stroke in strokes(line):
            assert 0 <= stroke[0] <= stroke[2] <= WIDTH
            assert 0 <= stroke[1] <= stroke[3] <= found.height
            assert not [text for text in texts if overlap(stroke, text.box)], line


@each_spec
@each_language
def test_nothing_overlaps_and_nothing_lies_outside(path: Path, words: Mapping[str, str]) -> None:
    check(drawing(spec_at(path), words))


@each_language
def test_nothing_overlaps_in_a_large_one(words: Mapping[str, str]) -> None:
    check(drawing(large(), words))


@settings(max_examples=40)
@given(st.text(max_size=300).filter(str.strip))
def test_nothing_overlaps_whatever_the_texts(text: str) -> None:
    for name in ("refine", "hasura"):
        spec = poisoned(product(name), text)
        check(drawing(spec))
        parsed(picture(spec, ENGLISH))


FONTS = st.builds(Font, st.integers(12, 20), bold=st.booleans(), mono=st.booleans())


@given(st.text(max_size=200), FONTS, st.integers(60, 240), st.integers(1, 6))
def test_lines_are_no_wider_than_they_may_be(text: str, font: Font, width: int, most: int) -> None:
    lines = wrap(text, font, width, most)
    assert len(lines) <= most
    assert all(font.width(line) <= width for line in lines)
    whole = clean(text).replace(" ", "")
    joined = "".join(lines).translate({0x2068: None, 0x2069: None}).replace(" ", "")
    assert joined == whole or joined.endswith(ELLIPSIS)


@given(st.lists(st.text("abcxyz_.", min_size=1, max_size=40), max_size=30), st.integers(2, 6))
def test_names_are_shown_or_counted(names: list[str], most: int) -> None:
    lines, more = wrap_names(names, Font(15, mono=True), 200, most)
    assert len(lines) + bool(more) <= most
    shown_names = len(names) - more
    assert shown_names >= min(1, len(names))
    text = "".join(lines).replace(" ", "")
    assert ELLIPSIS in text or text == ",".join(names[:shown_names])


# ---------------------------------------------------------------- text is data

HOSTILE = (
    "</text></svg><script>alert(1)</script><img src=x onerror=alert(1)> {{ 7*7 }} {x: y} `a` *b* _c_ \" ' & &lt; ]]> "
    "https://e.example/ me@e.example \u202eabc \u2067 \u2069 \u200f \u05d0\u05d1 \x00 \x0b \ud800 \ufffe \n\n\n -->"
)
#: What names something, or is one of a few words.
KEEP = frozenset(
    (
        *("id", "kind", "type", "span", "consent", "sensitivity", "origin", "mode", "at", "on", "batch", "carrier"),
        *("encoding", "stops", "product", "selector", "destinations", "overrides", "removed", "discriminator", "files"),
        *("exempt", "forbids", "suppressions", "used_destinations", "spans", "pattern", "lifetime", "by_key"),
    )
)  # fmt: skip


def poisoned(value: Any, text: str) -> Any:  # noqa: ANN401  any part of a model
    """Return a part of a model in which every text is another one."""
    if isinstance(value, str):
        return text
    if isinstance(value, tuple | list):
        return type(value)(poisoned(item, text) for item in value)
    if isinstance(value, dict):
        return {key: poisoned(item, text) for key, item in value.items()}
    if is_dataclass(value) and not isinstance(value, type):
        changed = {one.name: poisoned(getattr(value, one.name), text) for one in fields(value) if one.name not in KEEP}
        return replace(value, **changed)
    return value


def structure(element: ET.Element) -> Iterator[tuple[str, dict[str, str]]]:
    for inner in element.iter():
        yield inner.tag.removeprefix(SVG), inner.attrib


@each_spec
def test_no_text_of_a_spec_can_break_it(path: Path) -> None:
    hostile = picture(poisoned(spec_at(path), HOSTILE), ENGLISH)
    document = parsed(hostile)
    plain = list(structure(parsed(picture(spec_at(path), ENGLISH))))
    values = {(tag, name): value for tag, attributes in plain for name, value in attributes.items()}
    for tag, attributes in structure(document):
        assert tag in ELEMENTS
        for name, value in attributes.items():
            assert (tag, name) in values or name in ("font-family", "font-weight"), (tag, name)
            assert "alert" not in value
    assert "alert(1)" in (document.findtext(f"{SVG}desc") or "")
    assert "\n" not in hostile.replace(">\n<", "><")
    for line in ("{", "}", "\u202e", "\u2067", "\x00", "<script"):
        assert line not in hostile
    assert [text.count("\u2068") for text in document.itertext()] == [
        text.count("\u2069") for text in document.itertext()
    ]


def test_texts_that_run_from_right_to_left_are_isolated() -> None:
    spec = poisoned(product("refine"), "\u05d0\u05d1\u05d2 abc")
    title = parsed(picture(spec, ENGLISH)).findtext(f"{SVG}title")
    assert title == "Where the telemetry of \u2068\u05d0\u05d1\u05d2 abc\u2069 goes"
    assert "\u2068" not in picture(product("refine"), ENGLISH)


# ---------------------------------------------------------------- how it is written


def test_it_has_short_lines_and_needs_nothing_else() -> None:
    found = picture(product("hasura"), ENGLISH)
    assert max(map(len, found.split("\n"))) < 2000
    assert min(map(len, found.split("\n"))) > 0
    assert not re.search(r"style|href|url\(|<script|\son\w+=", found)
    root = parsed(found)
    assert root.get("role") == "img"
    assert root.get("viewBox", "").startswith(f"0 0 {WIDTH} ")
    labels = [root.find(f"{SVG}title"), root.find(f"{SVG}desc")]
    named = [root.get("aria-labelledby"), root.get("aria-describedby")]
    assert [label.get("id") for label in labels if label is not None] == named
    assert {inner.get("fill") for inner in root.iter(f"{SVG}text")} == {"currentColor"}


def test_several_can_stand_on_one_page() -> None:
    found = [
        picture(product("hasura"), ENGLISH, prefix="a-"),
        picture(product("hasura"), ENGLISH, prefix="b-"),
        picture(product("refine"), ENGLISH, prefix="a-"),
    ]
    ids = [inner.get("id") for one in found for inner in parsed(one).iter() if inner.get("id")]
    assert len(ids) == len(set(ids)) == 6
    assert ids[0] == "a-hasura-picture-title"


#: Attributes of JSX, as React lists them.
CAMEL = {
    "className": "class", "fillOpacity": "fill-opacity", "fontFamily": "font-family", "fontSize": "font-size",
    "fontWeight": "font-weight", "strokeLinecap": "stroke-linecap", "strokeLinejoin": "stroke-linejoin",
    "strokeOpacity": "stroke-opacity", "strokeWidth": "stroke-width",
}  # fmt: skip


EXPRESSION = re.compile(r'\{("(?:[^"\\{}<>&]|\\.)*")\}')


@pytest.mark.parametrize("text", ["", HOSTILE])
def test_jsx_is_the_same_in_another_notation(text: str) -> None:
    spec = poisoned(product("hasura"), text) if text else product("hasura")
    jsx = picture(spec, ENGLISH, jsx=True)
    assert "\n" not in jsx
    assert not re.search(r"[{}]", EXPRESSION.sub("", jsx))
    document = parsed(EXPRESSION.sub(lambda found: escape(json.loads(found[1])), jsx))
    for inner in document.iter():
        inner.attrib = {CAMEL.get(name, name): value for name, value in inner.attrib.items()}
        assert not [name for name in inner.attrib if "-" in name and name not in (*CAMEL.values(), *ARIA)]
    plain = parsed(picture(spec, ENGLISH))
    assert list(structure(document)) == list(structure(plain))
    assert list(document.itertext()) == [text for text in plain.itertext() if text != "\n"]
    assert not re.search(r" (?:class|[a-z]+-[a-z]+)=", re.sub("|".join(ARIA), "", jsx))


# ---------------------------------------------------------------- words


def test_every_word_is_used() -> None:
    code = "".join(
        path.read_text("utf-8") for path in (ROOT / "telemetry_spec" / "emit" / "docs" / "picture").glob("*.py")
    )
    families = (*re.findall(r'f"([a-z]+_)\{', code), "hash_", "truncate_", "round_", "drop_")
    for key in (key.removeprefix("picture_") for key in ENGLISH if key.startswith("picture_")):
        assert key.startswith(families) or f'"{key}"' in code, key


def test_words_of_a_site_are_used() -> None:
    own = {key: text.replace("What is stored", "Was bleibt") for key, text in ENGLISH.items()}
    assert "Was bleibt" in shown(product("refine"), own)
