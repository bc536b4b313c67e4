"""Anchors at headings of Markdown: they are there in every host, and no part of titles and tables of contents."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import markdown
import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config

from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.formats import markdown as fmt
from tests.conftest import ROOT
from tests.emit.rendered import RENDERERS, read

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.emit.rendered import Renderer

FLOWFORGE = ROOT / "schemas" / "flowforge.telemetry.yaml"


@pytest.mark.parametrize(("docs_format", "style"), [("markdown", ""), ("mdx", ' style={{scrollMarginTop: "12rem"}}')])
def test_a_page_begins_with_its_bare_title(docs_format: str, style: str) -> None:
    """Docusaurus and MkDocs take the name of a page from its first line."""
    page = docs.render(require(FLOWFORGE), Options(docs_format=docs_format))
    assert page.splitlines()[:3] == ["# What FlowForge collects", "", f'<a id="flowforge"{style}></a>']
    assert not re.findall("^#.*<", page, re.MULTILINE)


@pytest.mark.parametrize(
    ("level", "anchor", "written"),
    [
        (1, "a.b", '# \\*c\\*\n\n<a id="a.b"></a>'),
        (2, "a.b", '<a id="a.b"></a>\n\n## \\*c\\*'),
        (9, "", "###### \\*c\\*"),
        (0, "", "# \\*c\\*"),
    ],
)
def test_an_anchor_stands_outside_of_its_heading(level: int, anchor: str, written: str) -> None:
    assert fmt.heading("*c*", level, anchor) == written


@pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS.keys())
def test_every_link_leads_to_an_anchor(renderer: Renderer) -> None:
    document = read(renderer(docs.render(require(FLOWFORGE))))
    anchors = [one.attributes["id"] for one in document.all("a") if "id" in one.attributes]
    assert len(anchors) == len(set(anchors)) > 50
    links = {one.attributes["href"] for one in document.all("a") if "href" in one.attributes}
    assert {f"#{anchor}" for anchor in anchors} >= links > set()
    assert not [one for one in document.all("h1", "h2", "h3", "h4") if one.all()]


def entries(tokens: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for token in tokens:
        yield token
        yield from entries(token["children"])


def test_a_table_of_contents_holds_titles_only() -> None:
    made: Any = markdown.Markdown(extensions=["toc", "attr_list", "md_in_html", "tables"])
    made.convert(docs.render(require(FLOWFORGE)))
    found = list(entries(made.toc_tokens))
    assert [token["name"] for token in found][:2] == ["What FlowForge collects", "How to opt out"]
    assert not [token for token in found if "<" in token["html"]]


def test_mkdocs_finds_title_and_anchors(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "index.md").write_text(docs.render(require(FLOWFORGE)), "utf-8")
    (tmp_path / "docs" / "other.md").write_text("# Other\n\n[a](index.md#flowforge.platform.ping.os)\n", "utf-8")
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nstrict: true\nvalidation: {anchors: warn}\nmarkdown_extensions: [attr_list, md_in_html]\n",
        "utf-8",
    )
    build(load_config(str(tmp_path / "mkdocs.yml")))
    assert not [record for record in caplog.records if record.levelname in ("WARNING", "ERROR")]
    index = json.loads((tmp_path / "site" / "search" / "search_index.json").read_text("utf-8"))
    assert index["docs"][0]["title"] == "What FlowForge collects"
    page = (tmp_path / "site" / "index.html").read_text("utf-8")
    assert 'class="nav-link active" aria-current="page">What FlowForge collects</a>' in page
