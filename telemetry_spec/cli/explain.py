"""`telemetry-spec explain`: what the code of a finding means."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Final

import click

from telemetry_spec.cli._run import usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.page import Page

_WIDTH: Final = 100


@click.command()
@click.argument("code", metavar="[CODE]", default="")
def command(code: str) -> None:
    """Explain a code, such as `unknown-key`, or a check; else list all."""
    from telemetry_spec import api

    if not code:
        codes = sorted((*api.codes(), *api.checks()))
        width = max(map(len, codes))
        click.echo("\n".join(f"{name:{width}}  {api.explain(name).title}" for name in codes))
        return
    with usage_of("CODE"):
        page = api.explain(code)
    click.echo("\n".join(_lines(code, page)))


def _lines(code: str, page: Page) -> Iterator[str]:
    yield f"{code}: {page.title}"
    yield from ("", _wrapped(page.what), "", "Why", "", _wrapped(page.why))
    if not page.example:
        yield from ("", "Instead", "", _wrapped(page.instead))
        return
    yield from ("", "Example", "", textwrap.indent(page.example.rstrip(), "    "))
    yield from ("", "Instead", "", textwrap.indent(page.instead.rstrip(), "    "))


def _wrapped(text: str) -> str:
    return click.wrap_text(text, _WIDTH, preserve_paragraphs=True)
