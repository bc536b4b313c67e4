"""Blocks in pages of one's own: only they are rewritten, and whatever stands in the way is told with its place."""

from __future__ import annotations

import re
import stat
from dataclasses import replace
from typing import TYPE_CHECKING

import docutils.core
import docutils.nodes
import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec import api
from telemetry_spec.model.selector import join, source_fields, split
from telemetry_spec.publish.blocks import STYLES, blocks_of
from telemetry_spec.publish.pages import Pages
from telemetry_spec.publish.request import Request, RequestError, parse
from telemetry_spec.publish.sync import sync
from telemetry_spec.resources import schemas_dir
from tests.conftest import ROOT
from tests.emit.rendered import RENDERERS, read

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.model.spec import Spec
    from telemetry_spec.publish.sync import Synced

NEAR = "A marker is written `telemetry-spec`, in small letters and with a hyphen."
MARKERS = {
    ".md": ("<!-- telemetry-spec: {} -->", "<!-- /telemetry-spec -->"),
    ".mdx": ("{{/* telemetry-spec: {} */}}", "{/* /telemetry-spec */}"),
    ".rst": (".. telemetry-spec: {}", ".. /telemetry-spec"),
    ".html": ("<!-- telemetry-spec: {} -->", "<!-- /telemetry-spec -->"),
}


@pytest.fixture(scope="module")
def specs() -> list[Spec]:
    return [api.load(schemas_dir() / f"{name}.telemetry.yaml") for name in ("flowforge", "refine")]


@pytest.fixture(scope="module")
def pages(specs: list[Spec]) -> Pages:
    return Pages(specs)


def marked(asked: str, ending: str = ".md", inside: str = "") -> str:
    begin, end = MARKERS[ending]
    return f"{begin.format(asked)}\n{inside}{end}\n"


def of(path: Path, pages: Pages) -> Synced:
    return sync([path], pages, "run this")


def renewed(path: Path, pages: Pages) -> str:
    found = of(path, pages)
    assert [finding.code for finding in found.findings] == ["stale-block"] * found.blocks, found.findings
    path.write_bytes(found.changed[path])
    return path.read_bytes().decode()


@pytest.mark.parametrize("ending", MARKERS)
def test_only_the_block_is_rewritten(tmp_path: Path, pages: Pages, ending: str) -> None:
    before, after = "Words of  mine\n\n", "\nMore of mine, without an end"
    path = tmp_path / f"page{ending}"
    path.write_text(before + marked("refine.cli", ending, "of yesterday\n") + after, "utf-8")
    made = renewed(path, pages)
    begin, end = (marker.format("refine.cli") if marker.count("{}") else marker for marker in MARKERS[ending])
    assert made.startswith(f"{before}{begin.replace('{{', '{').replace('}}', '}')}\n\n")
    assert made.endswith(f"\n\n{end}\n{after}")
    assert "of yesterday" not in made
    assert "The command-line tool of refine." in made
    again = of(path, pages)
    assert (again.changed, again.findings, again.blocks, again.files) == ({}, [], 1, 1)


