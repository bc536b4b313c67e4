"""Texts of the code stay texts on the site, and tables stay whole."""

from __future__ import annotations

import html
import re
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from docs._generate.markdown import anchored, code, fence, heading, paragraphs, prose, table

EXTENSIONS = ["attr_list", "tables", "pymdownx.superfences"]
#: What Markdown, HTML and attribute lists make something of.
TEXTS = st.text(st.sampled_from("ab 1.`*_[](){}<>|#+-!&\\:'\"~^="), min_size=1, max_size=30)
#: Python-Markdown adds the semicolon to a numbered character that lacks it, in code too.
WORDS = TEXTS.map(lambda text: " ".join(text.split()).replace("&#", "#")).filter(bool)


def rendered(text: str) -> str:
    # The library comes without types.
    return str(import_module("markdown").markdown(text, extensions=EXTENSIONS))


def shown(text: str) -> str:
    """Return what a reader sees of a text in Markdown."""
    return html.unescape(re.sub(r"<[^>]*>", "", rendered(text)))


@given(WORDS.map(lambda text: text.replace("`", "'")))
def test_a_text_without_code_is_shown_as_it_is(text: str) -> None:
    assert shown(f"x {prose(text)} x") == f"x {text} x"


@given(WORDS)
def test_code_is_shown_as_it_is(text: str) -> None:
    result = rendered(f"x {code(text)} x")
    assert result == f"<p>x <code>{html.escape(text, quote=False)}</code> x</p>"


@given(WORDS, WORDS.map(lambda text: text.replace("`", "'")))
def test_cells_stay_in_their_columns(left: str, right: str) -> None:
    result = rendered(table(["One", "Two"], [(code(left), f"x {prose(right)} x"), ("a\nb", "c")]))
    cells = re.findall(r"<td>(.*?)</td>", result, re.DOTALL)
    shown = [html.unescape(re.sub(r"<[^>]*>", "", cell)) for cell in cells]
    assert shown[:2] == [left, f"x {right} x"]
    assert cells[2:] == ["a<br>b", "c"]


@given(st.text(st.sampled_from("ab`~ \n#|"), min_size=1, max_size=30))
def test_a_block_ends_where_its_text_ends(text: str) -> None:
    result = rendered(paragraphs(fence("x" + text, "text"), "After."))
    assert result.endswith("<p>After.</p>")


def test_code_in_a_text_can_be_a_link() -> None:
    assert prose("see `a-b` or `c`", lambda word: f"[{code(word)}](#{word})") == "see [`a-b`](#a-b) or [`c`](#c)"


def test_an_anchor_may_hold_dots() -> None:
    assert 'id="a.b.c_d"' in rendered(anchored(code("c_d"), "a.b.c_d"))
    assert rendered(heading(3, "`c_d`", "a.b.c_d")) == '<h3 id="a.b.c_d"><code>c_d</code></h3>'


def test_a_row_has_as_many_cells_as_the_head() -> None:
    with pytest.raises(ValueError, match="as many cells"):
        table(["One", "Two"], [("a",)])
