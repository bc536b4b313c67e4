"""The conformance tests of a server, as tests of pytest: one for each group of checks, with an id that lasts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from telemetry_spec.conform.server.client import Client
from telemetry_spec.conform.server.routes import UrlError, addresses_of, routes_of
from telemetry_spec.conform.server.rows import open_rows
from telemetry_spec.conform.server.session import Session
from telemetry_spec.conform.server.suite import Suite
from telemetry_spec.model.result import Verdict
from telemetry_spec.pytest_plugin._spec import spec_of
from telemetry_spec.wire.encodings.base import UnencodableError
from telemetry_spec.wire.extras import MissingExtraError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.model.result import Result

    Run = Callable[[], list[Result]]

_NAME = "telemetry-spec"
_KEY: pytest.StashKey[Session] = pytest.StashKey()
T = TypeVar("T")


class _FailedError(Exception):
    """Results that fail a test."""

    def __init__(self, results: list[Result]) -> None:
        super().__init__()
        self.results = results


def prepare(config: pytest.Config) -> None:
    """Open a session with the server that the options name. Nothing is sent.

    Raises:
        pytest.UsageError: The spec, an address or an option cannot be used.
    """
    urls, place = config.getoption("telemetry_url"), config.getoption("telemetry_rows")
    if not urls:
        raise pytest.UsageError("--telemetry-rows says what the server of --telemetry-url stores. Give that, too.")
    if place and config.getoption("numprocesses", default=None):
        raise pytest.UsageError("--telemetry-rows counts all rows of a run, so the run has to be in one process.")
    spec, client = spec_of(config), Client()
    session = Session(
        spec=spec,
        client=client,
        routes=_usable("--telemetry-url", lambda: routes_of(spec, addresses_of(urls, spec))),
        rows=_usable("--telemetry-rows", lambda: open_rows(place, client)) if place else None,
    )
    _preflight(session)
    config.add_cleanup(client.close)
    config.stash[_KEY] = session


def _usable(option: str, made: Callable[[], T]) -> T:
    try:
        return made()
    except UrlError as error:
        raise pytest.UsageError(f"{option}: {error}") from None


def tests(session: pytest.Session) -> list[pytest.Item]:
    """Return the tests of the server that has been prepared."""
    suite = Suite(session.config.stash[_KEY])
    collector: Any = _Collector.from_parent(session, name=_NAME, nodeid=_NAME)
    return [_Item.from_parent(collector, name=part.name, run=part.run) for part in _parts(suite)]


def _preflight(session: Session) -> None:
    """Make one request of each kind, so that what cannot be sent is told before anything is."""
    for route in session.routes:
        try:
            session.request(route, [session.good(route)])
        except (UnencodableError, MissingExtraError) as error:
            hint = "" if isinstance(error, MissingExtraError) else " `telemetry-spec conform server` takes keys."
            raise pytest.UsageError(f"Nothing can be sent to `{route.place}`: {error}{hint}") from None


@dataclass(frozen=True, slots=True)
class _Part:
    name: str
    run: Run


def _parts(suite: Suite) -> Iterator[_Part]:
    yield _Part("control:start", lambda: list(suite.begin()))
    for group in suite.groups():
        yield _Part(group.id, partial(suite.results, group))
    yield _Part("control:end", lambda: list(suite.end()))


class _Collector(pytest.Collector):
    """Holds the tests. It collects nothing: what there is to test follows from the options."""

    def collect(self) -> list[pytest.Item]:
        return []


class _Item(pytest.Item):
    """One group of checks."""

    def __init__(self, *, run: Run, **rest: Any) -> None:  # noqa: ANN401  what pytest gives
        super().__init__(**rest)
        self._run = run

    def runtest(self) -> None:
        """Run the checks.

        The test fails where a required one fails or shows nothing. Where a recommended one does, it is marked as an
        expected failure, and where nothing passed it is skipped: neither looks like a success.
        """
        found = self._run()
        failed = [result for result in found if result.fails]
        if failed:
            raise _FailedError(failed)
        for result in found:
            if result.verdict is Verdict.FAIL:
                self.add_report_section("call", _NAME, _told(result))
                pytest.xfail(f"{result.level}: {result.message}")
        if not found:
            pytest.skip("This spec gives nothing to try here.")
        if not any(result.verdict is Verdict.PASS for result in found):
            pytest.skip(found[0].message)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:  # noqa: ANN401  as pytest has it
        """Tell the results that failed."""
        if isinstance(excinfo.value, _FailedError):
            return "\n\n".join(map(_told, excinfo.value.results))
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[str, int | None, str]:
        """Return what stands in reports: there is no file."""
        return _NAME, None, f"{_NAME} {self.name}"


def _told(result: Result) -> str:
    """Return a result in lines, without values of payloads."""
    lines = [f"{result.verdict} {result.id}", f"  {result.message}"]
    if result.span is not None:
        lines.append(f"  expected by {result.span.file}:{result.span.line}")
    lines += [f"  {line}" for line in result.evidence]
    lines += [f"  {label}: {text}" for label, text in (("help", result.help), ("again", result.repeat)) if text]
    return "\n".join(lines)
