"""What a key of a sample holds, as it is shown (WCAG 2.2, 1.4.13): beside what is read, until it is put away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser.test_page import opened

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

    from tests.browser.pages import Site

SHOWN = "key => (({ content, display }) => content !== 'none' && display !== 'none')(getComputedStyle(key, '::after'))"
#: Whether a key is on top where it stands.
FREE = """key => {
    const { x, y, width, height } = key.getBoundingClientRect();
    return document.elementFromPoint(x + width / 2, y + height / 2) === key;
}"""
#: A point that belongs to a key and lies outside of its text: so what it tells is there.
TOLD_AT = """key => {
    const { top, bottom, left, right } = key.getBoundingClientRect();
    const text = (x, y) => x >= left && x <= right && y >= top && y <= bottom;
    const own = (x, y) => document.elementFromPoint(x, y) === key && !text(x, y);
    for (let y = top + 8; y < bottom + 60; y += 4)
        for (let x = 4; x < innerWidth; x += 4) if (own(x, y)) return [x + 8, y + 8];
    return null;
}"""


def a_key(page: Page) -> Locator:
    """Return a key with keys below it, in the middle of the window."""
    key = page.locator(".ts-sample .ts-key", has_text='"release"').first
    key.evaluate("one => one.scrollIntoView({ block: 'center' })")
    return key


@pytest.mark.parametrize("width", [390, 1280])
def test_it_can_be_pointed_at(browser: Browser, site: Site, width: int) -> None:
    with opened(browser, f"{site.address}/flowforge.html", viewport={"width": width, "height": 900}) as page:
        key = a_key(page)
        key.hover()
        place = key.evaluate(TOLD_AT)
        assert place is not None
        page.mouse.move(*place, steps=4)
        page.wait_for_timeout(600)
        assert key.evaluate(SHOWN)
        page.mouse.move(2, 2)
        page.wait_for_timeout(600)
        assert not key.evaluate(SHOWN)


def test_it_covers_no_line_where_there_is_room(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html") as page:
        key = a_key(page)
        key.hover()
        assert key.evaluate(SHOWN)
        keys = page.locator(".ts-sample").first.locator(".ts-key")
        assert keys.evaluate_all(f"all => all.slice(1, 12).every({FREE})")
        key.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        page.mouse.move(2, 2)
        assert key.evaluate(SHOWN)
        assert keys.evaluate_all(f"all => all.slice(1, 12).every({FREE})")


@pytest.mark.parametrize("width", [390, 1280])
def test_all_of_it_can_be_seen(browser: Browser, site: Site, width: int) -> None:
    with opened(browser, f"{site.address}/flowforge.html", viewport={"width": width, "height": 900}) as page:
        a_key(page).hover()
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_escape_puts_it_away_until_the_next_key(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html") as page:
        key = a_key(page)
        key.hover()
        assert key.evaluate(SHOWN)
        page.keyboard.press("Escape")
        assert not key.evaluate(SHOWN)
        page.mouse.move(2, 2)
        key.hover()
        assert key.evaluate(SHOWN)
