"""What docutils alone says of reStructuredText, as it makes HTML of a README.

A process of its own, since Sphinx puts its directives in the place of those of docutils. Reads a JSON object of texts
from standard input; writes one of what docutils warns of.
"""

from __future__ import annotations

import io
import json
import sys

from docutils.core import publish_string


def told(text: str) -> str:
    """Return what docutils has to say about a text."""
    stream = io.StringIO()
    settings = {"report_level": 2, "halt_level": 5, "warning_stream": stream, "_disable_config": True}
    publish_string(text, writer="html5", settings_overrides=settings)
    return stream.getvalue()


if __name__ == "__main__":
    texts: dict[str, str] = json.load(sys.stdin)
    json.dump({name: told(text) for name, text in texts.items()}, sys.stdout)
