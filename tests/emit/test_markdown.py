"""Whatever a text holds, the reader sees the text: no markup, no link, no broken table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import example, given

from telemetry_spec.emit.docs.formats.base import safe
from telemetry_spec.emit.docs.formats.markdown import FORMAT, cell, code, code_block, link, paragraphs, text
from telemetry_spec.emit.docs.templates import _text_class
from tests.emit.hostile import on_one_line, seen, texts
from tests.emit.rendered import RENDERERS, Element, read

if TYPE_CHECKING:
    from tests.emit.rendered import Renderer

CLOSING = "\u202c\u2069"
each_renderer = pytest.mark.parametrize("renderer", RENDERERS.values(), ids=RENDERERS.keys())


def tags(document: Element) -> list[str]:
    return [element.tag for element in document.all()]


@each_renderer
@given(value=texts)
@example(value="1. a")
@example(value="a | b")
@example(value="\\")
@example(value="(a)")
def test_a_text_is_text_in_a_paragraph(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"before\n\n{text(value)}\n\nafter\n"))
    middle = document.all("p")[1:-1]
    assert tags(document) == ["p"] * (len(middle) + 2)
    assert seen("".join(element.raw for element in middle)) == seen(value)


@each_renderer
@given(value=texts)
def test_a_text_is_text_in_a_heading(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"## {text(value)} x\n\nafter\n"))
    assert tags(document) == ["h2", "p"]
    assert seen(document.all("h2")[0].raw) == seen(f"{value} x")


@each_renderer
@given(value=texts)
@example(value="0\r\u2069")
def test_a_text_is_text_in_a_list_and_between_words(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"- {text(value)} **{text('b')}** {text(value)}[{text('c')}](d)\n"))
    assert tags(document) == ["ul", "li", "strong", "a"]
    assert seen(document.raw) == seen(f"{value} b {on_one_line(value)}c")


@each_renderer
@given(value=texts, other=texts)
def test_a_text_stays_in_its_cell(renderer: Renderer, value: str, other: str) -> None:
    document = read(renderer(f"| a | b |\n| --- | --- |\n| {cell(value)} | {code(other)} |\n| {cell(other)} | x |\n"))
    rows = [[seen(found.raw) for found in row.all("td", "th")] for row in document.all("tr")]
    assert rows == [["a", "b"], [seen(value), seen(other)], [seen(other), "x"]]
    assert set(tags(document)) <= {"table", "thead", "tbody", "tr", "th", "td", "code"}
    assert not [element for element in document.all() if set(element.attributes) - {"style"}]


@each_renderer
@given(value=texts)
def test_a_text_is_text_in_a_code_span(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"a {code(value)} b\n"))
    assert tags(document) == (["p", "code"] if value.split() else ["p"])
    assert seen(document.raw) == seen(f"a {value} b")


@each_renderer
@given(value=texts)
def test_a_text_stays_in_its_code_block(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"before\n\n{code_block(value, 'c++')}\n\nafter\n"))
    assert tags(document) == ["p", "pre", "code", "p"]
    assert document.all("code")[0].attributes == {"class": "language-c++"}
    wanted = seen(value.replace("\r", "\n"))
    assert " ".join(document.all("code")[0].raw.translate(dict.fromkeys(map(ord, CLOSING))).split()) == wanted


def test_a_code_block_keeps_its_lines() -> None:
    lines = "a:\n    b: ````\n\n  c\n"
    assert code_block(lines) == f"`````\n{lines}`````"
    [found] = read(RENDERERS["commonmark"](code_block(lines))).all("code")
    assert found.raw == lines


@each_renderer
@given(value=texts)
def test_a_link_leads_to_a_web_page_or_nowhere(renderer: Renderer, value: str) -> None:
    document = read(renderer(f"x {link(value)} {link('https://example.com/' + value)} y\n"))
    for element in document.all("a"):
        assert element.attributes.keys() == {"href"}
        assert (element.attributes["href"] or "").startswith(("http://", "https://"))
    assert set(tags(document)) <= {"p", "a", "code"}


@pytest.mark.parametrize(
    ("url", "written"),
    [
        ("https://a.example/b?c=d&copy=1", "[a.example/b?c=d&amp;copy=1](https://a.example/b?c=d&amp;copy=1)"),
        ("https://www.a-b.example/c", "[www.a-b.example/c](https://www.a-b.example/c)"),
        ("https://a.example/(b)", "[a.example/(b)](https://a.example/%28b%29)"),
        ("javascript:alert(1)", "`javascript:alert(1)`"),
        ("https://a.example/ b", "`https://a.example/ b`"),
    ],
)
def test_a_link_shows_where_it_leads(url: str, written: str) -> None:
    assert link(url) == written


def test_a_link_may_have_a_label() -> None:
    assert link("https://a.example", "a [b]") == "[a \\[b\\]](https://a.example)"
    assert link("data:x", "a [b]") == "a \\[b\\] `data:x`"


@given(value=texts)
def test_paragraphs_are_parted_by_blank_lines_only(value: str) -> None:
    document = read(RENDERERS["commonmark"](str(paragraphs(f"a{value}b\n\nc"))))
    assert set(tags(document)) == {"p"}
    assert seen(" ".join(element.raw for element in document.all("p"))) == seen(f"a{value}b c")


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a\u202eb", "a\u202eb\u202c"),
        ("a\u202eb\u202cc", "a\u202eb\u202cc"),
        ("\u2067a\u202bb", "\u2067a\u202bb\u202c\u2069"),
        ("\u2067a\u202bb\u2069c", "\u2067a\u202bb\u2069c"),
        ("\u202ba\u2067b\u202c", "\u202ba\u2067b\u202c\u2069\u202c"),
        ("a\u202c\u2069b", "a\u202c\u2069b"),
        ("a\u200fb", "a\u200fb"),
    ],
)
def test_a_change_of_direction_ends_with_the_text(value: str, written: str) -> None:
    assert text(value) == cell(value) == written


def test_plain_words_are_left_alone() -> None:
    plain = 'Set it to 1.5 (or more), then wait: it\'s done; 100% of "all" - e-mail, CI/CD and a.b too.'
    assert text(plain) == cell(plain) == plain


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("--no-telemetry", "\\--no-telemetry"),
        ("-x", "-x"),
        ("- x", "\\- x"),
        ("see www.a-b.example", "see www\\.a-b.example"),
        ("C#", "C\\#"),
        ("`a`", "\\`a\\`"),
    ],
)
def test_what_has_to_be_escaped_can_still_be_read(value: str, written: str) -> None:
    assert text(value) == written
    for renderer in RENDERERS.values():
        assert read(renderer(f"## {text(value)}\n")).raw.strip() == value


@each_renderer
def test_a_link_holds_no_second_link(renderer: Renderer) -> None:
    document = read(renderer(f"x {link('https://www.a.example/b')} y\n"))
    assert tags(document) == ["p", "a"]
    assert document.all("a")[0].raw == "www.a.example/b"


def test_markdown_is_escaped_once() -> None:
    assert text(text("*a*")) == "\\*a\\*"
    assert cell(safe("**a**\nb")) == "**a** b"
    assert safe("{}, {}").format(_text_class(FORMAT)("*a*"), safe("*b*")) == "\\*a\\*, *b*"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("a.b[].c", "`a.b[].c`"),
        ("{ name: string }[]", "`{ name: string }[]`"),
        ("a  b\nc", "`a b c`"),
        (" \n", ""),
        ("a|b", "<code>a&#124;b</code>"),
        ("a`b", "<code>a\\`b</code>"),
        ("<b>", "<code>&lt;b&gt;</code>"),
        ("&lt;", "<code>&amp;lt;</code>"),
        ("{{ a }}", "<code>\\{\\{ a \\}\\}</code>"),
        ("{%a%}", "<code>\\{%a%\\}</code>"),
        ("{++a++}", "<code>\\{\\++a\\++\\}</code>"),
    ],
)
def test_code_without_backticks_where_they_would_not_hold(value: str, written: str) -> None:
    assert code(value) == written
