"""Where the folders lie that travel with the package: specs, templates of the public page, its style and script.

In a wheel they are package data under `_data/`; in a checkout, and so in an editable install, they stand beside the
package.
"""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


def schemas_dir() -> Path:
    """Return the folder of the specs that ship with the package, and of the JSON Schema that editors use."""
    return _find("schemas")


def templates_dir() -> Path:
    """Return the folder of the built-in templates: one folder per docs format."""
    return _find("docs_templates")


def assets_dir() -> Path:
    """Return the folder of the style sheet and the script that belong to pages in HTML."""
    return _PACKAGE / "publish" / "assets"


def _find(name: str) -> Path:
    packed = _PACKAGE / "_data" / name
    return packed if packed.is_dir() else _PACKAGE.parent / name
