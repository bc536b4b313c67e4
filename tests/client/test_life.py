"""The life of a client in its host: it does what it is asked, raises nothing, and keeps nobody waiting."""

from __future__ import annotations

import asyncio
import json
import os
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.client import Outcome, PayloadError, Telemetry
from telemetry_spec.wire.message import Response
from tests.client.conftest import PATIENCE, Capture
from tests.client.specs import EXECUTION, payload_of, product
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.optouts.base import World

    Make = Callable[..., Telemetry]

HASURA = product("hasura")


def test_an_event_is_sent(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.SENT
    (request,) = capture.requests
    assert (request.method, request.path, request.header("content-type")) == ("POST", "/", "application/json")
    body = json.loads(request.body)
    assert {name: body[name] for name in EXECUTION} == EXECUTION
    sent = {name.lower() for name, _ in request.headers}
    assert sent == {"host", "content-type", "content-length", "connection"}


def test_a_client_can_be_awaited(client: Make) -> None:
    telemetry = client(HASURA, "cli").bootstrap()

    async def main() -> Outcome:
        return await telemetry.send("execution", EXECUTION)

    assert asyncio.run(main()) is Outcome.SENT


def test_what_is_sent_early_waits_for_the_start(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli")
    early = [telemetry.send("execution", EXECUTION) for _ in range(3)]
    assert not any(one.done() for one in early)
    assert threading.active_count() == len([one for one in threading.enumerate() if one.name != "telemetry"])
    telemetry.bootstrap()
    assert [one.result(PATIENCE) for one in early] == [Outcome.SENT] * 3
    assert len(capture.requests) == 3


def test_what_is_changed_after_the_call_makes_no_difference(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli")
    payload = dict(EXECUTION)
    sent = telemetry.send("execution", payload)
    payload["command"] = "secret"
    telemetry.bootstrap()
    assert sent.result(PATIENCE) is Outcome.SENT
    assert json.loads(capture.requests[0].body)["command"] == "hasura version"


def test_the_end_sends_what_is_waiting_and_nothing_after_it(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli")
    waiting = [telemetry.send("execution", EXECUTION) for _ in range(5)]
    telemetry.bootstrap()
    telemetry.destroy(PATIENCE)
    assert [one.result(0) for one in waiting] == [Outcome.SENT] * 5
    assert telemetry.send("execution", EXECUTION).result(0) is Outcome.DROPPED
    telemetry.bootstrap()
    telemetry.destroy()
    assert len(capture.requests) == 5


def test_what_never_started_is_dropped(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli")
    sent = telemetry.send("execution", EXECUTION)
    telemetry.destroy()
    assert sent.result(0) is Outcome.DROPPED
    assert capture.connections == 0


def test_as_a_context_manager(capture: Capture, world: World) -> None:
    with Telemetry(HASURA, source="cli", endpoint=capture.url, world=lambda: world) as telemetry:
        sent = telemetry.send("execution", EXECUTION)
        sent.result(PATIENCE)
    assert sent.result(0) is Outcome.SENT
    assert not [one for one in threading.enumerate() if one.name == "telemetry"]


def test_an_event_has_two_names(client: Make) -> None:
    spec = compiled("""
discriminator: event
events:
  start: {name: app.start, description: It starts., destination: main, trigger: [{on: call}]}
  stop: {description: It stops., destination: main, trigger: [{on: call}]}
""")
    telemetry = client(spec, "app").bootstrap()
    sent = [telemetry.send(name) for name in ("start", "app.start", "other")]
    assert [one.result(PATIENCE) for one in sent] == [Outcome.SENT, Outcome.SENT, Outcome.REFUSED]


class Unfriendly:
    """An object that nobody can look at."""

    def __getattr__(self, name: str) -> object:
        raise RuntimeError(name)

    def __iter__(self) -> Iterator[str]:
        raise RuntimeError


def _raise(*_: object) -> dict[str, Any]:
    raise RuntimeError("the host's own mistake")


CIRCLE: dict[str, Any] = {}
CIRCLE["itself"] = CIRCLE


@pytest.mark.parametrize(
    "payload",
    [{}, {"a": object()}, {"a": float("nan")}, CIRCLE, Unfriendly(), _raise, lambda: "no mapping", 5, [1], b"x"],
    ids=["empty", "object", "nan", "circle", "unfriendly", "raises", "text", "number", "list", "bytes"],
)
def test_nothing_is_raised_for_any_payload(payload: Any, client: Make, capture: Capture) -> None:  # noqa: ANN401  whatever it is
    telemetry = client(HASURA, "cli").bootstrap()
    assert telemetry.send("execution", payload).result(PATIENCE) is Outcome.REFUSED
    assert telemetry.send("nothing", payload).result(PATIENCE) is Outcome.REFUSED
    assert capture.connections == 0


@pytest.mark.parametrize("option", ["answers", "world", "envelope", "observe", "clock"])
def test_nothing_is_raised_for_what_the_host_gives(option: str, client: Make) -> None:
    class Clock:
        now = wait = _raise

    telemetry = client(HASURA, "cli", **{option: Clock() if option == "clock" else _raise})
    telemetry.bootstrap()
    sent = telemetry.send("execution", EXECUTION)
    telemetry.destroy(0.2)
    assert sent.result(PATIENCE) in {Outcome.REFUSED, Outcome.DROPPED, Outcome.SENT}


def test_strict_tells_what_is_wrong_without_values(client: Make, capture: Capture) -> None:
    telemetry = client(HASURA, "cli", strict=True).bootstrap()
    for payload, said in (
        ({**EXECUTION, "user": "private"}, "Nobody declared `cli.execution.user`."),
        ({**EXECUTION, "is_error": "private"}, "/body/is_error: Expected true or false, found a text."),
        ({**EXECUTION, "command": "private@example.com"}, "never collected: email"),
        ({"command": object()}, "JSON cannot hold `command`."),
    ):
        with pytest.raises(PayloadError) as caught:
            telemetry.send("execution", payload)
        assert said in str(caught.value)
        assert "private" not in str(caught.value)
    with pytest.raises(PayloadError, match="There is no such event"):
        telemetry.send("none", {})
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.SENT
    assert len(capture.requests) == 1


def test_no_room_means_dropped(client: Make, capture: Capture) -> None:
    capture.gate.clear()
    telemetry = client(HASURA, "cli", room=2).bootstrap()
    first = telemetry.send("execution", EXECUTION)
    capture.wait_for(1)
    others = [telemetry.send("execution", EXECUTION) for _ in range(4)]
    assert [one.result(0) for one in others[2:]] == [Outcome.DROPPED] * 2
    capture.gate.set()
    assert [one.result(PATIENCE) for one in [first, *others[:2]]] == [Outcome.SENT] * 3


def test_a_server_that_hangs_holds_nobody_up(client: Make, capture: Capture) -> None:
    capture.gate.clear()
    telemetry = client(HASURA, "cli", timeout=PATIENCE * 10).bootstrap()
    began = time.monotonic()
    sent = [telemetry.send("execution", EXECUTION) for _ in range(3)]
    capture.wait_for(1)
    telemetry.destroy(0.2)
    assert time.monotonic() - began < PATIENCE
    assert {one.result(PATIENCE) for one in sent} <= {Outcome.FAILED, Outcome.DROPPED}
    assert len(capture.requests) == 1


def test_an_answer_that_never_ends_is_given_up(client: Make) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        stop = threading.Event()

        def drip() -> None:
            line, _ = listener.accept()
            with line:
                while not stop.wait(0.02):
                    try:
                        line.sendall(b"H")
                    except OSError:
                        return

        thread = threading.Thread(target=drip)
        thread.start()
        telemetry = client(HASURA, "cli", endpoint=f"http://127.0.0.1:{listener.getsockname()[1]}", timeout=0.3)
        assert telemetry.bootstrap().send("execution", EXECUTION).result(PATIENCE) is Outcome.FAILED
        stop.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()


@pytest.mark.parametrize("status", [301, 307, 400, 404, 429, 500, 503])
def test_what_a_server_refuses_has_failed(status: int, client: Make, capture: Capture) -> None:
    with Capture() as elsewhere:
        capture.response = Response(status, (("location", elsewhere.url), ("set-cookie", "a=b")))
        telemetry = client(HASURA, "cli").bootstrap()
        assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.FAILED
        capture.response = Response(200)
        assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.SENT
        assert elsewhere.connections == 0
    assert len(capture.requests) == 2, "it is not tried again"
    assert capture.requests[1].header("cookie") is None


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:1", "https://127.0.0.1:1"])
def test_no_server_means_failed(endpoint: str, client: Make) -> None:
    telemetry = client(HASURA, "cli", endpoint=endpoint).bootstrap()
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.FAILED


def test_nothing_is_sent_twice_after_a_fork(client: Make, capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.DROPPED
    assert capture.connections == 0


def test_a_host_without_threads_to_spare_goes_on(client: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    monkeypatch.setattr(threading.Thread, "start", _raise)
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.REFUSED


def test_the_host_is_told_if_it_wants(client: Make) -> None:
    told: list[tuple[str, Outcome]] = []
    telemetry = client(HASURA, "cli", observe=lambda *what: told.append(what)).bootstrap()
    telemetry.send("execution", EXECUTION).result(PATIENCE)
    telemetry.send("execution", {}).result(PATIENCE)
    assert told == [("execution", Outcome.SENT), ("execution", Outcome.REFUSED)]


def test_the_log_holds_no_values(client: Make, caplog: pytest.LogCaptureFixture) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    with caplog.at_level("DEBUG", "telemetry_spec.client"):
        telemetry.send("execution", EXECUTION).result(PATIENCE)
        telemetry.send("execution", {**EXECUTION, "version": "private"}).result(PATIENCE)
        telemetry.send("execution", {"command": "private"}).result(PATIENCE)
    assert "refused" in caplog.text
    assert "private" not in caplog.text
    assert "hasura version" not in caplog.text


def test_without_an_address_there_is_nowhere_to_send(client: Make, capture: Capture) -> None:
    strapi = product("strapi")
    payload = payload_of(strapi.sources["service"].events["send"])
    agreed = {"configuration": False}
    lost = client(strapi, "service", answers=agreed, endpoint="").bootstrap()
    assert lost.send("send", payload).result(PATIENCE) is Outcome.REFUSED
    found = client(strapi, "service", answers=agreed).bootstrap()
    assert found.send("send", payload).result(PATIENCE) is Outcome.SENT
    assert len(capture.requests) == 1
