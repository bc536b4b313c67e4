"""Events that are sent by themselves: FlowForge's kind of schedule, with a clock that is set by hand."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.client import FastClock, ManualClock, Outcome, Sent
from telemetry_spec.client.schedule import Due, seconds
from tests.client.conftest import PATIENCE, Capture
from tests.client.specs import payload_of, product
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from collections.abc import Callable

    from telemetry_spec.client import Telemetry

    Make = Callable[..., Telemetry]

FLOWFORGE = product("flowforge")
PAYLOAD = payload_of(FLOWFORGE.sources["platform"].events["ping"])
DAY = 86_400.0


class Timeline:
    """A client with a clock that is set by hand; `outcomes` says when it looked at an event, and what came of it."""

    def __init__(self, make: Make, spec: Any, source: str, **options: Any) -> None:  # noqa: ANN401  whatever a client takes
        self.clock = ManualClock()
        self.outcomes: list[tuple[float, Outcome]] = []
        self._changed = threading.Condition()
        self.telemetry = make(spec, source, clock=self.clock, observe=self._saw, **options)

    def _saw(self, _: str, outcome: Outcome) -> None:
        with self._changed:
            self.outcomes.append((self.clock.now(), outcome))
            self._changed.notify_all()

    def at(self, moment: float) -> None:
        """Let time pass until a moment, and wait until all that was due then is done."""
        self.clock.advance(moment - self.clock.now())
        done = Sent()
        self.telemetry._worker.put(lambda: Outcome.OFF, done)
        done.result(PATIENCE)

    def wait_for(self, number: int) -> list[float]:
        """Wait until it has looked so many times, and return when."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self.outcomes) >= number, PATIENCE), self.outcomes
            return [moment for moment, _ in self.outcomes]


def test_thirty_seconds_after_the_start_and_then_once_a_day(client: Make, capture: Capture) -> None:
    timeline = Timeline(client, FLOWFORGE, "platform", collect={"ping": lambda: PAYLOAD}, chance=lambda: 0.25)
    timeline.telemetry.bootstrap()
    picked = DAY / 4
    timeline.at(29.9)
    timeline.at(30)
    assert timeline.wait_for(1) == [30]
    timeline.at(picked - 1)
    timeline.at(picked)
    assert timeline.wait_for(2) == [30, picked]
    timeline.at(picked + DAY - 1)
    timeline.at(picked + DAY)
    assert timeline.wait_for(3) == [30, picked, picked + DAY]
    timeline.telemetry.destroy(PATIENCE)
    timeline.at(picked + 9 * DAY)
    assert [outcome for _, outcome in timeline.outcomes] == [Outcome.SENT] * 3
    assert len(capture.requests) == 3


def test_days_that_were_slept_through_are_not_made_up_for(client: Make, capture: Capture) -> None:
    timeline = Timeline(client, FLOWFORGE, "platform", collect={"ping": lambda: PAYLOAD}, chance=lambda: 0.0)
    timeline.telemetry.bootstrap()
    timeline.at(30)
    timeline.wait_for(2)
    timeline.at(5.5 * DAY)
    timeline.wait_for(3)
    timeline.at(6 * DAY)
    assert timeline.wait_for(4)[2:] == [5.5 * DAY, 6 * DAY]
    assert len(capture.requests) == 4


def test_a_platform_that_is_not_initialised_has_nothing_to_send(client: Make, capture: Capture) -> None:
    state: dict[str, dict[str, Any]] = {}
    timeline = Timeline(
        client, FLOWFORGE, "platform", collect={"ping": lambda: state.get("payload")}, chance=lambda: 0.5
    )
    timeline.telemetry.bootstrap()
    timeline.at(30)
    timeline.wait_for(1)
    assert capture.connections == 0
    state["payload"] = PAYLOAD
    timeline.at(DAY / 2)
    timeline.wait_for(2)
    assert [outcome for _, outcome in timeline.outcomes] == [Outcome.OFF, Outcome.SENT]


