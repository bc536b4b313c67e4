"""The public page in HTML: well formed, nothing in it that a strict policy forbids, and every text stays text."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import setting_of
from telemetry_spec.emit.docs.document import STYLE, asset, document
from telemetry_spec.emit.docs.formats import html
from tests.conftest import ROOT
from tests.emit.hostile import HOSTILE, poisoned, seen
from tests.emit.rendered import Element, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.conftest import Golden

PRODUCTS = sorted((ROOT / "schemas").glob("*.telemetry.yaml"))
SPECS = [
    *PRODUCTS,
    *sorted((ROOT / "tests" / "shapes").glob("*.telemetry.yaml")),
    *sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml")),
]
HTML = Options(docs_format="html")
VOID = frozenset(("br", "input", "meta", "link", "hr", "img"))
#: What may stand in what (the living standard, section 4); elements that are not named here hold only text and phrases.
PHRASES = frozenset(("a", "strong", "code", "span", "br", "label", "input", "select", "button"))
FLOW = PHRASES | {
    *("p", "ul", "div", "section", "table", "details", "form", "figure", "pre"),
    *("h1", "h2", "h3", "h4", "h5", "h6"),
}
CHILDREN = {
    **dict.fromkeys(("div", "section", "li", "td", "form", "figure", "main"), FLOW),
    "details": FLOW | {"summary"},
    "ul": {"li"},
    "table": {"caption", "thead", "tbody"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tr": {"th", "td"},
    "select": {"option"},
}


#: Without the empty lines, which rightly part paragraphs.
TRAP = re.sub(r"\n\n+", "\n", HOSTILE)


def named(path: Path) -> str:
    return path.name.removesuffix(".telemetry.yaml")


@dataclass
class Strict(HTMLParser):
    """Reads HTML in which every element that is opened is closed, in order, and stands where it may stand."""

    open: list[str] = field(default_factory=list)
    found: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"an attribute twice: {attrs}"
        if self.open and "svg" not in self.open and tag != "svg":
            assert tag in CHILDREN.get(self.open[-1], PHRASES), f"<{tag}> in {self.open}"
        self.found.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert "svg" in self.open, f"<{tag}/> is not closed by its slash"
        self.found.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag, f"</{tag}> closes nothing"

    def handle_data(self, data: str) -> None:
        assert self.open or not data.strip(), f"a text in no element: {data}"

    def handle_comment(self, data: str) -> None:
        pytest.fail(f"a comment: {data}")

    def handle_decl(self, decl: str) -> None:
        pytest.fail(f"a declaration: {decl}")


def parse(fragment: str) -> list[tuple[str, dict[str, str | None]]]:
    """Return the elements of well-formed HTML with their attributes."""
    reader = Strict()
    reader.feed(fragment)
    reader.close()
    assert not reader.open
    return reader.found


def page_of(path: Path, part: str = "") -> str:
    return docs.render(require(path), HTML, part)


@pytest.mark.parametrize("path", PRODUCTS[:1], ids=named)
def test_page(path: Path, golden: Golden) -> None:
    [(name, data)] = docs.emit(require(path), HTML)
    assert golden(ROOT / "tests" / "golden" / name, data)


@pytest.mark.parametrize("path", SPECS, ids=named)
def test_a_page_is_well_formed(path: Path) -> None:
    page = page_of(path)
    elements = parse(page)
    ids = [attributes["id"] for _, attributes in elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    links = {attributes["href"] or "" for tag, attributes in elements if tag == "a"}
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert not re.search(r"\n\s*\n|[ \t]\n|\t|\r|\bUndefined\b", page)


@pytest.mark.parametrize("path", SPECS, ids=named)
def test_a_page_needs_no_permission(path: Path) -> None:
    for tag, attributes in parse(page_of(path)):
        assert tag not in {"script", "style", "link", "img", "iframe"}
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "src", "srcset")]
        classes = (attributes.get("class") or "").split()
        assert all(re.match(r"ts-|language-|telemetry-spec$|no-copy$", one) for one in classes)


@pytest.mark.parametrize("path", PRODUCTS, ids=named)
def test_every_part_stands_alone(path: Path) -> None:
    page = docs.Page(require(path), HTML)
    assert len(page.parts) >= 8
    for part in page.parts:
        fragment = page.render(part)
        elements = parse(fragment)
        assert elements[0] == ("div", {"class": "telemetry-spec", "lang": "en"})
        assert fragment.count('class="telemetry-spec"') == 1


def headings(elements: list[tuple[str, dict[str, str | None]]]) -> Iterator[int]:
    for tag, _ in elements:
        if re.fullmatch("h[1-6]", tag):
            yield int(tag[1])


@pytest.mark.parametrize("path", SPECS, ids=named)
def test_headings_leave_out_no_level(path: Path) -> None:
    before = 0
    for level in headings(parse(page_of(path))):
        assert level <= before + 1
        before = level


@pytest.mark.parametrize("path", [*PRODUCTS, ROOT / "tests" / "shapes" / "lifecycle.telemetry.yaml"], ids=named)
def test_no_text_breaks_a_page(path: Path) -> None:
    # With what makes a name be written as JSON where it stands within another.
    harmless = '\u00fc."' + "\u00fc" * (len(TRAP) - 3)
    page = docs.render(poisoned(require(path), TRAP), HTML)
    wanted = docs.render(poisoned(require(path), harmless), HTML)
    assert [tag for tag, _ in parse(page)] == [tag for tag, _ in parse(wanted)]
    assert not re.search(r"\{[{%#]", page)
    document_ = read(page)
    links = {element.attributes["href"] or "" for element in document_.all("a")}
    assert all(re.fullmatch(r"#[A-Za-z0-9._~-]+", link) for link in links)
    count = plain(read(wanted)).count(harmless)
    assert count > 5
    assert plain(document_).count(seen(TRAP)) == count


def plain(page: Element) -> str:
    """Return the text of a page but for its picture, which cuts texts, and samples, where they are JSON."""
    return seen(_text(page))


def _text(element: Element) -> str:
    if element.tag == "svg" or element.attributes.get("class") == "ts-sample":
        return ""
    return "".join(child if isinstance(child, str) else _text(child) for child in element.children)


def test_what_a_text_may_hold_is_escaped() -> None:
    assert html.text("<b> & \"x\" 'y'") == "&lt;b&gt; &amp; &#34;x&#34; &#39;y&#39;"
    assert html.text("{{ a }} {% b %} {# c #} { d }") == "&#123;{ a }} &#123;% b %} &#123;# c #} { d }"
    assert html.link("javascript:alert(1)") == "<code>javascript:alert(1)</code>"
    assert html.link('https://a.example/"><b>') == (
        '<a class="ts-address" href="https://a.example/&#34;&gt;&lt;b&gt;">a.example/&#34;&gt;&lt;b&gt;</a>'
    )


def test_empty_lines_of_code_stay() -> None:
    block = html.code_block("a\n\n  b\n \nc\n", "YAML")
    assert "\n\n" not in block
    assert read(block).raw == "a\n\n  b\n \nc\n"
    wanted = f'<div class="telemetry-spec" lang="en">\n{block}\n<p>d</p>\n</div>\n'
    assert html.finish(f"{block}\n\n\n<p>d</p>\n", "en") == wanted


def test_a_sample_is_its_json() -> None:
    spec = require(PRODUCTS[0])
    page = docs.render(spec, HTML)
    [sample, *_] = [element for element in read(page).all("pre") if element.attributes.get("class") == "ts-sample"]
    assert json.loads(sample.raw)["os"]["arch"] == "x64"
    keys = sample.all("a")
    assert keys[0].attributes == {
        "class": "ts-key",
        "href": "#flowforge.platform.ping.instanceId",
        "aria-description": spec.sources["platform"].events["ping"].payload.fields[0].description,
    }


def test_a_document_has_one_policy_and_asks_for_nothing() -> None:
    spec = require(PRODUCTS[0])
    made = document(docs.render(spec, HTML), title="<Page>", language="en", setting=setting_of(HTML))
    assert made.startswith('<!doctype html>\n<html lang="en">')
    assert "<title>&lt;Page&gt;</title>" in made
    assert f"<style>{asset(STYLE)}</style>" in made
    assert made.count("Content-Security-Policy") == 1
    assert not re.findall(r"unsafe|@import|url\(|https?:", made[: made.index("<body")])


def test_the_style_names_only_classes_that_pages_have() -> None:
    templates = "".join(path.read_text("utf-8") for path in (ROOT / "docs_templates" / "html").glob("*.j2"))
    folder = ROOT / "telemetry_spec" / "emit" / "docs"
    code = "".join((folder / name).read_text("utf-8") for name in ("formats/html.py", "picture/svg.py"))
    styled = set(re.findall(r"\.(ts-[a-z-]+)", asset(STYLE)))
    kinds = {"ts-string", "ts-number", "ts-word"}
    assert styled - kinds <= set(re.findall(r"ts-[a-z-]+", templates + code))
