"""Pages as files: one folder for each product, and a page that lists them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from telemetry_spec.emit._files import stale_output
from telemetry_spec.emit.docs.document import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.finding import Finding
    from telemetry_spec.publish.pages import Pages

#: The file beside a page that programs read.
DATA: Final = "telemetry.json"


def files_of(pages: Pages) -> dict[str, bytes]:
    """Return the files of a folder of pages, by their paths.

    `PRODUCT/index.EXT` is the page of a product, `PRODUCT/telemetry.json` what programs read, and `index.EXT` lists the
    products where there are several. HTML pages are whole documents.

    Raises:
        InvalidInputError: The words or the templates of the user's cannot be used.
    """
    ending = pages.ending
    found: dict[str, bytes] = {}
    for product in pages.specs:
        found[f"{product}/index.{ending}"] = whole(pages, pages.page(product, data=DATA), product)
        found[f"{product}/{DATA}"] = pages.data(product)
    if len(pages.specs) > 1:
        hrefs = {product: f"{product}/index.{ending}" for product in pages.specs}
        found[f"index.{ending}"] = whole(pages, pages.index(hrefs))
    return found


def gone(pages: Pages, out: Path) -> Iterator[Finding]:
    """Yield a finding for each folder with the page of a product that none of the specs describes.

    It is known by its `telemetry.json`. Nothing is deleted.
    """
    for path in sorted(out.glob(f"*/{DATA}")):
        folder = path.parent
        if folder.name not in pages.specs and _product_of(path) == folder.name:
            yield stale_output(folder, f"None of the specs describes `{folder.name}`.", "Delete the folder.")


def _product_of(path: Path) -> str:
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return ""
    return str(found.get("product")) if isinstance(found, dict) else ""


def whole(pages: Pages, text: str, product: str = "") -> bytes:
    """Return a page as a file: HTML becomes a document that needs no other file. Raises as `files_of` does."""
    if pages.ending != "html":
        return text.encode()
    title, language = pages.title(product), pages.options.language
    return document(text, title=title, language=language, setting=pages.setting).encode()
