"""The public page: what is collected, why, when, where to, and how to opt out, in each docs format."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.emit.base import Options
    from telemetry_spec.emit.docs.templates import Setting
    from telemetry_spec.emit.docs.view import PageView
    from telemetry_spec.model.spec import Spec


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the public page of a product. Raises InvalidInputError when a template of the user's does not work."""
    page = Page(spec, options)
    yield f"{spec.product}/page.{page.ending}", page.render().encode()


def render(spec: Spec, options: Options | None = None, part: str = "") -> str:
    """Return the public page of a product, or a part of it: `Page(spec, options).render(part)`."""
    from telemetry_spec.emit.base import Options

    return Page(spec, options or Options()).render(part)


def index(specs: Iterable[Spec], hrefs: Mapping[str, str], options: Options, level: int = 1) -> str:
    """Return a page about several products. `hrefs` are the addresses of their pages. Raises as `Page` does."""
    from telemetry_spec.emit.docs.products import INDEX, index_view
    from telemetry_spec.emit.docs.templates import render, texts

    setting = setting_of(options)
    view = texts(index_view(specs, hrefs, setting.say), setting.say.format)
    return render(INDEX, {"index": view}, "", replace(setting, level=level))


class Page:
    """The public page of a product, of which parts can be had as well.

    Raises:
        InvalidInputError: The folder of templates or the file of words cannot be used; the findings have the places.
        KeyError: There is no such docs format, or no such language.
    """

    def __init__(self, spec: Spec, options: Options) -> None:
        from telemetry_spec.emit.docs.own import check_folder

        self.spec = spec
        self._level = options.level
        self._releases = options.releases
        self._setting = setting_of(options)
        check_folder(self._setting)

    @property
    def ending(self) -> str:
        """Return the ending of a file that holds the page."""
        return self._setting.say.format.ending

    @property
    def parts(self) -> tuple[str, ...]:
        """Return the selectors of the parts that can stand alone."""
        from telemetry_spec.emit.docs.parts import part_names

        return part_names(self._view)

    def render(self, part: str = "", level: int | None = None, data: str = "") -> str:
        """Return the page or a part of it.

        Args:
            part: "" for the whole page, or a selector: of a source, an event, an opt-out or a section. A part of which
                the spec says nothing is "".
            level: The level of its first heading; by default that of the options.
            data: The address, as seen from the page, of its `telemetry.json`, which the whole page links to; "" where
                there is none.

        Raises:
            InvalidInputError: A template of the user's does not work; the finding has the file and the line.
            LookupError: Nothing on the page has that selector.
        """
        from telemetry_spec.emit.docs.page import views_of
        from telemetry_spec.emit.docs.parts import part_of
        from telemetry_spec.emit.docs.templates import render

        found = part_of(self._view, part)
        top = self._level if level is None else level
        setting = replace(self._setting, level=top - found.depth)
        return render(found.template, views_of(self.spec, found, setting.say, data), self.spec.product, setting)

    @cached_property
    def _view(self) -> PageView:
        from telemetry_spec.emit.docs.page import page_view
        from telemetry_spec.emit.docs.templates import texts

        say = self._setting.say
        return texts(page_view(self.spec, say, self._releases.get(self.spec.product, ())), say.format)


def setting_of(options: Options) -> Setting:
    """Return what a page is made with.

    Raises:
        InvalidInputError: The file of words cannot be used.
        KeyError: There is no such docs format, or no such language.
    """
    from telemetry_spec.emit.docs.formats import get
    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.emit.docs.templates import Setting
    from telemetry_spec.emit.docs.words import catalogue

    fmt = get(options.docs_format)
    if options.headings and fmt.styled is not None:
        fmt = fmt.styled(options.headings)
    say = Say(catalogue(options.language, options.words), fmt)
    return Setting(fmt=options.docs_format, say=say, level=options.level, folder=options.templates)
