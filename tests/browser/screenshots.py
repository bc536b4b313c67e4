"""`make screenshots`: the products' pages at the width of a phone and of a desktop, light and dark, to be looked at."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from tests.browser.pages import PRODUCTS, chromium, document_of, index_of, spec_at
from tests.conftest import ROOT

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

FOLDER = ROOT / "build" / "screenshots"
WIDTHS = (390, 1280)
SCHEMES = ("light", "dark")


def main() -> None:
    """Take a picture of every page."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    pages = {path.name.split(".")[0]: document_of(spec_at(path)) for path in PRODUCTS} | {"index": index_of(PRODUCTS)}
    with chromium() as browser:
        for name, html in pages.items():
            for width in WIDTHS:
                for scheme in SCHEMES:
                    path = FOLDER / f"{name}-{width}-{scheme}.png"
                    take(browser, html, path, width=width, scheme=scheme)
                    sys.stdout.write(f"{path.relative_to(ROOT)}\n")


def take(browser: Browser, html: str, path: Path, *, width: int, scheme: str) -> None:
    """Take a picture of a whole page."""
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if scheme == "dark" else "light"
    )
    try:
        page = context.new_page()
        page.set_content(html)
        page.screenshot(path=path, full_page=True)
    finally:
        context.close()


if __name__ == "__main__":
    main()
