"""The public page within sites of others: built with MkDocs in both of its own themes, and under Material's rules."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from telemetry_spec.emit import docs
from telemetry_spec.emit.docs.document import SCRIPT, STYLE, asset
from tests.browser import pages
from tests.browser.pages import HTML, PRODUCTS, spec_at
from tests.browser.test_page import NAMES, opened, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

    from tests.browser.pages import Site

THEMES = ("mkdocs", "readthedocs")
each_theme = pytest.mark.parametrize("theme", THEMES)
PATH = "telemetry/hasura/index.html"


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Return a server of a site in each theme."""
    files: dict[str, tuple[str, str | bytes]] = {}
    for theme in THEMES:
        built = pages.mkdocs_files(tmp_path_factory.mktemp(theme), theme)
        files |= {f"/{theme}{path}": found for path, found in built.items()}
    with pages.served(files) as found:
        yield found


@contextmanager
def hosted(browser: Browser, address: str, **options: Any) -> Iterator[Page]:  # noqa: ANN401  the browser's own options
    """Open a page of a site. What the site asks of other hosts, such as fonts, it does not get."""
    with opened(browser, "about:blank", **options) as page:
        page.route(lambda url: not url.startswith(address[: address.index("/", 8)]), lambda route: route.abort())
        page.goto(address)
        yield page


# ---------------------------------------------------------------- what only a script can do


@each_theme
def test_the_filter_and_copying_are_there(browser: Browser, hosts: Site, theme: str) -> None:
    with hosted(browser, f"{hosts.address}/{theme}/{PATH}") as page:
        assert page.locator(".ts-copy:visible").count() == page.locator(".ts-copy").count() > 1
        page.get_by_label("Name or description").fill("permissions metrics")
        assert len(shown(page)) == 6


@each_theme
def test_without_script_they_are_not(browser: Browser, hosts: Site, theme: str) -> None:
    with hosted(browser, f"{hosts.address}/{theme}/{PATH}", java_script_enabled=False) as page:
        assert page.locator(".ts-copy").count() > 1
        assert page.locator(".ts-copy:visible, .ts-filter:visible").count() == 0


LATER = """async address => {
    const text = await (await fetch(address)).text();
    const found = new DOMParser().parseFromString(text, "text/html").querySelector("[role=main]");
    document.querySelector("[role=main]").replaceWith(found);
}"""


def test_a_page_that_is_put_in_place_later_works(browser: Browser, hosts: Site) -> None:
    with hosted(browser, f"{hosts.address}/mkdocs/index.html") as page:
        assert page.locator(".ts-filter").count() == 0
        for name in ("hasura", "refine"):
            page.evaluate(LATER, f"{hosts.address}/mkdocs/telemetry/{name}/index.html")
            page.locator(".ts-copy:visible").first.wait_for()
            every = shown(page)
            page.get_by_label("Name or description").fill("version")
            assert 0 < len(shown(page)) < len(every)
            # The address, which says what is filtered, is that of the next page too.
            page.get_by_role("button", name="Clear").click()
            page.wait_for_url(lambda url: not urlsplit(url).query)


def test_the_script_takes_no_name_of_the_site(browser: Browser, hosts: Site) -> None:
    with hosted(browser, f"{hosts.address}/mkdocs/{PATH}") as page:
        wrong: list[str] = []
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.add_script_tag(content="const root = 1; const within = 2; let folded = 3; const apply = 4, start = 5;")
        assert wrong == []


# ---------------------------------------------------------------- tables


CELLS = """tables => tables.flatMap(table => [...table.rows].flatMap(row => [row, ...row.cells])).map(one => {
    const { backgroundColor, backgroundImage, boxShadow, borderTopWidth, borderInlineEndWidth } = getComputedStyle(one);
    const line = one.localName === "tr" ? "0px" : borderTopWidth;
    return [backgroundColor, backgroundImage, boxShadow, line, borderInlineEndWidth].join(" ");
})"""
PADDING = """tables => tables.flatMap(table => [...table.tBodies]).flatMap(body => [...body.rows])
    .flatMap(row => [...row.cells]).map(one => getComputedStyle(one).paddingBlockStart)"""

