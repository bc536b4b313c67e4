"""What a run proves and what it does not, on toys that do what real products do."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.conform.client import suite
from telemetry_spec.conform.run import Plan, Wanted
from telemetry_spec.model.result import Verdict
from tests.conform.client.toys import COMMAND, PLAIN, labels, opened, run, spec_with

if TYPE_CHECKING:
    from pathlib import Path

NOT_HERE = capture.get("isolate").unavailable()
pytestmark = pytest.mark.skipif(bool(NOT_HERE), reason=f"a network of its own is not to be had here: {NOT_HERE}")

UPDATE = 'send(b"no JSON", "registry.other.example", 12, "x-user: " + os.environ["USER"] + "\\r\\n")\n'
ALLOWED = frozenset({"registry.other.example"})
#: Does not accept the certificate.
PINNED = """
import ssl
if not OFF:
    try:
        with socket.create_connection((HOST, 443), 1) as plain:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.wrap_socket(plain, server_hostname=HOST)
    except OSError:
        pass
"""
HTTPS = ("http://stats", "https://stats")


@pytest.fixture(autouse=True)
def few_guesses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("telemetry_spec.optouts._variable.GUESSES", ("1", "0"))


def test_what_goes_to_an_allowed_host_is_no_payload(tmp_path: Path) -> None:
    only = ("captures", "decodes", "valid", "extra-field", "undeclared-endpoint", "canary:user*", "opt-out")
    found = run(tmp_path, UPDATE + PLAIN, *only, allowed=ALLOWED)
    assert {name for name, one in found.items() if one.fails} == set()
    told = found["canary:user/registry.other.example"]
    assert (told.verdict, told.level) == (Verdict.FAIL, "recommended")
    assert "sent to registry.other.example, as it is, in the header `x-user`" in told.message
    assert found["captures"].message.startswith("1 request: 2 of `app.ping`")


def test_what_goes_elsewhere_is_told_once(tmp_path: Path) -> None:
    only = ("decodes", "valid", "undeclared-header", "undeclared-endpoint", "canary:user")
    found = run(tmp_path, UPDATE + PLAIN, *only)
    failed = {name for name, one in found.items() if one.fails}
    assert failed == {"undeclared-endpoint:registry.other.example", "canary:user"}
    assert found["undeclared-endpoint:registry.other.example"].message == (
        "A request went to http://registry.other.example/..., which is not declared."
    )


def test_an_allowed_host_hides_no_event(tmp_path: Path) -> None:
    found = run(tmp_path, "send([event()])\n", "opt-out", allowed=frozenset({"stats.toy.example"}))
    assert found["opt-out:variable"].verdict is Verdict.FAIL


def test_an_opt_out_that_could_not_be_tried_is_held_against_nobody(tmp_path: Path) -> None:
    spec = spec_with(opt_out=COMMAND)
    only = [f"{check}:command" for check in ("opt-out", "opt-out-lasts", "opt-out-queue", "opt-out-identifier")]
    found = run(tmp_path, PLAIN, *only, spec=spec)
    assert {name: one.verdict for name, one in found.items()} == {
        "opt-out:command": Verdict.INCONCLUSIVE,
        **dict.fromkeys(only[1:], Verdict.SKIP),
    }
    assert found["opt-out:command"].help == "Say what that is: `--program toy=COMMAND`."


def test_a_command_that_opts_out_and_fails_is_told(tmp_path: Path) -> None:
    programs = {"toy": (sys.executable, "-S", "-c", "import sys; sys.exit(3)")}
    found = run(tmp_path, PLAIN, "opt-out:command", spec=spec_with(opt_out=COMMAND), programs=programs)
    assert "The command that opts out ended with 3." in found["opt-out:command"].evidence


def test_a_host_that_nobody_allowed_is_told_with_what_to_do(tmp_path: Path) -> None:
    found = run(tmp_path, UPDATE + PLAIN, "opt-out", "opt-out-values", "opt-out-queue")
    assert found["opt-out:variable"].verdict is Verdict.FAIL
    assert "`--allow registry.other.example`" in found["opt-out:variable"].help
    assert found["opt-out-queue:variable"].message == "The opt-out itself is not silent."
    table = found["opt-out-values:variable"].evidence
    assert table == (
        "`TOY_OFF=1`: is not silent (registry.other.example), though declared to opt out",
        "`TOY_OFF=0`: sends",
    )


@pytest.mark.parametrize(
    ("code", "spec", "fails"),
    [
        (PLAIN, (), {"item": Verdict.INCONCLUSIVE}),
        ("send([event()]); send([event()])\n", (), {"batch": Verdict.FAIL, "item": Verdict.INCONCLUSIVE}),
        ("one = event()\nsend([one])\n", (), {}),
        ("send([event(item=name) for name in THINGS])\n", ("lifetime: run", "lifetime: day"), {}),
        ("send([event(item=name) for name in THINGS])\n", (), {"item": Verdict.FAIL}),
        (
            "send([event(item=name) for name in THINGS])\n",
            ("lifetime: run", "lifetime: project"),
            {"item": Verdict.FAIL},
        ),
    ],
)
def test_identifiers_in_lists(
    tmp_path: Path, code: str, spec: tuple[str, str] | tuple[()], fails: dict[str, Verdict]
) -> None:
    things = f"THINGS = {['5db51f99-c6fb-4340-9c19-78adce58cc1b', 'c2c97863-ea64-42ce-9ef5-fe91335ffed0']}\n"
    found = run(tmp_path, things + code, "id-lifetime", spec=spec_with(*([spec] if spec else [])))
    assert {name.rpartition(".")[2]: one.verdict for name, one in found.items() if one.fails} == fails
    assert all((one.value is not None) == one.fails for one in found.values())


def test_a_variable_in_the_path_of_a_file(tmp_path: Path) -> None:
    config = '  config: {kind: config, file: "$TOY_HOME/toy.json", key: quiet, value: true, disables: [app]}\n'
    spec = spec_with(opt_out=config)
    code = f"""
