"""Runs the client: every run that the checks need, each once, those of different worlds side by side."""

from __future__ import annotations

import os
import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from telemetry_spec import optouts
from telemetry_spec.conform.capture._authority import hosts_of
from telemetry_spec.conform.capture.base import CaptureError, NoProgramError, Program, Site
from telemetry_spec.conform.client import driver
from telemetry_spec.conform.client.canaries import without
from telemetry_spec.conform.client.sent import Judge
from telemetry_spec.conform.client.world import VARIABLES, World, build, keep
from telemetry_spec.model.selector import covers, event_selector
from telemetry_spec.optouts import decide, launch
from telemetry_spec.optouts._paths import place_of
from telemetry_spec.optouts.base import Launch

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType

    from telemetry_spec.conform.capture.base import Answer, Captured
    from telemetry_spec.conform.client.sent import Sent
    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import OptOut, Source, Spec

    Change = Callable[[Launch], Launch | None]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an opt-out stops of a source: `everything`, or some events, or some fields, each by selector."""

    everything: bool
    events: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()


def scope_of(opt_out: OptOut, source: Source, selectors: Sequence[str], values: Mapping[str, Json]) -> Scope:
    """Return what an opt-out stops, where fields have these values."""
    everything = [event_selector(source, event) for event in source.live_events()]
    stopped = [name for name in everything if decide.concerns(opt_out, name, values)]
    wanted = [name for name in selectors if name in stopped]
    within = (stop.selector for stop in opt_out.disables if not opt_out.removed)
    fields = [name for name in within if any(name != event and covers(event, name) for event in selectors)]
    return Scope(stopped == everything, tuple(wanted), tuple(fields))


def unchanged(start: Launch) -> Launch:
    """Start the client as it is."""
    return start


@dataclass(frozen=True, slots=True)
class Step:
    """One start of the client.

    `change` says how it is started, after what `consents` where consent is needed and `consenting` is true. `chosen`
    are opt-outs that the caller's driver carries out first, each with `off` or `on`. `against` is the opt-out that is
    tried, which consent must not take precedence over. `terminal` gives it a terminal to write to.
    """

    label: str
    change: Change = unchanged
    answer: Answer = "ok"
    chosen: tuple[tuple[str, str], ...] = ()
    consenting: bool = True
    against: str = ""
    terminal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One start of the client, and what came of it.

    `captured` is what was seen while it ran, `before` what was seen of each command that was run first. `failure` says
    why the run could not be done; then `captured` is None, and with `declined` it is the
    caller's driver that does not do it, or `remedy` says what to do. `files` are the files in the home folder after it.
    """

    label: str
    answer: Answer = "ok"
    captured: Captured | None = None
    sent: tuple[Sent, ...] = ()
    before: tuple[Captured, ...] = ()
    sent_before: tuple[Sent, ...] = ()
    failure: str = ""
    declined: bool = False
    remedy: str = ""
    files: Mapping[str, bytes] = field(default_factory=dict)
    written: tuple[str, ...] = ()
    world: World | None = None
    argument: str = ""

    def events(self) -> dict[str, int]:
        """Return how many of each event were sent, by selector."""
        found: dict[str, int] = {}
        for sent in self.sent:
            for name, number in sent.events.items():
                found[name] = found.get(name, 0) + number
        return found


