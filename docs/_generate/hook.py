"""What MkDocs calls while it builds the site: adds the pages that are made from the code, and from files elsewhere."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mkdocs.structure.files import File

from docs._generate import cli, codes, language

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files

ROOT: Final = Path(__file__).parents[2]


#: A heading of the changelog. Scripts look for anchors by selectors, which cannot begin with a digit.
_VERSION: Final = re.compile(r"^## ([0-9]+)\.([0-9]+)\.([0-9]+)", re.MULTILINE)


def _file(name: str) -> Callable[[], str]:
    return lambda: (ROOT / name).read_text("utf-8")


#: Every page that is not written in `docs/`, by its path in the site.
PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "reference/language.md": language.page,
    "reference/cli.md": cli.page,
    "reference/codes.md": codes.page,
    "architecture.md": _file("ARCHITECTURE.md"),
    "changelog.md": lambda: _VERSION.sub(r"\g<0> {#version-\1-\2-\3}", _file("CHANGELOG.md")()),
}


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages, and the JSON Schemas that this project publishes."""
    for path, page in PAGES.items():
        files.append(File.generated(config, path, content=page()))
    for schema in sorted((ROOT / "schemas").glob("*.schema.json")):
        files.append(File.generated(config, f"schemas/{schema.name}", content=schema.read_bytes()))
    return files
