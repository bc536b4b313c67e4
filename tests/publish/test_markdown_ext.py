"""The extension of Python-Markdown: what it shows is found by tables of contents, and nothing else reads it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import markdown
import pytest

from telemetry_spec import api
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import Page
from telemetry_spec.markdown_ext import MARKER, TelemetryExtension
from telemetry_spec.model.finding import InvalidInputError
from telemetry_spec.publish.pages import Pages
from telemetry_spec.publish.request import RequestError
from telemetry_spec.resources import schemas_dir
from tests.emit.hostile import HOSTILE, poisoned
from tests.emit.rendered import EXTENSIONS, read

if TYPE_CHECKING:
    from pathlib import Path

SPEC = schemas_dir() / "refine.telemetry.yaml"
REFINE = api.load(SPEC)
#: Whose text other extensions would change, if they saw it.
OTHERS = [*EXTENSIONS, "toc", "smarty", "sane_lists", "wikilinks", "legacy_attrs", "pymdownx.smartsymbols"]


class Given:
    """Pages of specs at hand."""

    def __init__(self, pages: Pages) -> None:
        self.pages = pages

    def made(self, asked: str, level: int) -> str:
        from telemetry_spec.publish.embed import fragment

        return fragment(self.pages, asked, level)


def convert(text: str, *, extensions: list[str] | None = None, spec: object = None) -> tuple[str, list[str]]:
    """Return the HTML of a page, and the headings in its table of contents."""
    pages = Pages([REFINE if spec is None else spec], Options(docs_format="html"))  # type: ignore[list-item]
    others = ["toc", "fenced_code"] if extensions is None else extensions
    made = markdown.Markdown(extensions=[*others, TelemetryExtension(Given(pages))])
    html = made.convert(text)
    return html, list(names(getattr(made, "toc_tokens", [])))


def names(tokens: list[dict[str, object]], depth: int = 0) -> list[str]:
    found = []
    for token in tokens:
        children: list[dict[str, object]] = token["children"]  # type: ignore[assignment]
        found += [f"{'  ' * depth}{token['name']}", *names(children, depth + 1)]
    return found


def plain(html: str) -> str:
    return re.sub(r"\s+", "", html)


def test_a_part_stands_where_its_marker_was() -> None:
    html, contents = convert(
        "# Privacy\n\nBefore\n::: telemetry refine.cli\nAfter\n\n## More\n\n::: telemetry refine.core\n"
    )
    made = Page(REFINE, Options(docs_format="html")).render("cli", level=2)
    assert plain(made) in plain(html)
    assert html.index("<p>Before</p>") < html.index("refine.cli.command") < html.index("<p>After</p>")
    assert contents == [
        "Privacy", "  refine CLI", "    Command", "  More", "    refine core", "      Application start",
    ]  # fmt: skip
    assert '<h3 id="refine.core">' in html


def test_a_page_that_is_nothing_else() -> None:
    html, contents = convert("::: telemetry refine")
    assert html.count("<h1") == 1
    assert contents[:3] == ["What refine collects", "  How to opt out", "    The disableTelemetry prop"]
    assert plain(html) == plain(Page(REFINE, Options(docs_format="html")).render())


@pytest.mark.parametrize(
    "text",
    ["```\n::: telemetry refine\n```", "    ::: telemetry refine", "`::: telemetry refine`", "a ::: telemetry refine",
     "::: telemetryx", "::: refine"],
)  # fmt: skip
def test_what_is_no_marker(text: str) -> None:
    assert 'id="refine' not in convert(text)[0]


def test_a_marker_within_a_list() -> None:
    html, _ = convert("- one\n\n    ::: telemetry refine.opt_outs\n\n- two\n")
    assert html.index("<li>") < html.index('id="refine.opt_outs"') < html.index("two")


def test_no_other_extension_reads_what_a_spec_says() -> None:
    spec = poisoned(REFINE, HOSTILE)
    html, _ = convert("::: telemetry refine", extensions=OTHERS, spec=spec)
    made = Page(spec, Options(docs_format="html")).render()
    theirs, ours = read(html), read(made)
    assert [element.tag for element in theirs.all()] == [element.tag for element in ours.all()]
    assert [element.attributes for element in theirs.all()] == [element.attributes for element in ours.all()]
    assert plain(theirs.text) == plain(ours.text)


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("refine.clii", "The page of `refine` has no part `clii`. Did you mean `cli`?"),
        ("", "This marker does not name what to show."),
        ("refine format=rst", "What stands here is HTML whatever the marker says."),
    ],
)
def test_a_wrong_marker_ends_the_run(asked: str, message: str) -> None:
    with pytest.raises(RequestError, match=re.escape(message)):
        convert(f"::: telemetry {asked}")


def test_it_is_found_by_its_name_and_takes_options() -> None:
    made = markdown.Markdown(
        extensions=["telemetry_spec"],
        extension_configs={"telemetry_spec": {"specs": [str(SPEC)], "language": "de"}},
    )
    assert "What is collected" not in made.convert("::: telemetry refine")


def test_one_spec_need_not_be_a_list() -> None:
    made = markdown.markdown("::: telemetry refine.cli", extensions=[TelemetryExtension(specs=str(SPEC))])
    assert 'id="refine.cli.command.os"' in made


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({}, "name your spec files"),
        ({"specs": [SPEC], "language": "fr"}, "there is no language `fr`. There are: de, en."),
    ],
)
def test_wrong_options_end_the_run(options: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=re.escape(message)):
        markdown.markdown("", extensions=[TelemetryExtension(**options)])


def test_a_bad_spec_ends_the_run(tmp_path: Path) -> None:
    path = tmp_path / "bad.telemetry.yaml"
    path.write_text("telemetry_spec: 1\n", "utf-8")
    with pytest.raises(InvalidInputError, match=r"bad\.telemetry\.yaml:1:1"):
        markdown.Markdown(extensions=[TelemetryExtension(specs=[str(path)])])


def test_the_marker_is_one_line() -> None:
    found = MARKER.search("a\n   ::: telemetry  refine.cli level=3  \nb")
    assert found is not None
    assert found["asked"] == "refine.cli level=3"
