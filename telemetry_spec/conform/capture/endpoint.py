"""The client is told to send to the capture: plain HTTP on loopback. Nothing that it sends elsewhere is seen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final
from urllib.parse import urlsplit

from telemetry_spec.conform.capture import _processes
from telemetry_spec.conform.capture._hub import Hub, closed_port
from telemetry_spec.conform.capture.base import Answer, Capture, Captured, CaptureError, Machine, Program, Site, told

if TYPE_CHECKING:
    from telemetry_spec.conform.capture._hub import Meant


class Endpoint(Capture):
    """Runs the client with the capture's address in its command line or environment.

    In the command line, `{url}` stands for the address of the first destination and `{url:ID}` for that of another.
    """

    name = "endpoint"
    limits: ClassVar[str] = "Sees only what the client sends to the address that it was given."
    unseen: ClassVar[str] = (
        "Nothing came to the address that the client was given: it may have ignored that and sent elsewhere."
    )
    answers: ClassVar[frozenset[Answer]] = frozenset({"ok", "refused", "hanging", "error"})

    def unavailable(self) -> str:
        """Return "": loopback is everywhere."""
        return ""

    def run(self, program: Program, machine: Machine, site: Site) -> Captured:  # noqa: ARG002  it cannot be made to believe
        """Run the client once."""
        if not site.urls:
            raise CaptureError("No destination is declared, so there is no address to give to the client.")
        with Hub(site.answer) as hub:
            addresses = {name: _address(hub, url, site.answer) for name, url in site.urls.items()}
            program = told(program, site, addresses)
            hub.begin()
            outcome = _processes.run(program)
            hub.settle(site.quiet, all_gone=False)
        return Captured(outcome=outcome, troubles=tuple(hub.troubles), exchanges=tuple(hub.exchanges))


def _address(hub: Hub, declared: str, answer: Answer) -> str:
    parts = urlsplit(declared)
    port = closed_port() if answer == "refused" else hub.serve(meant=_meant(declared))
    return parts._replace(scheme="http", netloc=f"127.0.0.1:{port}").geturl()


def _meant(declared: str) -> Meant:
    """Return what puts the declared origin in place of the capture's."""
    parts = urlsplit(declared)
    return lambda request: replace(
        request, url=urlsplit(request.url)._replace(scheme=parts.scheme, netloc=parts.netloc).geturl()
    )


CAPTURE: Final = Endpoint()
