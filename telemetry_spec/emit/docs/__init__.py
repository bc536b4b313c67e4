"""The public page in Markdown: what is collected, why, when, where to, and how to opt out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import resources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.emit.base import Options
    from telemetry_spec.model.spec import Spec


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the public page of a product. Raises InvalidInputError when a template of the user's does not work."""
    yield f"{spec.product}/page.md", render(spec, templates=options.templates).encode()


def render(spec: Spec, fmt: str = "markdown", templates: Path | None = None) -> str:
    """Return the public page of a product.

    Args:
        spec: The compiled spec.
        fmt: The docs format: a folder of the built-in templates.
        templates: A folder whose templates take the place of the built-in ones of the same name, one by one. They lie
            in it, or in a folder within it that is named after the format.

    Raises:
        InvalidInputError: There is no such folder, a template in it does not work, or none of the page uses it; the
            finding has the file, and the line where there is one.
        KeyError: There is no such format.
    """
    from telemetry_spec.emit.docs.own import check_folder
    from telemetry_spec.emit.docs.page import page_view
    from telemetry_spec.emit.docs.templates import render_page
    from telemetry_spec.emit.docs.words import ENGLISH

    if fmt not in formats():
        raise KeyError(fmt)
    if templates is not None:
        check_folder(templates, fmt)
    return render_page(page_view(spec, ENGLISH), ENGLISH, fmt, templates)


def formats() -> tuple[str, ...]:
    """Return the docs formats that there are templates for, sorted."""
    return tuple(sorted(path.name for path in resources.templates_dir().iterdir() if path.is_dir()))