path = pathlib.Path(os.environ.get("TOY_HOME", "/nonexistent"), "toy.json")
if not (path.is_file() and json.loads(path.read_text()).get("quiet") is True):
    {PLAIN}"""
    found = run(tmp_path, code, "opt-out:config", spec=spec)["opt-out:config"]
    assert (found.verdict, found.help) == (
        Verdict.INCONCLUSIVE,
        "Set it for the command, as in `--env TOY_HOME={home}/toy_home`.",
    )
    tried = run(tmp_path, code, "opt-out:config", spec=spec, environ={"TOY_HOME": "{home}/x"})
    assert tried["opt-out:config"].verdict is Verdict.PASS


def test_what_is_done_by_hand_is_one_line(tmp_path: Path) -> None:
    absolute = "  config: {kind: config, file: /etc/toy.yaml, key: telemetry.off, value: true, disables: [app]}\n"
    found = run(tmp_path, PLAIN, "opt-out:config", spec=spec_with(opt_out=absolute))["opt-out:config"]
    assert found.verdict is Verdict.SKIP
    assert "Set `telemetry.off` to `true` in /etc/toy.yaml." in found.help


@pytest.mark.parametrize("check", ["endpoint-refused", "endpoint-hanging"])
def test_only_the_endpoint_of_telemetry_fails(tmp_path: Path, check: str) -> None:
    code = 'assert b" 200 " in send(b"x", "registry.other.example", 12)\nsend([event()], patience=0.3)\n'
    found = run(tmp_path, code, check, allowed=ALLOWED)
    assert found[check].verdict is Verdict.PASS, found[check]


def test_what_was_slow_beside_others_is_tried_alone(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    code = f"""
if not send([event()], patience=0.2) and not os.path.exists({str(mark)!r}):
    open({str(mark)!r}, "w").close()
    time.sleep(1.5)
