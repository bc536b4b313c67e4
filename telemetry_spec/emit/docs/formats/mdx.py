"""MDX (Docusaurus and others): Markdown in which HTML is JSX and braces are expressions.

The escapes of `markdown` hold here too: they were chosen so. What differs stands here, and in templates that come
before those of Markdown.
"""

from __future__ import annotations

import html
from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.formats import markdown
from telemetry_spec.emit.docs.formats.base import safe

if TYPE_CHECKING:
    from markupsafe import Markup


def reference(href: str, label: object) -> Markup:
    """Write a link to an anchor, or to a page beside this one.

    Docusaurus holds links of Markdown against the anchors that it has made itself, and knows no others.
    """
    if not href.startswith("#"):
        return markdown.reference(href, label)
    return safe(f'<a href="{html.escape(href)}">{markdown.text(label)}</a>')


FORMAT = replace(markdown.FORMAT, ending="mdx", folders=("mdx", "markdown"), reference=reference, jsx=True)
