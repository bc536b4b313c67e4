"""HTML (the living standard, section 13.1): a fragment that stands within any page, or a document of its own.

A fragment holds no empty line: so a site's Markdown takes it as one block of HTML (CommonMark, section 4.6).
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from markupsafe import Markup, escape

from telemetry_spec.emit.docs.formats.base import Format, lines_of, one_line, parts_of, safe, web_link

if TYPE_CHECKING:
    from telemetry_spec.emit.docs.view import Block, Token

#: What template engines of sites look for, within HTML too.
_TEMPLATE: Final = re.compile(r"\{(?=[{%#])")
_EMPTY_LINES: Final = re.compile(r"\n(?:[ \t]*\n)+")
#: So many pieces of a sample take a browser time to lay out, which it need not do before they are seen.
_LONG: Final = 2000
_DOCUMENT: Final = "<!doctype"


def text(value: object) -> Markup:
    """Write a text on one line."""
    return value if isinstance(value, Markup) else safe(_escaped(one_line(value)))


def paragraphs(value: object) -> Markup:
    """Write a text whose blank lines part paragraphs, each as an element."""
    return safe("\n".join(f"<p>{text(part)}</p>" for part in parts_of(value)))


def code(value: object) -> Markup:
    """Write a text as code; nothing for an empty text."""
    line = one_line(value)
    return safe(f"<code>{_escaped(line)}</code>") if line else Markup()


def strong(value: object) -> Markup:
    """Write a text as important."""
    return safe(f"<strong>{text(value)}</strong>")


def code_block(value: object, language: str = "", /) -> Markup:
    """Write a text as a block of code."""
    name = re.sub("[^a-z0-9+#-]", "", language.lower())
    kind = f' class="language-{name}"' if name else ""
    lines = _EMPTY_LINES.sub(lambda found: found.group().replace("\n", "&#10;"), _escaped(lines_of(value)))
    return safe(f"<pre><code{kind}>{lines}\n</code></pre>")


@web_link(text, code)
def link(address: str, shown: object, /, *, bare: bool) -> Markup:
    """Write a link to a web page."""
    kind = ' class="ts-address"' if bare else ""
    return safe(f'<a{kind} href="{_escaped(address)}">{text(shown)}</a>')


def reference(href: str, label: object) -> Markup:
    """Write a link to an anchor, or to a page beside this one."""
    return safe(f'<a href="{_escaped(href)}">{text(label)}</a>')


def target(anchor: str) -> Markup:
    """Write an anchor that is not seen."""
    return safe(f'<span id="{_escaped(anchor)}"></span>')


def heading(title: object, level: int, anchor: str = "", /) -> Markup:
    """Write a heading. One with an anchor leads to itself, so that its address can be taken from it."""
    name, shown = f"h{min(level, 6)}", text(title)
    if not anchor:
        return safe(f"<{name}>{shown}</{name}>")
    place = _escaped(anchor)
    return safe(f'<{name} id="{place}"><a class="ts-self" href="#{place}">{shown}</a></{name}>')


def sample(block: Block) -> Markup:
    """Write a sample of JSON, highlighted. A key leads to its row.

    What a key holds is its description (WAI-ARIA 1.3, aria-description), which the style sheet shows under pointer and
    focus: so it is no part of the text that is read out, found or copied.
    """
    long = " ts-long" if len(block.tokens) > _LONG else ""
    return safe(f'<pre class="ts-sample{long}"><code>{"".join(map(_token, block.tokens))}\n</code></pre>')


def finish(page: str, language: str) -> str:
    """Put a fragment into the element that its style and script go by, and that names its language.

    A whole document has it already.
    """
    if page.startswith(_DOCUMENT):
        return page
    lines = _EMPTY_LINES.sub("\n", page).strip("\n")
    return f'<div class="telemetry-spec" lang="{_escaped(language)}">\n{lines}\n</div>\n'


def _token(token: Token) -> str:
    shown = _escaped(token.text)
    if token.kind == "mark":
        return shown
    if token.kind != "key" or not token.anchor:
        return f'<span class="ts-{token.kind}">{shown}</span>'
    about = f' aria-description="{text(token.about)}"' if token.about else ""
    return f'<a class="ts-key" href="#{_escaped(token.anchor)}"{about}>{shown}</a>'


def _escaped(value: str) -> str:
    written = str(escape(value))
    return _TEMPLATE.sub("&#123;", written) if "{" in written else written


FORMAT = Format(
    ending="html",
    folders=("html",),
    templates=".html.j2",
    text=text,
    cell=text,
    paragraphs=paragraphs,
    code=code,
    strong=strong,
    code_block=code_block,
    link=link,
    reference=reference,
    download=reference,
    target=target,
    heading=heading,
    sample=sample,
    finish=finish,
)
