"""reStructuredText as Sphinx shows it, built in this process with Sphinx's own defaults."""

from __future__ import annotations

import io
import json
import re
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from tests.emit.rendered import Element, read

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


def sphinx(folder: Path, **settings: object) -> Any:  # noqa: ANN401  mypy need not read all of Sphinx
    """Return an application of Sphinx, which writes each page as HTML within JSON, and keeps its warnings."""
    from sphinx.application import Sphinx

    source = folder / "source"
    source.mkdir(exist_ok=True)
    app: Any = Sphinx(
        source, None, folder / "out", folder / "trees", "json",
        confoverrides={"root_doc": "index", **settings}, status=None, warning=io.StringIO(), freshenv=True,
    )  # fmt: skip
    return app


def build(folder: Path, pages: Mapping[str, str], **settings: object) -> tuple[dict[str, dict[str, Any]], str]:
    """Build a site of some pages. Return what Sphinx makes of each, and all that it warns of."""
    source = folder / "source"
    source.mkdir()
    listed = "".join(f"   {name}\n" for name in pages)
    for name, text in {**pages, "index": f"Index\n=====\n\n.. toctree::\n\n{listed}"}.items():
        (source / f"{name}.rst").write_bytes(text.encode())
    app = sphinx(folder, **settings)
    with warnings.catch_warnings():
        # What Sphinx, and what it uses, still does in an old way.
        warnings.simplefilter("ignore", DeprecationWarning)
        warnings.simplefilter("ignore", PendingDeprecationWarning)
        app.build(force_all=True)
    made = {name: json.loads((folder / "out" / f"{name}.fjson").read_bytes()) for name in pages}
    return made, app._warning.getvalue()


def body(page: Mapping[str, Any]) -> Element:
    """Return the tree of a page, without the signs at headings, and with code spans and anchors in one piece."""
    html = re.sub(r'<a class="headerlink".*?</a>', "", page["body"])
    html = re.sub(r'<span class="pre">(.*?)</span>', r"\1", html, flags=re.DOTALL)
    return read(re.sub(r'<span class="ts-html">(<span id="[^"]*"></span>)</span>', r"\1", html))


def parser(folder: Path) -> Callable[[str], Any]:
    """Return what reads reStructuredText into a document of docutils, with all that Sphinx does to it.

    Whatever docutils has to say about it is an error.
    """
    from sphinx.testing.restructuredtext import parse

    app = sphinx(folder)
    # What a build sets, and reading a text does not.
    config = folder / "docutils.conf"
    config.write_text("[restructuredtext parser]\nsmart-quotes: yes\n", "utf-8")

    def parsed(text: str) -> Any:  # noqa: ANN401  docutils has no types for its nodes
        app._warning.seek(0)
        app._warning.truncate()
        # After a paragraph a lone heading is no title of the document.
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("DOCUTILSCONFIG", str(config))
            document = parse(app, f"first\n\n{text}")
        document.pop(0)
        assert not app._warning.getvalue(), app._warning.getvalue()
        return document

    return parsed
