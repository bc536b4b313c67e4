"""What the faces of docs sites share: pages of some specs as HTML, to be put into a page of somebody else's."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from telemetry_spec import registry
from telemetry_spec.compile import require
from telemetry_spec.emit.docs.document import SCRIPT, STYLE, asset
from telemetry_spec.emit.docs.words import languages
from telemetry_spec.publish.look import Look
from telemetry_spec.publish.request import RequestError, parse

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telemetry_spec.publish.pages import Pages

_log = logging.getLogger(__name__)


def pages_of(
    specs: Sequence[str | Path],
    *,
    language: str = "en",
    words: str | Path = "",
    templates: str | Path = "",
    history: str = "",
) -> Pages:
    """Return the pages of the specs at some paths, as HTML. What is wrong with older versions goes to the log.

    Raises:
        InvalidInputError: A spec cannot be used.
        ValueError: No spec is named, or there is no such language; the text says which there are.
    """
    if not specs:
        raise ValueError("telemetry_spec: name your spec files under `specs`.")
    if language not in languages():
        raise ValueError(f"telemetry_spec: there is no language `{language}`. {registry.hint(language, languages())}")
    look = Look(
        language=language,
        words=Path(words) if words else None,
        templates=Path(templates) if templates else None,
        history=history,
    )
    pages, findings = look.pages([require(path) for path in specs], "html")
    for finding in findings:
        _log.warning("%s: %s %s [%s]", finding.span, finding.message, finding.help, finding.code)
    return pages


def fragment(pages: Pages, asked: str, level: int, data: Callable[[str], str] = lambda _: "") -> str:
    """Return what a marker asks for, as HTML.

    `data` returns the address of a product's `telemetry.json` as seen from the page, or "" where there is none.

    Raises:
        RequestError: There is no such product or part, or another docs format is asked for.
        InvalidInputError: The words or the templates cannot be used.
    """
    request = parse(asked)
    if request.docs_format not in ("", "html"):
        raise RequestError("What stands here is HTML whatever the marker says.", "Leave `format=` out.")
    return pages.render(request, level=level, data=data(request.product))


def assets() -> dict[str, bytes]:
    """Return the stylesheet and the script of the pages, by their names."""
    return {name: asset(name).encode() for name in (STYLE, SCRIPT)}