"""
    found = run(tmp_path, code, "endpoint-hanging", slack=1.0)
    assert mark.exists()
    assert found["endpoint-hanging"].verdict is Verdict.PASS


@pytest.mark.parametrize(
    ("only", "needed"),
    [
        (("captures",), ["baseline"]),
        (("opt-out:variable",), ["after", "baseline", "off", "off again", "off once more"]),
        (("opt-out:command",), ["after", "baseline", "off"]),
        (("opt-out-lasts",), ["after", "baseline", "lasting", "lasting", "off"]),
        (("opt-out-values:variable",), ["TOY_OFF=0", "TOY_OFF=1", "after", "baseline", "off"]),
        (("extra-f*",), ["after", "again", "baseline", "elsewhere"]),
    ],
)
def test_no_more_runs_than_are_needed(tmp_path: Path, only: tuple[str, ...], needed: list[str]) -> None:
    programs = {"toy": (sys.executable, "-S", "-c", "")}
    assert labels(tmp_path, PLAIN, *only, spec=spec_with(opt_out=COMMAND), programs=programs) == needed


def test_whether_anything_was_captured_is_told_at_once(tmp_path: Path) -> None:
    plan = Plan(Wanted(("captures", "opt-out")))
    with opened(tmp_path, PLAIN) as bench:
        first = next(iter(plan.results(suite.results(bench, plan))))
        assert (first.id, len(bench.runs)) == ("captures", 1)


def test_a_failure_is_told_while_other_runs_go_on(tmp_path: Path) -> None:
    plan = Plan(Wanted(("captures", "opt-out", "extra-field")))
    with opened(tmp_path, "send([event()])\n") as bench:
        found = plan.results(suite.results(bench, plan))
        assert [next(found).id, next(found).id] == ["captures", "opt-out:variable"]
        assert "after" not in {run.label for run in bench.runs}
        rest = list(found)
        assert [(one.id, one.verdict) for one in rest] == [("extra-field", Verdict.PASS)]
        assert bench.runs[-1].label == "after"


TWO = (
    "    events:\n",
    """    events:
      other:
        description: Something else.
        destination: home
        fields:
          thing: {type: uuid, sensitivity: identifier, lifetime: run, description: Tells things apart.}
""",
)


def test_other_events_than_the_selected_one_are_not_missed(tmp_path: Path) -> None:
    plan = Plan(Wanted(("coverage", "id-lifetime")))
    other = 'OFF or send([event(), {"name": "other", "thing": str(uuid.uuid4())}, '
    other += '{"name": "other", "thing": str(uuid.uuid4())}])\n'
    for code in (PLAIN.replace(", event()", ""), other):
        with opened(tmp_path, code, spec_with(TWO), select="app.ping") as bench:
            found = {one.id: one.verdict for one in plan.results(suite.results(bench, plan))}
        names = {"coverage", "id-lifetime:app.ping.item", "id-lifetime:app.ping.batch"}
        assert found == dict.fromkeys(names, Verdict.PASS)
    whole = run(tmp_path, PLAIN, "coverage", spec=spec_with(TWO))["coverage"]
    assert whole.evidence == ("app.other.",)


def test_a_command_that_fails_says_why(tmp_path: Path) -> None:
    code = "sys.exit(f\"version 20 is not supported, {os.environ['USER']}\")\n"
    found = run(tmp_path, code, "captures")["captures"]
    assert found.message == "The command failed: it ended with 1. It sent nothing."
    assert "It said: version 20 is not supported, <user>" in found.evidence


def test_a_command_that_does_not_end_is_told_so(tmp_path: Path) -> None:
    found = run(tmp_path, "time.sleep(60)\n", "captures", timeout=1.0)["captures"]
    assert found.message == "The command did not end by itself within its time. It sent nothing."
    assert "--stop-after" in found.help


@pytest.mark.parametrize("only", ["canary:user", "canary:us*", "canary", "c*:user"])
def test_without_evidence_each_wanted_result_says_why(tmp_path: Path, only: str) -> None:
    found = run(tmp_path, "pass\n", only)
    assert {one.verdict for one in found.values()} == {Verdict.INCONCLUSIVE}
    assert all("The command sent nothing." in one.message for one in found.values())


def test_silence_is_proved_on_connections_where_the_certificate_is_refused(tmp_path: Path) -> None:
    found = run(tmp_path, PINNED, "captures", "opt-out", "opt-out-values", "valid", spec=spec_with(HTTPS))
    assert found["captures"].verdict is Verdict.INCONCLUSIVE
    assert "does not accept the certificate of the capture for stats.toy.example" in found["captures"].message
    assert "SSL_CERT_FILE" in found["captures"].help
    assert found["opt-out:variable"].verdict is Verdict.PASS
    assert found["opt-out:variable"].message.startswith("No connection was made and no name looked up.")
    assert found["opt-out-values:variable"].verdict is Verdict.PASS
    assert "valid" not in found


def test_a_connection_under_an_opt_out_is_no_silence(tmp_path: Path) -> None:
    found = run(tmp_path, PINNED.replace("if not OFF", "if True"), "opt-out", spec=spec_with(HTTPS))
    assert found["opt-out:variable"].verdict is Verdict.FAIL


@pytest.mark.parametrize(
    ("module", "told"), [("zlib", {"decodes", "decodes:home/content-encoding"}), ("gzip", {"decodes"})]
)
def test_a_compression_that_is_not_what_was_announced(tmp_path: Path, module: str, told: set[str]) -> None:
    body = f"{module}.compress(json.dumps([event()]).encode())"
    code = f'import {module}\nOFF or send({body}, head="content-encoding: gzip\\r\\n")\n'
    found = run(tmp_path, code, "decodes", spec=spec_with(("encoding: json", f"encoding: [json, {module}]")))
    assert set(found) == told


def test_what_is_wrong_with_an_event_points_to_the_event(tmp_path: Path) -> None:
    pair = "        entries: {of: {cpu: {type: string, max_length: 9, description: Number., examples: [x]}}}\n"
    spec = spec_with(("        fields:\n", f"{pair}        fields:\n"))
    found = run(tmp_path, 'OFF or send([event(key="gpu", value="3")])\n', "valid", spec=spec)
    result = found["valid:body/*/key"]
    assert (result.selector, result.span) == ("app.ping", next(iter(spec.sources["app"].live_events())).span)


#: Sends from the second run in a home on, as programs do that show a notice first.
NOTICED = """
noticed = pathlib.Path(os.environ["HOME"], ".noticed")
if noticed.exists():
    {BODY}
