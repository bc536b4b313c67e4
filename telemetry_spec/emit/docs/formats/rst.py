"""reStructuredText, as docutils and Sphinx read it.

Every mark that could mean something gets a backslash. Inline markup has to have space or punctuation around it, or else
an escaped space, which docutils leaves out: where that is needed is seen only once the page is whole.
"""

from __future__ import annotations

import re
from typing import Final

from markupsafe import Markup, escape

from telemetry_spec.emit.docs.formats.base import (
    Format,
    clean,
    lines_of,
    one_line,
    parts_of,
    plain_sample,
    safe,
    web_address,
)

_SPECIAL = re.compile(
    r"[\\*`|_<>@\[\]]"  # inline markup, references, footnotes, addresses
    r"|:(?=\S|\Z)"  # fields, roles, literal blocks, addresses
    r"|(?<=:):|(?<=[wW][wW][wW])\."
    r"|[\"']|-(?=-)|(?<=-)-|\.(?=\.)|(?<=\.)\."  # what Sphinx makes typographic
)
#: What begins a list, a line that underlines, a comment, an option, a quotation or a line of a table.
_START = re.compile(r"[^\w\s\\*`|_<>@\[\]\"':]|\(?(?:[A-Za-z]|[0-9]+|[ivxlcdmIVXLCDM]+)[.)](?=\s|\Z)")
#: Where inline markup begins or ends. Not a character (Unicode, section 23.7), and so in no text.
_EDGE: Final = "\ufdd0"
_BEFORE: Final = re.compile(rf"(^|[\s(\[{{/\-]){_EDGE}", re.MULTILINE)
_AFTER: Final = re.compile(rf"{_EDGE}(?=$|[\s.,;:!?)\]}}/\-])", re.MULTILINE)
_UNDERLINES: Final = "=-~^\"'"


def text(value: object) -> Markup:
    """Write a text within a paragraph, a heading or a list item, on one line."""
    if isinstance(value, Markup):
        return value
    line = one_line(value)
    if _START.match(line):
        return safe(f"\\{line[0]}{_escaped(line[1:])}")
    return safe(_escaped(line))


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs."""
    return safe("\n\n".join(text(part) for part in parts_of(value)))


def code(value: object) -> Markup:
    """Write a text as a literal, on one line; nothing for an empty text."""
    line = one_line(value)
    if not line:
        return Markup()
    if "`" in line or line.endswith("\\"):
        escaped = re.sub(r"([\\`])", r"\\\1", line)
        return safe(f"{_EDGE}:code:`{escaped}`{_EDGE}")
    return safe(f"{_EDGE}``{line}``{_EDGE}")


def strong(value: object) -> Markup:
    """Write a text in bold."""
    return safe(f"{_EDGE}**{text(value)}**{_EDGE}")


def code_block(value: object, language: str = "", /) -> Markup:
    """Write a text as a block of code."""
    name = re.sub("[^a-z0-9+#-]", "", language.lower()) or "text"
    lines = lines_of(value) or "\u00a0"
    return safe(f".. code-block:: {name}\n\n" + "\n".join(f"   {line}" if line else "" for line in lines.split("\n")))


def link(url: object, label: object = "", /) -> Markup:
    """Write a link to a web page, shown as its address unless a label is given. Any other address is mere text."""
    address = web_address(url)
    if not address:
        address = clean(url).strip()
        return text(label) + safe(" ") + code(address) if label else code(address)
    shown = one_line(label) if label else re.sub(r"\Ahttps?://", "", address)
    written = re.sub(r"([\\`<>_*|])", r"\\\1", address)
    return safe(f"{_EDGE}`{_escaped(shown)} <{written}>`__{_EDGE}")


def reference(anchor: str, label: object) -> Markup:
    """Write a link to an anchor on the same page."""
    shown = label if isinstance(label, Markup) else _escaped(one_line(label))
    written = re.sub(r"([_*|`])", r"\\\1", anchor)
    return safe(f"{_EDGE}`{shown} <#{written}>`__{_EDGE}")


def target(anchor: str) -> Markup:
    """Write an anchor of that very name, which a label of reStructuredText could not keep."""
    return safe(f'{_EDGE}:raw-html:`<span id="{escape(anchor)}"></span>`{_EDGE}')


def heading(title: object, level: int, anchor: str = "", /) -> Markup:
    """Write a heading, underlined, with its anchor above."""
    line = text(title)
    above = f'.. raw:: html\n\n   <span id="{escape(anchor)}"></span>\n\n' if anchor else ""
    # A character may take two columns (UAX #11).
    return safe(f"{above}{line}\n{_UNDERLINES[min(level, 6) - 1] * max(2 * len(line), 4)}")


def finish(page: str) -> str:
    """Set the edges of inline markup apart from what would join them."""
    page = _BEFORE.sub(r"\1", page)
    page = _AFTER.sub("", page)
    return re.sub(f"{_EDGE}+", r"\\ ", page)


def _escaped(line: str) -> str:
    return _SPECIAL.sub(r"\\\g<0>", line)


FORMAT = Format(
    ending="rst",
    folders=("rst",),
    templates=".rst.j2",
    text=text,
    cell=text,
    paragraphs=paragraphs,
    code=code,
    strong=strong,
    code_block=code_block,
    link=link,
    reference=reference,
    target=target,
    heading=heading,
    sample=plain_sample(code_block),
    finish=finish,
)
