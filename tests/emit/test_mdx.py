"""MDX: what Docusaurus compiles MDX with takes every page, and whatever a text holds, the reader sees the text."""

from __future__ import annotations

import json
import re
import subprocess
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.formats import mdx
from tests.conftest import ROOT
from tests.emit.hostile import HARMLESS, PIECES, POISONED, SHORT, SPECS, poisoned, seen, texts, with_history
from tests.emit.rendered import Element, read

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Golden

OPTIONS = Options(docs_format="mdx")


def sampled(count: int) -> list[str]:
    """Return some texts of characters that are markup: one run of node reads all of them."""
    found: list[str] = []

    @settings(max_examples=count, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(texts.filter(lambda text: bool(seen(text))))
    def collect(text: str) -> None:
        found.append(text)

    collect()
    return found


def placed(value: str) -> str:
    """Return a page with a text in every place that there is for one."""
    form, shown = mdx.FORMAT, mdx.FORMAT.text(value)
    link, span = form.link("https://a.example/b", value), form.reference("#d", value)
    return (
        f"{form.heading(value, 2, 'a')}\n\n{shown}\n\n- {shown} {form.strong(value)} {link} {span}\n\n"
        f"| a | b |\n| --- | --- |\n| {form.target('c')}{form.cell(value)} | {form.code(value)} |\n\n"
        f"{form.code_block(value, 'json')}\n\n<details>\n<summary>{shown}</summary>\n\n{shown}\n\n</details>\n"
    )


class Compiled:
    """What MDX makes of all pages, in one run of node."""

    def __init__(self, program: str) -> None:
        pages = {name: docs.render(require(path), OPTIONS) for name, path in SPECS.items()}
        self.hostile = {name: PIECES[place % len(PIECES)] for place, name in enumerate(POISONED)}
        for name, text in self.hostile.items():
            for kind, spoken in (("hostile", text), ("harmless", HARMLESS)):
                pages[f"{kind}-{name}"] = docs.render(poisoned(require(SPECS[name]), spoken), OPTIONS)
        for kind, spoken in (("hostile", SHORT), ("harmless", HARMLESS)):
            spec = poisoned(require(SPECS["told-by-key"]), spoken)
            pages[f"{kind}-history"] = docs.render(spec, with_history(spec, "mdx"), "history")
        specs = [poisoned(require(SPECS[name]), PIECES[0]) for name in POISONED]
        pages["index-of-all"] = docs.index(specs, {spec.product: f"{spec.product}.html" for spec in specs}, OPTIONS)
        self.texts = [*PIECES, *sampled(150)]
        pages |= {f"text-{place}": placed(text) for place, text in enumerate(self.texts)}
        pages |= {"text": placed("x"), "expression": "a {alert(1)} b", "directive": "a :b[c]\n", "open": "<b>"}
        pages |= {"title": f"{mdx.heading('a {#x}', 2, 'b.c~22_d')}\n", "no-comment": "## a \\{#x}\n"}
        pages |= {f"elsewhere-{name}": f"elsewhere:{pages[name]}" for name in SPECS}
        pages |= {"link": "a http&#58;//a.b", "emoji": "a &#58;smile&#58;"}
        self.sources = pages
        script = ROOT / "tests" / "emit" / "mdx.mjs"
        run = subprocess.run(
            [program, script], input=json.dumps(pages).encode(), capture_output=True, check=True, timeout=120, cwd=ROOT
        )
        self.results: dict[str, dict[str, Any]] = json.loads(run.stdout)

    def page(self, name: str) -> Element:
        """Return the tree of a page."""
        result = self.results[name]
        assert "error" not in result, result["error"]
        assert result["warnings"] == []
        # What keeps parts of an address from becoming a link is not seen.
        return read(result["html"].replace("<wbr/>", ""))


@pytest.fixture(scope="module")
def compiled(node: Callable[[str], str]) -> Compiled:
    """Return what MDX makes of all pages."""
    return Compiled(node("node"))


def test_the_traps_are_set(compiled: Compiled) -> None:
    assert compiled.results["expression"]["evaluated"] == [1]
    assert compiled.page("directive").all()[-1].tag == "textdirective-b"
    assert compiled.page("link").all("a")[0].attributes == {"href": "http://a.b"}
    assert compiled.page("emoji").text == "a \U0001f604"
    assert "error" in compiled.results["open"]
    assert compiled.page("no-comment").all("h2")[0].attributes == {"id": "x"}


def test_the_anchor_of_a_heading_is_its_id(compiled: Compiled) -> None:
    [heading] = compiled.page("title").all("h2")
    assert heading.attributes == {"id": "b.c~22_d"}
    assert heading.raw.strip() == "a {#x}"


def anchors(page: Element) -> list[str]:
    """Return the anchors of a page, in order: each id, and each name that is no id."""
    ids = [str(one.attributes["id"]) for one in page.all() if one.attributes.get("id")]
    names = [str(one.attributes["name"]) for one in page.all("a") if one.attributes.get("name")]
    assert len(ids) == len(set(ids))
    assert len(names) == len(set(names))
    return sorted({*ids, *names})


@pytest.mark.parametrize("name", SPECS)
def test_anchors_lead_to_the_same_places_elsewhere(compiled: Compiled, name: str) -> None:
    """Docusaurus before 3.10, and others, leave the comment out: there the name of an anchor is in force."""
    here, elsewhere = compiled.page(name), compiled.page(f"elsewhere-{name}")
    assert anchors(here) == anchors(elsewhere)
    headings = [one.attributes.get("id") for one in here.all("h2", "h3", "h4")]
    assert set(headings) - {None} == {one.attributes["name"] for one in elsewhere.all("a") if "name" in one.attributes}
    assert not [one for one in elsewhere.all("h2", "h3", "h4") if "#" in one.text or one.attributes]


@pytest.mark.parametrize("name", SPECS)
def test_no_anchor_is_under_the_bar_of_a_site(compiled: Compiled, name: str) -> None:
    page = compiled.page(name)
    for anchor in (one for one in page.all("a") if "href" not in one.attributes):
        assert re.fullmatch(r"scroll-margin-top:[0-9.]+rem", anchor.attributes["style"] or "")
    for row in (row for table in page.all("table") for row in table.all("tr")[1:]):
        [cell] = [cell for cell in row.all("td") if [one for one in cell.all("a") if "id" in one.attributes]]
        assert cell is row.all("td")[-1], "in a narrow table the last cell is the highest: it begins where the row does"


@pytest.mark.parametrize("name", ["flowforge", "hasura", "refine"])
def test_what_is_long_in_a_table_can_be_broken(compiled: Compiled, name: str) -> None:
    page = read(compiled.results[name]["html"].replace("<wbr/>", "\u200b"))
    pieces = [piece for cell in page.all("td") for one in cell.all("code") for piece in re.split("[\u200b ]", one.raw)]
    assert max(map(len, pieces)) <= 20
    assert {len(row.all("td", "th")) for row in page.all("tr")} == {2}


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a.b_c", "`a.b_c`"),
        ("metrics.event_triggers[]", "<code>metrics.<wbr />event\\_<wbr />triggers\\[\\]</code>"),
        ("packages[].version", "<code>packages\\[\\].<wbr />version</code>"),
        ("platformTeamCount", "<code>platform<wbr />Team<wbr />Count</code>"),
        ("--enable-telemetry=false", "<code>\\--enable-<wbr />telemetry=<wbr />false</code>"),
        ("https://a.example/b", "<code>https&#58;//a.<wbr />example/<wbr />b</code>"),
        ("one two three four", "`one two three four`"),
    ],
)
def test_where_a_line_may_end(value: str, written: str) -> None:
    assert mdx.code(value) == written


