"""The command to repeat a result holds no secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec.cli._conform._repeat import again

if TYPE_CHECKING:
    from pathlib import Path


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


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (["--token", "hush"], "--token '***'"),
        (["--api-key=hush hush"], "'--api-key=***'"),
        (["-password=hush"], "'-password=***'"),
        (["--token=" + "x" * 5000], "'--token=***'"),
        (["env", "ACME_TOKEN=hush", "acme"], "env 'ACME_TOKEN=***' acme"),
        (["--url", "https://h/p?a=1&token=hush&b=2"], "--url 'https://h/p?a=1&token=***&b=2'"),
        (["-H", "X-Api-Key: hush"], "-H 'X-Api-Key: ***'"),
        (["-H", "Authorization: Bearer hush"], "-H 'Authorization: ***'"),
        (["sh", "-c", "A=1 TOKEN='hush' run --secret hush -v"], "sh -c 'A=1 TOKEN=*** run --secret *** -v'"),
        (["ghp_" + "a1" * 18, "x"], "'***' x"),
        (["--dsn", "postgres://me:hush@db/x"], "--dsn 'postgres://***@db/x'"),
    ],
)
def test_secrets_of_the_command_under_test_are_masked(
    words: list[str], shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", "client", "a.yaml", "--", "tool", *words])
    assert again("x:y") == f"telemetry-spec conform client a.yaml --only x:y -- tool {shown}"


@pytest.mark.parametrize(
    "words",
    [
        ["--key", "{file}", "--token-file", "{file}", "--tokenizer", "fast"],
        ["--key={file}", f"--name={'x' * 5000}", "--monkey", "business", "the key word", "--token", "--verbose"],
    ],
)
def test_what_is_no_secret_stays(words: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "file"
    file.touch()
    words = [word.replace("{file}", str(file)) for word in words]
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", "client", "a.yaml", "--", "tool", *words])
    assert "***" not in again("x:y")


def test_a_script_of_several_lines_can_be_pasted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", "client", "--", "sh", "-c", "a\nb"])
    assert again("x").endswith("--only x -- sh -c $'a\\x0ab'")


def test_secrets_of_other_programs_are_masked(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["--driver", "drive --token hush", "--program=acme=run TOKEN=hush", "--", "tool"]
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", "client", *words])
    assert again("x").endswith("client --driver 'drive --token ***' '--program=acme=run TOKEN=***' --only x -- tool")


def test_the_command_under_test_stays_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    words = ["client", "a.yaml", "--only", "q", "--", "tool", "--only", "z", "-Hx: y", "http://u:hush@h"]
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "conform", *words])
    shown = again("x:y")
    assert shown == "telemetry-spec conform client a.yaml --only x:y -- tool --only z '-Hx: y' 'http://***@h'"
