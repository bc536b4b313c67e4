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
from telemetry_spec.emit.docs.formats.base import parts_of, safe

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

    Docusaurus holds links of Markdown against the anchors that it has made itself, and knows no others.
    """
    if not href.startswith("#"):
        return markdown.reference(href, text(label))
    return safe(f'<a href="{html.escape(href)}">{text(label)}</a>')


def heading(title: object, level: int, anchor: str = "", /) -> Markup:
    """Write a heading, its anchor in a line of its own."""
    return markdown.heading(text(title), level, anchor)


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
    heading=heading,
    jsx=True,
)
