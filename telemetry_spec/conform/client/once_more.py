"""One more run with each opt-out, in other circumstances, in which it has to be heard as well."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from telemetry_spec.conform.client import ways
from telemetry_spec.conform.client.checks.base import about_opt_out
from telemetry_spec.conform.client.silence import CONTROL, Finding
from telemetry_spec.model.result import Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from telemetry_spec.conform.client.bench import Bench, Run, Step
    from telemetry_spec.conform.client.ways import Way
    from telemetry_spec.model.result import Result
    from telemetry_spec.model.spec import OptOut


@dataclass(frozen=True, slots=True, kw_only=True)
class OnceMore:
    """A check that runs the client with each opt-out once more.

    `steps` are the starts of the client, given the opt-out and how it is used; the last is the one that has to be
    silent. `unproved` says why silence would prove nothing, or "", given all of these runs. `heard` is the sentence for
    an opt-out that is heard, `when` begins the one for an opt-out that is not, and `help` says what to do about it.
    """

    check: str
    steps: Callable[[OptOut, Way], Sequence[Step]]
    unproved: Callable[[Bench, Sequence[Run]], str]
    heard: str
    when: str
    help: str

    def begin(self, bench: Bench) -> None:
        """Have the client run with each opt-out that somebody here can use."""
        for name in bench.scopes():
            opt_out = bench.spec.opt_outs[name]
            off = ways.way(bench, opt_out, "off")
            if off is not None and bench.wants(f"{self.check}:{name}") and ways.begin(bench, opt_out):
                bench.begin(self._chain(opt_out), *self.steps(opt_out, off))

    def results(self, bench: Bench) -> Iterator[Result]:
        """Yield a result for each opt-out that somebody here can use."""
        for name, scope in bench.scopes().items():
            opt_out = bench.spec.opt_outs[name]
            if bench.has(self._chain(opt_out)):
                runs = bench.chain(self._chain(opt_out))
                looked = self._said(bench, ways.tried(bench, opt_out, scope, runs[-1]), runs)
                yield about_opt_out(self.check, opt_out, looked, self.help)

    def _said(self, bench: Bench, looked: Finding, runs: Sequence[Run]) -> Finding:
        if looked.verdict is Verdict.FAIL:
            return Finding(Verdict.FAIL, f"{self.when}: {looked.message}", looked.evidence)
        if looked.verdict is not Verdict.PASS:
            return looked
        why = self.unproved(bench, runs)
        if why:
            return Finding(Verdict.INCONCLUSIVE, why, help=CONTROL)
        return Finding(Verdict.PASS, self.heard, looked.evidence)

    def _chain(self, opt_out: OptOut) -> str:
        return f"{self.check}:{opt_out.id}"
