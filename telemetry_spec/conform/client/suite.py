"""The run of all checks of a client: the controls, what the checks need beside them, and then their results."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import conform
from telemetry_spec.conform.client.bench import Bench, Step
from telemetry_spec.conform.client.silence import reaches, sends
from telemetry_spec.conform.run import Wanted
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import join, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from types import ModuleType

    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.conform.run import Plan
    from telemetry_spec.model.result import Level
    from telemetry_spec.model.spec import Spec

SIDE: Final = "client"
#: The order in which results come: first whether there is any evidence. What is not listed comes at the end.
_ORDER: Final = (
    "captures",
    "consent",
    "decodes",
    "valid",
    "extra-field",
    "undeclared-header",
    "undeclared-endpoint",
    "canary",
    "id-lifetime",
    "trigger",
    "opt-out",
    "opt-out-values",
    "opt-out-lasts",
    "opt-out-later",
    "opt-out-terminal",
    "opt-out-queue",
    "opt-out-identifier",
    "precedence",
)
#: These judge that nothing, or too little, was captured; the others need something that was.
_WITHOUT_EVIDENCE: Final = frozenset({"captures", "consent"})
#: These can tell silence from connections, where what is sent cannot be read.
_BY_CONNECTIONS: Final = frozenset(
    {"consent", "opt-out", "opt-out-lasts", "opt-out-later", "opt-out-terminal", "opt-out-values"}
)
#: These need no more of the client without any opt-out than one run before all others and one after.
_FEW_CONTROLS: Final = frozenset({*_BY_CONNECTIONS, "captures", "precedence", "certificate-checked"})


def names() -> list[str]:
    """Return the names of the checks in the order in which they run."""
    found = conform.names(SIDE)
    return [name for name in _ORDER if name in found] + [name for name in found if name not in _ORDER]


def open_bench(spec: Spec, select: str, settings: Settings) -> Bench:
    """Return the bench for a source, or for an event of it.

    Raises:
        KeyError: There is no such source or event that is still sent.
    """
    steps = split(select)
    source = next((one for one in spec.live_sources() if one.id == steps[0]), None)
    known = {join(one.id, event.id) for one, event in spec.live_events()}
    if source is None or (len(steps) > 1 and select not in known):
        raise KeyError(select)
    return Bench(spec, source, settings, event=select if len(steps) > 1 else "")


def results(bench: Bench, plan: Plan, doing: Callable[[str], None] = lambda _: None) -> Iterator[Result]:
    """Run the client as often as the wanted checks need, and yield their results, each when it is known for sure.

    Args:
        bench: The client, opened.
        plan: Which results are wanted.
        doing: Told what is being done, for a sign of life.
    """
    wanted = [name for name in names() if plan.wanted.check(name)]
    checks = {name: conform.load(SIDE, name) for name in wanted}
    doing("running the client without any opt-out")
    many = not _FEW_CONTROLS.issuperset(wanted)
    bench.begin("baseline", Step("baseline"), *([Step("again")] if many else []))
    bench.baseline()
    known: set[str] = set()
    if "captures" in checks:
        known.add("captures")
        yield from (_masked(bench, one) for one in checks["captures"].check(bench))
    able = _able(bench, wanted)
    bench.wants = lambda name: name.split(":", 1)[0] in able and plan.wanted.result(name)
    begun = [check for name, check in checks.items() if name in able and hasattr(check, "begin")]
    if able - _WITHOUT_EVIDENCE:
        doing("running the client in every way that the checks need")
        if many:
            bench.begin("elsewhere", Step("elsewhere"))
        for check in begun:
            check.begin(bench)
        for one in _early(bench, [check for name, check in checks.items() if name in able]):
            known.add(one.id)
            yield _masked(bench, one)
        bench.wait()
        bench.begin("after", Step("after"))
        bench.wait()
    for name, check in checks.items():
        doing(name)
        if name in able:
            yield from (_masked(bench, one) for one in check.check(bench) if one.id not in known)
        elif not plan.wanted.result("captures") or _asked(plan, name):
            yield from _without_evidence(bench, plan, name, getattr(check, "LEVEL", "required"))


def _early(bench: Bench, checks: Sequence[ModuleType]) -> Iterator[Result]:
    """Yield what is known before the last run, while others go on: each check waits for the runs that it looks at."""
    for check in checks:
        verdicts: frozenset[Verdict] = getattr(check, "EARLY", frozenset())
        if verdicts:
            yield from (one for one in check.check(bench) if one.verdict in verdicts)


def _masked(bench: Bench, result: Result) -> Result:
    """Return a result without names of this run's worlds, which a client may have made part of a host or a header."""
    mask = bench.masked
    return replace(
        result,
        id=mask(result.id),
        message=mask(result.message),
        help=mask(result.help),
        pointer=None if result.pointer is None else mask(result.pointer),
        evidence=tuple(map(mask, result.evidence)),
    )


def _able(bench: Bench, wanted: list[str]) -> frozenset[str]:
    """Return which checks have what they need, by what the first run has shown."""
    first = bench.baseline()
    if sends(bench, first):
        return frozenset(wanted)
    if reaches(bench, first):
        return (_WITHOUT_EVIDENCE | _BY_CONNECTIONS).intersection(wanted)
    return _WITHOUT_EVIDENCE.intersection(wanted)


def _asked(plan: Plan, check: str) -> bool:
    """Say whether single results of a check were asked for."""
    return any(":" in one and Wanted((one,)).check(check) for one in plan.wanted.patterns)


def _without_evidence(bench: Bench, plan: Plan, check: str, level: Level) -> Iterator[Result]:
    """Yield, for what is wanted of a check, that nothing is proved, and why nothing was captured."""
    why = next(iter(conform.load(SIDE, "captures").check(bench)))
    patterns = [one for one in plan.wanted.patterns if Wanted((one,)).check(check)]
    ids = [check] if plan.wanted.result(check) else [f"{check}:{one.partition(':')[2]}" for one in patterns]
    for name in dict.fromkeys(ids):
        yield Result(
            id=name,
            verdict=Verdict.INCONCLUSIVE,
            message=f"Without an opt-out nothing was captured that the spec declares. {why.message}",
            help=why.help,
            span=bench.source.span,
            selector=bench.source.id,
            level=level,
            evidence=why.evidence,
        )