def test_the_picture_is_no_larger_than_the_text_and_no_smaller_than_it_can_be_read(compiled: Compiled) -> None:
    [figure] = compiled.page("strapi").all("figure")
    assert figure.attributes["style"] == "margin:1em 0;max-width:31em;overflow-x:auto"
    assert figure.all("div")[0].attributes["style"] == "min-width:22em"


@pytest.mark.parametrize("name", SPECS)
def test_mdx_takes_every_page(compiled: Compiled, name: str) -> None:
    assert not re.findall(r" $|\n\n\n|\bUndefined\b|\t|\r", compiled.sources[name], re.MULTILINE)
    page = compiled.page(name)
    assert not [one for one in page.all("p", "li", "summary") if not one.text]
    assert len(page.all("svg")) == 1
    ids = anchors(page)
    inner = [one.attributes["href"] or "" for one in page.all("a") if "href" in one.attributes]
    assert {f"#{one}" for one in ids} >= {href for href in inner if href.startswith("#")}
    assert not [one for one in page.all("h1", "h2", "h3", "h4") if one.all("a") and one.tag != "h1"]


def test_mdx_takes_the_page_about_several_products(compiled: Compiled) -> None:
    page = compiled.page("index-of-all")
    assert sorted(str(one.attributes["href"]) for one in page.all("a")) == sorted(
        f"{require(SPECS[name]).product}.html" for name in POISONED
    )


