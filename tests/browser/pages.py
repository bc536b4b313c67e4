"""Pages to look at in a real browser: how they are made, served on loopback, and opened."""

from __future__ import annotations

import json
import mimetypes
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, ClassVar

from mkdocs.commands.build import build
from mkdocs.config import load_config

from telemetry_spec.compile import require
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import setting_of
from telemetry_spec.emit.docs.document import document
from telemetry_spec.emit.docs.page import page_view
from tests.conftest import ROOT
from tests.emit.hostile import HOSTILE, poisoned

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from playwright.sync_api import Browser

    from telemetry_spec.model.spec import Spec

PRODUCTS = sorted((ROOT / "schemas").glob("*.telemetry.yaml"))
#: Fields that come and go, several sources, and rows added by the server.
LIFECYCLE = ROOT / "tests" / "shapes" / "lifecycle.telemetry.yaml"
HTML = Options(docs_format="html")
#: More requests than any test makes: a server that is asked more often than that stops answering.
MOST_REQUESTS = 500


@cache
def spec_at(path: Path) -> Spec:
    """Return the spec in a file."""
    return require(path)


def document_of(spec: Spec) -> str:
    """Return the page of a product as a document of its own."""
    setting = setting_of(HTML)
    title = page_view(spec, setting.say).heading
    return document(docs.render(spec, HTML), title=title, language="en", setting=setting)


def index_of(paths: Sequence[Path]) -> str:
    """Return the page about several products as a document of its own."""
    specs = [spec_at(path) for path in paths]
    body = docs.index(specs, {spec.product: f"{spec.product}.html" for spec in specs}, HTML)
    return document(body, title="Index", language="en", setting=setting_of(HTML))


@cache
def files() -> Mapping[str, tuple[str, str]]:
    """Return the pages that are served, by their paths, each with its type."""
    specs = {path.name.split(".")[0]: spec_at(path) for path in (*PRODUCTS, LIFECYCLE)}
    specs["hostile"] = poisoned(specs["flowforge"], HOSTILE)
    made = {name: document_of(spec) for name, spec in specs.items()} | {"index": index_of(PRODUCTS)}
    return {f"/{name}.html": ("text/html", page) for name, page in made.items()}


def mkdocs_files(folder: Path, theme: str) -> dict[str, tuple[str, bytes]]:
    """Build a site with MkDocs and the plugin in an empty folder, and return its files, by their paths."""
    (folder / "docs").mkdir()
    (folder / "docs" / "index.md").write_text("# Example\n", "utf-8")
    settings = {
        "site_name": "Example",
        "theme": {"name": theme, "highlightjs": False, **({"color_mode": "auto"} if theme == "mkdocs" else {})},
        "plugins": ["search", {"telemetry_spec": {"specs": [str(path) for path in PRODUCTS], "pages": "telemetry"}}],
    }
    (folder / "mkdocs.yml").write_text(json.dumps(settings), "utf-8")
    config = load_config(str(folder / "mkdocs.yml"))
    config.plugins.on_startup(command="build", dirty=False)
    build(config)
    config.plugins.on_shutdown()
    files = [path for path in (folder / "site").rglob("*") if path.is_file()]
    return {f"/{path.relative_to(folder / 'site').as_posix()}": (_type(path), path.read_bytes()) for path in files}


def _type(path: Path) -> str:
    return mimetypes.guess_type(path.name)[0] or "application/octet-stream"


def missing() -> str:
    """Return why no browser can be had, or ""."""
    return "" if shutil.which("chromium") else "chromium is not installed (Debian: apt-get install chromium)"


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start Debian's chromium."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@dataclass
class Site:
    """A server of a few files, by their paths. `asked` are the paths that were asked for."""

    files: dict[str, tuple[str, str | bytes]]
    address: str = ""
    asked: list[str] = field(default_factory=list)


@contextmanager
def served(files: Mapping[str, tuple[str, str | bytes]]) -> Iterator[Site]:
    """Serve files, each with its type, on loopback."""
    site = Site(dict(files))

    class Handler(BaseHTTPRequestHandler):
        timeout: ClassVar[float] = 10

        def do_GET(self) -> None:
            site.asked.append(self.path)
            kind, data = site.files.get(self.path.partition("?")[0], ("", ""))
            found = bool(kind) and len(site.asked) <= MOST_REQUESTS
            self.send_response(200 if found else 404)
            self.send_header("Content-Type", f"{kind or 'text/plain'}; charset=utf-8")
            self.end_headers()
            self.wfile.write(data.encode() if isinstance(data, str) else data)

        def log_message(self, *_arguments: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        site.address = f"http://127.0.0.1:{server.server_port}"
        yield site
    finally:
        server.shutdown()
        server.server_close()
        thread.join(timeout=10)
