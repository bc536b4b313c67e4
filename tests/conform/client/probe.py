"""A client of `probe.telemetry.yaml` that is honest but for the one thing that its first argument names."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import os
import pwd
import socket
import ssl
import subprocess
import sys
import uuid
import zlib
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

CHEAT = sys.argv[1] if len(sys.argv) > 1 else ""
HOME = Path(os.environ["HOME"])
HOST = "stats.probe.example"
LIMIT = 1.5
#: X509_V_FLAG_NO_CHECK_TIME of OpenSSL.
NO_CHECK_TIME = 0x200000


def opted_out() -> bool:
    """Say whether the user has opted out, by any of the ways that the specs of the tests declare."""
    value = os.environ.get("PROBE_NO_TELEMETRY", "")
    if CHEAT == "ignores-opt-out" or (CHEAT == "reads-zero-as-on" and value == "0"):
        return False
    config = HOME / ".probe.json"
    stored = json.loads(config.read_text()).get("telemetry") if config.is_file() else None
    if CHEAT == "forgets":
        config.unlink(missing_ok=True)
    variable = os.environ.get("PROBE_TELEMETRY", "")
    first, second = {"off": False, "on": True}.get(variable), stored
    if CHEAT == "precedence-reversed":
        first, second = second, first
    said = first if first is not None else second
    return bool(value) or said is False


def install() -> str:
    """Return the identifier of the installation."""
    if CHEAT == "new-id-each-run":
        return str(uuid.uuid4())
    if CHEAT == "same-id-everywhere":
        return "5db51f99-c6fb-4340-9c19-78adce58cc1b"
    if CHEAT == "machine-id":
        return str(uuid.UUID(Path("/etc/machine-id").read_text().strip()))
    path = HOME / ".config" / "probe" / "id"
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(str(uuid.uuid4()))
    return path.read_text()


def events() -> list[dict[str, Any]]:
    """Return ten events."""
    found: list[dict[str, Any]] = [{"name": "build", "number": number} for number in range(10)]
    texts: dict[str, Callable[[], str]] = {
        "host-name-hashed": lambda: hashlib.sha256(socket.gethostname().encode()).hexdigest(),
        "user-name-in-capitals": lambda: f"by {pwd.getpwuid(os.getuid()).pw_name.upper()}",
        "host-name-as-a-uuid": lambda: str(uuid.uuid5(uuid.NAMESPACE_DNS, socket.gethostname())),
        "host-name-hashed-and-cut": lambda: f"m-{hashlib.sha256(socket.gethostname().encode()).hexdigest()[:12]}",
        "host-name-hashed-in-capitals": lambda: hashlib.sha3_256(socket.gethostname().upper().encode()).hexdigest(),
        "user-name-compressed": lambda: base64.b64encode(zlib.compress(os.environ["USER"].encode())).decode(),
        "home-in-base64": lambda: base64.b64encode(f"home={HOME};".encode()).decode(),
        "remote-hashed": lambda: hashlib.md5(  # noqa: S324  what real clients do
            git("config", "--get", "remote.origin.url").encode()
        ).hexdigest(),
        "remote-hashed-as-https": lambda: hashlib.sha256(
            f"https://{git('config', '--get', 'remote.origin.url')[4:-4].replace(':', '/')}".encode()
        ).hexdigest(),
        "commit": lambda: git("rev-list", "--max-parents=0", "HEAD")[:20],
        "argument": lambda: " ".join(sys.argv[2:]),
        "address": own_address,
        "folder-in-a-message": lambda: f"Error\n  at {Path.cwd()}/main.py:3",
    }
    if CHEAT in texts:
        found[4]["name"] = texts[CHEAT]()
    if CHEAT == "undeclared-field":
        found[7]["branch"] = "main"
    if CHEAT == "wrong-type":
        found[7]["number"] = "7"
    return found


def git(*words: str) -> str:
    """Ask git."""
    return subprocess.run(["git", *words], capture_output=True, text=True, check=True).stdout.strip()


def own_address() -> str:
    """Return the address that this machine would send from."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("203.0.113.9", 9))
        return str(probe.getsockname()[0])


