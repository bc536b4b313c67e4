"""The plugin as a project uses it, each run in a process of its own."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.vectors import vectors_of
from tests.pytest_plugin.conftest import FLOWFORGE

if TYPE_CHECKING:
    from collections.abc import Callable

    Run = Callable[..., pytest.RunResult]

HEAVY = (
    "click", "h11", "hypothesis", "jinja2", "joserfc", "jsonschema", "msgspec", "psycopg", "pydantic", "rich",
    "trustme", "yaml",
)  # fmt: skip


def test_loading_it_imports_nothing_heavy() -> None:
    script = (
        "import sys, telemetry_spec.pytest_plugin as p; "
        "print(*sorted(name for name in sys.modules if name.startswith('telemetry_spec')), *"
        f"[name for name in {HEAVY} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["telemetry_spec", "telemetry_spec.pytest_plugin"]


def test_a_run_that_does_not_use_it_imports_nothing_of_it(run: Run) -> None:
    text = f"""
        import sys
        def test_modules():
            heavy = [name for name in {HEAVY[2:]} if name in sys.modules]
            assert heavy == []
            assert [name for name in sys.modules if name.startswith("telemetry_spec.pytest_plugin.")] == []
    """
    run(text, "-p", "no:hypothesispytest", "-p", "no:anyio").assert_outcomes(passed=1)


def test_its_options_marker_and_fixtures_are_listed(run: Run) -> None:
    assert "--telemetry-url" in run("", "--help").stdout.str()
    assert "telemetry_vectors" in run("", "--markers").stdout.str()
    listed = run("", "--fixtures").stdout.str()
    assert all(name in listed for name in ("telemetry_spec", "assert_conforms", "telemetry_capture"))


def test_the_spec_comes_from_the_settings_or_the_option(run: Run) -> None:
    text = "def test_spec(telemetry_spec):\n    assert telemetry_spec.product == 'flowforge'"
    run(text).assert_outcomes(passed=1)
    run(text, f"--telemetry-spec={FLOWFORGE}", spec="elsewhere.yaml").assert_outcomes(passed=1)
    result = run(text, spec="")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*No spec is named. Give --telemetry-spec FILE*"])


def test_a_spec_that_cannot_be_used_is_told_without_a_traceback(run: Run) -> None:
    result = run("def test_spec(telemetry_spec):\n    pass", spec="nowhere.yaml")
    result.assert_outcomes(errors=1)
    result.stdout.fnmatch_lines(["*The spec *nowhere.yaml cannot be used.*"])
    _assert_short(result)


def test_payloads_are_held_against_the_spec(run: Run) -> None:
    result = run("""
        from telemetry_spec import api
        def test_right(assert_conforms, telemetry_spec):
            payload = next(api.sample(telemetry_spec, select="platform.ping"))
            assert_conforms(payload, "platform.ping")
        def test_wrong(assert_conforms):
            assert_conforms({"instanceId": "top secret"}, "platform.ping")
    """)
    result.assert_outcomes(passed=1, failed=1)
    result.stdout.fnmatch_lines(
        ["*This is not as `platform.ping` declares it:*", "*/instanceId: Expected*wrong-value*"]
    )
    assert "secret" not in "\n".join(line for line in result.stdout.lines if line.startswith("E "))


def test_a_test_runs_once_for_each_vector(run: Run) -> None:
    text = """
        import pytest
        @pytest.mark.telemetry_vectors("platform.ping")
        def test_vector(vector, assert_conforms):
            if vector.valid:
                assert_conforms(vector.text, "platform.ping")
            else:
                with pytest.raises(AssertionError):
                    assert_conforms(vector.text, "platform.ping")
        @pytest.mark.telemetry_vectors("platform.ping", valid=True, level="required")
        def test_some(vector):
            assert vector.valid and vector.level == "required"
    """
    vectors = vectors_of(api.load(FLOWFORGE), "platform.ping")
    some = [vector for vector in vectors if vector.valid and vector.level == "required"]
    assert 0 < len(some) < len(vectors)
    run(text, apart=False).assert_outcomes(passed=len(vectors) + len(some))
    listed = run(text, "--collect-only", "-q").stdout.str()
    assert "::test_vector[platform.ping.os.arch/maxLength/above]" in listed


@pytest.mark.parametrize(
    ("mark", "argument", "told"),
    [
        ('"platform.ping"', "", "takes no argument `vector`"),
        ("", "vector", "write @pytest.mark.telemetry_vectors"),
        ('"platform.ping", right=True', "vector", "with `valid` and `level`"),
        ('"platform.pong"', "vector", "Did you mean `platform.ping`?"),
        (
            '"platform.ping", level="urgent"',
            "vector",
            "`level` cannot be 'urgent'. It is one of 'required', 'recommended', 'dialect', None.",
        ),
        ('"platform.ping", valid=1', "vector", "`valid` cannot be 1. It is one of True, False, None."),
        (
            '"platform.ping", valid=False, level="recommended"',
            "vector",
            "no such vector, so nothing would be tested",
        ),
    ],
)
def test_a_mark_that_cannot_be_meant_so_is_told(run: Run, mark: str, argument: str, told: str) -> None:
    result = run(
        f"""
        import pytest
        @pytest.mark.telemetry_vectors({mark})
        def test_vector({argument}):
            pass
    """,
        apart=False,
    )
    assert result.ret != pytest.ExitCode.OK
    assert told in result.stdout.str() + result.stderr.str()
    _assert_short(result)


def _assert_short(result: pytest.RunResult) -> None:
    """Assert that a mistake is told without the code that found it."""
    shown = result.stdout.str() + result.stderr.str()
    assert not [word for word in ("Traceback", "pluggy/", "pytest_plugin/", "raise ") if word in shown]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        (["--telemetry-spec=nowhere.yaml"], "ERROR: The spec *nowhere.yaml cannot be used."),
        (["--telemetry-url=nowhere"], "ERROR: --telemetry-url: This is no address of a server.*"),
        (["--telemetry-rows=rows.ndjson"], "ERROR: --telemetry-rows says what the server of --telemetry-url stores.*"),
        (
            ["--telemetry-url=http://127.0.0.1:9", "--telemetry-rows=ftp://a/rows"],
            "ERROR: --telemetry-rows: This is no address of a server.*",
        ),
        (
            ["--telemetry-url=http://127.0.0.1:9", "--telemetry-rows=rows", "-n2"],
            "ERROR: --telemetry-rows counts all rows of a run*",
        ),
    ],
)
def test_a_wrong_option_is_one_usage_error_before_any_test(run: Run, options: list[str], told: str) -> None:
    result = run("def test_one(telemetry_spec):\n    pass\n\n\ndef test_two(telemetry_spec):\n    pass", *options)
    assert result.ret == pytest.ExitCode.USAGE_ERROR
    result.stderr.fnmatch_lines([told])
    assert (result.stdout.str() + result.stderr.str()).count("ERROR") == 1
    _assert_short(result)


CLIENTS = """
    import json, urllib.request
    import httpx, pytest, requests
    from telemetry_spec import api

    def with_requests(url, payload):
        requests.post(url, json=payload, timeout=20)

    def with_httpx(url, payload):
        httpx.post(url, json=payload, timeout=20)

    def with_urllib(url, payload):
        body = json.dumps(payload).encode()
        request = urllib.request.Request(url, body, {"content-type": "application/json"})
        urllib.request.urlopen(request, timeout=20).close()

    @pytest.mark.parametrize("send", [with_requests, with_httpx, with_urllib])
    def test_sends(send, telemetry_capture, telemetry_spec, wrong):
        telemetry_capture.ignore_headers("User-Agent")
        payload = next(api.sample(telemetry_spec, select="platform"))
        payload.update(wrong)
        for number in (1, 2, 3):
            send(telemetry_capture.url_of("ping"), payload)
            # At once, without waiting: the verdict is there when the call returns.
            assert len(telemetry_capture.requests) == number
            assert telemetry_capture.payloads[-1] == payload
            assert len(telemetry_capture.findings) == number * len(wrong)

    @pytest.fixture
    def wrong():
        return WRONG
"""


def test_right_payloads_of_three_libraries_pass(run: Run) -> None:
    run(CLIENTS.replace("WRONG", "{}")).assert_outcomes(passed=3)


def test_undeclared_fields_of_three_libraries_fail(run: Run) -> None:
    result = run(CLIENTS.replace("WRONG", "{'userName': 'ada lovelace'}"))
    result.assert_outcomes(passed=3, errors=3)
    result.stdout.fnmatch_lines(["*What was sent is not as FlowForge declares it:*", "*/body/userName*not declared*"])
    result.stdout.no_fnmatch_line("*lovelace*")


def test_a_test_in_which_nothing_was_sent_fails(run: Run) -> None:
    result = run("def test_silent(telemetry_capture):\n    pass")
    result.assert_outcomes(passed=1, errors=1)
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    result.stdout.fnmatch_lines(["*Nothing was sent*so nothing is shown*"])
    run("def test_silent(telemetry_capture):\n    telemetry_capture.allow_silence()").assert_outcomes(passed=1)


def test_clients_that_know_a_proxy_still_reach_the_capture(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    run(CLIENTS.replace("WRONG", "{}")).assert_outcomes(passed=3)
