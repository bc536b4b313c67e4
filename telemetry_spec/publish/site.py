"""Pages as files: one folder for each product, and a page that lists them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.document import document

if TYPE_CHECKING:
    from telemetry_spec.publish.pages import Pages


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
        found[f"{product}/index.{ending}"] = whole(pages, pages.page(product), product)
        found[f"{product}/telemetry.json"] = pages.data(product)
    if len(pages.specs) > 1:
        hrefs = {product: f"{product}/index.{ending}" for product in pages.specs}
        found[f"index.{ending}"] = whole(pages, pages.index(hrefs))
    return found


def whole(pages: Pages, text: str, product: str = "") -> bytes:
    """Return a page as a file: HTML becomes a document that needs no other file. Raises as `files_of` does."""
    if pages.ending != "html":
        return text.encode()
    title, language = pages.title(product), pages.options.language
    return document(text, title=title, language=language, setting=pages.setting).encode()
