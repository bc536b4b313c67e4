"""The pages of several products, each made once, whoever asks for parts of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec import emit, registry
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import Page, index, setting_of
from telemetry_spec.emit.docs.parts import SECTIONS
from telemetry_spec.emit.docs.words import catalogue
from telemetry_spec.publish.request import Request, RequestError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from telemetry_spec.emit.docs.templates import Setting
    from telemetry_spec.model.spec import Spec

#: So many parts can be listed in one sentence.
_FEW = 12


class Pages:
    """The pages of some specs. `options` hold for what a marker does not say."""

    def __init__(self, specs: Iterable[Spec], options: Options | None = None) -> None:
        self.specs = {spec.product: spec for spec in specs}
        self.options = options or Options()
        self._pages: dict[tuple[str, str, str, tuple[str, ...]], Page] = {}

    def render(self, request: Request, *, level: int = 2, headings: tuple[str, ...] = (), data: str = "") -> str:
        """Return what a marker asks for.

        `level` is that of its first heading, unless the marker says it; `headings` are the styles that the file has for
        those of its author. `data` is the address of the `telemetry.json` that lies with the page, or "".

        Raises:
            RequestError: There is no such product, or its page has no such part.
            InvalidInputError: The words or the templates of the user's cannot be used.
        """
        if request.product not in self.specs:
            raise RequestError(
                f"There is no spec of a product called `{request.product}`.", _instead(request.product, self.specs)
            )
        page = self._page(request, headings)
        try:
            return page.render(request.part, request.level or level, data)
        except LookupError:
            raise _no_part(request, page.parts, self.options) from None

    @property
    def setting(self) -> Setting:
        """Return what the pages are made with."""
        return setting_of(self.options)

    @property
    def ending(self) -> str:
        """Return the ending of files that hold the pages."""
        return self.setting.say.format.ending

    def page(self, product: str, part: str = "", data: str = "") -> str:
        """Return the page of a product, or a part of it, as the options say. `data` and errors are as in `render`."""
        return self.render(Request(product=product, part=part), level=self.options.level, data=data)

    def title(self, product: str = "") -> str:
        """Return the title of a product's page, or of the page about all products, as plain text."""
        said = catalogue(self.options.language, self.options.words)
        return said["page_title"].format(title=self.specs[product].title) if product else said["index_title"]

    def index(self, hrefs: Mapping[str, str], *, docs_format: str = "", level: int = 1) -> str:
        """Return the page about all products. `hrefs` are the addresses of their pages, by the products' names.

        Raises:
            InvalidInputError: The words or the templates of the user's cannot be used.
        """
        options = replace(self.options, docs_format=docs_format or self.options.docs_format)
        return index(self.specs.values(), hrefs, options, level)

    def data(self, product: str) -> bytes:
        """Return what a program reads of a product: `telemetry.json`."""
        [(_, found)] = emit.emit(self.specs[product], "telemetry-json", self.options)
        return found

    def _page(self, request: Request, headings: tuple[str, ...]) -> Page:
        docs_format = request.docs_format or self.options.docs_format
        language = request.language or self.options.language
        key = (request.product, docs_format, language, headings)
        if key not in self._pages:
            # Words of the user's are of the one language that is theirs.
            words = self.options.words if language == self.options.language else None
            options = replace(self.options, docs_format=docs_format, language=language, words=words, headings=headings)
            self._pages[key] = Page(self.specs[request.product], options)
        return self._pages[key]


def _no_part(request: Request, parts: Iterable[str], options: Options) -> RequestError:
    """Say which parts there are: the nearest, or those of the same kind, or some."""
    if request.part == "history":
        return _no_history(request.product, options)
    if request.part in SECTIONS:
        return RequestError(
            f"The spec of `{request.product}` says nothing that would stand under `{request.part}`.",
            "Say it in the spec.",
        )
    named = list(parts)
    before = request.part.rpartition(".")[0]
    beside = [part for part in named if part.rpartition(".")[0] == before]
    near = registry.hint(request.part, named, 0)
    message = f"The page of `{request.product}` has no part `{request.part}`."
    return RequestError(message, near or f"There are: {', '.join(beside or named[:_FEW])}.")


def _no_history(product: str, options: Options) -> RequestError:
    if product not in options.releases:
        return RequestError(
            f"Nothing is known of older versions of `{product}`.",
            "Say where they are: `--history git`, or a folder of older specs; in MkDocs `history: git`.",
        )
    return RequestError(
        f"No older version of `{product}` collects anything else than the current one.",
        "Leave `history` out until `version` is raised for the first time.",
    )


def _instead(asked: str, known: Iterable[str]) -> str:
    return registry.hint(asked, known, _FEW) or "Look at the whole page: what it shows has an anchor of that name."