def test_line_ends_and_the_mark_of_utf_8_are_kept(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    path.write_bytes(b"\xef\xbb\xbf# Mine\r\n\r\n" + marked("refine.cli").replace("\n", "\r\n").encode())
    made = renewed(path, pages).encode()
    assert made.startswith(b"\xef\xbb\xbf# Mine\r\n")
    assert made.count(b"\n") == made.count(b"\r\n") > 10
    assert of(path, pages).findings == []


def test_headings_begin_below_the_author_s(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    fence = "```sh\n# no heading\n```\n"
    path.write_text(f"# Mine\n\n## Deeper\n\n{fence}\n{marked('refine.cli')}\n{marked('refine.core level=5')}", "utf-8")
    headings = [line.split(" ")[0] for line in renewed(path, pages).splitlines() if line.startswith("#")]
    assert headings == ["#", "##", "#", "###", "####", "#####", "######"]
    bare = tmp_path / "bare.md"
    bare.write_text(marked("refine"), "utf-8")
    assert renewed(bare, pages).splitlines()[2].startswith("# ")


def test_a_marker_in_a_block_of_code_is_an_example(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    path.write_text(
        f"````md\n```\n{marked('no.such')}````\n\n~~~\n{marked('no.such')}~~~\n\n{marked('refine')}", "utf-8"
    )
    assert of(path, pages).blocks == 1
    assert renewed(path, pages).startswith(f"````md\n```\n{marked('no.such')}````\n")


def test_what_differs_is_shown(tmp_path: Path, specs: list[Spec]) -> None:
    path = tmp_path / "page.md"
    path.write_text(f"{marked('refine.cli')}\n{marked('flowforge.opt_outs')}", "utf-8")
    renewed(path, Pages(specs))
    refine = specs[1]
    event = replace(refine.sources["cli"].events["command"], description="Something else.")
    other = replace(
        refine, sources={**refine.sources, "cli": replace(refine.sources["cli"], events={"command": event})}
    )
    found = of(path, Pages([specs[0], other]))
    [finding] = found.findings
    assert (finding.code, finding.message) == (
        "stale-block",
        "The block `refine.cli` is not what the spec gives today.",
    )
    assert finding.help == "Run `run this`."
    assert finding.span is not None
    assert (finding.span.file, finding.span.line) == (path.as_posix(), 1)
    assert "+Something else." in found.stale[path]
    assert not any("opt" in line for line in found.stale[path] if line.startswith(("+", "-")))


@pytest.mark.parametrize(
    ("text", "line", "message", "advice"),
    [
        (marked("refine.clii"), 1, "The page of `refine` has no part `clii`.", "Did you mean `cli`?"),
        (marked("refin"), 1, "There is no spec of a product called `refin`.", "Did you mean `refine`?"),
        (marked("zzz"), 1, "There is no spec of a product called `zzz`.", "There are: flowforge, refine."),
        (marked(""), 1, "This marker does not name what to show.", "Write a product and a part of it"),
        (marked("refine..cli"), 1, "`refine..cli` is no selector.", "Write a product and a part of it"),
        (marked("refine levl=3"), 1, "A marker cannot be told `levl=3`.", "Did you mean `level=...`?"),
        (marked("refine level=3 level=5"), 1, "A marker is told `level=` twice.", "Leave one of them out."),
        (marked("refine level=9"), 1, "`9` is no level.", "There are: 1, 2, 3, 4, 5, 6."),
        (marked("refine format=doc"), 1, "`doc` is no format.", "There are: html, markdown, mdx, rst."),
        ("\n<!-- telemetry-spec: refine -->\n", 2, "This block does not end.", "Write `<!-- /telemetry-spec -->`"),
        ("a\n\n<!-- /telemetry-spec -->\n", 3, "A block ends here that has not begun.", "Write `<!-- "),
        (marked("refine.cli.nope"), 1, "The page of `refine` has no part `cli.nope`.", "There are: cli.command."),
        (marked("refine.history"), 1, "Nothing is known of older versions of `refine`.", "Say where they are"),
        (marked("refine").replace(":", ""), 1, "A colon stands behind `telemetry-spec` in a marker.", "Write `<!-- "),
        (marked("refine").replace("telemetry-spec:", "Telemetry-Spec:"), 1, NEAR, "Write `<!-- "),
        (marked("refine").replace("telemetry-spec:", "telemetry_spec :"), 1, NEAR, "Write `<!-- "),
        (marked("refine").replace("telemetry-spec:", "telemetryspec:"), 1, NEAR, "Write `<!-- "),
        ("{/* Telemetry-spec: refine */}\n", 1, NEAR, "Write `<!-- "),
        ("<!-- / telemetry-spec -->\n", 1, NEAR, "Write `<!-- "),
        (f"a {marked('refine')}", 1, "A marker stands on a line of its own", "Write `<!-- "),
        (
            "<!-- telemetry-spec: refine -->\n" + marked("refine"), 1, "This block does not end.",
            "Write `<!-- /telemetry-spec -->` on the line after it.",
        ),
    ],
)  # fmt: skip
def test_a_marker_that_cannot_be_followed(
    tmp_path: Path, pages: Pages, text: str, line: int, message: str, advice: str
) -> None:
    path = tmp_path / "page.md"
    path.write_text(text, "utf-8")
    found = of(path, pages)
    finding = found.findings[0]
    assert finding.code == "bad-marker"
    assert finding.message.startswith(message)
    assert finding.help.startswith(advice)
    assert finding.span is not None
    assert finding.span.line == line
    assert found.changed == {}


def test_nothing_is_not_up_to_date(tmp_path: Path, pages: Pages) -> None:
    (tmp_path / "page.md").write_text("# Mine\n", "utf-8")
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules" / "page.md").write_text(marked("refine"), "utf-8")
    (tmp_path / "other.txt").write_text(marked("refine"), "utf-8")
    for path in (tmp_path, tmp_path / "page.md"):
        [finding] = of(path, pages).findings
        assert finding.code == "no-markers"
        assert "<!-- telemetry-spec: PRODUCT -->" in finding.help


def test_files_of_which_one_has_a_marker_are_fine(tmp_path: Path, pages: Pages) -> None:
    (tmp_path / "page.md").write_text("# Mine\n", "utf-8")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "page.mdx").write_text(marked("refine", ".mdx"), "utf-8")
    found = of(tmp_path, pages)
    assert (found.files, found.blocks, list(found.changed)) == (1, 1, [tmp_path / "deep" / "page.mdx"])


@pytest.mark.parametrize(
    ("name", "data", "message"),
    [
        ("page.md", b"\xff\xfe", "The file cannot be read: it is not UTF-8 text."),
        ("page.md", None, "The file cannot be read: no such file or directory."),
        ("page.pdf", b"", "Files that end in `.pdf` cannot hold blocks."),
        ("page", b"", "This is no page."),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, pages: Pages, name: str, data: bytes | None, message: str) -> None:
    path = tmp_path / name
    if data is not None:
        path.write_bytes(data)
    [finding] = of(path, pages).findings
    assert (finding.code, finding.message) == ("unreadable-file", message)


def test_a_marker_may_choose_language_and_format(tmp_path: Path, pages: Pages) -> None:
    assert parse('refine."a b" level=3 language=de format=rst') == Request(
        product="refine", part='"a b"', level=3, language="de", docs_format="rst"
    )
    path = tmp_path / "page.md"
    path.write_text(marked("refine.cli language=de"), "utf-8")
    assert "Beschreibung" in renewed(path, pages)


@given(st.text())
def test_whatever_a_marker_says_is_read_or_refused_with_advice(text: str) -> None:
    try:
        said = [parse(text).product]
    except RequestError as error:
        said = [str(error), error.advice]
    assert all(said)


MARKER_LINES = [line for ending in MARKERS for line in marked("refine", ending).splitlines()]
lines = st.lists(st.sampled_from(["", "```", "~~~~", "text", "# h", *MARKER_LINES]))


@given(lines, st.sampled_from(sorted(STYLES)))
def test_blocks_lie_one_behind_the_other_in_their_file(text: list[str], ending: str) -> None:
    found, findings = blocks_of(text, STYLES[ending], "page")
    at = 0
    for block in found:
        assert at <= block.line - 1 < block.start + 1 <= block.end + 1 <= len(text)
        at = block.end + 1
    assert all(finding.span is not None and 1 <= finding.span.line <= len(text) for finding in findings)


RST = """\
=====
Title
=====

Words.

First
*****

Deeper
------

Second
******

"""


def test_headings_go_on_with_the_styles_of_the_author(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.rst"
    path.write_text(f"{RST}{marked('refine.cli', '.rst')}", "utf-8")
    made = renewed(path, pages)
    assert "\nrefine CLI\n----------\n" in made
    assert "\nCommand\n=======\n" in made
    settings = {"report_level": 5, "halt_level": 4, "doctitle_xform": False}
    tree = docutils.core.publish_doctree(made, settings_overrides=settings)
    assert [(title.astext(), depth(title)) for title in tree.findall(docutils.nodes.title)] == [
        ("Title", 1), ("First", 2), ("Deeper", 3), ("Second", 2), ("refine CLI", 3), ("Command", 4),
    ]  # fmt: skip


def depth(node: docutils.nodes.Node) -> int:
    found = 0
    while node.parent is not None:
        node = node.parent
        found += isinstance(node, docutils.nodes.section)
    return found


def test_a_page_of_its_own_begins_at_the_top(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.rst"
    path.write_text(marked("refine", ".rst"), "utf-8")
    assert "\nWhat refine collects\n====================\n" in renewed(path, pages)


def test_the_markers_of_other_files_are_told_from_one_s_own(tmp_path: Path, pages: Pages) -> None:
    for ending, foreign, own in ((".mdx", ".md", "{/* telemetry-spec: PRODUCT */}"), (".rst", ".md", ".. telemetry")):
        path = tmp_path / f"page{ending}"
        path.write_text(marked("refine", foreign), "utf-8")
        finding = of(path, pages).findings[0]
        assert (finding.code, finding.message) == ("bad-marker", "This is how files of another kind are marked.")
        assert own in finding.help


def test_a_block_in_a_list_is_indented_as_its_marker(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    inner = marked("refine.opt_outs").replace("\n", "\n    ").rstrip(" ")
    path.write_text(f"1. First\n\n    {inner}\n2. Second\n", "utf-8")
    made = renewed(path, pages)
    document = read(RENDERERS["commonmark"](made))
    [items] = document.all("ol")
    assert len([item for item in items.children if getattr(item, "tag", "") == "li"]) == 2
    assert "export REFINE_NO_TELEMETRY=true" in items.text
    assert of(path, pages).findings == []


def test_a_block_in_a_directive_is_indented_as_its_marker(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.rst"
    inner = marked("refine.notice", ".rst").replace("\n", "\n   ").rstrip(" ")
    path.write_text(f".. note::\n\n   {inner}\nAfter.\n", "utf-8")
    tree = docutils.core.publish_doctree(renewed(path, pages), settings_overrides={"halt_level": 2})
    [note] = tree.findall(docutils.nodes.note)
    assert "Collection is on by default." in note.astext()


@pytest.mark.parametrize(
    ("ending", "text"),
    [(".md", "Text.\n\n    {}\n"), (".md", "- a\n\n      - b\n\n              {}\n"), (".md", "`{}`\n"),
     (".md", "- a\n\n    ```\n    {}\n    ```\n"), (".rst", ".. code-block:: rst\n\n   {}\n"),
     (".rst", "Like this::\n\n   {}\n"), (".md", "<!-- telemetry-spec is a tool. -->\n")],
)  # fmt: skip
def test_an_example_of_a_marker_is_none(tmp_path: Path, pages: Pages, ending: str, text: str) -> None:
    path = tmp_path / f"page{ending}"
    path.write_text(text.format(marked("no.such", ending).splitlines()[0]), "utf-8")
    assert [finding.code for finding in of(path, pages).findings] == ["no-markers"]


def test_a_mark_of_utf_8_may_stand_before_the_first_marker(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    path.write_text("\ufeff" + marked("refine"), "utf-8")
    assert renewed(path, pages).startswith("\ufeff<!-- telemetry-spec: refine -->\n")


def test_an_event_alone_shows_all_that_is_sent_with_it() -> None:
    spec = api.load(ROOT / "tests" / "shapes" / "headers-query.telemetry.yaml")
    pages = Pages([spec])
    [source] = spec.live_sources()
    whole = {name for name, member in source_fields(source) if not member.removed}
    for event in source.live_events():
        made = pages.render(Request(product=spec.product, part=join(source.id, event.id)))
        anchors = set(re.findall(r'id="([^"]+)"', made))
        for name in whole:
            if split(name)[1] in ("request", event.id):
                assert f"{spec.product}.{name}" in anchors
        assert "as well" not in made


def test_the_notice_alone_links_to_nothing(pages: Pages) -> None:
    assert "](#" not in pages.render(Request(product="refine", part="notice"))
    assert "](#refine.opt_outs)" in pages.render(Request(product="refine"))


def test_each_line_keeps_its_end(tmp_path: Path, pages: Pages) -> None:
    path = tmp_path / "page.md"
    begin, end = marked("refine.cli").splitlines()
    path.write_bytes(f"one\r\ntwo\n{begin}\r\n{end}\nthree\r\n".encode())
    made = renewed(path, pages).encode()
    assert made.startswith(f"one\r\ntwo\n{begin}\r\n\r\n# ".encode())
    assert made.endswith(f"\r\n\r\n{end}\nthree\r\n".encode())
    assert of(path, pages).findings == []


@pytest.mark.parametrize(
    ("before", "level"),
    [
        ("Title\n=====\n\n", 2), ("# A\n\nDeeper\n---\n\n", 3), ("---\n# no heading\ntitle: x\n---\n\n", 1),
        ("---\ntitle: x\n---\n\n# A\n\n", 2), ("- a\n---\n\n", 1), ("| a |\n---\n", 1), ("text\n\n---\n\n", 1),
    ],
)  # fmt: skip
def test_the_author_s_headings_in_their_other_forms(tmp_path: Path, pages: Pages, before: str, level: int) -> None:
    path = tmp_path / "page.md"
    path.write_text(before + marked("refine.cli"), "utf-8")
    assert f"\n{'#' * level} refine CLI\n" in renewed(path, pages)


def test_who_may_read_a_page_stays_as_it_is(tmp_path: Path, pages: Pages) -> None:
    page = tmp_path / "a.md"
    page.write_text(marked("refine.cli"), "utf-8")
    page.chmod(0o640)
    api.replace_files(of(page, pages).changed)
    assert "refine CLI" in page.read_text("utf-8")
    assert stat.S_IMODE(page.stat().st_mode) == 0o640


def test_a_page_that_is_named_twice_counts_once(tmp_path: Path, pages: Pages) -> None:
    page = tmp_path / "a.md"
    page.write_text(marked("refine.cli"), "utf-8")
    found = sync([page, tmp_path, tmp_path / "." / "a.md"], pages, "run this")
    assert (found.files, found.blocks, len(found.findings)) == (1, 1, 1)


def test_a_link_stays_a_link(tmp_path: Path, pages: Pages) -> None:
    real, link = tmp_path / "real.md", tmp_path / "link.md"
    real.write_text(marked("refine.cli"), "utf-8")
    link.symlink_to(real)
    api.replace_files(of(link, pages).changed)
    assert link.is_symlink()
    assert "refine CLI" in real.read_text("utf-8")
