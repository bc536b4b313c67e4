"""A plugin of pytest: fixtures, test vectors, a capture for clients, and the tests of a server.

pytest imports this module in every run, also where nothing of it is used: whatever is heavy lies in the other modules
of this package, which are imported when they are needed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec
    from telemetry_spec.pytest_plugin._capture import Capture
    from telemetry_spec.pytest_plugin._conforms import AssertConforms

_MARKER = """\
telemetry_vectors(*selectors, valid=None, level=None): run the test once for each conformance vector of an event \
(`source.event`) or of a source's request body (`source`), given as the argument `vector`; with `valid` or `level` \
only for those that are so."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options and the setting."""
    group = parser.getgroup("telemetry-spec", "telemetry that a spec declares")
    group.addoption("--telemetry-spec", metavar="FILE", help="the spec: a file or a folder of *.telemetry.yaml")
    group.addoption(
        "--telemetry-url",
        metavar="URL",
        action="append",
        default=[],
        help="add the conformance tests of the server at this address; ID=URL stands for one destination of the spec",
    )
    group.addoption(
        "--telemetry-rows",
        metavar="PLACE",
        default="",
        help="where that server's stored rows can be read back: an address, a file or sqlite:PATH",
    )
    parser.addini("telemetry_spec", "the spec: a file or folder, relative to the root of the tests", default="")


def pytest_configure(config: pytest.Config) -> None:
    """Register the marker, and look at the options: what is wrong with them is told before any test."""
    config.addinivalue_line("markers", _MARKER)
    if any(config.getoption(name) for name in ("telemetry_spec", "telemetry_url", "telemetry_rows")):
        from telemetry_spec.pytest_plugin._spec import spec_of

        spec_of(config)
        if config.getoption("telemetry_url") or config.getoption("telemetry_rows"):
            from telemetry_spec.pytest_plugin._server import prepare

            prepare(config)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Parametrise tests that are marked with `telemetry_vectors`."""
    if metafunc.definition.get_closest_marker("telemetry_vectors") is not None:
        from telemetry_spec.pytest_plugin._vectors import parametrise

        try:
            parametrise(metafunc)
        except pytest.UsageError as error:
            pytest.fail(str(error), pytrace=False)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the tests of a server, before others choose among the tests."""
    if config.getoption("telemetry_url"):
        from telemetry_spec.pytest_plugin._server import tests

        items += tests(session)


@pytest.fixture(scope="session", name="telemetry_spec")
def _telemetry_spec(pytestconfig: pytest.Config) -> Spec:
    """The spec that `--telemetry-spec` or the setting `telemetry_spec` names."""
    from telemetry_spec.pytest_plugin._spec import spec_of

    try:
        return spec_of(pytestconfig)
    except pytest.UsageError as error:
        pytest.fail(str(error), pytrace=False)


@pytest.fixture(scope="session", name="assert_conforms")
def _assert_conforms(telemetry_spec: Spec) -> AssertConforms:
    """A function that fails a test whose payload is not as declared: `assert_conforms(payload, "source.event")`."""
    from telemetry_spec.pytest_plugin._conforms import AssertConforms

    return AssertConforms(telemetry_spec)


@pytest.fixture(name="telemetry_capture")
def _telemetry_capture(telemetry_spec: Spec) -> Iterator[Capture]:
    """An address on this machine that takes what a client sends and holds it against the spec, request by request.

    The test fails in the end where something was wrong, or where nothing was sent.
    """
    from telemetry_spec.pytest_plugin._capture import capturing

    yield from capturing(telemetry_spec)
