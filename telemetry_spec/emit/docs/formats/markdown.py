"""Markdown out of text that may hold anything.

A text from a spec is data. Whatever it holds, the reader has to see the same characters, in CommonMark, GitHub's
Markdown, Python-Markdown with its usual extensions, and MDX. A character that any of them reads as markup becomes a
backslash escape where all of them know that escape, and else a character reference.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from markupsafe import Markup

from telemetry_spec.emit.docs.formats.base import (
    Format,
    lines_of,
    one_line,
    parts_of,
    plain_sample,
    safe,
    web_link,
)

_BACKSLASHED = "*_[]{}-.#!+`"
_ESCAPED_DOT = "\\."
_SPECIAL = re.compile(
    r"[*_\[\]{}\\`|$^~!#@&<>]"  # markup anywhere
    r"|:(?=\S)"  # bare links, :emoji:, :directives
    r"|-(?=-)|\+(?=\+)|=(?==)"  # dashes, ++keys++, ==marks==
    r"|(?<=[wW][wW][wW])\."  # bare links
)
#: What begins a heading, a list, a line of its own meaning, or a block of an extension; also `import` in MDX.
_START = re.compile(r"[-+](?=[-+\s]|\Z)|[=:?(/%]|[0-9]{1,9}(?=[.)]|\Z)|(?:import|export)\b")
#: What a code span in backticks cannot hold everywhere: borders of tables, HTML, what template engines and CriticMarkup
#: read.
_AWKWARD = re.compile(r"[`|\\<&]|\{[{%#+~=>-]")


def text(value: object) -> Markup:
    """Write a text within a paragraph, a heading, a list item or a link, on one line. Markdown stays as it is."""
    if isinstance(value, Markup):
        return value
    line = one_line(value)
    if _START.match(line):
        return safe(_escape(line[0]) + _escaped(line[1:]))
    return safe(_escaped(line))


def cell(value: object) -> Markup:
    """Write a text in a cell of a table: as `text`, and never more than one line."""
    if isinstance(value, Markup):
        return safe(" ".join(value.split("\n")))
    return safe(_escaped(one_line(value)))


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs."""
    return safe("\n\n".join(text(part) for part in parts_of(value)))


def code(value: object) -> Markup:
    """Write a text as a code span, on one line; nothing for an empty text."""
    line = one_line(value)
    if not line:
        return Markup()
    if _AWKWARD.search(line):
        return safe(f"<code>{_escaped(line)}</code>")
    return safe(f"`{line}`")


def strong(value: object) -> Markup:
    """Write a text in bold."""
    return safe(f"**{text(value)}**")


def code_block(value: object, language: str = "", /) -> Markup:
    """Write a text as a fenced code block. The fence is longer than any in the text."""
    lines = lines_of(value)
    longest = max((len(run) for run in re.findall("`+", lines)), default=0)
    fence = "`" * max(3, longest + 1)
    return safe(f"{fence}{re.sub('[^a-z0-9+#-]', '', language.lower())}\n{lines}\n{fence}")


@web_link(text, code)
def link(address: str, shown: object, /, *, bare: bool) -> Markup:  # noqa: ARG001  the same in all formats
    """Write a link to a web page."""
    target = quote(address, safe="/:?#@!&'*+,;=%~._-").replace("'", "%27").replace("&", "&amp;")
    # Within a link nothing becomes a link: this escape is not needed, and an address is easier to read without it.
    return safe(f"[{text(shown).replace(f'www{_ESCAPED_DOT}', 'www.')}]({target})")


def reference(href: str, label: object) -> Markup:
    """Write a link to an anchor, or to a page beside this one."""
    return safe(f"[{text(label)}]({href})")


def target(anchor: str) -> Markup:
    """Write an anchor. HTML, since no kind of Markdown has one that all others know."""
    return safe(f'<a id="{anchor}"></a>')


def heading(title: object, level: int, anchor: str = "", /) -> Markup:
    """Write a heading, its anchor in a paragraph above; below the title of a page, which has to come first.

    From within the heading it would get into tables of contents, and in Docusaurus into the name of the page.
    """
    line = f"{'#' * min(max(level, 1), 6)} {text(title)}"
    if not anchor:
        return safe(line)
    parts = (line, target(anchor)) if level <= 1 else (target(anchor), line)
    return safe("\n\n".join(parts))


def _escaped(line: str) -> str:
    return _SPECIAL.sub(lambda found: _escape(found.group()), line)


def _escape(character: str) -> str:
    return f"\\{character}" if character in _BACKSLASHED else _reference(character)


def _reference(character: str) -> str:
    return {"&": "&amp;", "<": "&lt;", ">": "&gt;"}.get(character, f"&#{ord(character)};")


FORMAT = Format(
    ending="md",
    folders=("markdown",),
    templates=".md.j2",
    text=text,
    cell=cell,
    paragraphs=paragraphs,
    code=code,
    strong=strong,
    code_block=code_block,
    link=link,
    reference=reference,
    download=reference,
    target=target,
    heading=heading,
    sample=plain_sample(code_block),
)
