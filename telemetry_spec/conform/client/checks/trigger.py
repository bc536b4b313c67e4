"""An event is sent at another time, or more often, than its trigger says.

## What it does

For each event with a trigger: sees that nothing is sent before the declared `delay`, and, where it is sent only at
the start and at intervals, no more often than that. With `--speed N`, times count N times as much. Other triggers are
for people to judge: they get a SKIP.

## Why

When something is sent tells what people do, and users were told when.

## Instead

Send when the trigger says, or declare the trigger.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.result import Result, Verdict
from telemetry_spec.model.selector import event_selector

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.conform.client.bench import Bench, Run
    from telemetry_spec.model.spec import Event, Trigger

_UNITS: Final = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0, "w": 604800.0}
_PART: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|[smhdw])")
#: The part of a delay by which a timer may be early.
_EARLY: Final = 0.02
_COUNTABLE: Final = frozenset({"startup", "interval"})


def seconds(duration: str) -> float:
    """Return a duration such as `30s` or `1h30m` in seconds, 0 for none."""
    return sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(duration))


def check(bench: Bench) -> Iterator[Result]:
    """Yield a result for each event that has a trigger and was sent."""
    runs = [run for run in bench.controls() if run.captured is not None]
    for event in bench.source.live_events():
        selector = event_selector(bench.source, event)
        if not event.triggers or selector not in bench.selectors() or not any(selector in run.events() for run in runs):
            continue
        result = Result(
            id=f"trigger:{selector}",
            verdict=Verdict.SKIP,
            message="When it is sent has to be judged by somebody: nothing about it can be measured.",
            help=f"By hand: see that it is sent {' or '.join(_words(trigger) for trigger in event.triggers)} only.",
            span=event.span,
            selector=selector,
        )
        if _measurable(event):
            wrong = next((fault for run in runs for fault in _faults(run, event, selector, bench.settings.speed)), "")
            result = replace(
                result,
                verdict=Verdict.FAIL if wrong else Verdict.PASS,
                message=wrong or "It was sent when its trigger says, as far as can be measured.",
                help="Send when the trigger says, or declare the trigger." if wrong else "",
            )
        yield result


def _words(trigger: Trigger) -> str:
    words = f"on {trigger.on}" + (f" every {trigger.every}" if trigger.every else "")
    return f"{words}, if {trigger.condition}" if trigger.condition else words


def _measurable(event: Event) -> bool:
    kinds = {trigger.on for trigger in event.triggers}
    return kinds <= _COUNTABLE or all(trigger.delay for trigger in event.triggers)


def _faults(run: Run, event: Event, selector: str, speed: float) -> Iterator[str]:
    sent = [one for one in run.sent if selector in one.events]
    if not sent or run.captured is None:
        return
    delays = [seconds(trigger.delay) for trigger in event.triggers if trigger.delay or trigger.on != "interval"]
    after = min(one.exchange.after for one in sent) * speed
    if delays and after < min(delays) * (1 - _EARLY):
        yield f"It was sent after {after:.1f} s; its trigger waits {min(delays):g} s."
    if {trigger.on for trigger in event.triggers} <= _COUNTABLE:
        lasted = max(one.exchange.after for one in sent) * speed
        allowed = sum(_most(trigger, lasted) for trigger in event.triggers)
        number = sum(one.events[selector] for one in sent)
        if number > allowed:
            yield f"It was sent {number} times within {lasted:.0f} s; its triggers allow {allowed}."


def _most(trigger: Trigger, lasted: float) -> int:
    every = seconds(trigger.every)
    if trigger.on != "interval":
        return 1
    return int(lasted / every) + 1 if every else 1_000_000
