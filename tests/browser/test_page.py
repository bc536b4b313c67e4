"""The public page in a real browser: the filter, anchors, copying, samples, paper, narrow screens, and no script."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.emit import docs
from telemetry_spec.emit.docs.document import STYLE, asset
from tests.browser.pages import HTML, LIFECYCLE, PRODUCTS, spec_at
from tests.emit.hostile import HOSTILE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, Page

    from tests.browser.pages import Site

NAMES = tuple(path.name.split(".")[0] for path in PRODUCTS)
PAGES = (*NAMES, "lifecycle", "hostile", "index")
each_page = pytest.mark.parametrize("name", PAGES)
SEEN = "rows => rows.filter(row => row.checkVisibility()).map(row => row.id)"


@contextmanager
def opened(browser: Browser, address: str, **options: Any) -> Iterator[Page]:  # noqa: ANN401  the browser's own options
    """Open a page in a browser of its own."""
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options})
    context.set_default_timeout(10_000)
    try:
        page = context.new_page()
        page.goto(address)
        yield page
    finally:
        context.close()


def shown(page: Page) -> list[str]:
    """Return the ids of the rows that can be seen."""
    found: list[str] = page.locator(".ts-row").evaluate_all(SEEN)
    return found


def count(page: Page) -> str:
    return page.locator(".ts-count").inner_text()


# ---------------------------------------------------------------- the filter


def test_the_filter_narrows_and_clears(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hasura.html") as page:
        every = shown(page)
        page.get_by_label("Name or description").fill("PERMISSIONS metrics")
        found = shown(page)
        assert found == [f"hasura.server.usage.metrics.permissions{end}" for end in ("", *SUBS)]
        assert count(page) == f"6 of {len(every)} values"
        page.get_by_role("button", name="Clear").click()
        assert shown(page) == every
        assert count(page) == f"{len(every)} of {len(every)} values"
        assert page.get_by_label("Name or description").input_value() == ""


SUBS = (".roles", ".delete", ".insert", ".select", ".update")


def test_the_filter_works_by_keyboard(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html") as page:
        every = shown(page)
        page.locator("#flowforge\\.collected a").focus()
        page.keyboard.press("Tab")
        page.keyboard.type("platform")
        page.keyboard.press("Tab")
        page.keyboard.press("I")
        assert page.locator(":focus").input_value() == "identifier"
        assert shown(page) == ["flowforge.platform.ping.platform.license.id"]
        page.keyboard.press("Escape")
        page.locator("[name=ts-text]").focus()
        page.keyboard.press("Escape")
        assert shown(page) == every
        assert page.locator("[name=ts-sensitivity]").input_value() == ""


def test_the_filter_goes_by_source_kind_and_version(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/lifecycle.html") as page:
        spec = spec_at(LIFECYCLE)
        every = page.locator(".ts-row").count()
        source = next(iter(source for source in spec.sources.values() if not source.removed))
        for name, attribute in (("ts-sensitivity", "data-ts-sensitivity"), ("ts-since", "data-ts-since")):
            choices = page.locator(f"[name={name}] option").evaluate_all(
                "all => all.map(one => one.value).filter(Boolean)"
            )
            assert choices
            page.locator(f"[name={name}]").select_option(choices[-1])
            values = set(page.locator(".ts-row:not([data-ts-away] *, [data-ts-away])").evaluate_all(
                f"all => all.map(row => row.getAttribute('{attribute}'))"
            ))  # fmt: skip
            assert values == {choices[-1]}
            page.get_by_role("button", name="Clear").click()
        if page.locator("[name=ts-source]").count():
            page.locator("[name=ts-source]").select_option(source.id)
            assert shown(page)
            assert all(row.startswith(f"{spec.product}.{source.id}.") for row in shown(page))
        assert page.locator(".ts-row").count() == every


def test_sections_without_a_hit_fold_away(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hasura.html") as page:
        assert page.locator(".ts-source:visible").count() == 3
        page.get_by_label("Name or description").fill("relationships")
        assert page.locator(".ts-source:visible").count() == 1
        assert page.locator(".ts-table.ts-fields:visible").count() == 1
        page.get_by_label("Name or description").fill("no such thing")
        assert page.locator(".ts-source:visible").count() == 0
        assert count(page) == "No value matches."


def test_the_count_is_told_to_a_screen_reader(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hasura.html") as page:
        search = page.get_by_role("search", name="Filter what is collected")
        search.get_by_role("searchbox", name="Name or description").fill("relationships")
        assert search.get_by_role("status").inner_text() == count(page) != ""


def test_what_is_no_longer_sent_is_found(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/lifecycle.html") as page:
        gone = page.locator("details.ts-gone .ts-row").first
        name = gone.locator("th").inner_text() or gone.locator("th").text_content() or ""
        assert not gone.is_visible()
        page.get_by_label("Name or description").fill(name.strip())
        assert gone.is_visible()
        page.get_by_role("button", name="Clear").click()
        assert not gone.is_visible()


def test_only_rows_that_change_are_touched(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hasura.html") as page:
        page.evaluate("""() => {
            window.touched = 0;
            new MutationObserver(all => { touched += all.filter(one => one.target.matches(".ts-row")).length; })
                .observe(document.body, { subtree: true, attributes: true });
        }""")
        search = page.get_by_label("Name or description")
        search.fill("metrics")
        first = page.evaluate("touched")
        before = len(shown(page))
        assert first < page.locator(".ts-row").count() - before, "a part that folds away as a whole is left as it is"
        search.fill("metrics.permissions")
        after = len(shown(page))
        assert page.evaluate("touched") - first == before - after > 0


# ---------------------------------------------------------------- anchors


@pytest.mark.parametrize("name", [*NAMES, "lifecycle"])
def test_anchors_land(browser: Browser, site: Site, name: str) -> None:
    with opened(browser, f"{site.address}/{name}.html") as page:
        ids: list[str] = page.locator(".ts-row").evaluate_all("rows => rows.map(row => row.id)")
        picked = [*ids[::7], ids[-1], *page.locator(".ts-gone .ts-row").evaluate_all("rows => rows.map(row => row.id)")]
    for one in picked:
        with opened(browser, f"{site.address}/{name}.html#{one}") as page:
            page.wait_for_function("id => document.getElementById(id).matches(':target')", arg=one)
            page.wait_for_timeout(50)
            box = page.locator(f'[id="{one}"]').bounding_box()
            assert box is not None
            assert 0 <= box["y"] < 900


def test_a_link_to_a_row_that_is_away_clears_the_filter(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html") as page:
        every = shown(page)
        page.get_by_label("Name or description").fill("devices")
        assert len(shown(page)) == 1
        page.evaluate("location.hash = '#flowforge.platform.ping.os.arch'")
        page.wait_for_function("!document.querySelector('[data-ts-filtered]')")
        assert shown(page) == every
        box = page.locator("[id='flowforge.platform.ping.os.arch']").bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 900


def test_a_link_to_a_row_that_is_seen_keeps_the_filter(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/flowforge.html") as page:
        page.get_by_label("Name or description").fill("devices")
        page.locator(".ts-row:visible .ts-self").click()
        assert len(shown(page)) == 1


# ---------------------------------------------------------------- copying


@pytest.mark.parametrize("path", PRODUCTS, ids=NAMES)
def test_copying_gives_the_exact_line(browser: Browser, site: Site, path: Path) -> None:
    typed = [one.instruction.text for one in spec_at(path).opt_outs.values() if one.instruction.language]
    with opened(browser, f"{site.address}/{path.name.split('.')[0]}.html") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        buttons = page.locator(".ts-copy").all()
        assert len(buttons) == len(typed)
        for button, line in zip(buttons, typed, strict=True):
            button.click()
            page.wait_for_function("button => button.innerText.startsWith('Copied')", arg=button.element_handle())
            assert page.evaluate("navigator.clipboard.readText()") == line.rstrip("\n")


def test_copying_works_without_the_clipboard_of_safe_origins(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hasura.html") as page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('no')); }")
        page.locator(".ts-copy").first.click()
        page.wait_for_function("document.querySelector('.ts-copy').innerText.startsWith('Copied')")
        assert page.evaluate("navigator.clipboard.readText()").strip() == "export HASURA_GRAPHQL_ENABLE_TELEMETRY=false"


# ---------------------------------------------------------------- samples


def test_a_key_says_what_it_holds(browser: Browser, site: Site) -> None:
    style = "key => { const s = getComputedStyle(key, '::after'); return [s.content, s.display]; }"
    with opened(browser, f"{site.address}/flowforge.html") as page:
        key = page.locator(".ts-sample .ts-key", has_text='"arch"').first
        told = page.get_by_role("link", name='"arch"', exact=True).first.get_attribute("aria-description")
        assert told
        assert told in page.locator("[id='flowforge.platform.ping.os.arch'] .ts-about").inner_text()
        assert key.evaluate(style)[0] == "none"
        key.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert told in key.evaluate(style)[0]
        assert key.evaluate(style)[1] == "block"
        page.keyboard.press("Escape")
        assert key.evaluate(style)[1] == "none"
        page.mouse.move(0, 0)
        key.hover()
        assert told in key.evaluate(style)[0]
        assert key.evaluate(style)[1] == "block"
        key.click()
        assert page.url.endswith("#flowforge.platform.ping.os.arch")


# ---------------------------------------------------------------- what any reader gets


@each_page
def test_no_request_leaves_the_page(browser: Browser, site: Site, name: str) -> None:
    asked: list[str] = []
    wrong: list[str] = []
    with opened(browser, "about:blank") as page:
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: wrong.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: wrong.append(str(error)))
        page.on("dialog", lambda dialog: wrong.append(dialog.message))
        page.goto(f"{site.address}/{name}.html", wait_until="networkidle")
        assert [url for url in asked if not url.startswith("data:")] == [f"{site.address}/{name}.html"]
        assert not wrong


WITHOUT_TOOLS = """() => {
    document.querySelectorAll(".ts-filter, .ts-copy").forEach(one => one.remove());
    document.querySelectorAll("details").forEach(one => { one.open = true; });
    return document.body.innerText;
}"""


@each_page
def test_without_script_the_page_is_whole(browser: Browser, site: Site, name: str) -> None:
    address = f"{site.address}/{name}.html"
    with opened(browser, address) as page:
        filters = page.locator(".ts-filter:visible").count()
        assert filters == (name != "index")
        whole = page.evaluate(WITHOUT_TOOLS)
    with opened(browser, address, java_script_enabled=False) as page:
        assert page.locator(".ts-filter:visible, .ts-copy:visible").count() == 0
        assert page.locator(".ts-row:visible").count() >= page.locator(".ts-row").count() * 0.5
        assert page.evaluate(WITHOUT_TOOLS) == whole


def test_hostile_texts_are_texts(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/hostile.html") as page:
        assert page.evaluate("document.querySelectorAll('main :is(script, img, iframe, style)').length") == 0
        text = page.locator("main").inner_text()
        assert "<script>alert(1)</script>" in text
        assert "{{ 7*7 }}" in text
        assert HOSTILE.split("\r\n", maxsplit=1)[0] in text
        last = page.locator(".ts-footer").inner_text()
        assert last.startswith("This page is made from version")


@each_page
@pytest.mark.parametrize("width", [320, 390, 768])
def test_no_page_scrolls_sideways(browser: Browser, site: Site, name: str, width: int) -> None:
    with opened(browser, f"{site.address}/{name}.html", viewport={"width": width, "height": 800}) as page:
        assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("width", [390, 1280])
def test_a_table_stays_a_table(browser: Browser, site: Site, width: int) -> None:
    with opened(browser, f"{site.address}/refine.html", viewport={"width": width, "height": 800}) as page:
        table = page.get_by_role("table", name="What is sent").first
        assert table.get_by_role("row").count() > 3
        assert table.get_by_role("rowheader").count() == table.locator(".ts-row").count()
        cell = table.get_by_role("row").nth(1).get_by_role("cell")
        assert cell.count() >= 2


def test_paper_shows_all(browser: Browser, site: Site) -> None:
    with opened(browser, f"{site.address}/lifecycle.html") as page:
        every = page.locator(".ts-row").count()
        page.get_by_label("Name or description").fill("no such thing")
        assert shown(page) == []
        page.emulate_media(media="print")
        heights = page.locator(".ts-row").evaluate_all("rows => rows.map(row => row.getBoundingClientRect().height)")
        assert len(heights) == every
        assert min(heights) > 10
        assert page.locator(".ts-filter:visible, .ts-copy:visible").count() == 0
        assert min(page.locator("pre").evaluate_all("all => all.map(one => one.getBoundingClientRect().height)")) > 10


@pytest.mark.parametrize("width", [950, 1280])
def test_cards_of_the_index_are_in_line(browser: Browser, site: Site, width: int) -> None:
    with opened(browser, f"{site.address}/index.html", viewport={"width": width, "height": 900}) as page:
        for part in ("h2", ".ts-product", ".ts-facts"):
            places = page.locator(f".ts-card > {part}").evaluate_all(
                "all => all.map(one => [one.closest('.ts-card'), one].map(box => box.getBoundingClientRect().top))"
            )
            assert len(places) == 4
            rows: dict[float, set[int]] = {}
            for card, top in places:
                rows.setdefault(card, set()).add(round(top))
            assert all(len(tops) == 1 for tops in rows.values())
        widths = page.locator(".ts-card").evaluate_all("all => all.map(one => one.getBoundingClientRect().width)")
        assert max(widths) - min(widths) < 1


HOSTS = {
    "docusaurus": ('data-theme="dark"', "dark"),
    "material": ('data-md-color-scheme="slate"', "dark"),
    "mkdocs": ('data-bs-theme="dark"', "dark"),
    "class": ('class="dark"', "dark"),
    "light by switch": ('data-theme="light"', "light"),
    "light by nature": ("", "light"),
}


@pytest.mark.parametrize("host", HOSTS)
def test_colours_follow_the_site_around(browser: Browser, host: str) -> None:
    attribute, scheme = HOSTS[host]
    fragment = docs.render(spec_at(PRODUCTS[0]), HTML)
    html = f"<!doctype html><html {attribute}><style>{asset(STYLE)}</style><body>{fragment}</body></html>"
    with opened(browser, "about:blank", color_scheme="dark" if scheme == "light" else "light") as page:
        page.set_content(html)
        colour = page.locator(".ts-string").first.evaluate("one => getComputedStyle(one).color")
        assert colour == {"light": "rgb(10, 102, 64)", "dark": "rgb(143, 214, 169)"}[scheme]
