"""The functions for Python programs."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import pytest

import telemetry_spec
from telemetry_spec import api
from tests.cli.conftest import SPEC

if TYPE_CHECKING:
    from tests.cli.conftest import Folder


def spec_of(folder: Folder, text: str = SPEC) -> telemetry_spec.Spec:
    return api.load(folder.path / folder.write("acme.telemetry.yaml", text))


def test_load_raises_what_is_wrong(folder: Folder) -> None:
    assert spec_of(folder).product == "acme"
    with pytest.raises(telemetry_spec.InvalidInputError, match="There is no type") as caught:
        spec_of(folder, SPEC.replace("type: integer", "type: integr"))
    assert [finding.code for finding in caught.value.findings] == ["unknown-type"]
    with pytest.raises(telemetry_spec.InvalidInputError, match="cannot be read"):
        api.load("absent.telemetry.yaml")


def test_lint_returns_findings(folder: Folder) -> None:
    assert api.lint(spec_of(folder)) == []
    noisy = spec_of(folder, SPEC.replace(", description: How it was started.", ""))
    assert [finding.code for finding in api.lint(noisy)] == ["description-missing"]
    assert [finding.code for finding in api.lint(noisy, select="app.start.mode")] == ["description-missing"]
    assert api.lint(noisy, select="app.start.count") == []


@pytest.mark.parametrize(
    "selector",
    ["notice", "destinations", "destinations.main", "opt_outs.variable", "app", "app.request", "app.start.mode"],
)
def test_every_part_that_has_a_name_can_be_selected(folder: Folder, selector: str) -> None:
    assert api.lint(spec_of(folder), select=selector) == []


def test_check_returns_findings_and_numbers(folder: Folder) -> None:
    spec = spec_of(folder)
    paths = [folder.path / folder.write(f"{number}.json", f'{{"count": {number}}}') for number in (1, 100)]
    done = api.check(spec, paths)
    assert [finding.code for finding in done.findings] == ["wrong-value"]
    assert (done.summary.payloads, done.summary.bad, done.summary.unseen) == (2, 1, ("app.start.mode",))
    assert api.check(spec, paths, select="app.start").summary.seen == {"app.start": 2}


def test_names_that_do_not_exist_are_refused_at_once(folder: Folder) -> None:
    spec = spec_of(folder)
    with pytest.raises(api.UnknownNameError, match=r"There is no part `ap`\. Did you mean `app`\?"):
        api.lint(spec, select="ap")
    with pytest.raises(api.UnknownNameError, match="There is no source or event"):
        api.check(spec, [], select="nothing")
    with pytest.raises(api.UnknownNameError, match="There is no source or event"):
        api.sample(spec, select="nothing")
    with pytest.raises(api.UnknownNameError, match="There is no target"):
        api.build(spec, folder.path, targets=["nothing"])
    with pytest.raises(api.UnknownNameError, match="There is no code `nothing`"):
        api.explain("nothing")


def test_build_writes_and_compares(folder: Folder) -> None:
    spec = spec_of(folder)
    out = folder.path / "out"
    stale = api.build(spec, out, check=True, command="make schemas")
    assert {finding.help for finding in stale.findings} == {"Run `make schemas`."}
    done = api.build([spec], out)
    assert (done.findings, done.written) == ([], done.files)
    assert api.build(spec, out, check=True) == api.Built(done.files, 0, [])
    twice = api.build([spec, spec], out)
    assert [finding.code for finding in twice.findings] == ["same-product"]
    with pytest.raises(api.OutputError):
        api.build(spec, folder.path / "acme.telemetry.yaml")


def test_samples_have_no_end(folder: Folder) -> None:
    made = list(itertools.islice(api.sample(spec_of(folder), select="app.start", seed=3), 100))
    assert len(made) == 100
    assert all(isinstance(payload, dict) and "count" in payload for payload in made)


@pytest.mark.parametrize("name", telemetry_spec.__all__)
def test_the_package_has_what_it_lists(name: str) -> None:
    assert getattr(telemetry_spec, name) is not None
    assert name in dir(telemetry_spec)


def test_the_package_has_nothing_else() -> None:
    with pytest.raises(AttributeError, match="module 'telemetry_spec' has no attribute 'nothing'"):
        _ = telemetry_spec.nothing
    assert set(telemetry_spec._MODULES) == set(telemetry_spec.__all__) - {"__version__", "api"}
