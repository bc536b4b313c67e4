"""MDX (Docusaurus and others): Markdown in which HTML is JSX and braces are expressions.

The escapes of `markdown` hold here too: they were chosen so. What differs stands in its templates, which come before
those of Markdown.
"""

from __future__ import annotations

from dataclasses import replace

from telemetry_spec.emit.docs.formats import markdown

FORMAT = replace(markdown.FORMAT, ending="mdx", folders=("mdx", "markdown"), jsx=True)
