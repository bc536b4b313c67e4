"""Short ways to run something under a capture."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Any

from telemetry_spec.conform import capture
from telemetry_spec.conform.capture.base import Captured, Machine, Program, Site

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.conform.capture.base import Answer

URL = "https://stats.example/v1/events"
MACHINE = Machine(host="host-under-test", addresses=("10.9.8.7", "fd00:9:8::7"), hardware="02:00:00:0a:0b:0c")

#: Sends one request with nothing but the standard library's sockets.
SEND = """
import socket, ssl, sys
host, path, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
plain = socket.create_connection((host, port), 5)
sender = ssl.create_default_context().wrap_socket(plain, server_hostname=host) if port == 443 else plain
head = f"POST {path} HTTP/1.1\\r\\nhost: {host}\\r\\ncontent-length: 2\\r\\nconnection: close\\r\\n\\r\\n"
sender.sendall(head.encode() + b"{}")
print(sender.recv(65536).split(b" ")[1].decode())
"""


def python(code: str, *words: str) -> tuple[str, ...]:
    """Return the command line that runs some Python."""
    return (sys.executable, "-S", "-E", "-c", code, *words)


def run(mode: str, argv: tuple[str, ...], folder: Path, answer: Answer = "ok", **more: Any) -> Captured:  # noqa: ANN401  times, and what a site is told
    """Run a command under a mode of capture."""
    program = Program(
        argv=argv,
        environ={"PATH": os.environ["PATH"], **more.pop("environ", {})},
        cwd=folder,
        scratch=folder,
        limit=more.pop("limit", 20.0),
        stop_after=more.pop("stop_after", 0.0),
    )
    return capture.get(mode).run(program, MACHINE, Site(urls={"stats": URL}, answer=answer, quiet=0.1, **more))
