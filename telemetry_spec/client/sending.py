"""Sending a request, at once or not at all: within a time, to the declared address only, and not after `stop`.

Proxies are taken from the environment (HTTP_PROXY, HTTPS_PROXY, NO_PROXY), and so are authorities: SSL_CERT_FILE,
SSL_CERT_DIR, REQUESTS_CA_BUNDLE, CURL_CA_BUNDLE and NODE_EXTRA_CA_CERTS. Redirects are not followed: they would lead
to an address that nobody declared.
"""

from __future__ import annotations

import base64
import os
import re
import socket
import ssl
import threading
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import SplitResult, unquote, urlsplit
from urllib.request import getproxies_environment, proxy_bypass

from telemetry_spec.reading.folders import is_folder

if TYPE_CHECKING:
    from telemetry_spec.wire.message import Request

_BUNDLES: Final = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_PORTS: Final = {"http": 80, "https": 443}
#: Bytes of an answer that are read, so that the server is not cut off. What they say is not looked at.
_ANSWER: Final = 4096
_SENT: Final = range(200, 300)


class NotSentError(Exception):
    """A request did not get through. The text says why, without an address or a value."""


class Sender:
    """Sends requests, one after the other.

    `timeout` is in seconds, for all of a request and its answer. A name is looked up for as long as the system takes:
    where that was too long, nothing is sent.
    """

    def __init__(self, *, timeout: float = 5.0, ca_file: str | Path | None = None) -> None:
        self._timeout = timeout
        self._ca_file = ca_file
        self._lock = threading.Lock()
        self._stopped = False
        self._late = False
        self._current: socket.socket | None = None

    def stop(self) -> None:
        """End what is under way. After this, nothing leaves."""
        with self._lock:
            self._stopped = True
            self._cut()

    def send(self, request: Request) -> None:
        """Send a request and wait for its answer. Raises NotSentError unless a server takes it."""
        with self._lock:
            self._late = False
        watch = threading.Timer(self._timeout, self._give_up)
        watch.daemon = True
        watch.start()
        try:
            status = self._exchange(request)
        except (OSError, HTTPException, ValueError) as error:
            raise NotSentError(f"It could not be sent ({type(error).__name__}).") from error
        finally:
            watch.cancel()
            with self._lock:
                self._cut()
                self._current = None
        if status not in _SENT:
            raise NotSentError(f"The server answered {status}.")

    def _exchange(self, request: Request) -> int:
        address = urlsplit(request.url)
        proxy = _proxy(address)
        target = request.url if proxy and address.scheme == "http" else _target(address)
        line = self._secured(self._opened(proxy or address), address, proxy)
        connection = HTTPConnection(address.netloc.rpartition("@")[2])
        connection.sock = line
        connection.putrequest(request.method, target, skip_accept_encoding=True)
        for name, value in (*request.headers, *_credentials(proxy if address.scheme == "http" else None)):
            connection.putheader(name, value)
        if request.body or request.method in ("POST", "PUT"):
            connection.putheader("Content-Length", str(len(request.body)))
        connection.putheader("Connection", "close")
        connection.endheaders(request.body or None)
        answer = connection.getresponse()
        with suppress(OSError, HTTPException):
            answer.read(_ANSWER)
        answer.close()
        return answer.status

    def _opened(self, address: SplitResult) -> socket.socket:
        """Return a connection to a host. Before each step it is made sure that nobody has said `stop`."""
        if address.scheme not in _PORTS or not address.hostname:
            raise OSError("no such protocol")
        port = address.port or _PORTS[address.scheme]
        self._still_going()
        failure: OSError = OSError("no address")
        for family, kind, protocol, _, place in socket.getaddrinfo(address.hostname, port, type=socket.SOCK_STREAM):
            line = socket.socket(family, kind, protocol)
            self._use(line)
            try:
                line.settimeout(self._timeout)
                line.connect(place)
            except OSError as error:
                line.close()
                failure = error
            else:
                return line
        raise failure

    def _secured(self, line: socket.socket, address: SplitResult, proxy: SplitResult | None) -> socket.socket:
        """Return the connection within TLS where the address asks for it, in a proxy's tunnel where there is one."""
        if address.scheme != "https":
            return line
        if proxy is not None:
            _tunnel(line, address, proxy)
        context = ssl.create_default_context()
        for bundle in [self._ca_file, *map(os.environ.get, _BUNDLES)]:
            if bundle:
                place = Path(bundle)
                context.load_verify_locations(**{"capath" if is_folder(place) else "cafile": str(place)})
        secured = context.wrap_socket(line, server_hostname=address.hostname, do_handshake_on_connect=False)
        # The plain socket is closed to us from here on: what ends the connection has to know the new one first.
        self._use(secured)
        secured.do_handshake()
        return secured

    def _use(self, line: socket.socket) -> None:
        with self._lock:
            self._current = line
            if self._stopped or self._late:
                self._cut()
                raise OSError("stopped")

    def _still_going(self) -> None:
        with self._lock:
            if self._stopped or self._late:
                raise OSError("stopped")

    def _give_up(self) -> None:
        with self._lock:
            self._late = True
            self._cut()

    def _cut(self) -> None:
        """Break the connection off, also for whoever waits on it. The lock is held."""
        if self._current is not None:
            with suppress(OSError):
                self._current.shutdown(socket.SHUT_RDWR)
            with suppress(OSError):
                self._current.close()


def _target(address: SplitResult) -> str:
    return (address.path or "/") + (f"?{address.query}" if address.query else "")


def _proxy(address: SplitResult) -> SplitResult | None:
    """Return the proxy that the environment names for an address. Raises OSError for one of a kind we do not speak."""
    host = address.netloc.rpartition("@")[2]
    proxies = getproxies_environment()
    name = proxies.get(address.scheme) or proxies.get("all")
    if not name or proxy_bypass(host, proxies):
        return None
    proxy = urlsplit(name if "://" in name else f"http://{name}")
    if proxy.scheme != "http":
        raise OSError("no such proxy")
    return proxy


def _credentials(proxy: SplitResult | None) -> list[tuple[str, str]]:
    if proxy is None or proxy.username is None:
        return []
    pair = f"{unquote(proxy.username)}:{unquote(proxy.password or '')}"
    return [("Proxy-Authorization", f"Basic {base64.b64encode(pair.encode()).decode()}")]


def _tunnel(line: socket.socket, address: SplitResult, proxy: SplitResult) -> None:
    """Ask a proxy for a tunnel (RFC 9110, section 9.3.6). Raises OSError when it refuses."""
    host = f"[{address.hostname}]" if ":" in (address.hostname or "") else address.hostname
    place = f"{host}:{address.port or _PORTS['https']}"
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}", *(": ".join(pair) for pair in _credentials(proxy)), "", ""]
    line.sendall("\r\n".join(lines).encode("ascii"))
    answer = b""
    while not answer.endswith(b"\r\n\r\n"):
        one = line.recv(1)  # no more: what follows is TLS
        answer += one
        if not one or len(answer) > _ANSWER:
            raise OSError("no answer from the proxy")
    if re.match(rb"HTTP/1\.[01] 2[0-9]{2}[ \r]", answer) is None:
        raise OSError("the proxy refused")
