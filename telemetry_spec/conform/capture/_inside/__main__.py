"""Start the client of one run; the package's docstring says how."""

from __future__ import annotations

import json
import os
import signal
import socket
import sys
from dataclasses import asdict
from typing import Any

from telemetry_spec.conform.capture._inside import namespaces, network, tree
from telemetry_spec.model.failure import reason_of


def main() -> None:
    """Read the plan, run it, tell of it."""
    control = socket.socket(fileno=int(sys.argv[1]))
    os.set_inheritable(control.fileno(), False)  # noqa: FBT003  it takes no names
    plan: dict[str, Any] = json.load(sys.stdin)
    if plan["terminal"] is not None:
        os.set_inheritable(plan["terminal"], False)  # noqa: FBT003  it takes no names
    try:
        if plan["isolate"]:
            _isolated(plan, control)
        else:
            namespaces.end_with_parent(signal.SIGTERM)
            namespaces.adopt_orphans()
            _run(plan, control, {})
    except namespaces.SetUpError as error:
        _tell(control, {"event": "impossible", "reason": str(error)})


def _isolated(plan: dict[str, Any], control: socket.socket) -> None:
    namespaces.end_with_parent(signal.SIGKILL)
    namespaces.enter()
    child = os.fork()
    if child:
        os.waitpid(child, 0)
        return
    namespaces.end_with_parent(signal.SIGKILL)
    namespaces.furnish(plan["host"], plan["binds"], plan["masks"])
    if plan["under"]:
        namespaces.lay_over(*plan["under"])
    held = network.set_up(plan["addresses"], plan["hardware"])
    opened = network.listeners(plan["ports"], plan["places"])
    _run(plan, control, opened, held)


def _run(
    plan: dict[str, Any], control: socket.socket, opened: dict[str, list[socket.socket]], held: list[str] | None = None
) -> None:
    names = [name for name, sockets in opened.items() for _ in sockets]
    sockets = [one for sockets in opened.values() for one in sockets]
    _tell(control, {"event": "ready", "sockets": names, "addresses": held or []}, [one.fileno() for one in sockets])
    for one in sockets:
        one.close()
    if not control.recv(1):
        return
    try:
        ending = tree.run(plan, tree.end_namespace if plan["isolate"] else tree.end_descendants)
    except OSError as error:
        _tell(control, {"event": "not-started", "reason": reason_of(error)})
    else:
        _tell(control, {"event": "ended", **asdict(ending)})


def _tell(control: socket.socket, message: dict[str, Any], descriptors: list[int] | None = None) -> None:
    socket.send_fds(control, [json.dumps(message).encode()], descriptors or [])


if __name__ == "__main__":
    main()
