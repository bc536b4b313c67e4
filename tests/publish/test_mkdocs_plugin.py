"""The plugin for MkDocs: pages and markers in a real site, live reload, and what ends a strict build."""

from __future__ import annotations

import json
import logging
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

import pytest
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort

from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig


class Site:
    """A site in a folder, with the specs of two products beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "docs").mkdir()
        for name in ("flowforge", "refine"):
            self.spec(name).write_bytes((schemas_dir() / f"{name}.telemetry.yaml").read_bytes())
        self.write("index.md", "# Privacy\n")

    def spec(self, name: str) -> Path:
        return self.path / f"{name}.telemetry.yaml"

    def write(self, name: str, text: str) -> None:
        path = self.path / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def config(self, *, strict: bool = True, use_directory_urls: bool = True, **options: Any) -> MkDocsConfig:  # noqa: ANN401  the plugin's own options
        own = {"specs": ["flowforge.telemetry.yaml", "refine.telemetry.yaml"], **options}
        text = {
            "site_name": "Example",
            "strict": strict,
            "theme": "mkdocs",
            "use_directory_urls": use_directory_urls,
            "markdown_extensions": ["attr_list", "smarty"],
            "plugins": ["search", {"telemetry_spec": own}],
            "validation": {"anchors": "warn", "absolute_links": "warn", "unrecognized_links": "warn"},
        }
        path = self.path / "mkdocs.yml"
        path.write_text(json.dumps(text), "utf-8")
        return load_config(str(path))

    def build(self, **options: Any) -> None:  # noqa: ANN401  the plugin's own options
        config = self.config(**options)
        config.plugins.on_startup(command="build", dirty=False)
        build(config)
        config.plugins.on_shutdown()

    def page(self, name: str) -> str:
        return (self.path / "site" / name).read_text("utf-8")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    monkeypatch.chdir(tmp_path)
    return Site(tmp_path)


def warnings(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.WARNING]


def test_markers_and_links_to_what_they_show(site: Site) -> None:
    site.write("index.md", "# Privacy\n\n[os](#refine.cli.command.os)\n\n## Tool\n\n::: telemetry refine.cli\n")
    site.build()
    page = site.page("index.html")
    assert page.index('id="tool"') < page.index('<h3 id="refine.cli">') < page.index('id="refine.cli.command.os"')
    assert 'href="assets/telemetry-spec/telemetry-spec.css"' in page
    assert 'src="assets/telemetry-spec/telemetry-spec.js"' in page
    assert site.page("assets/telemetry-spec/telemetry-spec.css")
    found = json.loads(site.page("search/search_index.json"))["docs"]
    [entry] = [one for one in found if one["location"] == "#refine.cli.command"]
    assert "nodeVersion" in entry["text"]


def test_whole_pages(site: Site) -> None:
    site.write("index.md", "# Privacy\n\n[os](telemetry/flowforge.md#flowforge.platform.ping.os)\n")
    site.build(pages="telemetry")
    page = site.page("telemetry/flowforge/index.html")
    assert page.count("<h1") == 1
    assert "<title>What FlowForge collects - Example</title>" in page
    assert 'id="flowforge.platform.ping.os"' in page
    assert json.loads(site.page("telemetry/flowforge/telemetry.json"))["product"] == "flowforge"
    assert {"flowforge/", "refine/"} <= set(re.findall(r'href="([^"]+)"', site.page("telemetry/index.html")))


@pytest.mark.parametrize("folders", [True, False])
def test_a_page_leads_to_what_programs_read(site: Site, folders: bool) -> None:
    site.write("about/us.md", "# Us\n\n::: telemetry refine\n\n::: telemetry refine.cli\n")
    site.build(pages="telemetry", use_directory_urls=folders)
    for name in ("telemetry/refine", "about/us"):
        page = name + ("/index.html" if folders else ".html")
        [href] = re.findall(r'href="([^"]*telemetry\.json)"', site.page(page))
        assert json.loads(site.page(urljoin(page, href)))["product"] == "refine"
    site.build(use_directory_urls=folders)
    assert "telemetry.json" not in site.page("about/us/index.html" if folders else "about/us.html")


def test_a_single_product_needs_no_list(site: Site) -> None:
    site.build(pages="telemetry", specs=["refine.telemetry.yaml"])
    assert (site.path / "site" / "telemetry" / "refine" / "index.html").exists()
    assert not (site.path / "site" / "telemetry" / "index.html").exists()


def test_a_page_of_one_s_own_comes_before_a_made_one(site: Site) -> None:
    site.write("telemetry/refine.md", "# Mine\n\n::: telemetry refine\n")
    site.build(pages="telemetry")
    assert "Mine" in site.page("telemetry/refine/index.html")


def test_another_language(site: Site) -> None:
    site.write("index.md", "# Datenschutz\n\n::: telemetry refine\n")
    words = site.path / "words.yaml"
    words.write_text('why: "Weshalb denn"\n', "utf-8")
    site.build(language="de", words=str(words))
    page = site.page("index.html")
    assert "Weshalb denn" in page
    assert "What is collected" not in page


def test_a_bad_spec_ends_a_strict_build_with_its_place(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    text = site.spec("refine").read_text("utf-8")
    site.spec("refine").write_text(text.replace("title: refine\n", "titel: refine\n", 1), "utf-8")
    site.write("index.md", "# Privacy\n\n::: telemetry refine\n\n::: telemetry flowforge.opt_outs\n")
    with pytest.raises(Abort, match="1 error"):
        site.build()
    [warning] = warnings(caplog)
    line = next(number for number, one in enumerate(text.splitlines(), 1) if one == "title: refine")
    assert warning.startswith(f"refine.telemetry.yaml:{line}:1: `titel` is not a key of a spec. Did you mean `title`?")
    site.build(strict=False)
    page = site.page("index.html")
    assert "cannot be shown here" in page
    assert 'id="flowforge.opt_outs"' in page


def test_the_page_of_a_bad_spec_stays_where_it_was(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.spec("refine").write_text("product: [", "utf-8")
    site.write("index.md", "# Privacy\n\n[ours](telemetry/refine.md)\n")
    site.build(strict=False, pages="telemetry")
    assert all("refine.telemetry.yaml:" in one for one in warnings(caplog)), "no link is called wrong"
    assert "cannot be shown here" in site.page("telemetry/refine/index.html")
    assert 'id="flowforge.opt_outs"' in site.page("telemetry/flowforge/index.html")


def test_a_marker_may_begin_with_a_capital(site: Site) -> None:
    site.write("index.md", "# Privacy\n\n::: Telemetry refine.cli\n")
    site.build()
    assert 'id="refine.cli"' in site.page("index.html")


def test_a_bad_marker_ends_a_strict_build(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.write("deep/page.md", "# Privacy\n\n::: telemetry refine.clii\n")
    with pytest.raises(Abort, match="1 error"):
        site.build()
    [warning] = warnings(caplog)
    assert warning == (
        "docs/deep/page.md:3:1: `::: telemetry refine.clii`: The page of `refine` has no part `clii`. "
        "Did you mean `cli`?"
    )


def test_a_stale_block_ends_a_strict_build_and_the_command_mends_it(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    site.write("index.md", "# Privacy\n\n<!-- telemetry-spec: refine.cli -->\n<!-- /telemetry-spec -->\n")
    with pytest.raises(Abort, match="1 error"):
        site.build()
    [warning] = warnings(caplog)
    found = re.fullmatch(
        r"docs/index\.md:3:1: The block `refine\.cli` is not what the spec gives today\. "
        r"Run `(telemetry-spec docs sync docs/index\.md .*)`\. \[stale-block\]",
        warning,
    )
    assert found is not None, warning
    words = found[1].split()
    assert words[:4] == ["telemetry-spec", "docs", "sync", "docs/index.md"]
    subprocess.run([sys.executable, "-m", "telemetry_spec", *words[1:]], cwd=site.path, check=True)
    caplog.clear()
    site.build()
    assert warnings(caplog) == []


def test_no_spec_is_a_mistake(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Abort):
        site.build(specs=[])
    assert "telemetry_spec: name your spec files in mkdocs.yml, under `specs:`." in caplog.text


@pytest.mark.parametrize("folder", ["../x", "/x", "docs/page.md", "a:b", "a/../b"])
def test_pages_are_in_a_folder_of_the_site(site: Site, caplog: pytest.LogCaptureFixture, folder: str) -> None:
    with pytest.raises(Abort):
        site.build(pages=folder)
    assert f"telemetry_spec: `pages: {folder}` is no folder of the site." in caplog.text


def test_what_is_shown_twice_has_its_anchors_once(site: Site) -> None:
    site.write("index.md", "# Privacy\n\n::: telemetry refine.cli\n\n## Again\n\n::: telemetry refine.cli\n")
    site.build()
    page = site.page("index.html")
    assert page.count('id="refine.cli.command.os"') == 1
    assert page.count("<code>nodeVersion</code>") == 2
    found = re.findall(r'\sid="([^"]+)"', page)
    assert sorted(found) == sorted(set(found))


def test_what_is_wrong_with_a_template_is_said_once(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    (site.path / "own").mkdir()
    (site.path / "own" / "event.html.j2").write_text("{{ event.titel }}", "utf-8")
    site.write("index.md", "# Privacy\n\n::: telemetry refine.cli\n\n::: telemetry refine.core\n")
    with pytest.raises(Abort, match="1 error"):
        site.build(templates="own")
    [warning] = warnings(caplog)
    assert "own/event.html.j2:1:1: This template does not work:" in warning
    assert "Did you mean `title`?" in warning


def test_a_missing_spec_has_a_place(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(Abort):
        site.build(specs=["none.telemetry.yaml"])
    assert warnings(caplog)[0].startswith(
        "none.telemetry.yaml:1:1: The spec cannot be read: no such file or directory."
    )


def watched_by(config: MkDocsConfig) -> list[str]:
    """Return what live reload is asked to watch."""
    watched: list[str] = []

    class Server:
        def watch(self, path: str) -> None:
            watched.append(path)

    config.plugins.on_serve(Server(), config=config, builder=lambda: None)  # type: ignore[arg-type]  # what is used of one
    return watched


def test_a_changed_spec_is_watched(site: Site) -> None:
    config = site.config(history="old")
    (site.path / "old").mkdir()
    config = config.plugins.on_config(config)
    watched = watched_by(config)
    assert {Path(path).name for path in watched} == {"flowforge.telemetry.yaml", "refine.telemetry.yaml", "old"}


def test_the_command_line_of_mkdocs(site: Site) -> None:
    """A spec that is mended between two builds: the exit codes are those that a CI job sees."""
    site.write("index.md", "# Privacy\n\n::: telemetry refine.opt_outs\n")
    site.config()
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    good = site.spec("refine").read_bytes()
    site.spec("refine").write_bytes(good.replace(b"telemetry_spec: 1", b"telemetry_spec: 9"))
    broken = subprocess.run(command, cwd=site.path, capture_output=True, text=True, check=False, env={**os.environ})
    assert broken.returncode == 1
    assert "ERROR   -  refine.telemetry.yaml:" in broken.stderr
    site.spec("refine").write_bytes(good)
    assert subprocess.run(command, cwd=site.path, capture_output=True, check=False).returncode == 0
    assert 'id="refine.opt_outs"' in site.page("index.html")


def titled(site: Site, title: str) -> None:
    text = site.spec("refine").read_text("utf-8")
    site.spec("refine").write_text(text.replace("title: refine\n", f"title: {json.dumps(title)}\n", 1), "utf-8")


def test_no_title_is_markup_in_the_navigation(site: Site) -> None:
    titled(site, "<img src=x onerror=alert(1)> & \x7f \u2028 {{ 7*7 }}")
    site.build(pages="telemetry")
    for path in (site.path / "site").rglob("*.html"):
        assert "<img src=x" not in path.read_text("utf-8"), path
    assert "&lt;img src=x onerror=alert(1)&gt; &amp; \ufffd {{ 7*7 }}" in site.page("telemetry/refine/index.html")


def test_two_specs_of_one_product_are_a_mistake(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    (site.path / "other.telemetry.yaml").write_bytes(site.spec("refine").read_bytes())
    with pytest.raises(Abort, match="1 error"):
        site.build(specs=["refine.telemetry.yaml", "other.telemetry.yaml"], pages="telemetry")
    assert "[same-product]" in warnings(caplog)[0]


def test_words_that_cannot_be_used_are_told_with_their_place(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    (site.path / "words.yaml").write_text("wy: Why\n", "utf-8")
    with pytest.raises(Abort, match="1 error"):
        site.build(words="words.yaml", pages="telemetry")
    assert "words.yaml:1:1: The page has no word called `wy`." in warnings(caplog)[0]


def test_html_that_does_not_end_is_the_template_s_fault(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    (site.path / "own").mkdir()
    for text in ("</div>", "<p>hello <b>x<li>y", "<b><i></b></i>"):
        (site.path / "own" / "purpose.html.j2").write_text(text, "utf-8")
        site.write("index.md", "# Privacy\n\n::: telemetry refine\n")
        caplog.clear()
        with pytest.raises(Abort, match="1 error"):
            site.build(templates="own")
        assert "too many. Let each element end" in warnings(caplog)[0]


def test_what_a_stale_block_advises_mends_it_with_a_history_too(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    (site.path / "old").mkdir()
    text = site.spec("refine").read_text("utf-8")
    (site.path / "old" / "refine.telemetry.yaml").write_text(text, "utf-8")
    newer = text.replace('version: "1"', 'version: "2"', 1).replace("consent: opt-out", "consent: opt-in", 1)
    site.spec("refine").write_text(newer, "utf-8")
    site.write("index.md", "# Privacy\n\n<!-- telemetry-spec: refine.history -->\n<!-- /telemetry-spec -->\n")
    with pytest.raises(Abort, match="1 error"):
        site.build(history="old", specs=["refine.telemetry.yaml"])
    found = re.search(r"Run `telemetry-spec ([^`]*)`", warnings(caplog)[0])
    assert found is not None
    subprocess.run([sys.executable, "-m", "telemetry_spec", *found[1].split()], cwd=site.path, check=True)
    caplog.clear()
    site.build(history="old", specs=["refine.telemetry.yaml"])
    assert "off by default" in site.page("index.html")


def test_a_page_that_only_speaks_of_markers_is_none_of_ours(site: Site) -> None:
    site.write("other.mkd", "# telemetry-spec\n")
    site.build()
    assert (site.path / "site" / "other" / "index.html").exists()


def test_a_spec_that_is_not_there_yet_can_be_waited_for(site: Site) -> None:
    config = site.config(specs=["none.telemetry.yaml"], strict=False)
    config = config.plugins.on_config(config)
    watched = watched_by(config)
    assert all(Path(path).exists() for path in watched)
