"""`telemetry-spec docs`: publish what is collected. What can be done lies in `_docs/`."""

from __future__ import annotations

import click

from telemetry_spec.cli._app import App


class _Doings(App):
    """Finds what can be done."""

    package = "telemetry_spec.cli._docs"


@click.group(cls=_Doings)
def command() -> None:
    """Publish what is collected, as pages or parts of pages.

    Formats are markdown, mdx (Docusaurus), rst (Sphinx) and html. Sites of MkDocs can use the plugin `telemetry_spec`
    instead.
    """
