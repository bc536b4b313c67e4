"""The site as it is built: it is whole, every link leads somewhere, and nothing on it comes from elsewhere."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

import pytest

from telemetry_spec import api
from telemetry_spec.report.base import url
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: What makes a browser fetch something, by tag and attribute. A link that a reader follows does not.
FETCHED = {
    ("audio", "src"), ("embed", "src"), ("form", "action"), ("iframe", "src"), ("img", "src"), ("img", "srcset"),
    ("image", "href"), ("image", "xlink:href"), ("input", "src"), ("object", "data"), ("script", "src"),
    ("source", "src"), ("source", "srcset"), ("track", "src"), ("use", "href"), ("use", "xlink:href"),
    ("video", "poster"), ("video", "src"),
}  # fmt: skip
#: Links in the head that a browser does not fetch.
NAMED_ONLY = {"canonical", "next", "prev", "author", "license", "shortlink", "alternate"}
ELSEWHERE = re.compile(r"^\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
IN_STYLES = re.compile(r"@import\s+(?:url\()?[\"']?([^\"')]+)|url\(\s*[\"']?([^\"')]+)", re.IGNORECASE)
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Page(HTMLParser):
    """What a page fetches, where its links lead, which ids it has, how wide its tables are, and its plain words."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.rows: list[list[int]] = []
        self.words: list[str] = []
        self.styles: list[str] = []
        self._open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.fetched += [value for name, value in given.items() if (tag, name) in FETCHED]
        self.styles += [given["style"]] if "style" in given else []
        self.ids += [given["id"]] if "id" in given else []
        if tag == "link" and not NAMED_ONLY & set(given.get("rel", "").split()):
            self.fetched.append(given.get("href", ""))
        if tag == "a" and "href" in given:
            self.links.append(given["href"])
        if tag == "table":
            self.rows.append([])
        if tag == "tr":
            self.rows[-1].append(0)
        if tag in {"td", "th"}:
            self.rows[-1][-1] += 1
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if "style" in self._open:
            self.styles.append(data)
        elif not {"code", "pre", "script", "title"} & set(self._open):
            self.words.append(data)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder that the site was built into."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return out


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Page]:
    """Return all pages by their address within the site."""
    return {path.relative_to(site).as_posix(): Page(path.read_text("utf-8")) for path in sorted(site.rglob("*.html"))}


def _styles(site: Path, pages: dict[str, Page]) -> Iterator[tuple[str, str]]:
    yield from ((name, style) for name, page in pages.items() for style in page.styles)
    yield from ((path.name, path.read_text("utf-8")) for path in sorted(site.rglob("*.css")))


def test_the_schemas_are_published(site: Path) -> None:
    for schema in (ROOT / "schemas").glob("*.schema.json"):
        assert (site / "schemas" / schema.name).read_bytes() == schema.read_bytes()
    assert (site / "schemas" / "telemetry.schema.json").exists()


def test_all_that_is_promised_is_there(pages: dict[str, Page]) -> None:
    wanted = ["guide", "how-to/ci", "how-to/docs-site", "how-to/other-language", "how-to/pre-commit", "how-to/pytest",
              "reference/language", "reference/cli", "reference/codes", "architecture", "changelog",
              *(f"products/{name}" for name in ("flowforge", "hasura", "refine", "strapi"))]  # fmt: skip
    assert not [name for name in wanted if f"{name}/index.html" not in pages]


def test_no_page_fetches_anything_from_elsewhere(pages: dict[str, Page]) -> None:
    found = {name: [one for one in page.fetched if ELSEWHERE.match(one)] for name, page in pages.items()}
    assert sum(len(page.fetched) for page in pages.values()) > 100, "the search has gone blind"
    assert not {name: addresses for name, addresses in found.items() if addresses}


def test_no_style_fetches_anything_from_elsewhere(site: Path, pages: dict[str, Page]) -> None:
    styles = [(name, "".join(both)) for name, text in _styles(site, pages) for both in IN_STYLES.findall(text)]
    assert styles, "the search has gone blind"
    assert not [(name, one) for name, one in styles if ELSEWHERE.match(one)]


def test_every_link_within_the_site_leads_somewhere(site: Path, pages: dict[str, Page]) -> None:
    broken = []
    for name, page in pages.items():
        for link in page.links:
            if name == "404.html" or urlsplit(link).scheme or ELSEWHERE.match(link):
                continue
            address, anchor = urldefrag(urljoin(f"/{name}", link))
            target = unquote(address).lstrip("/")
            target += "index.html" if target == "" or target.endswith("/") else ""
            known = pages[target].ids if target in pages else []
            if not (site / target).is_file() or (anchor and anchor != "#" and unquote(anchor) not in known):
                broken.append((name, link))
    assert not broken


@pytest.mark.parametrize("code", [*api.codes(), *api.checks()])
def test_the_address_in_a_finding_leads_to_what_explains_it(pages: dict[str, Page], code: str) -> None:
    address, anchor = urldefrag(url(code))
    assert anchor in pages[f"{address}index.html"].ids


def test_every_table_is_whole(pages: dict[str, Page]) -> None:
    assert sum(len(page.rows) for page in pages.values()) > 50, "the search has gone blind"
    assert not [(name, rows) for name, page in pages.items() for rows in page.rows if len(set(rows)) != 1]


def test_ids_are_there_once(pages: dict[str, Page]) -> None:
    found = {name: [one for one in set(page.ids) if page.ids.count(one) > 1] for name, page in pages.items()}
    assert not {name: twice for name, twice in found.items() if twice}


def test_scripts_can_look_for_anchors(pages: dict[str, Page]) -> None:
    # The theme's script looks for each with `querySelector`, and stops at the first that is no selector.
    assert not [(name, one) for name, page in pages.items() for one in page.ids if not re.match(r"[A-Za-z_]", one)]


def test_the_switch_between_light_and_dark_finds_what_it_sets(pages: dict[str, Page]) -> None:
    assert not [name for name, page in pages.items() if not {"hljs-light", "hljs-dark"} <= set(page.ids)]


def test_no_markup_is_left_in_the_words(pages: dict[str, Page]) -> None:
    left = re.compile(r"`|\*\*|\{#|\]\(|<!--|\\[_*|\[\]]|^\s*\|.*\|\s*$", re.MULTILINE)
    own = {name: page for name, page in pages.items() if not name.startswith("products/")}
    found = {name: [one for one in page.words if left.search(one)] for name, page in own.items()}
    assert not {name: words for name, words in found.items() if words}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ('<script src="https://cdn.example/a.js"></script>', "https://cdn.example/a.js"),
        ('<link rel="stylesheet" href="//fonts.example/a.css">', "//fonts.example/a.css"),
        ('<img src="http://pixel.example/a.gif">', "http://pixel.example/a.gif"),
        ('<link rel="preconnect" href="https://cdn.example">', "https://cdn.example"),
    ],
)
def test_what_is_fetched_from_elsewhere_is_seen(text: str, address: str) -> None:
    assert [one for one in Page(text).fetched if ELSEWHERE.match(one)] == [address]
