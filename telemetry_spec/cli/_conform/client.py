"""`telemetry-spec conform client`: test a program that sends what a spec declares."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

import telemetry_spec
from telemetry_spec.cli._conform import _values
from telemetry_spec.cli._conform._ending import ended_in_order
from telemetry_spec.cli._conform._options import conforming
from telemetry_spec.cli._conform._places import empty_folder, new_file
from telemetry_spec.cli._conform._programs import Programs
from telemetry_spec.cli._conform._repeat import again
from telemetry_spec.cli._run import counted, usage_of
from telemetry_spec.model.failure import reason_of
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from telemetry_spec.cli._conform._options import Conformance
    from telemetry_spec.conform.capture.base import Capture
    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.conform.run import Plan
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import Spec

_MODES: Final = ("auto", "isolate", "proxy", "endpoint")
_URL: Final = "{url"
#: Verdicts of which reports do not show what was seen.
_UNSHOWN: Final = frozenset({Verdict.PASS, Verdict.SKIP})
#: So many runs at once, where each has a network of its own.
_SIDE_BY_SIDE: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the options say, apart from the run's own."""

    select: str
    capture: str
    endpoint_env: tuple[str, ...]
    program: tuple[str, ...]
    env: tuple[str, ...]
    project: str
    allow: tuple[str, ...]
    driver: str
    prepare: str
    jwe_key: str
    timeout: float
    stop_after: float
    quiet: float
    slack: float
    speed: float
    jobs: int | None
    accept_unproved: bool
    har: str
    keep: str
    command: tuple[str, ...]


def _duration(name: str, default: str, what: str) -> Callable[..., Any]:
    """Return an option that is a duration; without a default it is 0, which is never."""
    never = "" if default else "  [default: never]"
    return click.option(
        name, type=_values.Seconds(), default=default or "0s", show_default=bool(default), help=f"{what}{never}"
    )


