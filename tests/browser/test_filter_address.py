"""The address of a page while its filter is used: it says what is filtered, so that others can be sent there."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

import pytest

from telemetry_spec.emit import docs
from telemetry_spec.emit.docs.document import SCRIPT, STYLE, asset
from tests.browser.pages import HTML, PRODUCTS, served, spec_at
from tests.browser.test_page import opened, shown

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

    from tests.browser.pages import Site


def query(page: Page) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(page.url).query))


def until(page: Page, text: str) -> None:
    """Wait for an address with some text."""
    page.wait_for_function("text => location.href.includes(text)", arg=text)


def test_a_filtered_view_can_be_linked(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html?h=word#flowforge.collected") as page:
        entries = page.evaluate("history.length")
        page.get_by_label("Name or description").fill("platform id")
        page.locator("[name=ts-sensitivity]").select_option("identifier")
        until(page, "identifier")
        assert query(page) == {"h": "word", "ts-text": "platform id", "ts-sensitivity": "identifier"}
        assert urlsplit(page.url).fragment == "flowforge.collected"
        assert page.evaluate("history.length") == entries, "no step of its own for each keystroke"
        found, address = shown(page), page.url
    with opened(browser, address) as page:
        assert shown(page) == found != []
        assert page.get_by_label("Name or description").input_value() == "platform id"
        assert page.locator("[name=ts-sensitivity]").input_value() == "identifier"
        page.get_by_role("button", name="Clear").click()
        page.wait_for_url(lambda url: urlsplit(url).query == "h=word")
        assert len(shown(page)) > len(found)


def test_an_address_stays_as_it_is_while_the_filter_is_not_used(browser: Browser, site: Site) -> None:
    address = f"{site.address}/flowforge.html?a=b%20c&d"
    with opened(browser, address) as page:
        page.locator(".ts-sample .ts-key").first.click()
        page.wait_for_timeout(400)
        assert page.url.startswith(f"{address}#")


@pytest.mark.parametrize("asked", ["ts-sensitivity=none%22%3E", "ts-text=%20", "ts-since=9", "ts-source=elsewhere"])
def test_what_an_address_cannot_ask_for_is_nothing(browser: Browser, site: Site, asked: str) -> None:
    with opened(browser, f"{site.address}/lifecycle.html") as page:
        every = shown(page)
    with opened(browser, f"{site.address}/lifecycle.html?{asked}") as page:
        assert shown(page) == every
        assert page.locator("[name=ts-sensitivity]").evaluate("one => one.selectedIndex") == 0


def test_a_link_to_a_row_that_the_filter_hides_goes_there(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html?ts-text=devices#flowforge.platform.ping.os.arch") as page:
        assert page.locator("[id='flowforge.platform.ping.os.arch']").is_visible()
        page.wait_for_url(lambda url: not urlsplit(url).query)


#: What sites do that put pages in place by script: they go there, and tell nobody.
SILENTLY = """document.addEventListener("click", event => {
    const link = event.target.closest("nav a");
    if (!link) return;
    event.preventDefault();
    history.pushState(null, "", link.href);
    document.getElementById(link.hash.slice(1)).scrollIntoView();
})"""
CONTENTS = """href => {
    const nav = document.body.insertBefore(document.createElement("nav"), document.body.firstChild);
    nav.innerHTML = `<a href="${href}"><span>a heading</span></a>`;
}"""


@pytest.mark.parametrize("before", ["", "{path}", "{path}?ts-text=devices"])
def test_a_link_of_the_sites_own_to_what_the_filter_hides_goes_there(browser: Browser, site: Site, before: str) -> None:
    with opened(browser, f"{site.address}/flowforge.html?ts-text=devices") as page:
        heading = page.locator("[id='flowforge.platform.ping.os.arch']")
        assert not heading.is_visible()
        page.evaluate(SILENTLY)
        page.evaluate(CONTENTS, f"{before.format(path='/flowforge.html')}#flowforge.platform.ping.os.arch")
        page.locator("nav a").click()
        assert heading.is_visible()
        assert heading.evaluate("one => Math.abs(one.getBoundingClientRect().top) < innerHeight")


def test_a_link_to_another_page_leaves_the_filter_as_it_is(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html?ts-text=devices") as page:
        found = shown(page)
        page.evaluate("document.addEventListener('click', event => event.preventDefault())")
        page.evaluate(CONTENTS, "/hasura.html#flowforge.platform.ping.os.arch")
        page.locator("nav a").click()
        assert shown(page) == found


def test_each_filter_of_a_page_has_its_own_words(browser: Browser) -> None:
    parts = "".join(docs.render(spec_at(path), HTML) for path in PRODUCTS[:2])
    text = f"<!doctype html><style>{asset(STYLE)}</style>{parts}<script>{asset(SCRIPT)}</script>"
    with served({"/two.html": ("text/html", text)}) as site:
        with opened(browser, f"{site.address}/two.html") as page:
            page.locator("[name=ts-text]").nth(0).fill("devices")
            page.locator("[name=ts-text]").nth(1).fill("permissions")
            until(page, "permissions")
            until(page, "devices")
            found, address = shown(page), page.url
        with opened(browser, address) as page:
            assert shown(page) == found
            assert page.locator("[name=ts-text]").nth(0).input_value() == "devices"
            assert page.locator("[name=ts-text]").nth(1).input_value() == "permissions"
