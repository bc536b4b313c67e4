"""The run of all checks of a client: the controls, what the checks need beside them, and then their results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec import conform
from telemetry_spec.conform.client.bench import Bench, Step
from telemetry_spec.conform.client.silence import sends
from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import join, split

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.conform.client.settings import Settings
    from telemetry_spec.conform.run import Plan
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
    "opt-out-queue",
    "opt-out-identifier",
    "precedence",
)
#: These judge that nothing, or too little, was captured; the others need something that was.
_WITHOUT_EVIDENCE: Final = frozenset({"captures", "consent"})


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
    """Run the client as often as the wanted checks need, and yield their results.

    Args:
        bench: The client, opened.
        plan: Which results are wanted.
        doing: Told what is being done, for a sign of life.
    """
    wanted = [name for name in names() if plan.wanted.check(name)]
    doing("running the client without any opt-out")
    bench.begin("baseline", Step("baseline"), Step("again"))
    bench.baseline()
    checks = {name: conform.load(SIDE, name) for name in wanted}
    evidence = sends(bench, bench.baseline())
    if evidence:
        doing("running the client in every way that the checks need")
        bench.begin("elsewhere", Step("elsewhere"))
        for check in checks.values():
            if hasattr(check, "begin"):
                check.begin(bench)
        bench.wait()
        bench.begin("after", Step("after"))
        bench.wait()
    for name, check in checks.items():
        doing(name)
        if evidence or name in _WITHOUT_EVIDENCE:
            yield from check.check(bench)
        elif "captures" not in checks:
            yield Result(
                id=name,
                verdict=Verdict.INCONCLUSIVE,
                message="Without an opt-out nothing was captured that the spec declares, so nothing is proved.",
                help="See `captures`.",
                span=bench.source.span,
                selector=bench.source.id,
                level=getattr(check, "LEVEL", "required"),
            )
