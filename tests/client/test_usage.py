"""What a host gives that cannot be meant: told at once where that is possible, and else nothing is sent."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.client import Outcome, PayloadError, Telemetry, UsageError
from tests.client.conftest import PATIENCE, Capture
from tests.client.specs import EXECUTION, product
from tests.lint.fragments import compiled

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from telemetry_spec.optouts.base import World

    Make = Callable[..., Telemetry]

HASURA = product("hasura")
NOTES = compiled("""
trigger: [{on: call}]
opt_outs: {menu: {kind: setting, where: the menu, disables: [app]}}
""")
START = {"version": "1.0.0"}
LOGGER = "telemetry_spec.client"

#: What a host may answer that cannot be meant, and what is said of it.
ANSWERS = [
    ({"mneu": True}, "There is no opt-out `mneu`. Did you mean `menu`?"),
    ({"mneu": None}, "Did you mean `menu`?"),
    ({"menu": False, "mneu": True}, "Did you mean `menu`?"),
    ({"private": True}, "There is no such opt-out. There are: `menu`."),
    ({5: True}, "There is no such opt-out. There are: `menu`."),
    ({"menu": "private"}, "`menu` is answered with something that is neither True"),
    ({"menu": 0}, "`menu` is answered with something that is neither True"),
    (None, "What `answers` returned is no mapping"),
    ([("menu", True)], "What `answers` returned is no mapping"),
    ("private", "What `answers` returned is no mapping"),
    (True, "What `answers` returned is no mapping"),
]


@pytest.mark.parametrize(("answers", "said"), ANSWERS, ids=lambda one: repr(one)[:30])
def test_an_answer_that_is_not_understood_stops_everything(
    answers: Any,  # noqa: ANN401  whatever a host may return
    said: str,
    client: Make,
    capture: Capture,
    caplog: pytest.LogCaptureFixture,
    tmp_path: Path,
) -> None:
    calls: list[str] = []
    telemetry = client(NOTES, "app", answers=lambda: answers).bootstrap()
    with caplog.at_level("DEBUG", LOGGER):
        assert telemetry.send("start", START).result(PATIENCE) is Outcome.REFUSED
        assert telemetry.send("start", lambda: calls.append("collected")).result(PATIENCE) is Outcome.REFUSED
    decision = telemetry.status("start")
    assert (decision.on, decision.by, said in decision.why) == (False, None, True)
    assert not telemetry.status().on
    assert said in caplog.text
    assert "app.start" in caplog.text or "start was refused" in caplog.text
    assert "private" not in caplog.text + decision.why
    assert (calls, capture.connections, [one for one in tmp_path.rglob("*") if one.is_file()]) == ([], 0, [])


@pytest.mark.parametrize("answers", [None, {}, {"menu": None}, dict, lambda: {"menu": None}])
def test_no_answer_is_none(answers: Any, client: Make) -> None:  # noqa: ANN401  whatever a host may give
    telemetry = client(NOTES, "app", answers=answers).bootstrap()
    assert telemetry.send("start", START).result(PATIENCE) is Outcome.SENT


def test_what_is_looked_at_may_hold_answers_as_well(client: Make, world: World, capture: Capture) -> None:
    telemetry = client(NOTES, "app", world=lambda: replace(world, answers={"mneu": True})).bootstrap()
    assert telemetry.send("start", START).result(PATIENCE) is Outcome.REFUSED
    assert capture.connections == 0


def test_answers_that_change_are_looked_at_anew(client: Make, capture: Capture) -> None:
    answers: dict[str, bool] = {}
    telemetry = client(NOTES, "app", answers=answers).bootstrap()
    assert telemetry.send("start", START).result(PATIENCE) is Outcome.SENT
    answers["mneu"] = True
    assert telemetry.send("start", START).result(PATIENCE) is Outcome.REFUSED
    assert len(capture.requests) == 1


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"source": "ap"}, "There is no source `ap`. Did you mean `app`?"),
        ({"source": None}, "There is no source `None`. There are: `app`."),
        ({"answers": {"mneu": True}}, "There is no opt-out `mneu`. Did you mean `menu`?"),
        ({"answers": {"menu": "off"}}, "neither True (it opts out), False (telemetry was turned on) nor None"),
        ({"answers": ["menu"]}, "`answers` is no mapping"),
        ({"collect": {"strat": dict}}, "There is no event `strat`. Did you mean `start`?"),
        ({"collect": {"start": START}}, "`collect` has no function for `start`. Write `lambda: ...`."),
        ({"collect": ["start"]}, "`collect` is no mapping"),
        ({"endpoint": "localhost:3"}, "`endpoint` does not begin with `http://` or `https://`."),
        ({"endpoint": "ftp://127.0.0.1:1"}, "`endpoint` does not begin with `http://` or `https://`."),
        ({"endpoint": "http://"}, "`endpoint` names no host."),
        ({"endpoint": "http://["}, "`endpoint` is no address."),
        ({"endpoint": "http://a:port"}, "`endpoint` is no address."),
        ({"endpoint": "http://a/?b=c"}, "`endpoint` has a query or a fragment"),
        ({"endpoint": 5}, "`endpoint` is no text."),
        ({"folder": 5}, "`folder` is no path."),
    ],
    ids=str,
)
def test_a_wrong_set_up_is_told_at_once(options: dict[str, Any], said: str) -> None:
    with pytest.raises(UsageError) as caught:
        Telemetry(NOTES, **{"source": "app", **options})
    assert said in str(caught.value)
    assert isinstance(caught.value, ValueError)


@pytest.mark.parametrize("as_given", [str, lambda path: path])
def test_a_folder_is_a_text_or_a_path(as_given: Callable[[Path], Any], client: Make, tmp_path: Path) -> None:
    telemetry = client(HASURA, "cli", folder=as_given(tmp_path / "ids")).bootstrap()
    assert telemetry.send("execution", EXECUTION).result(PATIENCE) is Outcome.SENT
    assert list((tmp_path / "ids" / "telemetry-ids").iterdir())


@pytest.mark.parametrize(
    ("name", "opts_out", "said"),
    [
        ("nope", True, "There is no opt-out `nope`. There are: `menu`."),
        ("mneu", True, "Did you mean `menu`?"),
        (None, True, "There is no opt-out `None`."),
        ("menu", "no", "`opts_out` is neither True (it opts out) nor False"),
    ],
)
def test_a_choice_that_nobody_declared_is_told(name: Any, opts_out: Any, said: str, client: Make) -> None:  # noqa: ANN401  whatever a host may give
    telemetry = client(NOTES, "app").bootstrap()
    with pytest.raises(UsageError) as caught:
        telemetry.choose(name, opts_out=opts_out)
    assert said in str(caught.value)


@pytest.mark.parametrize("option", ["answers", "world"])
def test_a_choice_counts_whatever_else_is_wrong(option: str, client: Make, world: World, capture: Capture) -> None:
    """Without the choice, the next event would be sent as soon as the host's function works again."""
    working: dict[str, Callable[[], Any]] = {"answers": dict, "world": lambda: world}
    broken = [True]

    def asked() -> Any:  # noqa: ANN401  whatever the option is
        if broken:
            raise RuntimeError
        return working[option]()

    telemetry = client(NOTES, "app", **{option: asked}).bootstrap()
    assert telemetry.choose("menu").result(PATIENCE) is Outcome.OFF
    broken.clear()
    assert telemetry.send("start", START).result(PATIENCE) is Outcome.OFF
    assert capture.connections == 0


