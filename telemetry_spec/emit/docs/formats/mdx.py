"""MDX (Docusaurus and others): Markdown in which HTML is JSX and braces are expressions.

The escapes of `markdown` hold here too: they were chosen so. But what Docusaurus reads MDX with looks for addresses and
`:emoji:` once more, in texts whose escapes are gone already. So a mark that is not seen parts these.
"""

from __future__ import annotations

import html
import re
from dataclasses import replace
from typing import Final

from markupsafe import Markup

from telemetry_spec.emit.docs.formats import markdown
from telemetry_spec.emit.docs.formats.base import one_line, parts_of, safe

#: Sites have a bar at the top, which would cover what a link leads to, and a row begins above its anchor.
_ROOM: Final = "6.5rem"
#: The title of a page stands above its anchor: it has to come first.
_ROOM_OF_TITLE: Final = "12rem"
#: A name or a value that is too long for a narrow table, and where in it a line may end.
_LONG: Final = re.compile(r"(?=\S{17})[A-Za-z0-9._/:+=~\[\]-]+")
_LINE_END: Final = re.compile(r"(?<=[A-Za-z0-9\]][._/:+=~-])(?=[A-Za-z0-9])|(?<=[a-z0-9])(?=[A-Z])")
#: What `markdown` has escaped in the middle of an address or an emoji.
_PARTED: Final = re.compile(r"&#(?:58|64);|www(?=\\\.)", re.IGNORECASE)


def text(value: object) -> Markup:
    """Write a text within a paragraph, a heading, a list item or a link, on one line."""
    return value if isinstance(value, Markup) else _parted(markdown.text(value))


def cell(value: object) -> Markup:
    """Write a text in a cell of a table: as `text`, and never more than one line."""
    return markdown.cell(value) if isinstance(value, Markup) else _parted(markdown.cell(value))


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs."""
    return safe("\n\n".join(text(part) for part in parts_of(value)))


def code(value: object) -> Markup:
    """Write a text as a code span, on one line; nothing for an empty text."""
    line = one_line(value)
    if _LONG.fullmatch(line):
        return safe(f"<code>{'<wbr />'.join(map(markdown.cell, _LINE_END.split(line)))}</code>")
    written = markdown.code(value)
    return _parted(written) if written.startswith("<") else written


def strong(value: object) -> Markup:
    """Write a text in bold."""
    return markdown.strong(text(value))


def link(url: object, label: object = "", /) -> Markup:
    """Write a link to a web page, shown as its address unless a label is given. Any other address is mere text."""
    return _parted(markdown.link(url, label))


def reference(href: str, label: object) -> Markup:
    """Write a link to an anchor, or to a page beside this one.

    Docusaurus holds links of Markdown against the anchors that it knows, and those of rows it does not.
    """
    if not href.startswith("#"):
        return markdown.reference(href, text(label))
    return safe(f'<a href="{html.escape(href)}">{text(label)}</a>')


def target(anchor: str) -> Markup:
    """Write an anchor that is not seen."""
    return _anchor("id", anchor, _ROOM)


def heading(title: object, level: int, anchor: str = "", /) -> Markup:
    """Write a heading, and its anchor twice.

    Docusaurus takes the id of a heading from a comment, since 3.10, and then knows it in its table of contents and
    where it looks for broken links. Others leave the comment out: there a browser finds the anchor by its name, which
    it asks for after the ids (HTML, "Scrolling to a fragment"). In the title of a page Docusaurus would show the
    comment.
    """
    line = markdown.heading(text(title), level)
    if not anchor:
        return line
    if level <= 1:
        return safe(f"{line}\n\n{_anchor('id', anchor, _ROOM_OF_TITLE)}")
    return safe(f"{_anchor('name', anchor, _ROOM)}\n\n{line} {{/* #{anchor} */}}")


def _anchor(attribute: str, anchor: str, room: str) -> Markup:
    return safe(f'<a {attribute}="{anchor}" style={{{{scrollMarginTop: "{room}"}}}}></a>')


def _parted(markup: Markup) -> Markup:
    return safe(_PARTED.sub(r"\g<0><wbr />", str(markup)))


FORMAT = replace(
    markdown.FORMAT,
    ending="mdx",
    folders=("mdx", "markdown"),
    text=text,
    cell=cell,
    paragraphs=paragraphs,
    code=code,
    strong=strong,
    link=link,
    reference=reference,
    download=reference,
    target=target,
    heading=heading,
    jsx=True,
)
