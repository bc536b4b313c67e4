"""`status`: whether telemetry is on here, which opt-out decides, and what to type to change it."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from telemetry_spec.client.storage import Storage
from telemetry_spec.optouts.base import World
from tests.cli.conftest import SPEC, Folder
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from click.testing import Result

    Status = Callable[..., Result]

BEACON = str(ROOT / "tests" / "shapes" / "opt-outs.telemetry.yaml")
VARIABLES = (
    "HASURA_GRAPHQL_ENABLE_TELEMETRY", "REFINE_NO_TELEMETRY", "BEACON_TELEMETRY", "DO_NOT_TRACK", "ACME_TELEMETRY",
    "XDG_CONFIG_HOME", "XDG_STATE_HOME",
)  # fmt: skip


@pytest.fixture
def status(folder: Folder, tmp_path: Path) -> Status:
    """Return what runs `status` in a home and a working folder of its own."""

    def run(spec: str, *more: str, **env: str) -> Result:
        path = str(ROOT / "schemas" / f"{spec}.telemetry.yaml") if spec.isalpha() else spec
        clean: dict[str, Any] = dict.fromkeys(VARIABLES)
        return folder.run("status", path, *more, env=clean | {"HOME": str(tmp_path), **env})

    return run


def parts(done: Result) -> dict[str, dict[str, Any]]:
    """Return the parts of a report in JSON by what they are about."""
    assert done.exit_code == 0, done.stderr
    found = json.loads(done.stdout)["parts"]
    return {" ".join([one["selector"], *map(str, one["when"].values())]): one for one in found}


def test_what_it_says_and_what_to_type(status: Status) -> None:
    done = status("flowforge")
    assert done.exit_code == 0
    assert (
        done.stdout
        == """\
FlowForge, from this environment, home and working folder:

platform (Core telemetry): on, as far as can be seen from here
  Nothing opts out, and it is sent unless somebody does.
  To turn it off:
    initial-setup (not available to licensed installations)
      In initial setup of the platform: Decline to share telemetry.
    admin-settings (not available to licensed installations)
      In Admin Settings: Turn telemetry off.
    config-file (not available to licensed installations)
      In flowforge.yml:
      telemetry:
        enabled: false
  Cannot be seen from here: `initial-setup`, `admin-settings`.
"""
    )


def test_a_file_that_decides(status: Status, folder: Folder) -> None:
    folder.write("flowforge.yml", "telemetry: {enabled: false}\n")
    done = status("flowforge")
    assert (
        done.stdout
        == """\
FlowForge, from this environment, home and working folder:

platform (Core telemetry): off
  `config-file` decides. `telemetry.enabled` in flowforge.yml has the value that opts out.
  To turn it on again:
    config-file (not available to licensed installations)
      Take `telemetry.enabled` out of flowforge.yml, or set it to `true`.
  Cannot be seen from here: `initial-setup`, `admin-settings`.
