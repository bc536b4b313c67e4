"""The plugin for MkDocs: public pages, and parts of them, made from specs while the site is built.

    plugins:
      - telemetry_spec:
          specs: [schemas/refine.telemetry.yaml]
          pages: telemetry

Every page may then hold `::: telemetry refine.cli`; with `pages` each product has a page of its own in that folder of
the site. What is wrong with a spec or a marker is an error of MkDocs, and so ends a strict build.
"""

from __future__ import annotations

import html
import json
import logging
import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkdocs.config import base
from mkdocs.config import config_options as c
from mkdocs.exceptions import PluginError
from mkdocs.plugins import BasePlugin, event_priority
from mkdocs.structure.files import File
from mkdocs.utils import get_relative_url

from telemetry_spec.compile import compile_spec
from telemetry_spec.emit.docs import words
from telemetry_spec.emit.docs.formats.base import one_line
from telemetry_spec.markdown_ext import MARKER, TelemetryExtension, check
from telemetry_spec.model.finding import InvalidInputError, Severity
from telemetry_spec.publish import embed
from telemetry_spec.publish.blocks import STYLES
from telemetry_spec.publish.look import GIT, Look, again
from telemetry_spec.publish.pages import Pages
from telemetry_spec.publish.request import RequestError
from telemetry_spec.publish.site import DATA
from telemetry_spec.publish.sync import sync
from telemetry_spec.reading.load import SUFFIXES

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.livereload import LiveReloadServer
    from mkdocs.structure.files import Files
    from mkdocs.structure.pages import Page

    from telemetry_spec.model.finding import Finding

_log = logging.getLogger("mkdocs.plugins.telemetry_spec")
#: Where the stylesheet and the script lie in the site.
_ASSETS: Final = "assets/telemetry-spec"
#: An error ends a strict build even with `--quiet`, which silences warnings before they are counted.
_LEVELS: Final = {Severity.ERROR: logging.ERROR, Severity.WARNING: logging.WARNING, Severity.NOTE: logging.INFO}
_FOLDER: Final = re.compile(r"(?:(?![./])[^\\/:]+(?<!\.md)/?)*")
_ID: Final = re.compile(r'\sid="([^"]+)"')


class TelemetryConfig(base.Config):  # type: ignore[no-untyped-call]  # MkDocs has no type there
    """What may stand under `telemetry_spec` in `mkdocs.yml`. Paths count from that file's folder."""

    specs = c.ListOfItems(c.Type(str), default=[])
    """Spec files, and folders that hold one spec each."""
    pages = c.Type(str, default="")
    """The folder of the site for a page of each product, and one that lists them; "" makes none."""
    language = c.Choice(words.languages(), default=words.DEFAULT)
    words = c.Optional(c.File(exists=True))
    templates = c.Optional(c.Dir(exists=True))
    history = c.Type(str, default="")
    """`git`, for the versions in the tags of the repository; a folder of older specs; or "" for none."""


