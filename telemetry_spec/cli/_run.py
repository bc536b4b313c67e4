"""What the commands share: reading specs, reporting findings, and the exit code."""

from __future__ import annotations

import functools
import os
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

import telemetry_spec
from telemetry_spec import report
from telemetry_spec.cli._app import FOUND, INVALID_INPUT, OK
from telemetry_spec.model.finding import Severity
from telemetry_spec.report.base import Context, Sources, Summary, printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import TextIO

    from telemetry_spec.api import Built
    from telemetry_spec.compile import Compiled
    from telemetry_spec.model.finding import Finding, InvalidInputError
    from telemetry_spec.model.spec import Spec

#: Instead of a path.
STANDARD_INPUT: Final = "-"

#: More than this nobody reads to the end.
_TEXT_LIMIT: Final = 100
_STANDARD_INPUT_NAME: Final = "<stdin>"
#: The columns of what is no terminal.
_WIDTH: Final = 120


@dataclass(slots=True)
class Run:
    """One run of a command. `invalid` is set when a spec or an input could not be read: exit code 3."""

    format: str
    fail_on: Severity
    exit_zero: bool
    max_findings: int | None = None
    show_values: bool = False
    on_stderr: bool = False
    invalid: bool = False
    remembered: list[Finding] = field(default_factory=list)
    """Findings that are reported at the end, before the others."""
    summary: Summary = field(default_factory=Summary)
    sources: Sources = field(default_factory=Sources)

    def specs(self, paths: Sequence[str]) -> tuple[list[Spec], list[Finding]]:
        """Return the specs at some paths, and what is wrong with those that cannot be read.

        Any of these makes the run invalid.
        """
        named(paths)
        compiled = [self._compiled(path) for path in paths]
        specs = [one.spec for one in compiled if one.spec is not None]
        self.invalid |= len(specs) < len(paths)
        return specs, [finding for one in compiled for finding in one.findings]

    def _compiled(self, path: str) -> Compiled:
        from telemetry_spec.compile import compile_spec

        if path == STANDARD_INPUT:
            return self._compiled_input()
        compiled = compile_spec(path)
        self.sources.allow(compiled.files)
        return compiled

    def _compiled_input(self) -> Compiled:
        from telemetry_spec.compile import compile_text
        from telemetry_spec.reading.load import MAX_BYTES

        data = sys.stdin.buffer.read(MAX_BYTES + 1)
        self.sources.hold(_STANDARD_INPUT_NAME, data.decode("utf-8", "replace"))
        return compile_text(data, _STANDARD_INPUT_NAME)

    def end(self, findings: Iterable[Finding]) -> NoReturn:
        """Report the findings and leave with the exit code that they make."""
        limit = self.max_findings
        self.summary.limit = (_TEXT_LIMIT if self.format == "text" else 0) if limit is None else limit
        out = sys.stderr if self.on_stderr else sys.stdout
        context = Context(
            version=telemetry_spec.__version__,
            summary=self.summary,
            sources=self.sources,
            show_values=self.show_values,
            colour=colour(out),
            width=width(out),
        )
        report.write(self.format, (*self.remembered, *findings) if self.remembered else findings, out, context)
        click.get_current_context().exit(self._code())

    def wrote(self, built: Built, out: Path, *, check: bool) -> None:
        """Say in the summary what became of the files in a folder: written, or with `check` compared only."""
        nothing = "Nothing was compared" if check else "Nothing was written"
        self.summary.subject = f"{counted(built.files, 'file')} in {out}" if built.files else nothing
        written = f"{built.written:,} written, {built.files - built.written:,} unchanged"
        self.summary.clean = "all up to date" if check else written
        self.summary.facts |= {"files": built.files, "written": built.written}

    def refuse(self, error: InvalidInputError) -> NoReturn:
        """Report what cannot be used, and leave with the exit code for it."""
        self.invalid = True
        self.summary.subject = ""  # it was something else than the specs that could not be used
        self.sources.allow(finding.span.file for finding in error.findings if finding.span is not None)
        self.end(error.findings)

    def _code(self) -> int:
        if self.invalid:
            return INVALID_INPUT
        return FOUND if not self.exit_zero and self.summary.fails(self.fail_on) else OK


def reporting(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every reporting command has; the command gets a `run` made of them."""

    @click.option(
        "--format", type=click.Choice(report.names()), default="text", show_default=True, help="How to write findings."
    )
    @click.option(
        "--fail-on",
        type=click.Choice([severity.value for severity in Severity]),
        default=Severity.WARNING.value,
        show_default=True,
        help="The least severity that gives exit code 1.",
    )
    @click.option("--exit-zero", is_flag=True, help="Give exit code 0 even when something is found.")
    @click.option(
        "--max-findings",
        type=click.IntRange(min=0),
        metavar="N",
        help="Show no more than N findings, and count the rest; 0 shows all.  [default: 100 as text, else all]",
    )
    @functools.wraps(command)
    def wrapped(  # the names are those of the options
        *,
        format: str,  # noqa: A002  the option's name
        fail_on: str,
        exit_zero: bool,
        max_findings: int | None,
        **rest: Any,  # noqa: ANN401  the command's own options, whatever they are
    ) -> None:
        command(run=Run(format, Severity(fail_on), exit_zero, max_findings), **rest)

    return wrapped


def named(paths: Sequence[str]) -> None:
    """Refuse names that cannot be meant: standard input twice, and an empty one, which would be the folder here."""
    if paths.count(STANDARD_INPUT) > 1:
        raise click.UsageError("Standard input can be read once only, so `-` may be given once.")
    if "" in paths:
        raise click.UsageError("A name is empty. Write `.` for the folder that you are in.")


def only_spec(path: str) -> Spec:
    """Return the spec at a path. What is wrong with it goes to standard error: standard output is for payloads."""
    run = Run("text", Severity.ERROR, exit_zero=False, on_stderr=True)
    specs, findings = run.specs([path])
    if not specs:
        run.end(findings)
    return specs[0]


@contextmanager
def writing() -> Iterator[None]:
    """Turn files that cannot be written into an error of the command."""
    from telemetry_spec.api import OutputError

    try:
        yield
    except OutputError as error:
        raise click.ClickException(str(error)) from error


@contextmanager
def usage_of(option: str) -> Iterator[None]:
    """Turn a name that does not exist into wrong usage of an option."""
    from telemetry_spec.api import UnknownNameError

    try:
        yield
    except UnknownNameError as error:
        raise click.BadParameter(printable(str(error)), param_hint=f"'{option}'") from error


def counted(number: int, noun: str) -> str:
    """Return `1 spec`, `2 specs`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def colour(out: TextIO) -> bool:
    """Say whether colours are wanted there."""
    return out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def width(out: TextIO) -> int:
    """Return how many columns there are."""
    return (os.get_terminal_size(out.fileno()).columns if out.isatty() else 0) or _WIDTH
