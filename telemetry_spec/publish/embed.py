"""What the faces of docs sites share: pages of some specs as HTML, to be put into a page of somebody else's."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from telemetry_spec import registry
from telemetry_spec.compile import require
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs.document import SCRIPT, STYLE, asset
from telemetry_spec.emit.docs.words import languages
from telemetry_spec.publish.history import releases_of_folder, releases_of_git
from telemetry_spec.publish.pages import Pages
from telemetry_spec.publish.request import RequestError, parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from telemetry_spec.model.change import Release
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.model.spec import Spec


def pages_of(
    specs: Sequence[str | Path],
    *,
    language: str = "en",
    words: str | Path = "",
    templates: str | Path = "",
    history: str = "",
) -> Pages:
    """Return the pages of the specs at some paths, as HTML.

    Raises:
        InvalidInputError: A spec cannot be used.
        ValueError: No spec is named, or there is no such language; the text says which there are.
    """
    if not specs:
        raise ValueError("telemetry_spec: name your spec files under `specs`.")
    if language not in languages():
        raise ValueError(f"telemetry_spec: there is no language `{language}`. {registry.hint(language, languages())}")
    compiled = [require(path) for path in specs]
    options = Options(
        docs_format="html",
        language=language,
        words=Path(words) if words else None,
        templates=Path(templates) if templates else None,
        releases=releases_of(compiled, history)[0],
    )
    return Pages(compiled, options)


def releases_of(specs: Iterable[Spec], history: str) -> tuple[dict[str, tuple[Release, ...]], list[Finding]]:
    """Return the versions of each product's spec, newest first, and what was wrong with old ones.

    `history` is `git`, for those in the tags of the repository; a folder of older specs; or "" for none.
    """
    if not history:
        return {}, []
    found: dict[str, tuple[Release, ...]] = {}
    findings: list[Finding] = []
    for spec in specs:
        one = releases_of_git(spec, _path(spec)) if history == "git" else releases_of_folder(spec, history)
        found[spec.product] = one.releases
        findings += one.findings
    return found, findings


def _path(spec: Spec) -> Path:
    """Return the file of a spec, or the folder of its files."""
    first = Path(spec.files[0])
    return first if len(spec.files) == 1 else first.parent


def fragment(pages: Pages, asked: str, level: int) -> str:
    """Return what a marker asks for, as HTML.

    Raises:
        RequestError: There is no such product or part, or another docs format is asked for.
        InvalidInputError: The words or the templates cannot be used.
    """
    request = parse(asked)
    if request.docs_format not in ("", "html"):
        raise RequestError("What stands here is HTML whatever the marker says.", "Leave `format=` out.")
    return pages.render(request, level=level)


def assets() -> dict[str, bytes]:
    """Return the stylesheet and the script of the pages, by their names."""
    return {name: asset(name).encode() for name in (STYLE, SCRIPT)}
