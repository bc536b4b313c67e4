"""Ways to use an opt-out: by a program where one can, else by the caller's driver."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec import optouts
from telemetry_spec.conform.client.bench import Step, unchanged
from telemetry_spec.conform.client.silence import Finding, stopped
from telemetry_spec.model.result import Verdict
from telemetry_spec.optouts._paths import variables_in

if TYPE_CHECKING:
    from telemetry_spec.conform.capture.base import Answer
    from telemetry_spec.conform.client.bench import Bench, Change, Run, Scope
    from telemetry_spec.model.spec import OptOut
    from telemetry_spec.optouts.base import Launch


#: The labels of runs with an opt-out in one home, in their order.
OFF: Final = ("off", "off again", "off once more")
#: The label of runs after one with an opt-out that persists, in which it is not used again.
LASTING: Final = "lasting"


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


def words(bench: Bench, taken: Way) -> str:
    """Return what is given to the client, or done before, as people would write it: `--flag`, `NAME=value`."""
    plain = bench.plain()
    start = taken.change(plain)
    if start is None:
        return ""
    found = [f"{name}={value}" for name, value in start.environ.items() if plain.environ.get(name) != value]
    found += start.argv[len(plain.argv) :]
    found += [" ".join(line) for line in start.before]
    found += [f"{one.key}: {json.dumps(one.value, ensure_ascii=False)} in {one.file}" for one in start.files]
    found += [f"{name} {state} (by the driver)" for name, state in taken.chosen]
    return " and ".join(f"`{one}`" for one in found)


def way(bench: Bench, opt_out: OptOut, state: Literal["off", "on"]) -> Way | None:
    """Return how an opt-out is made to say `off` or `on`, None where nobody here can."""
    kind = optouts.get(opt_out.kind)
    use = kind.carry_out if state == "off" else kind.contrary
    start = bench.plain()
    if use(opt_out, start) is not None:
        return Way(lambda start: use(opt_out, start), against=opt_out.id)
    if optouts.get(opt_out.kind).carry_out(opt_out, start) is None and bench.settings.driver:
        return Way(chosen=((opt_out.id, state),), against=opt_out.id)
    return None


def obstacle(bench: Bench, opt_out: OptOut) -> Finding | None:
    """Return why nobody here can try an opt-out and what to do about that, None where somebody can."""
    if way(bench, opt_out, "off") is None:
        file = str(opt_out.settings.get("file", ""))
        missing = [name for name in variables_in(file) if name not in bench.plain().environ]
        if missing and f"%{missing[0]}%" not in file:
            message = f"Where its file is depends on the variable {missing[0]}, which is not set."
            help_text = f"Set it for the command, as in `--env {missing[0]}={{home}}/{missing[0].lower()}`."
            return Finding(Verdict.INCONCLUSIVE, message, help=help_text)
        message = f"No program can carry out an opt-out of the kind `{opt_out.kind}` here."
        return Finding(Verdict.SKIP, message, help=f"By hand: {by_hand(opt_out)} Or give a `--driver`.")
    if bench.consent() is not None and bench.consent(opt_out.id) is None and not bench.settings.driver:
        message = "Consent can only be given by what takes precedence over it."
        return Finding(Verdict.SKIP, message, help="Give a `--driver` that gives consent in another way.")
    return None


def by_hand(opt_out: OptOut) -> str:
    """Return what a person does to opt out, in one line."""
    if opt_out.kind == "config":
        key, value, file = (opt_out.settings[name] for name in ("key", "value", "file"))
        return f"Set `{key}` to `{json.dumps(value, ensure_ascii=False)}` in {file}."
    head, *rest = optouts.get(opt_out.kind).by_hand(opt_out).splitlines()
    return " ".join([head, *(f"`{line}`" for line in rest)])


def works(bench: Bench, opt_out: OptOut, scope: Scope) -> Finding | None:
    """Return None where an opt-out, used as the spec recommends, stops what it should; else what to say instead.

    What comes after it, and what else is said the same way, means nothing where the opt-out itself does not work.
    """
    if not bench.has(chain_of(opt_out)):
        return obstacle(bench, opt_out)
    first = bench.chain(chain_of(opt_out))[0]
    see = f"See `opt-out:{opt_out.id}`."
    if first.captured is None:
        return Finding(Verdict.SKIP, f"The opt-out could not be tried. {first.failure}", help=see)
    looked = stopped(bench, first, scope, opt_out)
    if looked.verdict is Verdict.FAIL:
        message = "The opt-out itself is not silent." if looked.hosts else "The opt-out itself does not work."
        return Finding(Verdict.SKIP, message, help=see)
    usual = bench.baseline().captured
    if usual is not None and first.captured.outcome.code != usual.outcome.code:
        message = "The command fails with the opt-out, so what comes after it means nothing."
        return Finding(Verdict.SKIP, message, help=see)
    return None


def tried(bench: Bench, opt_out: OptOut, scope: Scope, run: Run) -> Finding:
    """Say whether one more run with an opt-out, which works where it is used first, sent nothing of what it stops."""
    return works(bench, opt_out, scope) or stopped(bench, run, scope, opt_out)


def chain_of(opt_out: OptOut) -> str:
    """Return the name of the runs with an opt-out, and without it in the same home."""
    return f"opt-out:{opt_out.id}"


def kept(bench: Bench, opt_out: OptOut) -> bool:
    """Say whether an opt-out stays in force, or may, so that it has to be taken back for a run without it."""
    off = way(bench, opt_out, "off")
    return opt_out.persists or (off is not None and bool(off.chosen))


def begin(bench: Bench, opt_out: OptOut) -> bool:
    """Have the client run with an opt-out and then without, in one home. Return whether anybody here can.

    The runs are `off`, with the opt-out; two more, since one that is heard the first time may be forgotten the next:
    `lasting`, without using it again, for one that persists, else with it each time (`OFF`); and last, where there is
    a way to turn telemetry on again, `later`. Those that only results need which nobody wants are left out.
    """
    off = way(bench, opt_out, "off")
    if off is None or obstacle(bench, opt_out):
        return False
    steps = [off.step(OFF[0])]
    # What a driver does may last or not; only what is written down by the spec's own means has to.
    lasts = kept(bench, opt_out) and not off.chosen
    if bench.wants(f"{'opt-out-lasts' if lasts else 'opt-out'}:{opt_out.id}"):
        steps += [Step(LASTING)] * len(OFF[1:]) if lasts else map(off.step, OFF[1:])
    if any(bench.wants(f"{check}:{opt_out.id}") for check in ("opt-out-queue", "opt-out-identifier")):
        on = way(bench, opt_out, "on") if kept(bench, opt_out) else Way()
        if on is not None:
            steps.append(on.step("later"))
    bench.begin(chain_of(opt_out), *steps)
    return True