"""
    )
    folder.write("flowforge.yml", "telemetry: {enabled: true}\n")
    assert "platform (Core telemetry): on\n  `config-file` decides." in status("flowforge").stdout
    folder.write("flowforge.yml", "telemetry: [")
    broken = status("flowforge").stdout
    assert "There is a file flowforge.yml, but it is not YAML. Until it is repaired, it is taken to opt out." in broken
    assert "      Repair flowforge.yml: it is not YAML.\n" in broken
    assert "set it to" not in broken


def test_what_makes_a_difference_is_told_apart(status: Status) -> None:
    found = parts(status("hasura", "--format", "json"))
    assert {name: (one["state"], one["certain"]) for name, one in found.items()} == {
        "server": ("on", False),
        "console server": ("on", False),
        "console cli": ("on", True),
        "cli": ("on", True),
    }
    off = parts(status("hasura", "--format", "json", HASURA_GRAPHQL_ENABLE_TELEMETRY="false"))
    assert {name: (one["state"], one["decided_by"]) for name, one in off.items()} == {
        "server": ("off", "server-env"),
        "console server": ("off", "server-env"),
        "console cli": ("off", "cli-env"),
        "cli": ("off", "cli-env"),
    }
    text = status("hasura", "--select", "console", HASURA_GRAPHQL_ENABLE_TELEMETRY="false").stdout
    assert 'console (Console) where console.action.console_mode is "cli": off\n' in text
    assert "Type `unset HASURA_GRAPHQL_ENABLE_TELEMETRY`, and take it out of where it is set." in text


def test_where_all_is_the_same_it_is_told_once(status: Status) -> None:
    assert list(parts(status(BEACON, "--format", "json", "--select", "cli"))) == ["cli"]
    assert list(parts(status(BEACON, "--format", "json", "--select", "server"))) == ["server.start", "server.usage"]
    assert list(parts(status(BEACON, "--format", "json", "--select", "cli.run"))) == ["cli.run"]


@pytest.mark.parametrize(
    ("value", "state", "certain", "by"),
    [(None, "on", False, None), ("0", "off", False, "env"), ("1", "on", False, "env"), ("x", "on", False, None)],
)
def test_what_cannot_be_seen_makes_it_uncertain(
    value: str | None, state: str, certain: bool, by: str | None, status: Status
) -> None:
    """The flag takes precedence over the variable, whatever the variable says."""
    environment = {} if value is None else {"BEACON_TELEMETRY": value}
    part = parts(status(BEACON, "--format", "json", "--select", "server.start", **environment))["server.start"]
    assert (part["state"], part["certain"], part["decided_by"]) == (state, certain, by)
    flag = next(one for one in part["opt_outs"] if one["id"] == "flag")
    assert (flag["says"], flag["seen"]) == (None, None)


def test_the_programs_own_arguments_are_not_the_products(status: Status, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["telemetry-spec", "--enable-telemetry=false"])
    assert parts(status("hasura", "--format", "json"))["server"]["state"] == "on"


def test_consent_that_nobody_gave(status: Status) -> None:
    done = status("strapi")
    assert "service (Telemetry service): off, as far as can be seen from here" in done.stdout
    assert "To turn it on:\n    configuration\n" in done.stdout
    console = parts(status(BEACON, "--format", "json", "--select", "console"))["console server"]
    assert console["change"]["to"] == "on"
    assert console["change"]["by"]["env"] == "In the environment of the program: `export BEACON_TELEMETRY=true`"
    assert "gpc" not in console["change"]["by"]


def test_a_choice_that_was_made_by_a_command_of_our_client(status: Status, tmp_path: Path) -> None:
    Storage("beacon", World(environ={}, home=tmp_path, cwd=tmp_path)).choose("command", opts_out=True)
    part = parts(status(BEACON, "--format", "json", "--select", "cli.run"))["cli.run"]
    assert (part["state"], part["certain"], part["decided_by"]) == ("off", True, "command")
    assert part["change"] == {"to": "on", "by": {"command": "Type `beacon telemetry enable`."}}


def test_more_than_one_opt_out_and_one_that_takes_precedence(status: Status, folder: Folder) -> None:
    folder.write(".beacon/config.json", '{"telemetry": {"enabled": false}}')
    both = status(BEACON, "--select", "cli.run", DO_NOT_TRACK="1").stdout
    assert "Type `unset DO_NOT_TRACK`" in both
    assert "out of ~/.beacon/config.json, or set it to `true`." in both
    text = SPEC.replace(
        "opt_outs:\n",
        "opt_outs:\n  file: {kind: config, file: a.json, key: t, value: true, disables: [app], overrides: [variable],"
        " stops: sending}\n",
    )
    folder.write("two.telemetry.yaml", text)
    folder.write("a.json", '{"t": false}')
    said = status("two.telemetry.yaml", ACME_TELEMETRY="0").stdout
    assert "`variable` says off, but `file` takes precedence." in said
    assert "file (stops the sending only: what is collected may be sent later)" in said
    assert "ACME_TELEMETRY=0" not in said, "what is overridden does not help"


def test_values_of_variables_are_not_shown(status: Status) -> None:
    assert "private" not in status("hasura", HASURA_GRAPHQL_ENABLE_TELEMETRY="private").stdout


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("no", "HASURA_GRAPHQL_ENABLE_TELEMETRY is set to `no`, which counts for nothing; `false` opts out."),
        ("FALSE", "HASURA_GRAPHQL_ENABLE_TELEMETRY is set to `FALSE`, which counts for nothing"),
        ("private", "HASURA_GRAPHQL_ENABLE_TELEMETRY is set to a value that counts for nothing"),
        (" ", "HASURA_GRAPHQL_ENABLE_TELEMETRY is set to a value that counts for nothing"),
        ("", "HASURA_GRAPHQL_ENABLE_TELEMETRY is empty, which counts for nothing"),
    ],
)
@pytest.mark.parametrize("beside", ["{}", '{"enable_telemetry": false}'])
def test_a_variable_that_counts_for_nothing_is_told(
    value: str, said: str, beside: str, status: Status, folder: Folder
) -> None:
    folder.write(".hasura/config.json", beside)
    text = status("hasura", "--select", "cli", HASURA_GRAPHQL_ENABLE_TELEMETRY=value).stdout
    assert f"  `cli-env` says nothing. {said}" in text
    assert "private" not in text
    assert "says nothing" not in status("hasura", "--select", "cli").stdout
    assert "says nothing" not in status("hasura", "--select", "cli", HASURA_GRAPHQL_ENABLE_TELEMETRY="false").stdout


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ('"false"', '`telemetry.enabled` in ~/.beacon/config.json is set to `"false"`, which counts for nothing'),
        ("0", "is set to `0`, which counts for nothing; `false` opts out."),
        ("null", "is set to `null`, which counts for nothing"),
        ('"private"', "is set to a value that counts for nothing"),
        ('{"private": 1}', "is set to a value that counts for nothing"),
    ],
)
def test_a_setting_that_counts_for_nothing_is_told(value: str, said: str, status: Status, folder: Folder) -> None:
    folder.write(".beacon/config.json", f'{{"telemetry": {{"enabled": {value}}}}}')
    text = status(BEACON, "--select", "cli.run").stdout
    assert said in text
    assert "cli.run: on" in text
    assert "private" not in text


def test_variables_may_come_from_a_file(status: Status, folder: Folder) -> None:
    folder.write("server.env", "# for the container\nexport HASURA_GRAPHQL_ENABLE_TELEMETRY='false'\n")
    found = parts(status("hasura", "--format", "json", "--env-file", "server.env"))
    assert found["server"]["decided_by"] == "server-env"
    folder.write("bad.env", b"\xff\xfe")
    done = status("hasura", "--env-file", "bad.env")
    assert (done.exit_code, "it is not UTF-8" in done.stderr) == (2, True)


@pytest.mark.parametrize(
    ("line", "right"),
    [
        ("=3", False),
        ("  = 3", False),
        ("private words", False),
        ("A B=3", False),
        ('"A"=3', False),
        ("A=", True),
        ("A", True),
        ("export A = 3 # why", True),
        ("A: 3", True),
        ("A=b=c", True),
        ("A='it's", True),
        ('A="', True),
        ("  # = 3", True),
        ("\t", True),
        ('KEY="-- BEGIN --\nA B=3\n-- END --"', True),
    ],
)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_line_that_is_no_variable_is_wrong(line: str, right: bool, end: str, status: Status, folder: Folder) -> None:
    folder.write("a.env", f"# first{end}{end}{line.replace(chr(10), end)}{end}HASURA_GRAPHQL_ENABLE_TELEMETRY=false")
    done = status("hasura", "--env-file", "a.env")
    assert done.exit_code == (0 if right else 2)
    assert ("a.env:3: This line is no variable. Write `NAME=value`." in done.stderr) is not right
    assert "private" not in done.stderr
    assert ("`server-env` decides" in done.stdout) is right


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["--select", "plattform"], "There is no source or event `plattform`. Did you mean `platform`?"),
        (["--env-file", "none"], "does not exist"),
        (["--format", "xml"], "'xml' is not one of"),
    ],
)
def test_wrong_usage(more: list[str], said: str, status: Status) -> None:
    done = status("flowforge", *more)
    assert (done.exit_code, said in done.stderr, done.stdout) == (2, True, "")


def test_an_invalid_spec(status: Status, folder: Folder) -> None:
    folder.write("bad.telemetry.yaml", SPEC.replace("opt-out", "optout", 1))
    done = status("bad.telemetry.yaml")
    assert (done.exit_code, done.stdout) == (3, "")
    assert "bad.telemetry.yaml:5:10" in done.stderr


def test_a_spec_of_what_is_gone(status: Status, folder: Folder) -> None:
    gone = SPEC.replace("description: The program itself.", 'description: The program itself.\n    removed: "1"')
    folder.write("gone.telemetry.yaml", gone)
    done = status("gone.telemetry.yaml")
    assert (done.exit_code, "Nothing in this spec is sent any more" in done.stderr) == (2, True)


WHEN = """\
opt_outs:
  variable:
    kind: env
    variable: ACME_TELEMETRY
    values: ["0"]
    disables: [{selector: app, when: {field: app.start.FIELD, equals: VALUE}}]
"""


@pytest.mark.parametrize(
    ("field", "shape", "value", "cases"),
    [
        ("on", "type: boolean", "true", ["app true", "app"]),
        ("on", "type: boolean, nullable: true", "null", ["app None", "app"]),
        ("on", "const: always", "always", ["app"]),
        ("on", "type: string, max_length: 9", "x", ["app x", "app"]),
        ("on", "enum: [a, b]", "a", ["app a", "app"]),
    ],
)
def test_cases_of_a_condition(
    field: str, shape: str, value: str, cases: list[str], status: Status, folder: Folder
) -> None:
    when = WHEN.replace("FIELD", field).replace("VALUE", value)
    head, _, rest = SPEC.partition("opt_outs:\n")
    rest = rest[rest.index("sources:") :].replace("mode: {enum: [server, cli], optional: true", f"{field}: {{{shape}")
    folder.write("when.telemetry.yaml", head + when + rest)
    found = parts(status("when.telemetry.yaml", "--format", "json", ACME_TELEMETRY="0"))
    assert [name.lower() for name in found] == [name.lower() for name in cases]
    assert next(iter(found.values()))["state"] == "off"


def test_text_for_no_terminal_has_no_colours(status: Status) -> None:
    assert "\x1b" not in status("hasura").stdout
