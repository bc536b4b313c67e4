"""What axe-core finds on the public pages, in light, in dark and on a phone: nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import pytest

from tests.browser.test_page import PAGES, opened
from tests.conftest import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ViewportSize

    from tests.browser.pages import Site

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
RUN = """async () => {
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    const found = await axe.run(document, { resultTypes: ["violations", "incomplete"] });
    return found.violations.map(({ id, nodes }) => [id, ...nodes.slice(0, 5).map(node => [node.html, node.any])]);
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed; `npm ci` installs it")
    return AXE.read_text("utf-8")


@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(
    browser: Browser, site: Site, axe: str, name: str, scheme: Literal["light", "dark"], width: int
) -> None:
    view: ViewportSize = {"width": width, "height": 900}
    with opened(browser, f"{site.address}/{name}.html", color_scheme=scheme, viewport=view) as page:
        page.evaluate(axe)
        found: list[Any] = page.evaluate(RUN)
        assert found == []
