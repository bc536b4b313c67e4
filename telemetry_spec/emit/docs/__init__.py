"""The public page: what is collected, why, when, where to, and how to opt out, in each docs format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.emit.base import Options
    from telemetry_spec.emit.docs.templates import Setting
    from telemetry_spec.model.spec import Spec


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the public page of a product. Raises InvalidInputError when a template of the user's does not work."""
    yield f"{spec.product}/page.{ending(options)}", render(spec, options).encode()


def render(spec: Spec, options: Options | None = None, part: str = "") -> str:
    """Return the public page of a product, or a part of it.

    Args:
        spec: The compiled spec.
        options: The docs format, the language, and so on. By default an English page in Markdown.
        part: "" for the whole page, or a selector of a source, an event, an opt-out, a destination or a section.

    Raises:
        InvalidInputError: A template or a file of words cannot be used; the finding has the file, and the line where
            there is one.
        KeyError: There is no such format, or no such language.
        LookupError: Nothing on the page has that selector.
    """
    from telemetry_spec.emit.base import Options
    from telemetry_spec.emit.docs.own import check_folder
    from telemetry_spec.emit.docs.page import page_view
    from telemetry_spec.emit.docs.parts import part_of
    from telemetry_spec.emit.docs.templates import render as fill

    options = options or Options()
    setting = setting_of(options)
    check_folder(setting)
    found = part_of(page_view(spec, setting.say), part)
    return fill(found.template, found.views, spec.product, replace(setting, level=options.level - found.depth))


def setting_of(options: Options) -> Setting:
    """Return what a page is made with. Raises as `render` does."""
    from telemetry_spec.emit.docs.formats import get
    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.emit.docs.templates import Setting
    from telemetry_spec.emit.docs.words import catalogue

    say = Say(catalogue(options.language, options.words), get(options.docs_format))
    return Setting(fmt=options.docs_format, say=say, level=options.level, folder=options.templates)


def ending(options: Options) -> str:
    """Return the ending of a file in the chosen docs format. Raises KeyError when there is no such format."""
    from telemetry_spec.emit.docs.formats import get

    return get(options.docs_format).ending