def send(payload: object, host: str = HOST, path: str = "/v1/events", port: int = 443) -> int:
    """Send a payload, and return the status of the answer."""
    client, version = "probe 1.0", "1"
    if CHEAT == "path-in-a-header":
        client = f"probe 1.0 ({Path.cwd()})"
    if CHEAT == "secret-in-the-address":
        version = os.environ["SECRET_TOKEN"]
    body = json.dumps(payload).encode()
    extra = ""
    if CHEAT == "wrong-encoding":
        body, extra = gzip.compress(body), "content-encoding: gzip\r\n"
    if CHEAT == "undeclared-header":
        extra = "user-agent: probe\r\n"
    if CHEAT == "identifier-as-media-type":
        extra = f"accept: x/{uuid.uuid4().hex}\r\n"
    context = ssl.create_default_context()
    if CHEAT == "takes-any-certificate":
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    if CHEAT == "takes-any-name":
        context.check_hostname = False
    if CHEAT == "takes-old-certificates":
        context.verify_flags |= NO_CHECK_TIME
    if CHEAT == "chunk-extension":
        extra = "transfer-encoding: chunked\r\n"
        body = f"{len(body):x};n=1\r\n".encode() + body + b"\r\n0\r\n\r\n"
    length = "" if CHEAT == "chunk-extension" else f"content-length: {len(body)}\r\n"
    after = {"goes-on": b"more", "host-name-after-the-body": socket.gethostname().encode()}.get(CHEAT, b"")
    name = {"other-server-name": f"id.{HOST}", "host-name-in-tls": f"{socket.gethostname()}.{HOST}"}.get(CHEAT, host)
    patience = None if CHEAT == "hangs" else LIMIT
    with socket.create_connection((host, port), patience) as plain:
        connection = context.wrap_socket(plain, server_hostname=name) if port == 443 else plain
        with connection:
            connection.sendall(
                f"POST {path}?v={version} HTTP/1.1\r\nhost: {host}\r\ncontent-type: application/json\r\n"
                f"x-probe-client: {client}\r\n{length}connection: close\r\n{extra}\r\n".encode()
                + body
                + after
            )
            answer = connection.recv(65536)
    return int(answer.split(b" ")[1])


def report() -> None:
    """Send what happened, as the spec says."""
    payload = {"install": install(), "events": events()}
    queue = HOME / ".config" / "probe-queue.json"
    if CHEAT == "queues" and queue.is_file():
        payload["events"] += json.loads(queue.read_text())
        queue.unlink()
    if CHEAT == "second-host":
        send(payload, "metrics.elsewhere.example")
    if CHEAT == "other-path":
        send(payload, path="/v2/shadow")
    if CHEAT == "beacon":
        datagram(("counter.elsewhere.example", 8125))
    try:
        status = send(payload)
    except OSError as error:
        if CHEAT == "crashes" or (CHEAT == "complains" and isinstance(error, ssl.SSLError)):
            raise
        return
    if CHEAT == "noisy" and status != 200:
        print("telemetry failed with", status)  # noqa: T201  a program


def datagram(place: tuple[str, int]) -> None:
    """Send a datagram."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
        sender.sendto(b"probe:1|c", place)


def farewell() -> None:
    """Say goodbye."""
    send({"install": install(), "events": [{"name": "opted out", "number": 0}]})


def queue() -> None:
    """Keep what happened for later."""
    (HOME / ".config" / "probe-queue.json").write_text(json.dumps(events()))


def report_from(number: int) -> None:
    """Send from so many runs in this home on, counted from the first after opting out."""
    path = HOME / ".config" / "probe-count"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        file.write(".")
        if file.tell() >= number:
            report()


def knock() -> None:
    """Try a port that nobody listens on."""
    with socket.socket() as knocking:
        knocking.settimeout(LIMIT)
        knocking.connect_ex(("203.0.113.9", 4444))


def child() -> None:
    """Leave a process behind that connects later."""
    later = f"import socket, time; time.sleep(0.3); socket.create_connection(('{HOST}', 443))"
    subprocess.Popen([sys.executable, "-S", "-c", later], start_new_session=True)


#: What a cheat does although the user has opted out.
UNDER_AN_OPT_OUT: dict[str, Callable[[], object]] = {
    "farewell": farewell,
    "queues": queue,
    "looks-up-only": lambda: socket.getaddrinfo(HOST, 443),
    "connects-only": lambda: socket.create_connection((HOST, 443), LIMIT).close(),
    "knocks": knock,
    "datagram": lambda: datagram(("203.0.113.9", 8125)),
    "version-6": lambda: socket.create_connection(("2001:db8::9", 80), LIMIT).close(),
    "identifier-on-disk": install,
    "child": child,
    "fails": lambda: sys.exit(2),
    "heard-once": lambda: report_from(2),
    "heard-twice": lambda: report_from(3),
}


def main() -> None:
    """Do the tool's work, and report it."""
    print("built 10 things")  # noqa: T201  a program
    if not opted_out():
        report()
    elif CHEAT in UNDER_AN_OPT_OUT:
        UNDER_AN_OPT_OUT[CHEAT]()


if __name__ == "__main__":
    main()
