"""How requests leave: TLS with the authorities of the environment, proxies, and nothing after the end."""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from typing import TYPE_CHECKING

import pytest
import trustme

from telemetry_spec.client.sending import NotSentError, Sender
from telemetry_spec.wire.message import Request
from tests.client.conftest import PATIENCE, Capture

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROXIES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")
BUNDLES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")


@pytest.fixture(autouse=True)
def _clean(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (*PROXIES, *(name.upper() for name in PROXIES), *BUNDLES):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def authority() -> trustme.CA:
    return trustme.CA()


@pytest.fixture
def ca_file(authority: trustme.CA, tmp_path: Path) -> Path:
    path = tmp_path / "ca.pem"
    authority.cert_pem.write_to_path(str(path))
    return path


def _context(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def secure(authority: trustme.CA) -> Iterator[Capture]:
    with Capture(tls=_context(authority, "127.0.0.1")) as server:
        yield server


def post(url: str, body: bytes = b"{}", headers: tuple[tuple[str, str], ...] = ()) -> Request:
    return Request("POST", url, headers, body)


@pytest.mark.parametrize("how", ["argument", *(name for name in BUNDLES if name != "SSL_CERT_DIR")])
def test_authorities_are_trusted_as_the_environment_says(
    how: str, secure: Capture, ca_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NotSentError, match="SSLCertVerificationError"):
        Sender().send(post(secure.url))
    assert not secure.requests
    if how != "argument":
        monkeypatch.setenv(how, str(ca_file))
    Sender(ca_file=ca_file if how == "argument" else None).send(post(secure.url))
    assert [request.body for request in secure.requests] == [b"{}"]


def test_a_folder_of_authorities_may_be_named(secure: Capture, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path))
    with pytest.raises(NotSentError, match="SSLCertVerificationError"):
        Sender().send(post(secure.url))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none"))
    with pytest.raises(NotSentError, match="FileNotFoundError"):
        Sender().send(post(secure.url))


def test_another_name_is_not_trusted(authority: trustme.CA, ca_file: Path) -> None:
    with Capture(tls=_context(authority, "other.example")) as server:
        with pytest.raises(NotSentError, match="SSLCertVerificationError"):
            Sender(ca_file=ca_file).send(post(server.url))
        assert not server.requests


def test_a_plain_request_goes_through_a_proxy(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", capture.url.replace("//", "//me:p%40ss@"))
    Sender().send(post("http://telemetry.invalid/path?a=b"))
    (request,) = capture.requests
    assert request.url == "http://telemetry.invalid/path?a=b"
    assert request.header("host") == "telemetry.invalid"
    assert request.header("proxy-authorization") == "Basic " + base64.b64encode(b"me:p@ss").decode()


def test_a_tunnel_goes_through_a_proxy(authority: trustme.CA, ca_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def tunnel(place: str) -> ssl.SSLContext | None:
        asked.append(place)
        return _context(authority, "telemetry.invalid") if place.startswith("telemetry.invalid:") else None

    with Capture(tunnels=tunnel) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        Sender(ca_file=ca_file).send(post("https://telemetry.invalid/path"))
        with pytest.raises(NotSentError):
            Sender(ca_file=ca_file).send(post("https://other.invalid:8443/path"))
    assert asked == ["telemetry.invalid:443", "other.invalid:8443"]
    (request,) = proxy.requests
    assert (request.path, request.header("host")) == ("/path", "telemetry.invalid")
    assert request.header("proxy-authorization") is None


@pytest.mark.parametrize("proxy", ["socks5://127.0.0.1:1", "https://127.0.0.1:1", "127.0.0.1:1"])
def test_a_proxy_that_cannot_be_used_is_not_gone_around(
    proxy: str, capture: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", proxy)
    with pytest.raises(NotSentError):
        Sender().send(post(capture.url))
    assert capture.connections == 0
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    Sender().send(post(capture.url))
    assert capture.connections == 1


@pytest.mark.parametrize("answer", [b"", b"HTTP/1.1 403 Forbidden\r\n\r\n", b"x" * 5000])
def test_a_proxy_that_refuses(answer: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def refuse() -> None:
            line, _ = listener.accept()
            with line:
                line.recv(4096)
                line.sendall(answer)

        thread = threading.Thread(target=refuse)
        thread.start()
        monkeypatch.setenv("https_proxy", f"http://127.0.0.1:{listener.getsockname()[1]}")
        with pytest.raises(NotSentError):
            Sender().send(post("https://telemetry.invalid/"))
        thread.join(PATIENCE)


def test_after_the_end_nothing_leaves(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender()
    sender.send(post(capture.url))
    sender.stop()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: pytest.fail("a name was looked up"))
    with pytest.raises(NotSentError):
        sender.send(post(capture.url))
    assert capture.connections == 1


def test_an_end_while_a_name_is_looked_up(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender()
    real = socket.getaddrinfo

    def slow(host: str, port: int, **more: int) -> object:
        sender.stop()
        return real(host, port, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(NotSentError):
        sender.send(post(capture.url))
    assert capture.connections == 0


def test_nothing_leaves_after_the_end_within_a_handshake_either() -> None:
    sender = Sender(timeout=PATIENCE)
    greeted, ended = threading.Event(), threading.Event()
    later: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def greet() -> None:
            line, _ = listener.accept()
            with line:
                line.settimeout(PATIENCE)
                line.recv(4096)
                greeted.set()
                ended.wait(PATIENCE)
                try:
                    later.append(line.recv(4096))
                except ConnectionResetError:
                    later.append(b"")

        def send() -> None:
            with pytest.raises(NotSentError):
                sender.send(post(f"https://127.0.0.1:{listener.getsockname()[1]}/"))

        threads = [threading.Thread(target=run) for run in (greet, send)]
        for thread in threads:
            thread.start()
        assert greeted.wait(PATIENCE)
        sender.stop()
        ended.set()
        for thread in threads:
            thread.join(PATIENCE)
            assert not thread.is_alive()
    assert later == [b""]


def test_what_was_looked_up_too_long_is_not_sent(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = Sender(timeout=0.05)
    late = threading.Event()
    give_up = sender._give_up

    def told() -> None:
        give_up()
        late.set()

    monkeypatch.setattr(sender, "_give_up", told)
    real = socket.getaddrinfo

    def slow(host: str, port: int, **more: int) -> object:
        assert late.wait(PATIENCE)
        return real(host, port, **more)

    monkeypatch.setattr(socket, "getaddrinfo", slow)
    with pytest.raises(NotSentError):
        sender.send(post(capture.url))
    assert capture.connections == 0
    monkeypatch.setattr(socket, "getaddrinfo", real)
    sender._timeout = PATIENCE
    sender.send(post(capture.url))
    assert len(capture.requests) == 1


def test_the_next_address_is_tried(capture: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def two(_: str, port: int, **more: int) -> list[object]:
        return [*real("127.0.0.1", 1, **more), *real("127.0.0.1", port, **more)]

    monkeypatch.setattr(socket, "getaddrinfo", two)
    Sender().send(post(capture.url.replace("127.0.0.1", "two.invalid")))
    assert len(capture.requests) == 1


@pytest.mark.parametrize("value", ["a\r\nX-Other: b", "\u20ac"])
def test_a_header_cannot_become_two(value: str, capture: Capture) -> None:
    with pytest.raises(NotSentError):
        Sender().send(post(capture.url, headers=(("x-a", value),)))
    assert not capture.requests


def test_a_get_has_no_body(capture: Capture) -> None:
    Sender().send(Request("GET", f"{capture.url}/hit?data=e30"))
    (request,) = capture.requests
    assert (request.method, request.query, request.header("content-length")) == ("GET", [("data", "e30")], None)
