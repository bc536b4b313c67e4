"""Processes that outlive the command, such as a daemon that it starts: every run waits for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.conform.capture.base import Outcome
    from telemetry_spec.conform.client.bench import Bench, Run


def left_behind(bench: Bench, runs: Sequence[Run]) -> str:
    """Return how many processes had to be ended by force after the command in these runs, and what to do, or ""."""
    found = [run.captured.outcome for run in runs if run.captured is not None]
    waited = [outcome for outcome in found if _waited(outcome)]
    if not waited:
        return ""
    most = max(outcome.survivors for outcome in waited)
    who = f"{most} process{'es' if most != 1 else ''} outlived the command"
    where = f"{len(waited)} of {len(found)} runs" if len(found) > 1 else "each run"
    given = bench.settings.stop_after
    when = f"`--stop-after` ({given:g} s)" if given else f"`--timeout` ({bench.settings.timeout:g} s)"
    advice = "Give a shorter one" if given else "Give `--stop-after` a time in which the command has sent"
    return (
        f"{who}: {where} waited for them until {when}, and ended them by force. {advice}, or have nothing left running."
    )


def _waited(outcome: Outcome) -> bool:
    return outcome.how == "itself" and outcome.survivors_overdue