def without_code(page: Element) -> Element:
    """Return a page without code and picture, which cut and wrap long texts."""
    for element in page.all("pre", "code", "svg"):
        element.children.clear()
    return page


@pytest.mark.parametrize("name", POISONED)
def test_no_text_of_a_spec_can_break_its_page(compiled: Compiled, name: str) -> None:
    page = without_code(compiled.page(f"hostile-{name}"))
    wanted = without_code(compiled.page(f"harmless-{name}"))
    assert [element.tag for element in page.all()] == [element.tag for element in wanted.all()]
    assert {one.attributes.get("href") for one in page.all("a")} == {
        one.attributes.get("href") for one in wanted.all("a")
    }
    count = wanted.text.count(HARMLESS)
    assert count > 5
    assert seen(page.text).count(seen(compiled.hostile[name])) == count


def test_a_text_is_text_everywhere(compiled: Compiled) -> None:
    wanted = [element.tag for element in compiled.page("text").all()]
    for place, value in enumerate(compiled.texts):
        page = compiled.page(f"text-{place}")
        assert [element.tag for element in page.all()] == wanted, value
        shown = page.all("h2", "p", "strong", "td", "code", "summary", "pre")
        assert all(seen(value) in seen(element.raw) for element in shown), value
        assert {one.attributes["href"] for one in page.all("a") if "href" in one.attributes} == {
            "https://a.example/b",
            "#d",
        }


def test_nothing_is_evaluated(compiled: Compiled) -> None:
    evaluated = {name for name, result in compiled.results.items() if result.get("evaluated")}
    assert evaluated == {"expression"}


def test_what_is_gone_is_behind_a_counted_reveal(compiled: Compiled) -> None:
    [found] = compiled.page("lifecycle").all("details")[:1]
    assert found.all("summary")[0].text == "No longer sent (2):"
    assert found.all("td")[0].text == "tree.root string"


def test_no_text_of_a_spec_can_break_its_history(compiled: Compiled) -> None:
    page, wanted = (compiled.page(f"{kind}-history") for kind in ("hostile", "harmless"))
    assert [element.tag for element in page.all()] == [element.tag for element in wanted.all()]
    assert SHORT in page.text
    assert HARMLESS in wanted.text


def test_a_page_is_kept(golden: Golden) -> None:
    [(name, data)] = docs.emit(require(SPECS["flowforge"]), OPTIONS)
    assert name == "flowforge/page.mdx"
    assert golden(ROOT / "tests" / "golden" / name, data)


@pytest.mark.parametrize(
    ("href", "written"),
    [("#a.b~22", '<a href="#a.b~22">\\*c\\*</a>'), ("other.mdx", "[\\*c\\*](other.mdx)")],
)
def test_a_reference_to_an_anchor_is_left_to_the_browser(href: str, written: str) -> None:
    assert mdx.reference(href, "*c*") == written