class Bench:
    """The client under test, and every run of it, for as long as a `with` block lasts."""

    def __init__(self, spec: Spec, source: Source, settings: Settings, *, event: str = "") -> None:
        """Prepare to run a client of a source, of which only one event is looked at if `event` is its selector.

        `told` is called after each run. `wants` says whether the result of an id is wanted: runs that no such result
        needs are not begun.
        """
        self.spec = spec
        self.source = source
        self.settings = settings
        self.event = event
        self.judge = Judge(spec, source, settings)
        self.runs: list[Run] = []
        self.told: Callable[[Run], None] = lambda _: None
        self.wants: Callable[[str], bool] = lambda _: True
        self._chains: dict[str, Future[tuple[Run, ...]]] = {}
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._pool = ThreadPoolExecutor(settings.jobs, thread_name_prefix="telemetry-spec run")
        self._worlds = 0

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="telemetry-spec-", ignore_cleanup_errors=True)
        self.folder = Path(self._folder.name).resolve()
        probe = self.folder / "probe"
        probe.mkdir()
        settings = self.settings
        # A driver works in the folder outside of a run, where it has to find the whole project.
        self._lays_over = (
            settings.project is not None and not settings.driver and settings.capture.lays_over(settings.project, probe)
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopped.set()
        self._pool.shutdown(cancel_futures=True)
        self._folder.cleanup()

    # ------------------------------------------------------------ what is tested

    def selectors(self) -> list[str]:
        """Return the events that the client may send, those that were asked for."""
        found = [event_selector(self.source, event) for event in self.source.live_events()]
        return [name for name in found if self.event in ("", name)]

    def concerns(self, selector: str) -> bool:
        """Say whether a field is looked at: all are but those of events that were not asked for."""
        names = (event_selector(self.source, event) for event in self.source.live_events())
        return not self.event or not any(covers(name, selector) for name in names if name != self.event)

    def scopes(self) -> dict[str, Scope]:
        """Return what each opt-out stops of the source, by its id, in the order of the spec."""
        values = self.seen_values()
        found = (
            (name, scope_of(one, self.source, self.selectors(), values)) for name, one in self.spec.opt_outs.items()
        )
        return {name: scope for name, scope in found if scope.events or scope.fields}

    def seen_values(self) -> dict[str, Json]:
        """Return the values of fields that were the same in all that the baseline sent, by selector."""
        if "baseline" not in self._chains:
            return {}
        found: dict[str, set[str]] = {}
        kept: dict[str, Json] = {}
        for sent in self.baseline().sent:
            for name, values in sent.values.items():
                found.setdefault(name, set()).update(map(repr, values))
                kept[name] = values[0]
        return {name: kept[name] for name, values in found.items() if len(values) == 1}

    def consent(self, against: str = "") -> Change | None:
        """Return what gives the consent that is needed: nothing where none is, None where no program can.

        `against` is an opt-out that is tried: what takes precedence over it cannot give the consent.
        """
        if self.source.consent == "opt-out":
            return unchanged
        start = self.plain()
        for opt_out in self.spec.opt_outs.values():
            kind = optouts.get(opt_out.kind)
            if opt_out.removed or against in decide.overridden(self.spec, opt_out.id):
                continue
            if kind.consents(opt_out) and kind.contrary(opt_out, start) is not None:
                return partial(kind.contrary, opt_out)
        return None

    def plain(self) -> Launch:
        """Return how the client is started in no world yet: which variables are set is known, their values not."""
        return Launch(argv=self.settings.command, environ={**dict.fromkeys(VARIABLES, "."), **self.settings.environ})

    # ------------------------------------------------------------ runs

    def begin(self, name: str, *steps: Step) -> None:
        """Have the steps run one after the other in a new world, if no chain of that name has been begun."""
        if name not in self._chains:
            self._chains[name] = self._pool.submit(self._chain, name, steps)

    def chain(self, name: str) -> tuple[Run, ...]:
        """Return the runs of a chain that has been begun, when they are done."""
        return self._chains[name].result()

    def has(self, name: str) -> bool:
        """Say whether a chain has been begun."""
        return name in self._chains

    def sent(self) -> list[Sent]:
        """Return everything that was sent in any run so far."""
        return [one for run in self.runs for one in (*run.sent_before, *run.sent)]

    def done(self) -> int:
        """Return how often the client has been run, without runs that could not be done."""
        return sum(run.captured is not None for run in self.runs)

    def masked(self, text: str) -> str:
        """Return a text without anything that only one of the worlds has: `*` stands for it."""
        canaries = {canary.value for run in self.runs if run.world is not None for canary in run.world.canaries}
        return without(text, frozenset(canaries))

    def wait(self) -> None:
        """Wait until everything that has been begun is done."""
        for future in list(self._chains.values()):
            future.result()

    def baseline(self) -> Run:
        """Return the first run, without any opt-out."""
        return self.chain("baseline")[0]

    def controls(self) -> list[Run]:
        """Return the runs without any opt-out that have been begun: all of them should send."""
        return [run for name in _CONTROLS if self.has(name) for run in self.chain(name)]

    def _chain(self, name: str, steps: tuple[Step, ...]) -> tuple[Run, ...]:
        with self._lock:
            self._worlds += 1
            root = self.folder / str(self._worlds)
        root.mkdir()
        runs: list[Run] = []
        try:
            world = build(root, self.settings, lays_over=self._lays_over)
        except CaptureError as error:
            return tuple(Run(label=step.label, answer=step.answer, failure=str(error)) for step in steps)
        unprepared = self._prepare(world)
        for step in steps:
            run = self._run(world, step) if not unprepared else self._failed(world, step, unprepared)
            runs.append(run)
            self._note(run)
        if self.settings.keep is None:
            world.close()
        else:
            keep(world, self.settings.keep / name.replace(":", "-").replace("/", "-"))
        return tuple(runs)

    def _note(self, run: Run) -> None:
        with self._lock:
            self.runs.append(run)
        self.told(run)

    def _failed(self, world: World, step: Step, why: str) -> Run:
        return Run(label=step.label, answer=step.answer, world=world, failure=why)

    def _prepare(self, world: World) -> str:
        """Run what the caller wants run first in each home. Return why that failed, or "".

        What it sends is held against the spec; what it writes is there as if it had always been.
        """
        if not self.settings.prepare or self._stopped.is_set():
            return ""
        start = Launch(argv=tuple(map(world.fill, self.settings.prepare)), environ=world.environ)
        try:
            captured = self._captured(world, start.argv, start, "ok")
        except CaptureError as error:
            return f"What was to be run first failed: {error}"
        sent = tuple(map(self.judge.judge, captured.exchanges))
        self._note(Run(label="prepare", captured=captured, sent=sent, world=world))
        world.built = world.built.later()
        code = captured.outcome.code
        return f"What was to be run first (`--prepare`) ended with {code}." if code else ""

    def _run(self, world: World, step: Step) -> Run:
        failed = self._failed(world, step, "")
        if self._stopped.is_set():
            return replace(failed, failure="The run was stopped.")
        try:
            argument = world.next_argument()
            start = self._start(world, step)
            if start is None:
                return replace(failed, failure="No program can do this.")
            seen = launch.world_of(start, home=world.home, cwd=world.cwd)
            for entry in start.files:
                if (place := place_of(entry.file, seen)) is not None:
                    world.fetch(place)
            written = launch.prepare(start, home=world.home, cwd=world.cwd)
            before = tuple(self._captured(world, words, start, "ok") for words in start.before)
            captured = self._captured(world, start.argv, start, step.answer, terminal=step.terminal)
        except (launch.UnchangedError, launch.UnreadableError) as error:
            return replace(failed, failure=f"A configuration file could not be prepared: {error}.")
        except CaptureError as error:
            declined = isinstance(error, driver.DeclinedError)
            return replace(failed, failure=str(error), declined=declined, remedy=_remedy(error))
        return Run(
            label=step.label,
            answer=step.answer,
            captured=captured,
            sent=tuple(map(self.judge.judge, captured.exchanges)),
            before=before,
            sent_before=tuple(self.judge.judge(exchange) for one in before for exchange in one.exchanges),
            files=world.built.written(),
            written=tuple(path.relative_to(world.home).as_posix() for path in written),
            world=world,
            argument=argument,
        )

    def _start(self, world: World, step: Step) -> Launch | None:
        start: Launch | None = Launch(
            argv=tuple(world.fill(word) for word in self.settings.command), environ=world.environ
        )
        if step.consenting and start is not None:
            consent = self.consent(step.against)
            if consent is not None:
                start = consent(start)
            elif self.settings.driver and start is not None:
                start = self._drive("consent", "on", start, world)
        for name, state in step.chosen:
            if start is not None:
                start = self._drive(name, state, start, world)
        return step.change(start) if start is not None else None

    def _drive(self, name: str, state: str, start: Launch, world: World) -> Launch:
        return driver.drive(self.settings.driver, name, state, start, world, self._stopped.is_set)

    def _captured(
        self, world: World, argv: tuple[str, ...], start: Launch, answer: Answer, *, terminal: bool = False
    ) -> Captured:
        settings = self.settings
        urls = self.judge.urls
        limit = settings.timeout
        if answer != "ok" and self.has("baseline") and self.baseline().captured is not None:
            # What is slower than is allowed need not be waited for much longer.
            limit = min(limit, self.longest() + settings.slack + _MARGIN)
        program = Program(
            argv=argv,
            environ=start.environ,
            cwd=world.cwd,
            scratch=world.scratch(),
            limit=limit,
            stop_after=settings.stop_after if argv == start.argv else 0.0,
            cancelled=self._stopped.is_set,
            terminal=terminal,
            under=world.under,
        )
        site = Site(
            urls=urls,
            answer=answer,
            spared=settings.allowed - {*hosts_of(urls.values())},
            endpoint_variables=settings.endpoint_variables,
            quiet=settings.quiet,
        )
        return settings.capture.run(program, world.machine, site)

    def longest(self) -> float:
        """Return how long the command took at most where nothing stood in its way, in seconds."""
        done = [one for name in _CONTROLS if (one := self._chains.get(name)) is not None and one.done()]
        captured = [run.captured for one in done for run in one.result()]
        return max((one.outcome.seconds for one in captured if one is not None), default=0.0)


#: The runs without any opt-out.
_CONTROLS: Final = ("baseline", "elsewhere", "after")

#: Seconds that a run with a failing endpoint may take beyond what is allowed, before it is ended.
_MARGIN: Final = 2.0


def _remedy(error: CaptureError) -> str:
    if not isinstance(error, NoProgramError):
        return ""
    if os.sep in error.name:
        return "Give a path that is there and can be run; one within the working folder begins with `{cwd}/`."
    return f"Say what that is: `--program {error.name}=COMMAND`."
