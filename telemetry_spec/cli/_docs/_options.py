"""What the commands on pages share: how pages are made, and what that is called when a command is to be run again."""

from __future__ import annotations

import functools
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from telemetry_spec.emit.docs import formats, words

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from telemetry_spec.cli._run import Run
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.publish.pages import Pages

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@dataclass(frozen=True, slots=True)
class Look:
    """How pages are made, as it was said on the command line."""

    language: str
    words: Path | None
    templates: Path | None
    history: str

    def pages(self, run: Run, specs: Sequence[Spec], docs_format: str = "markdown") -> Pages:
        """Return the pages of some specs. What is wrong with old versions is reported with the run."""
        from telemetry_spec.emit.base import Options
        from telemetry_spec.publish.embed import releases_of
        from telemetry_spec.publish.pages import Pages

        releases, findings = releases_of(specs, self.history)
        run.sources.allow(finding.span.file for finding in findings if finding.span is not None)
        run.remembered += findings
        options = Options(
            docs_format=docs_format,
            language=self.language,
            words=self.words,
            templates=self.templates,
            releases=releases,
        )
        return Pages(specs, options)

    def told(self) -> list[str]:
        """Return the words of a command line that say the same."""
        given = {
            "language": self.language if self.language != words.DEFAULT else "",
            "words": self.words,
            "templates": self.templates,
            "history": self.history,
        }
        return [f"--{name}={value}" for name, value in given.items() if value]


def again(*parts: str) -> str:
    """Return a command as it is typed."""
    return shlex.join(["telemetry-spec", "docs", *parts])


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
        if history not in ("", "git") and not Path(history).is_dir():
            raise click.BadParameter(
                f"There is no folder {history!r}. Give `git`, or a folder of older specs.", param_hint="'--history'"
            )
        command(look=Look(language, words, templates, history), **rest)

    return wrapped


DOCS_FORMAT = click.Choice(formats.names())