def test_a_schedule_stays_off_and_comes_back(client: Make, capture: Capture, world: Any) -> None:  # noqa: ANN401  a fixture
    config = world.cwd / "flowforge.yml"
    timeline = Timeline(client, FLOWFORGE, "platform", collect={"ping": lambda: PAYLOAD}, chance=lambda: 0.0)
    config.write_text("telemetry:\n  enabled: false\n")
    timeline.telemetry.bootstrap()
    timeline.at(30)
    timeline.wait_for(2)
    assert capture.connections == 0
    config.write_text("telemetry:\n  enabled: true\n")
    timeline.at(DAY)
    timeline.wait_for(3)
    assert [outcome for _, outcome in timeline.outcomes] == [Outcome.OFF, Outcome.OFF, Outcome.SENT]


def test_a_call_cannot_send_what_has_its_times(client: Make, capture: Capture) -> None:
    telemetry = client(FLOWFORGE, "platform").bootstrap()
    assert telemetry.send("ping", PAYLOAD).result(PATIENCE) is Outcome.REFUSED
    assert capture.connections == 0


TRIGGERS = """
discriminator: event
events:
  begin: {description: It begins., destination: main, trigger: [{on: startup}]}
  beat: {description: It goes on., destination: main, trigger: [{on: interval, every: 1h, delay: 10m}]}
  end: {description: It ends., destination: main, trigger: [{on: shutdown}]}
  both: {description: At any time., destination: main, trigger: [{on: shutdown}, {on: call}]}
  open: {description: From time to time., destination: main, trigger: [{on: interval}]}
"""


def test_start_and_end_send_themselves(client: Make, capture: Capture) -> None:
    names = ("begin", "beat", "end", "both", "open")
    telemetry = client(compiled(TRIGGERS), "app", collect=dict.fromkeys(names, dict), clock=ManualClock())
    telemetry.bootstrap()
    capture.wait_for(1)
    telemetry.destroy(PATIENCE)
    assert [request.body for request in capture.requests] == [
        b'{"event":"begin"}', b'{"event":"end"}', b'{"event":"both"}',
    ]  # fmt: skip


def test_a_short_run_still_says_that_it_began(client: Make, capture: Capture) -> None:
    telemetry = client(compiled(TRIGGERS), "app", collect={"begin": dict}).bootstrap()
    telemetry.destroy(PATIENCE)
    assert [request.body for request in capture.requests] == [b'{"event":"begin"}']


def test_an_interval_without_jitter_begins_after_a_whole_one(client: Make) -> None:
    timeline = Timeline(client, compiled(TRIGGERS), "app", collect={"beat": dict})
    timeline.telemetry.bootstrap()
    timeline.at(4199)
    timeline.at(4200)
    assert timeline.wait_for(1) == [4200]
    assert timeline.telemetry.send("open").result(PATIENCE) is Outcome.SENT, "nobody declared how often"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("", 0), ("500ms", 0.5), ("30s", 30), ("5m", 300), ("24h", DAY), ("7d", 7 * DAY), ("1w", 7 * DAY)],
)
def test_durations(text: str, expected: float) -> None:
    assert seconds(text) == expected


@given(at=st.floats(0, 1e6), every=st.floats(1, 1e5), late=st.floats(0, 1e7))
def test_the_next_time_is_the_first_one_ahead(at: float, every: float, late: float) -> None:
    due = Due(at, "event", every)
    assert due.advance(at + late)
    assert at + late - every * 1e-6 <= due.at <= at + late + every * (1 + 1e-6)
    assert not Due(at, "event").advance(at)


def test_time_that_has_passed_is_not_waited_for() -> None:
    clock, changed = ManualClock(), threading.Condition()
    clock.advance(5)

    def wait() -> None:
        with changed:
            clock.wait(changed, 3)

    thread = threading.Thread(target=wait, daemon=True)
    thread.start()
    thread.join(PATIENCE)
    assert not thread.is_alive()


def test_a_fast_clock_is_fast() -> None:
    clock = FastClock(1000.0)
    first = clock.now()
    while clock.now() == first:
        pass
    assert clock.now() > first
