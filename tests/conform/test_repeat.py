"""The command to repeat a result holds no secret."""

from __future__ import annotations

import pytest

from telemetry_spec.cli._conform._repeat import again


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["server", "a.yaml", "-H", "A: hush"], "server a.yaml -H 'A: ***'"),
        (["server", "-HA: Bearer hush", "a.yaml"], "server '-HA: ***' a.yaml"),
        (["server", "-H=hush"], "server '-H***'"),
        (["server", "--header=A:hush", "--header", "hush"], "server '--header=A: ***' --header '***'"),
        (["server", "--url", "http://u:hush@h/p?q"], "server --url 'http://***@h/p?q'"),
        (["server", "--url=x=http://hush@h"], "server '--url=x=http://***@h'"),
        (["server", "--only", "a", "--only=b", "--seed", "7"], "server --seed 7"),
        (["server", "--header"], "server --header"),
        (["server", "--only"], "server"),
        (
            ["client", "--env", "TOKEN=hush", "--env=A=hush=x", "--env", "PATH"],
            "client --env 'TOKEN=***' '--env=A=***' --env PATH",
        ),
    ],
)
def test_secrets_are_masked(words: list[str], shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", *words])
    assert again("x:y") == f"telemetry-spec conform {shown} --only x:y"
    assert "hush" not in again("x:y")


def test_the_command_under_test_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["client", "a.yaml", "--only", "q", "--", "tool", "--only", "z", "-Hx: y", "http://u:hush@h"]
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", *words])
    shown = again("x:y")
    assert shown == "telemetry-spec conform client a.yaml --only x:y -- tool --only z '-Hx: y' 'http://***@h'"