else:
    noticed.write_text(str(uuid.uuid4()))
"""


def test_a_client_that_only_shows_a_notice_first(tmp_path: Path) -> None:
    code = NOTICED.replace("{BODY}", "OFF or send([event(batch=noticed.read_text())])")
    prepare = (sys.executable, "-S", "-E", str(tmp_path / "toy.py"))
    told = run(tmp_path, code, "captures")["captures"]
    assert told.message == "The command sent nothing."
    assert "--prepare COMMAND" in told.help
    only = ("captures", "opt-out", "opt-out-queue", "opt-out-identifier")
    found = run(tmp_path, code, *only, prepare=prepare)
    assert {one.verdict for one in found.values()} == {Verdict.PASS}, found
    ignored = NOTICED.replace("{BODY}", "send([event()])")
    found = run(tmp_path, ignored, "opt-out", prepare=prepare)
    assert found["opt-out:variable"].verdict is Verdict.FAIL


def test_what_is_sent_while_preparing_is_held_against_the_spec(tmp_path: Path) -> None:
    stray = "send([{**event(), 'user': os.environ['USER']}], 'other.example')"
    prepare = (sys.executable, "-S", "-E", str(tmp_path / "toy.py"), "first")
    code = f"if 'first' in sys.argv:\n    {stray}\nelse:\n    {PLAIN}"
    found = run(tmp_path, code, "opt-out", "canary:user", "undeclared-endpoint", prepare=prepare)
    assert {name for name, one in found.items() if one.fails} == {"canary:user", "undeclared-endpoint:other.example"}


def test_a_home_that_could_not_be_prepared_proves_nothing(tmp_path: Path) -> None:
    found = run(tmp_path, PLAIN, "captures", prepare=(sys.executable, "-S", "-c", "raise SystemExit(3)"))["captures"]
    assert found.verdict is Verdict.INCONCLUSIVE
    assert found.message == "What was to be run first (`--prepare`) ended with 3."


def test_processes_that_every_run_waits_for_are_told(tmp_path: Path) -> None:
    code = f"import subprocess\nsubprocess.Popen(['sleep', '60'], start_new_session=True)\n{PLAIN}"
    found = run(tmp_path, code, "captures", timeout=1.5)["captures"]
    assert found.verdict is Verdict.PASS
    assert found.evidence[-1].startswith(
        "1 process outlived the command: each run waited for them until `--timeout` (1.5"
    )
    found = run(tmp_path, PLAIN, "captures")["captures"]
    assert "outlived" not in "".join(found.evidence)


@pytest.mark.parametrize(("mode", "said"), [("proxy", "ignored it"), ("endpoint", "ignored that")])
def test_where_not_all_is_seen_the_client_may_have_sent_elsewhere(tmp_path: Path, mode: str, said: str) -> None:
    found = run(tmp_path, "pass\n", "captures", mode=mode, quiet=0.05)["captures"]
    assert found.message.startswith("Nothing came t")
    assert f"may have {said} and sent elsewhere" in found.message