_OPTIONS: Final = (
    click.option(
        "--select", metavar="SELECTOR", default="", help="The source that the command is, or one event of it."
    ),
    click.option(
        "--capture",
        type=click.Choice(_MODES),
        default="auto",
        show_default=True,
        help="How to see what is sent. `isolate` (Linux) is a network of the run's own: it sees everything, and alone "
        "proves silence. `proxy` sees what heeds HTTP_PROXY and trusts the run's authority: for systems without "
        "`isolate`. `endpoint` gives its own http address to the client, by {url} or --endpoint-env: for clients that "
        "heed no proxy or bring authorities of their own. `auto`: `isolate` where it works, else `endpoint` where the "
        "client is told an address, else `proxy`.",
    ),
    click.option(
        "--endpoint-env",
        multiple=True,
        metavar="NAME[=ID]",
        help="Set this variable to the address to send to, of the destination ID or of the first.",
    ),
    click.option(
        "--program",
        multiple=True,
        metavar="NAME=COMMAND",
        help="What opt-outs of kind `command` call NAME; `{home}` and `{cwd}` are filled in. Can be given again.",
    ),
    click.option(
        "--env",
        multiple=True,
        metavar="NAME[=VALUE]",
        help="Set a variable for the command, or pass it on; `{home}` and `{cwd}` are filled in. Little else of the "
        "environment is passed on.",
    ),
    click.option("--project", metavar="FOLDER", default="", help="Run in a copy of this folder."),
    click.option(
        "--allow",
        multiple=True,
        metavar="HOST",
        help="The command may talk to this host for other reasons than telemetry. Can be given again.",
    ),
    click.option(
        "--driver",
        metavar="COMMAND",
        default="",
        help="Carries out what no program can: it is called with the id of an opt-out and `off` or `on`.",
    ),
    click.option(
        "--prepare",
        metavar="COMMAND",
        default="",
        help="Run this once in each fresh home before the runs that are looked at: for programs whose first run only "
        "shows a notice.",
    ),
    click.option("--jwe-key", metavar="FILE", default="", help="The private key that decrypts JWE: PEM or a JWK."),
    _duration("--timeout", "60s", "End a run by force after this."),
    _duration("--stop-after", "", "Ask the command to end after this: for programs that go on for ever."),
    _duration("--quiet", "2s", "Silence that ends a run where not all processes can be waited for."),
    _duration("--slack", "3s", "How much longer the command may take when its endpoint fails."),
    click.option(
        "--speed",
        type=click.FloatRange(min=0, min_open=True),
        default=1.0,
        show_default=True,
        metavar="N",
        help="The schedule of the command was made N times faster than declared.",
    ),
    click.option(
        "--jobs",
        type=click.IntRange(1, 64),
        help="How many runs to do side by side. Outside of `isolate` all have the same ports, so that a command which "
        "listens to one needs to be alone.  [default: 2 in the mode `isolate`, else 1]",
    ),
    click.option(
        "--accept-unproved",
        is_flag=True,
        help="Take silence for proved in modes that cannot see everything.",
    ),
    click.option("--har", metavar="FILE", default="", help="Write what was captured to this file, as a HAR."),
    click.option(
        "--keep", metavar="FOLDER", default="", help="Keep the folders of all runs in this new or empty folder."
    ),
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command(context_settings={"ignore_unknown_options": False})
@click.argument("spec", metavar="SPEC")
@click.argument("command", metavar="-- COMMAND...", nargs=-1, required=True, type=click.UNPROCESSED)
@_options
@conforming
def command(run: Conformance, spec: str, **given: Any) -> None:  # noqa: ANN401  the options above
    """Test a client against a spec: what it sends, to whom, what slips in, and that opting out is silence.

    COMMAND runs the client, many times, each time in a fresh home and working folder, so that every run is a first run
    (see --prepare). A program and files that are named by a path are found from here. `{home}`, `{cwd}` and `{canary}`
    stand for the home, the working folder and a text that must not be sent, `{url}` or `{url:ID}` for the address to
    send to.
    """
    from telemetry_spec.conform.client import suite
    from telemetry_spec.wire.extras import MissingExtraError

    options = _Given(**given)
    compiled = run.spec(spec)
    select = _selected(compiled, options.select)
    plan = run.plan()
    if options.har:
        new_file(options.har, "--har")
    opened: list[Bench] = []
    with ended_in_order(lambda: f"after {counted(sum(one.done() for one in opened), 'run')} of the client"):
        try:
            settings = _settings(options)
            bench = suite.open_bench(compiled, select, settings)
        except MissingExtraError as error:
            raise click.UsageError(str(error)) from error
        _values.check_destinations(
            settings.endpoint_variables.values(), (*settings.command, *settings.prepare), bench.judge.urls
        )
        if not settings.keys.jwe and any("jwe" in one.encoding for one in bench.judge.destinations.values()):
            raise click.UsageError(f"`{select}` is encrypted (JWE). Give the private key with --jwe-key.")
        opened.append(bench)
        run.tally.subject = f"{compiled.title}, {select}"
        run.tally.remarks.append(_remark(settings))
        with closing(_results(run, bench, plan, options)) as found:  # however the report ends, so does the client
            run.end(found)


def _results(run: Conformance, bench: Bench, plan: Plan, options: _Given) -> Generator[Result]:
    from telemetry_spec.conform.client import suite
    from telemetry_spec.conform.client.left import left_behind

    def doing(text: str) -> None:
        run.doing = text

    def told(one: Run) -> None:
        run.doing = f"{counted(len(bench.runs), 'run')} of the client done, the last: {one.label}"

    with bench:
        bench.told = told
        for result in plan.results(suite.results(bench, plan, doing), repeat=again):
            if result.check == "opt-out-values" and result.verdict in _UNSHOWN:
                run.tally.remarks += [
                    f"What users may try for `{result.selector}`:",
                    *(f"  {line}" for line in result.evidence),
                ]
            yield result
        run.tally.remarks += filter(None, [left_behind(bench, bench.runs)])
        run.tally.facts["runs"] = len(bench.runs)
        run.tally.facts["capture"] = bench.settings.capture.name
        if options.har:
            _write_har(bench, options.har, show_values=run.show_values)


def _remark(settings: Settings) -> str:
    name = settings.capture.name
    if settings.capture.proves_silence:
        return f"Captured by the mode `{name}`."
    reason = f" The mode `isolate` does not work here: {settings.why_not_better}." if settings.why_not_better else ""
    return f"Captured by the mode `{name}`, which does not prove silence.{reason}"


def _write_har(bench: Bench, path: str, *, show_values: bool) -> None:
    from telemetry_spec.conform.capture._har import Entry, archive

    found = [
        Entry(one.label, sent.exchange, sent.text, declared=sent.destination is not None)
        for one in bench.runs
        for sent in (*one.sent_before, *one.sent)
    ]
    mask = (lambda text: text) if show_values else bench.masked
    try:
        text = archive(found, version=telemetry_spec.__version__, show_values=show_values, mask=mask)
        Path(path).write_text(text, "utf-8")
    except OSError as error:
        raise click.BadParameter(f"{path} cannot be written: {reason_of(error)}.", param_hint="'--har'") from error


# ---------------------------------------------------------------- what the options mean


def _selected(spec: Spec, select: str) -> str:
    """Return the source or event to test. Without one there has to be but one source."""
    from telemetry_spec import api
    from telemetry_spec.model.selector import event_selector

    sources = [source.id for source in spec.live_sources()]
    known = {*sources, *(event_selector(source, event) for source, event in spec.live_events())}
    if not select:
        if len(sources) != 1:
            raise click.UsageError(
                f"Say with --select which source the command is: {', '.join(sources) or 'there is none'}."
            )
        return sources[0]
    with usage_of("--select"):
        if select not in known:
            raise api.UnknownNameError("source or event", select, known)
    return select


def _settings(options: _Given) -> Settings:
    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.wire.encodings.base import Keys

    project = _folder(options.project)
    pairs = dict(_pairs(options.program, "--program"))
    programs = Programs(project, pairs)
    line = programs.line(options.command)
    capture, why = _capture(options)
    return Settings(
        command=line,
        capture=capture,
        why_not_better=why,
        endpoint_variables=_values.endpoint_variables(options.endpoint_env),
        programs={name: programs.line_of(text, "--program") for name, text in pairs.items()},
        environ=_values.variables(options.env),
        project=project,
        allowed=_values.hosts(options.allow, "--allow"),
        driver=programs.line_of(options.driver, "--driver") if options.driver else (),
        prepare=programs.line_of(options.prepare, "--prepare") if options.prepare else (),
        keys=Keys(jwe=_values.key(options.jwe_key, "--jwe-key")),
        timeout=_values.longer_than_zero(options.timeout, "--timeout"),
        stop_after=options.stop_after,
        quiet=options.quiet,
        slack=options.slack,
        speed=options.speed,
        accept_unproved=options.accept_unproved,
        jobs=options.jobs or (_SIDE_BY_SIDE if capture.own_network else 1),
        keep=empty_folder(options.keep, "--keep") if options.keep else None,
    )


def _capture(options: _Given) -> tuple[Capture, str]:
    from telemetry_spec.conform import capture

    told = bool(options.endpoint_env) or any(_URL in word for word in options.command)
    if options.capture == "auto":
        return capture.choose(endpoint=told)
    found = capture.get(options.capture)
    reason = found.unavailable()
    if reason:
        raise click.BadParameter(f"`{found.name}` does not work here: {reason}.", param_hint="'--capture'")
    if found.name == "endpoint" and not told:
        raise click.UsageError("In mode `endpoint`, write {url} in the command line or give --endpoint-env NAME.")
    return found, ""


def _pairs(texts: tuple[str, ...], option: str) -> Iterator[tuple[str, str]]:
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name or not value.strip():
            raise click.BadParameter(f"Write NAME=COMMAND instead of {text!r}.", param_hint=f"'{option}'")
        yield name, value


def _folder(path: str) -> Path | None:
    if not path:
        return None
    if not Path(path).is_dir():
        raise click.BadParameter(f"{path} is no folder.", param_hint="'--project'")
    return Path(path).absolute()
