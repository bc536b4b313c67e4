"""What the commands of `conform` share: their options, reporting results, and the exit code."""

from __future__ import annotations

import functools
import sys
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NoReturn

import click

import telemetry_spec
from telemetry_spec import report
from telemetry_spec.cli._app import FOUND, OK
from telemetry_spec.cli._conform._ending import interruptible, whole
from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, colour, usage_of, width
from telemetry_spec.model.finding import InvalidInputError, Severity
from telemetry_spec.model.result import Verdict
from telemetry_spec.report._tally import Tally
from telemetry_spec.report.base import Context

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from telemetry_spec.conform.run import Plan
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec


@dataclass(slots=True)
class Conformance:
    """One run of a command of `conform`. The progress line says what it is `doing`, and `note` beside that."""

    format: str
    only: tuple[str, ...]
    known_failing: str
    exit_zero: bool
    show_values: bool
    tally: Tally = field(default_factory=Tally)
    doing: str = ""
    note: Callable[[], str] = lambda: ""
    _run: Run = field(init=False)
    _ended: BaseException | None = None

    def __post_init__(self) -> None:
        self._run = Run("text", Severity.ERROR, exit_zero=False, on_stderr=True)

    def spec(self, path: str) -> Spec:
        """Return the spec at a path, or report on standard error what is wrong with it and leave."""
        specs, findings = self._run.specs([path])
        if not specs:
            self._run.end(findings)
        return specs[0]

    def plan(self) -> Plan:
        """Return what is wanted and what is known to fail, or report what is wrong with the file and leave."""
        from telemetry_spec import api, conform
        from telemetry_spec.conform import known
        from telemetry_spec.conform.run import Plan, Wanted

        wanted = Wanted(self.only)
        checks = conform.names(click.get_current_context().info_name or "")
        with usage_of("--only"):
            for pattern in wanted.strangers(checks):
                raise api.UnknownNameError("check", pattern.partition(":")[0], checks)

        try:
            found = known.read(self.known_failing) if self.known_failing else known.Known()
        except InvalidInputError as error:
            self._run.invalid = True
            self._run.end(error.findings)
        return Plan(wanted, found)

    def end(self, results: Iterable[Result]) -> NoReturn:
        """Report the results as they come, and leave with the exit code that they make.

        If something ends the run early, what is written becomes whole all the same, and says so.
        """
        context = Context(
            version=telemetry_spec.__version__,
            tally=self.tally,
            sources=self._run.sources,
            show_values=self.show_values,
            colour=colour(sys.stdout),
            width=width(sys.stdout),
        )
        with whole():
            report.write_results(self.format, self._shown(results), sys.stdout, context)
            sys.stdout.flush()
        if self._ended is not None:
            raise self._ended
        click.get_current_context().exit(FOUND if self.tally.fails and not self.exit_zero else OK)

    def _shown(self, results: Iterable[Result]) -> Iterator[Result]:
        with progress(self._line) as sign:
            for result in self._all(iter(results)):
                if self.format == "text" and result.verdict is Verdict.PASS:  # nothing is written of it
                    yield result
                    continue
                sign.stop()
                yield result
                sign.start()

    def _all(self, results: Iterator[Result]) -> Iterator[Result]:
        """Yield all results, and if something ends the run before the last, one that says so."""
        from telemetry_spec.conform.run import INTERRUPTED

        while True:
            try:
                with interruptible():
                    result = next(results, None)
            except BaseException as error:  # noqa: BLE001  raised again once the report is whole
                self._ended = error
                result = INTERRUPTED
            if result is None:
                return
            yield result
            if self._ended is not None:
                return

    def _line(self) -> str:
        counts = ", ".join(f"{count:,} {verdict.value}" for verdict, count in self.tally.counts.items() if count)
        return " - ".join(filter(None, (self.doing, self.note(), counts)))


def conforming(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options that every command of `conform` has; the command gets a `run` made of them."""

    @click.option(
        "--format", type=click.Choice(report.names()), default="text", show_default=True, help="How to write results."
    )
    @click.option(
        "--only",
        multiple=True,
        metavar="ID",
        help="Only the results with this id; `*` and `?` stand for any text and any character. Can be given again.",
    )
    @click.option(
        "--known-failing",
        default="",
        metavar="FILE",
        help="Failures that are known: an id and a reason a line. A known failure that passes fails the run.",
    )
    @click.option("--show-values", is_flag=True, help="Show the values that were seen. They may be private.")
    @click.option("--exit-zero", is_flag=True, help="Give exit code 0 even when something fails.")
    @functools.wraps(command)
    def wrapped(  # the names are those of the options
        *,
        format: str,  # noqa: A002  the option's name
        only: tuple[str, ...],
        known_failing: str,
        show_values: bool,
        exit_zero: bool,
        **rest: Any,  # noqa: ANN401  the command's own options, whatever they are
    ) -> None:
        run = Conformance(format, only, known_failing, exit_zero=exit_zero, show_values=show_values)
        command(run=run, **rest)

    return wrapped