CAPTIONS = """all => all.map(one => getComputedStyle(one))
    .map(({ fontStyle, fontWeight, textAlign }) => [fontStyle, fontWeight, textAlign].join(" "))"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@each_theme
def test_tables_have_no_patches(browser: Browser, hosts: Site, theme: str, scheme: str) -> None:
    with hosted(browser, f"{hosts.address}/{theme}/{PATH}", color_scheme=scheme) as page:
        tables = page.locator(".ts-table")
        row = page.locator(".ts-row").nth(2)
        row.hover()
        looks: list[str] = tables.evaluate_all(CELLS)
        thead = {"rgba(0, 0, 0, 0) none none 1px 0px", "rgba(0, 0, 0, 0) none none 0px 0px"}
        assert set(looks) <= thead
        assert set(tables.evaluate_all(PADDING)) == {"0px"}
        assert set(page.locator(".ts-table > caption:visible").evaluate_all(CAPTIONS)) == {"normal 600 start"}


# ---------------------------------------------------------------- Material's rules


#: Of mkdocs-material 9: what it has for figures and folds.
MATERIAL = """
.md-typeset figure { display: flow-root; width: fit-content; max-width: 100%; margin: 1em auto; }
.md-typeset details { font-size: 12.8px; }
"""
SIZES = """texts => texts.map(one => +one.getAttribute("font-size") * one.getScreenCTM().a)"""


def within(css: str, name: str) -> str:
    """Return a page of a site with rules of its own around the page of a product."""
    fragment = docs.render(spec_at(PRODUCTS[NAMES.index(name)]), HTML)
    return (
        '<!doctype html><html lang="en"><meta name="viewport" content="width=device-width">'
        f"<style>{css}</style><style>{asset(STYLE)}</style>"
        f'<body class="md-typeset">{fragment}<script>{asset(SCRIPT)}</script></body></html>'
    )


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_the_picture_fits(browser: Browser, name: str, width: int) -> None:
    with opened(browser, "about:blank", viewport={"width": width, "height": 800}) as page:
        page.set_content(within(MATERIAL, name))
        assert page.evaluate("document.documentElement.scrollWidth") == width
        figure = page.locator(".ts-figure")
        assert figure.evaluate("one => one.scrollWidth <= one.clientWidth"), "nothing of it is out of sight"
        sizes: list[float] = figure.locator("text").evaluate_all(SIZES)
        assert max(sizes) <= 16.1, "no larger than the text around"
        assert min(sizes) >= (9.5 if width >= 390 else 7.5)


BUTTONS = """() => [document.body, document.querySelector(".ts-sample")].map(place => {
    const button = document.createElement("button");
    place.append(button);
    const { borderTopStyle, borderRadius, backgroundColor, paddingInlineStart } = getComputedStyle(button);
    return [borderTopStyle, borderRadius, backgroundColor, paddingInlineStart].join(" ");
})"""


def test_what_a_site_adds_looks_as_elsewhere(browser: Browser) -> None:
    with opened(browser, "about:blank") as page:
        page.set_content(within(MATERIAL, "flowforge"))
        elsewhere, here = page.evaluate(BUTTONS)
        assert here == elsewhere
        sizes = page.locator("details").evaluate_all("all => all.map(one => getComputedStyle(one).fontSize)")
        assert set(sizes) == {"16px"}


@pytest.mark.parametrize("name", ["flowforge", "hasura", "refine"])
def test_no_second_button_lies_on_ours(name: str) -> None:
    page = docs.render(spec_at(PRODUCTS[NAMES.index(name)]), HTML)
    # Material puts its own on every block of code that is not within this class.
    assert page.count('<div class="ts-code no-copy">') == page.count('<button class="ts-copy"')
