"""What the commands on pages share: the options that say how pages are made."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from telemetry_spec.emit.docs import formats, words
from telemetry_spec.reading.folders import is_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telemetry_spec.cli._run import Run
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.publish.look import Look
    from telemetry_spec.publish.pages import Pages

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


def looks(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that say how pages are made; the command gets a `look` made of them."""

    @click.option(
        "--language",
        type=click.Choice(words.languages()),
        default=words.DEFAULT,
        show_default=True,
        help="The language of the fixed words.",
    )
    @click.option("--words", type=_FILE, metavar="FILE", help="Words that take the place of the built-in ones.")
    @click.option(
        "--templates", type=_FOLDER, metavar="DIR", help="Templates that take the place of the built-in ones, by name."
    )
    @click.option(
        "--history",
        metavar="git|DIR",
        default="",
        help="Say what each version changed: from the tags of the repository, or from a folder of older specs.",
    )
    @functools.wraps(command)
    def wrapped(
        *,
        language: str,
        words: Path | None,
        templates: Path | None,
        history: str,
        **rest: Any,  # noqa: ANN401  the command's own options, whatever they are
    ) -> None:
        if history not in ("", "git") and not is_folder(history):
            raise click.BadParameter(
                f"There is no folder {history!r}. Give `git`, or a folder of older specs.", param_hint="'--history'"
            )
        from telemetry_spec.publish.look import Look

        command(look=Look(language=language, words=words, templates=templates, history=history), **rest)

    return wrapped


def pages_of(run: Run, look: Look, specs: Sequence[Spec], docs_format: str) -> Pages:
    """Return the pages of some specs. What is wrong with old versions is reported with the run."""
    pages, findings = look.pages(specs, docs_format)
    run.sources.allow(finding.span.file for finding in findings if finding.span is not None)
    run.remembered += findings
    return pages


DOCS_FORMAT = click.Choice(formats.names())
