"""The client is told of a proxy, which answers in the name of every host, with certificates of an authority of the run.

A client that ignores proxies is not seen, and neither are names that are looked up: silence is not proved.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, ClassVar, Final

from telemetry_spec.conform.capture import _authority, _processes
from telemetry_spec.conform.capture._hub import Hub, closed_port
from telemetry_spec.conform.capture.base import Capture, Captured, Machine, Program, Site, told

if TYPE_CHECKING:
    import ssl

#: Both cases: curl reads `http_proxy` in lower case only, others the upper.
_VARIABLES: Final = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy")
#: Node.js since 24 heeds these variables when it is told to.
_ASKED: Final = {"NODE_USE_ENV_PROXY": "1", "NO_PROXY": "", "no_proxy": ""}


class Proxy(Capture):
    """Runs the client with the variables set that name a proxy and authorities."""

    name = "proxy"
    limits: ClassVar[str] = (
        "Sees only what the client sends through the proxy that it was told of; many clients heed none."
    )
    unseen: ClassVar[str] = "Nothing came through the proxy: the client may have ignored it and sent elsewhere."

    def unavailable(self) -> str:
        """Return "": loopback is everywhere."""
        return ""

    def run(self, program: Program, machine: Machine, site: Site) -> Captured:  # noqa: ARG002  it cannot be made to believe
        """Run the client once."""
        authority = _authority.Authority(_authority.FAULTS.get(site.answer, ""), spared=site.spared)
        trusted = program.scratch / "authority.pem"
        authority.write(trusted)

        def tunnel(target: str) -> ssl.SSLContext:
            host = target.rpartition(":")[0].strip("[]")
            return authority.context(host)

        with Hub(site.answer, site.spared) as hub:
            port = closed_port() if site.answer == "refused" else hub.serve(tunnels=tunnel)
            program = told(program, site, site.urls)
            environ = {
                **program.environ,
                **dict.fromkeys(_authority.VARIABLES, str(trusted)),
                **dict.fromkeys(_VARIABLES, f"http://127.0.0.1:{port}"),
                **_ASKED,
            }
            hub.begin()
            outcome = _processes.run(replace(program, environ=environ))
            hub.settle(site.quiet, all_gone=False)
        return Captured(
            outcome=outcome,
            contacts=tuple(hub.tunnels),
            troubles=tuple(hub.troubles),
            exchanges=tuple(hub.exchanges),
            server_names=tuple(hub.server_names),
        )


CAPTURE: Final = Proxy()