class TelemetryPlugin(BasePlugin[TelemetryConfig]):  # type: ignore[no-untyped-call]  # the same
    """Makes pages of specs."""

    def __init__(self) -> None:
        self._pages = Pages(())
        self._look = Look()
        self._specs: list[str] = []
        self._unread: list[str] = []
        self._broken = False
        self._here = ""
        self._lines: list[str] = []
        self._ids: set[str] = set()
        self._url = ""
        self._made: dict[str, File] = {}
        self._told: set[Finding] = set()

    # ------------------------------------------------------------ the events of MkDocs, in their order

    def on_config(self, config: MkDocsConfig) -> MkDocsConfig:
        """Read the specs, and have every page read with the extension."""
        if not self.config.specs:
            raise PluginError("telemetry_spec: name your spec files in mkdocs.yml, under `specs:`.")
        if not _FOLDER.fullmatch(self.config.pages):
            raise PluginError(
                f"telemetry_spec: `pages: {self.config.pages}` is no folder of the site. Write `telemetry`, say."
            )
        self._told = set()
        self._read_specs(config)
        config.markdown_extensions.append(TelemetryExtension(self))  # type: ignore[arg-type]  # Python-Markdown takes both
        for name in embed.assets():
            listed = config.extra_css if name.endswith(".css") else config.extra_javascript
            if f"{_ASSETS}/{name}" not in map(str, listed):
                listed.append(f"{_ASSETS}/{name}")
        return config

    def on_files(self, files: Files, *, config: MkDocsConfig) -> Files:
        """Add the pages of the products, what programs read beside them, and what all pages need."""
        self._made = {}
        made: dict[str, str | bytes] = {f"{_ASSETS}/{name}": data for name, data in embed.assets().items()}
        try:
            made |= self._own_pages(self.config.pages.strip("/")) if self.config.pages else {}
        except InvalidInputError as error:
            self._tell(error.findings)
        for name, data in made.items():
            if files.get_file_from_path(name) is None:
                self._made[name] = File.generated(config, name, content=data)
                files.append(self._made[name])
            else:
                _log.info("%s is a page of your own, and is taken instead of a made one.", name)
        return files

    @event_priority(-100)  # other plugins may change the text, also the marker's
    def on_page_markdown(self, markdown: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002  MkDocs' signature
        """Look at the blocks that `docs sync` keeps on a page, and remember which page is read next."""
        self._ids, self._url = set(), page.url
        path = Path(page.file.abs_src_path) if page.file.abs_src_path else None
        self._here = self._shown(path) if path is not None else page.file.src_uri
        self._lines = (page.file.content_string if path is not None else markdown).splitlines()
        if "telemetry" in markdown.lower() and path is not None and path.suffix in STYLES and not self._broken:
            self._check_blocks(path)
        return markdown

    def on_page_content(self, html: str, *, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG002  MkDocs' signature
        """Tell MkDocs which anchors there are, so that it can check links to them."""
        if page.present_anchor_ids is not None:
            page.present_anchor_ids |= self._ids
        return html

    def on_serve(self, server: LiveReloadServer, *, config: MkDocsConfig, builder: object) -> LiveReloadServer:  # noqa: ARG002  MkDocs' signature
        """Build again when a spec, the words or a template changes."""
        for path in (*map(Path, self._specs), *self._look.files()):
            server.watch(str(path if path.exists() else path.parent))
        return server

    # ------------------------------------------------------------ what the extension asks for

    def made(self, asked: str, level: int) -> str:
        """Return what a marker asks for; or, after an error, that it cannot be shown."""
        try:
            found = embed.fragment(self._pages, asked, level, self._data)
            check(found)
        except RequestError as error:
            if not self._broken:  # what is wrong with the spec has been said
                _log.error("%s: `::: telemetry %s`: %s", self._place(asked), asked, error)
            return self._unavailable()
        except InvalidInputError as error:
            self._tell(error.findings)
            return self._unavailable()
        self._ids.update(_ID.findall(found))
        return found

    def _data(self, product: str) -> str:
        """Return the address of a product's `telemetry.json` as seen from the page that is read now."""
        file = self._made.get(f"{self.config.pages.strip('/')}/{product}/{DATA}")
        return get_relative_url(file.url, self._url) if file is not None else ""

    def _place(self, asked: str) -> str:
        """Return the page that is read now, and the line of a marker on it."""
        for number, line in enumerate(self._lines, 1):
            if (found := MARKER.match(line)) and (found["asked"] or "") == asked:
                return f"{self._here}:{number}:1"
        return self._here

    def _unavailable(self) -> str:
        said = words.catalogue(self.config.language)["cannot_show"]
        return f'<div class="telemetry-spec"><p class="ts-unavailable">{said}</p></div>'

    # ------------------------------------------------------------ specs

    def _root(self, config: MkDocsConfig) -> Path:
        return Path(config.config_file_path).parent if config.config_file_path else Path.cwd()

    def _read_specs(self, config: MkDocsConfig) -> None:
        root, own = self._root(config), self.config
        older = own.history if own.history in ("", GIT) else self._shown(root / own.history)
        words, templates = (Path(self._shown(Path(path))) if path else None for path in (own.words, own.templates))
        self._look = Look(language=own.language, words=words, templates=templates, history=older)
        self._specs = [self._shown(root / name) for name in own.specs]
        compiled = [compile_spec(path) for path in self._specs]
        self._broken = any(one.spec is None for one in compiled)
        self._unread = [_named(path) for path, one in zip(self._specs, compiled, strict=True) if one.spec is None]
        for one in compiled:
            self._tell(one.findings)
        try:
            self._pages, findings = self._look.pages([one.spec for one in compiled if one.spec is not None], "html")
            self._tell(findings)
        except InvalidInputError as error:
            self._pages, self._broken = Pages(()), True
            self._tell(error.findings)

    def _shown(self, path: Path) -> str:
        """Return a path as people write it: from where they are, if it lies there."""
        try:
            return path.relative_to(Path.cwd()).as_posix()
        except ValueError:
            return path.as_posix()

    def _tell(self, findings: Iterable[Finding]) -> None:
        for finding in findings:
            if finding in self._told:  # what is wrong with a template is wrong on every page
                continue
            self._told.add(finding)
            place = f"{finding.span}: " if finding.span is not None else ""
            _log.log(_LEVELS[finding.severity], "%s%s %s [%s]", place, finding.message, finding.help, finding.code)

    # ------------------------------------------------------------ pages

    def _own_pages(self, folder: str) -> dict[str, str | bytes]:
        """Return a page of each product, what programs read beside it, and the page that lists them."""
        # A page of a spec that cannot be read stays where it was: links to it are not wrong.
        made: dict[str, str | bytes] = {
            f"{folder}/{name}.md": _page(name, self._unavailable()) for name in self._unread if name
        }
        for spec in self._pages.specs.values():
            place = f"{folder}/{spec.product}"
            title = self._pages.title(spec.product)
            made[f"{place}.md"] = _page(title, f"::: telemetry {spec.product} level=1")
            made[f"{place}/{DATA}"] = self._pages.data(spec.product)
        if len(self._pages.specs) > 1:
            title = self._pages.title()
            hrefs = {product: f"{product}.md" for product in self._pages.specs}
            made[f"{folder}/index.md"] = _page(title, self._pages.index(hrefs, docs_format="markdown"))
        return made

    def _check_blocks(self, path: Path) -> None:
        """Warn of blocks that are not what their spec gives today."""
        shown = self._shown(path)
        command = again("sync", shown, *(f"--spec={spec}" for spec in self._specs), *self._look.told())
        try:
            found = sync([shown], self._pages, command)
        except InvalidInputError as error:
            self._tell(error.findings)
            return
        self._tell(finding for finding in found.findings if finding.code != "no-markers")


def _named(path: str) -> str:
    """Return the product that a file is called by, or ""."""
    name = Path(path).name
    return next((name.removesuffix(ending) for ending in SUFFIXES if name.endswith(ending)), "")


def _page(title: str, text: str) -> str:
    """Return a page of Markdown with its title, which JSON writes as YAML does. Themes take titles for HTML."""
    written = json.dumps(html.escape(one_line(title), quote=False), ensure_ascii=False)
    return f"---\ntitle: {written}\n---\n\n{text}\n"
