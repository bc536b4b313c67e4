"""reStructuredText: Sphinx takes every page without a warning, and whatever a text holds, the reader sees the text."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]
from pygments.token import Error  # type: ignore[import-untyped]

from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.formats import rst
from telemetry_spec.emit.docs.formats.base import safe
from tests.conftest import ROOT
from tests.emit.hostile import HARMLESS, PIECES, POISONED, SHORT, SPECS, poisoned, seen, texts, with_history
from tests.emit.sphinx_site import body, build, parser

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.conftest import Golden
    from tests.emit.rendered import Element

OPTIONS = Options(docs_format="rst")
PRODUCTS = tuple(path.name.split(".")[0] for path in sorted((ROOT / "schemas").glob("*.telemetry.yaml")))


def finish(page: str) -> str:
    """Return a page as it is written."""
    return rst.finish(page, "en")


class Site:
    """What Sphinx makes of all the pages."""

    def __init__(self, folder: Path) -> None:
        pages = {name: docs.render(require(path), OPTIONS) for name, path in SPECS.items()}
        self.hostile = {name: PIECES[place % len(PIECES)] for place, name in enumerate(POISONED)}
        for name, text in self.hostile.items():
            for kind, spoken in (("hostile", text), ("harmless", HARMLESS)):
                pages[f"{kind}-{name}"] = docs.render(poisoned(require(SPECS[name]), spoken), OPTIONS)
        for kind, spoken in (("hostile", SHORT), ("harmless", HARMLESS)):
            spec = poisoned(require(SPECS["told-by-key"]), spoken)
            pages[f"{kind}-history"] = docs.render(spec, with_history(spec, "rst"), "history")
        specs = [poisoned(require(SPECS[name]), PIECES[0]) for name in POISONED]
        pages["index-of-all"] = docs.index(specs, {spec.product: f"{spec.product}.html" for spec in specs}, OPTIONS)
        self.sources = pages
        self.pages, self.warnings = build(folder, pages)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """Return a site with the pages of all specs, and of some that are full of hostile and of harmless texts."""
    return Site(tmp_path_factory.mktemp("site"))


@pytest.fixture(scope="module")
def parsed(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Any]:
    """Return what reads reStructuredText into a document of docutils, as Sphinx does."""
    return parser(tmp_path_factory.mktemp("parser"))


# ---------------------------------------------------------------- whole pages


def test_sphinx_takes_every_page_without_a_warning(site: Site) -> None:
    assert site.warnings == ""
    assert len(site.pages) == len(SPECS) + 2 * len(POISONED) + 3
    assert len(body(site.pages["index-of-all"]).all("h2")) == len(POISONED)


def test_the_pieces_are_those_of_markdown() -> None:
    folder = ROOT / "docs_templates"
    pieces = {path.name.removesuffix(".md.j2") for path in (folder / "markdown").glob("*.j2")}
    assert {path.name.removesuffix(".rst.j2") for path in (folder / "rst").glob("*.j2")} == pieces
    # Markdown that is shown as such has no place for a picture.
    pages = (folder / "markdown" / "page.md.j2", folder / "mdx" / "page.md.j2", folder / "rst" / "page.rst.j2")
    markdown, mdx, rst_ = (re.findall(r'include "(\w+)', page.read_text("utf-8")) for page in pages)
    assert markdown == [name for name in mdx if name != "picture"]
    assert mdx == rst_


@pytest.mark.parametrize("name", SPECS)
def test_a_page_has_no_gaps(site: Site, name: str) -> None:
    source = site.sources[name]
    assert not re.findall(r" $|\n\n\n|\bUndefined\b|\t|\r|\ufdd0", source, re.MULTILINE)
    page = body(site.pages[name])
    assert [one.all("svg") != [] for one in page.all("figure")] == [True]
    page.all("figure")[0].all("div")[0].attributes["class"] = "highlight"
    assert not page.all("div", "blockquote") or {one.attributes["class"] for one in page.all("div")} <= {
        *(f"highlight-{language} notranslate" for language in ("json", "yaml", "shell", "http", "javascript", "text")),
        *("highlight", "highlight-ini notranslate", "highlight-toml notranslate", "highlight-bash notranslate"),
    }
    assert not [one for one in page.all("p", "li") if not one.text]
    assert len(page.all("svg")) == 1
    for table in page.all("table"):
        assert len({len(row.all("th", "td")) for row in table.all("tr")}) == 1
        assert all(cell.text for row in table.all("tr") for cell in row.all("td")[:2])


@pytest.mark.parametrize("name", SPECS)
def test_every_link_on_a_page_leads_somewhere(site: Site, name: str) -> None:
    page = body(site.pages[name])
    anchors = [one.attributes["id"] for one in page.all("span") if "id" in one.attributes]
    assert len(anchors) == len(set(anchors))
    inner = [one.attributes["href"] or "" for one in page.all("a")]
    assert {f"#{anchor}" for anchor in anchors} >= {href for href in inner if href.startswith("#")}
    assert f"{name}.opt_outs" in anchors or name not in ("flowforge", "hasura", "refine", "strapi")


def test_the_same_anchors_as_in_mdx(site: Site) -> None:
    for name in POISONED:
        wanted = re.findall(r'<a (?:id|name)="([^"]*)"', docs.render(require(SPECS[name]), Options(docs_format="mdx")))
        page = body(site.pages[name])
        assert sorted(wanted) == sorted(str(one.attributes["id"]) for one in page.all("span") if "id" in one.attributes)


def without_code(page: Element) -> Element:
    """Return a page without code and picture, which cut and wrap long texts."""
    for element in page.all("pre", "code", "svg"):
        element.children.clear()
    return page


@pytest.mark.parametrize("name", POISONED)
def test_no_text_of_a_spec_can_break_its_page(site: Site, name: str) -> None:
    page = without_code(body(site.pages[f"hostile-{name}"]))
    wanted = without_code(body(site.pages[f"harmless-{name}"]))
    assert [element.tag for element in page.all()] == [element.tag for element in wanted.all()]
    assert {one.attributes["href"] for one in page.all("a")} == {one.attributes["href"] for one in wanted.all("a")}
    count = wanted.text.count(HARMLESS)
    assert count > 5
    assert seen(page.text).count(seen(site.hostile[name])) == count


def test_no_text_of_a_spec_can_break_its_history(site: Site) -> None:
    page, wanted = (body(site.pages[f"{kind}-history"]) for kind in ("hostile", "harmless"))
    assert [element.tag for element in page.all()] == [element.tag for element in wanted.all()]
    assert SHORT in page.text
    assert HARMLESS in wanted.text


def test_a_page_is_kept(golden: Golden) -> None:
    [(name, data)] = docs.emit(require(SPECS["flowforge"]), OPTIONS)
    assert name == "flowforge/page.rst"
    assert golden(ROOT / "tests" / "golden" / name, data)


def test_several_parts_stand_in_one_file(parsed: Callable[[str], Any]) -> None:
    spec = require(SPECS["strapi"])
    parts = [docs.render(spec, Options(docs_format="rst", level=2), part) for part in ("opt_outs", "collected")]
    document = parsed('Title\n=====\n\nIt\'s "theirs" -- here.\n\n' + "\n.. a comment\n\n".join(parts))
    assert [one.tagname for one in document[-1]] == ["title", "paragraph", "raw", "section", "section"]


# ---------------------------------------------------------------- docutils alone, and narrow screens


#: Parts of a page that suit a README.
PARTS = ("opt_outs", "picture")


@pytest.fixture(scope="module")
def told(site: Site) -> Mapping[str, str]:
    """Return what docutils alone has to say about the pages of all specs, and parts of them."""
    pages = {f"{name}-{part}": docs.render(require(SPECS[name]), OPTIONS, part) for name in PRODUCTS for part in PARTS}
    pages |= site.sources | {"option": ".. code-block:: text\n   :force:\n\n   a\n", "long": "a" * 10_001}
    script = ROOT / "tests" / "emit" / "docutils_alone.py"
    run = subprocess.run([sys.executable, script], input=json.dumps(pages).encode(), capture_output=True, check=True)
    found: dict[str, str] = json.loads(run.stdout)
    return found


def test_docutils_alone_takes_every_page(told: Mapping[str, str]) -> None:
    wrong = {name: says for name, says in told.items() if says}
    assert wrong.keys() == {"option", "long"}, wrong
    assert 'unknown option: "force"' in wrong["option"]
    assert "line-length-limit" in wrong["long"]
    assert {*PRODUCTS, *(f"{name}-{part}" for name in PRODUCTS for part in PARTS)} < told.keys()


def test_tables_fit_narrow_screens(site: Site) -> None:
    for name in ("flowforge", "hasura"):
        page = body(site.pages[name])
        [sheet] = page.all("link")
        assert unquote(sheet.attributes["href"] or "").startswith("data:text/css,.ts-fields ")
        tables = [one.attributes["class"] or "" for one in page.all("table")]
        assert len(tables) == len([one for one in tables if "ts-fields" in one.split()]) > 0
        assert {len(row.all("th", "td")) for row in page.all("tr")} <= {2, 3}
    assert "<link" not in docs.render(require(SPECS["hasura"]), OPTIONS, "opt_outs")


def test_the_picture_is_no_larger_than_the_text_and_no_smaller_than_it_can_be_read(site: Site) -> None:
    [figure] = body(site.pages["strapi"]).all("figure")
    assert figure.attributes["style"] == "margin: 1em 0; max-width: 31em; overflow-x: auto"
    assert figure.all("div")[0].attributes["style"] == "min-width: 22em"


# ---------------------------------------------------------------- one text


def tags(node: Any) -> list[str]:  # noqa: ANN401  docutils has no types for its nodes
    """Return the kinds of nodes, but for texts and for what keeps them apart."""
    return [one.tagname for one in node.findall() if one.tagname not in ("#text", "raw", "document")]


def shown(node: Any) -> str:  # noqa: ANN401  as above
    return seen("".join(one.astext() for one in node.findall(lambda one: one.tagname == "#text")))


def test_sphinx_would_make_it_typographic(parsed: Callable[[str], Any]) -> None:
    assert shown(parsed('it\'s "a" -- b...')) == "it\u2019s \u201ca\u201d \u2013 b\u2026"
    assert shown(parsed(finish(rst.text('it\'s "a" -- b...')))) == 'it\'s "a" -- b...'


HARD = ("1. a", "a::", "::", "\\", '\\\\"', ". . .", "--o FILE", ":a: b", "=== ===", "+--+", "(a) b", "`a``", "\ufdd0'")


@settings(max_examples=40)
@given(value=texts)
@example(value="&#34;\\`")
@example(value="a a@b.co b")
@example(value="a http://a.b b")
@example(value="--o")
@example(value="-o")
def test_a_text_is_text_in_a_paragraph(parsed: Callable[[str], Any], value: str) -> None:
    document = parsed(finish(f"before\n\n{rst.text(value)}\n\nafter\n"))
    assert tags(document) == ["paragraph"] * (3 if value.split() else 2)
    assert shown(document) == seen(f"before{value}after") or shown(document) == "before" + seen(value) + "after"


@pytest.mark.parametrize("value", HARD)
def test_what_is_hard_is_text_everywhere(parsed: Callable[[str], Any], value: str) -> None:
    document = parsed(
        finish(
            f"{rst.heading(value, 1, 'a_')}\n\n{rst.text(value)}\n\n- {rst.text(value)}\n- {rst.strong(value)} "
            f"{rst.link('https://a.example/_', value)}\n- {rst.code(value)}{rst.code(value)}\n\n"
            f".. list-table::\n\n   * - {rst.cell(value)}\n     - {rst.reference('#b_', value)}\n"
        )
    )
    kinds = [tag for tag in tags(document) if tag not in ("strong", "reference")]
    table = ["table", "tgroup", "colspec", "colspec", "tbody", "row", "entry", "paragraph", "entry", "paragraph"]
    items = ["list_item", "paragraph", "list_item", "paragraph", "list_item", "paragraph", "literal", "literal"]
    assert kinds == ["section", "title", "paragraph", "bullet_list", *items, *table]
    for node in document.findall(lambda one: one.tagname in ("title", "paragraph", "literal")):
        times = shown(node).replace(" ", "").count(seen(value).replace(" ", ""))
        assert times >= 1
    for node in document.findall(lambda one: one.tagname == "reference"):
        assert node["refuri"] in ("https://a.example/_", "#b_")


@settings(max_examples=40)
@given(value=texts)
def test_a_text_is_text_in_a_heading(parsed: Callable[[str], Any], value: str) -> None:
    document = parsed(finish(f"{rst.heading(f'{value} x', 2)}\n\nafter\n"))
    assert tags(document) == ["section", "title", "paragraph"]
    assert shown(document[-1][0]) == seen(f"{value} x")


@settings(max_examples=40)
@given(value=texts, other=texts)
def test_a_text_is_text_in_a_list_and_between_words(parsed: Callable[[str], Any], value: str, other: str) -> None:
    line = f"{rst.text(value)} {rst.strong('b')} {rst.text(other)}{rst.reference('#d', 'c')}"
    document = parsed(finish(f"- {line}\n\n.. list-table::\n\n   * - {line}\n     - {rst.cell('x')}\n"))
    lines = list(document.findall(lambda one: one.tagname == "paragraph"))[:2]
    for paragraph in lines:
        assert tags(paragraph) == ["paragraph", "strong", "reference"]
        assert shown(paragraph).replace(" ", "") == seen(f"{value}b{other}c").replace(" ", "")


@settings(max_examples=40)
@given(value=texts)
@example(value="`a")
@example(value="a`")
@example(value="a``.")
@example(value="a\\")
@example(value="a`\\")
def test_a_text_is_text_in_a_code_span(parsed: Callable[[str], Any], value: str) -> None:
    document = parsed(finish(f"a ({rst.code(value)}) b{rst.code(value)}: c\n"))
    assert tags(document) == ["paragraph", *(["literal"] * 2 if value.split() else [])]
    for literal in document.findall(lambda one: one.tagname == "literal"):
        assert shown(literal) == seen(value)


@settings(max_examples=40)
@given(value=texts, language=st.sampled_from(("c++", "json", "none at all", "")))
@example(value="    a:\n      b", language="yaml")
def test_a_text_stays_in_its_code_block(parsed: Callable[[str], Any], value: str, language: str) -> None:
    document = parsed(finish(f"before\n\n{rst.code_block(value, language)}\n\nafter\n"))
    assert tags(document) == ["paragraph", "literal_block", "paragraph"]
    assert shown(document[1]) == seen(value)


def test_a_code_block_keeps_its_lines(parsed: Callable[[str], Any]) -> None:
    lines = "    a:\n        b: ::\n\n      c"
    assert parsed(str(rst.code_block(f"{lines}\n\n", "yaml")))[0].astext() == lines


@settings(max_examples=40)
@given(value=texts)
def test_a_link_leads_to_a_web_page_or_nowhere(parsed: Callable[[str], Any], value: str) -> None:
    address = f"https://example.com/{value}"
    document = parsed(finish(f"x {rst.link(value)} {rst.link(address)} {rst.link(address, value)} y\n"))
    assert set(tags(document)) <= {"paragraph", "reference", "literal"}
    for node in document.findall(lambda one: one.tagname == "reference"):
        assert seen(unquote(node["refuri"])) in (seen(unquote(address)), seen(unquote(value)))


def test_inline_markup_is_not_nested(parsed: Callable[[str], Any]) -> None:
    inner = safe("{} {}").format(rst.text("it's"), rst.code("a"))
    document = parsed(finish(f"{rst.strong(inner)} {rst.reference('#x', inner)}"))
    assert tags(document) == ["paragraph", "strong", "literal", "reference", "literal"]
    assert shown(document) == "it's a it's a"


#: Pieces of code, among them those on which lexers fail.
_CODE = ("class", "def", "import", "export", "if", "end", "0x", "1e", "a", "b", "true", *" \n-=./:,;(){}[]_\"'#$<>&|\\")


@settings(max_examples=300)
@given(
    name=st.sampled_from(sorted({*rst._LANGUAGES.values()})),
    lines=st.lists(st.lists(st.sampled_from(_CODE), max_size=12).map("".join), max_size=3),
)
@example(name="json", lines=["NaN"])
@example(name="javascript", lines=["<A b />"])
@example(name="yaml", lines=["a: *b"])
def test_no_lexer_can_fail(name: str, lines: list[str]) -> None:
    shown = "".join(f"{line}\n" for line in lines)
    assert not [kind for kind, _ in get_lexer_by_name(rst._lexer(name, lines)).get_tokens(shown) if kind is Error]


@pytest.mark.parametrize(
    ("language", "value", "lexer"),
    [
        ("sh", "export ACME_TELEMETRY=false", "shell"),
        ("shell", "acme --telemetry=false", "shell"),
        ("shell", "echo 'a", "text"),
        ("json", '{"a": {"b": [1, null]}}', "json"),
        ("json", "{a}", "text"),
        ("yaml", "telemetry:\n  enabled: false", "yaml"),
        ("yaml", "a: [", "text"),
        ("toml", "[telemetry]\nenabled = false", "toml"),
        ("ini", "[telemetry]\nenabled = 0", "ini"),
        ("ts", 'start({telemetry: "off"});', "typescript"),
        ("none at all", "a", "text"),
    ],
)
def test_what_is_sure_is_highlighted(language: str, value: str, lexer: str) -> None:
    assert rst.code_block(value, language).splitlines()[0] == f".. code-block:: {lexer}"


@pytest.mark.parametrize("name", sorted({*rst._LANGUAGES.values()}))
def test_sphinx_knows_the_languages(name: str) -> None:
    assert get_lexer_by_name(name).aliases


def test_plain_words_are_left_alone() -> None:
    plain = "Set it to 1.5 (or more), then wait: it is done; 100% of all - e-mail, CI/CD & <a> [b] {c} too."
    assert finish(rst.text(plain)) == plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("*a*", "\\*a\\*"),
        ("a_b", "a\\_b"),
        ("- a", "\\- a"),
        ("1. a", "\\1. a"),
        ("it's", "it\\'s"),
        ("--a", "\\--a"),
        ("a...", "a\\..."),
    ],
)
def test_how_a_text_is_written(value: str, written: str) -> None:
    assert finish(rst.text(value)) == written