class Unfriendly:
    """An object that nobody can look at."""

    def __getattribute__(self, name: str) -> object:
        raise RuntimeError(name)


@pytest.mark.parametrize(
    ("event", "payload", "said"),
    [
        ("strat", None, "There is no event `strat`. Did you mean `start`?"),
        ("private", None, "There is no such event. There are: `start`."),
        (None, None, ""),
        ("start", 5, "is no mapping"),
        ("start", Unfriendly(), "RuntimeError"),
    ],
    ids=["misspelt", "unlike any", "none", "no mapping", "unfriendly"],
)
def test_status_raises_nothing(event: Any, payload: Any, said: str, client: Make) -> None:  # noqa: ANN401  whatever a host may give
    decision = client(NOTES, "app").status(event, payload)
    assert said in decision.why
    assert decision.on is (event is None)
    assert "private" not in decision.why


@pytest.mark.parametrize("option", ["answers", "world"])
def test_status_raises_nothing_for_what_the_host_gives(option: str, client: Make) -> None:
    def broken() -> None:
        raise RuntimeError("private")

    decision = client(NOTES, "app", **{option: broken}).status("start")
    assert (decision.on, decision.why) == (False, "Nothing is sent: RuntimeError was raised.")


@pytest.mark.parametrize(
    ("event", "payload", "said"),
    [
        ("execution", {"version": "private"}, "execution was refused: /body/"),
        ("execution", {**EXECUTION, "is_error": "private"}, "execution was refused: /body/is_error: Expected true"),
        ("execution", lambda: {**EXECUTION, "is_error": "private"}, "execution was refused: /body/is_error:"),
        ("execution", {**EXECUTION, "command": object()}, "execution was refused: JSON cannot hold `command`."),
        ("execution", {**EXECUTION, "private": object()}, "execution was refused: JSON cannot hold a value"),
        ("execution", 5, "execution was refused: The payload is no mapping of names to values."),
        ("execution", "private", "execution was refused: The payload is no mapping of names to values."),
        ("executoin", {}, "An event was refused: There is no event `executoin`. Did you mean `execution`?"),
        ("private", {}, "An event was refused: There is no such event. There are: `execution`."),
    ],
)
def test_the_log_names_the_event_and_the_places(
    event: str,
    payload: Any,  # noqa: ANN401  whatever a host may give
    said: str,
    client: Make,
    caplog: pytest.LogCaptureFixture,
) -> None:
    telemetry = client(HASURA, "cli").bootstrap()
    with caplog.at_level("DEBUG", LOGGER):
        assert telemetry.send(event, payload).result(PATIENCE) is Outcome.REFUSED
        telemetry.destroy(PATIENCE)
    assert said in caplog.text
    assert "private" not in caplog.text


def test_the_log_says_why_there_is_nowhere_to_send(client: Make, caplog: pytest.LogCaptureFixture) -> None:
    strapi = product("strapi")
    telemetry = client(strapi, "service", answers={"configuration": False}, endpoint="").bootstrap()
    with caplog.at_level("DEBUG", LOGGER):
        sent = telemetry.send("send", {"event": "didCreate", "eventProperties": {"model": "api::a.a"}})
        assert sent.result(PATIENCE) is Outcome.REFUSED
    assert "no destination is declared for it, and no `endpoint` is given" in caplog.text


def test_strict_tells_of_what_is_no_mapping(client: Make) -> None:
    telemetry = client(HASURA, "cli", strict=True).bootstrap()
    payload: Any = 5
    with pytest.raises(PayloadError, match="no mapping"):
        telemetry.send("execution", payload)


def test_an_event_has_two_names_here_as_well(client: Make, capture: Capture) -> None:
    spec = compiled("""
discriminator: event
events:
  start: {name: app.start, description: It starts., destination: main, trigger: [{on: startup}]}
""")
    client(spec, "app", collect={"app.start": dict}).bootstrap()
    capture.wait_for(1)
    assert json.loads(capture.requests[0].body) == {"event": "app.start"}
