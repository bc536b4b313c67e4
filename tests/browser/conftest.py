"""A browser and a server for the tests of one file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.browser import pages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser

    from tests.browser.pages import Site


# Not for the session: while Playwright runs, no other test of the process could start an event loop of its own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Return Debian's chromium."""
    pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install telemetry-spec[dev])")
    if reason := pages.missing():
        pytest.skip(reason)
    with pages.chromium() as found:
        yield found


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    """Return a server of the pages of all products, of awkward specs, and of the index."""
    with pages.served(pages.files()) as found:
        yield found
