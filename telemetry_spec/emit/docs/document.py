"""A page as a document of its own: one HTML file that needs no other, and asks for none."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from telemetry_spec import resources
from telemetry_spec.emit.docs.formats.base import safe
from telemetry_spec.emit.docs.templates import render, texts

if TYPE_CHECKING:
    from markupsafe import Markup

    from telemetry_spec.emit.docs.templates import Setting

#: The template of a document.
DOCUMENT: Final = "document"
STYLE: Final = "telemetry-spec.css"
SCRIPT: Final = "telemetry-spec.js"


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentView:
    """What the template is given. `policy` allows the style and the script by their hashes, and nothing else."""

    title: str | Markup
    language: str
    body: Markup
    style: Markup
    script: Markup
    policy: str


def document(body: str, *, title: str | Markup, language: str, setting: Setting) -> str:
    """Return a rendered page as a whole HTML document.

    Args:
        body: What has been rendered as HTML.
        title: The title of the document. What it holds is shown as text.
        language: The code of the language that it is written in (RFC 5646).
        setting: What the page was made with.

    Raises:
        InvalidInputError: A template of the user's does not work.
    """
    style, script = asset(STYLE), asset(SCRIPT)
    view = DocumentView(
        title=title,
        language=language,
        body=safe(body),
        style=safe(style),
        script=safe(script),
        policy=_policy(style, script),
    )
    return render(DOCUMENT, {"document": texts(view, setting.say.format)}, "", setting)


def asset(name: str) -> str:
    """Return the style sheet or the script of the pages."""
    return (resources.assets_dir() / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    """Write a policy (Content Security Policy 3, section 4.3) under which the document asks for nothing at all."""
    return "; ".join((
        "default-src 'none'",
        f"style-src {_hash(style)}",
        f"script-src {_hash(script)}",
        "img-src data:",
        "base-uri 'none'",
        "form-action 'none'",
    ))  # fmt: skip


def _hash(source: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(source.encode()).digest()).decode()}'"
