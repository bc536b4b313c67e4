"""Ways to use an opt-out: by a program where one can, else by the caller's driver."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from telemetry_spec import optouts
from telemetry_spec.conform.client.bench import Step, unchanged
from telemetry_spec.conform.client.silence import Finding, stopped
from telemetry_spec.model.result import Verdict
from telemetry_spec.optouts.base import Launch

if TYPE_CHECKING:
    from telemetry_spec.conform.capture.base import Answer
    from telemetry_spec.conform.client.bench import Bench, Change, Scope
    from telemetry_spec.model.spec import OptOut


@dataclass(frozen=True, slots=True)
class Way:
    """How an opt-out is used: by a change of how the client is started, or by what the driver is asked to do."""

    change: Change = unchanged
    chosen: tuple[tuple[str, str], ...] = ()
    against: str = ""

    def step(self, label: str, answer: Answer = "ok") -> Step:
        """Return a start of the client that way."""
        return Step(label, self.change, answer, self.chosen, against=self.against)

    def and_then(self, other: Way) -> Way:
        """Return both ways together, this one first."""

        def both(start: Launch) -> Launch | None:
            first = self.change(start)
            return None if first is None else other.change(first)

        return Way(both, (*self.chosen, *other.chosen), other.against)


def way(bench: Bench, opt_out: OptOut, state: Literal["off", "on"]) -> Way | None:
    """Return how an opt-out is made to say `off` or `on`, None where nobody here can."""
    kind = optouts.get(opt_out.kind)
    use = kind.carry_out if state == "off" else kind.contrary
    start = Launch(argv=bench.settings.command)
    if use(opt_out, start) is not None:
        return Way(lambda start: use(opt_out, start), against=opt_out.id)
    if optouts.get(opt_out.kind).carry_out(opt_out, start) is None and bench.settings.driver:
        return Way(chosen=((opt_out.id, state),), against=opt_out.id)
    return None


def obstacle(bench: Bench, opt_out: OptOut) -> str:
    """Return why nobody here can try an opt-out, or ""."""
    if way(bench, opt_out, "off") is None:
        return f"No program can carry out an opt-out of the kind `{opt_out.kind}`."
    if bench.consent() is not None and bench.consent(opt_out.id) is None and not bench.settings.driver:
        return "Consent can only be given by what takes precedence over it."
    return ""


def works(bench: Bench, opt_out: OptOut, scope: Scope) -> Finding | None:
    """Return None where an opt-out, used as the spec recommends, stops what it should; else what to say instead.

    What comes after it, and what else is said the same way, means nothing where the opt-out itself does not work.
    """
    if not bench.has(chain_of(opt_out)):
        return Finding(Verdict.SKIP, obstacle(bench, opt_out))
    looked = stopped(bench, bench.chain(chain_of(opt_out))[0], scope, opt_out)
    if looked.verdict is Verdict.FAIL:
        return Finding(Verdict.SKIP, "The opt-out itself does not work.", help=f"See `opt-out:{opt_out.id}`.")
    return None


def chain_of(opt_out: OptOut) -> str:
    """Return the name of the runs with an opt-out, and without it in the same home."""
    return f"opt-out:{opt_out.id}"


def begin(bench: Bench, opt_out: OptOut) -> bool:
    """Have the client run with an opt-out and then without, in one home. Return whether anybody here can.

    The runs are `off`, with the opt-out; for one that persists `lasting`, without using it again; and last, where there
    is a way to turn telemetry on again, `later`.
    """
    off = way(bench, opt_out, "off")
    if off is None or obstacle(bench, opt_out):
        return False
    steps = [off.step("off")]
    if opt_out.persists or off.chosen:
        # What a driver does may last or not; only what is written down by the spec's own means has to.
        steps += [] if off.chosen else [Step("lasting")]
        on = way(bench, opt_out, "on")
        if on is not None:
            steps.append(on.step("later"))
    else:
        steps.append(Step("later"))
    bench.begin(chain_of(opt_out), *steps)
    return True
