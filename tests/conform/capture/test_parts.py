"""The parts of a capture by themselves: names, packets, archives."""

from __future__ import annotations

import json
import socket
import struct
import threading
from contextlib import suppress
from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from telemetry_spec.conform.capture import _authority, _har, _hub, _names, _packets
from telemetry_spec.conform.capture.base import Exchange
from telemetry_spec.wire.message import Request


def question(name: str, kind: int = 1) -> bytes:
    labels = b"".join(bytes([len(label)]) + label.encode() for label in name.split("."))
    return struct.pack(">HHHHHH", 7, 0x0100, 1, 0, 0, 0) + labels + b"\0" + struct.pack(">HH", kind, 1)


def test_each_name_has_an_address_of_its_own() -> None:
    names = _names.Names()
    first, second = names.answer(question("a.example")), names.answer(question("b.example"))
    addresses = [str(ip_address(answer[-4:])) for answer in (first, second)]
    assert addresses == ["198.18.0.1", "198.18.0.2"]
    assert [names.name_of(address) for address in addresses] == ["a.example", "b.example"]
    assert names.answer(question("A.Example"))[-4:] == first[-4:]
    assert [one.kind for one in names.lookups] == ["A", "A", "A"]


def test_other_records_are_told_and_empty() -> None:
    names = _names.Names()
    answer = names.answer(question("a.example", 28))
    assert struct.unpack_from(">HHHH", answer)[1:] == (0x8180, 1, 0)
    assert [(one.name, one.kind) for one in names.lookups] == [("a.example", "AAAA")]


@given(st.binary(max_size=80))
def test_no_message_breaks_the_name_service(message: bytes) -> None:
    with suppress(_names.NotAQuestionError):
        assert _names.Names().answer(message)[:2] == message[:2]


def test_a_message_that_is_cut_is_no_question() -> None:
    whole = question("a.example")
    for end in range(len(whole)):
        with pytest.raises(_names.NotAQuestionError):
            _names.Names().answer(whole[:end])


@given(st.binary(max_size=128))
def test_no_packet_breaks_the_ear(data: bytes) -> None:
    packet = _packets.read(data)
    assert packet is None or not ip_address(packet.address).is_loopback


def tcp(flags: int, target: str = "203.0.113.5") -> bytes:
    head = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 40, 0, 0, 64, 6, 0, bytes([192, 0, 2, 1]), ip_address(target).packed)
    return head + struct.pack(">HHIIBBHHH", 1024, 443, 0, 0, 0x50, flags, 0, 0, 0)


@pytest.mark.parametrize(
    ("data", "heard"),
    [
        (tcp(0x02), True),
        (tcp(0x12), False),
        (tcp(0x10), False),
        (tcp(0x02, "127.0.0.1"), False),
    ],
)
def test_only_what_begins_a_connection_counts(data: bytes, heard: bool) -> None:
    packet = _packets.read(data)
    assert (packet == _packets.Packet("tcp", "192.0.2.1", 1024, "203.0.113.5", 443)) is heard


def test_an_archive_shows_no_values_unless_asked() -> None:
    request = Request(
        "POST",
        "https://stats.example/v1?key=hidden",
        (("content-type", "application/json"), ("x-id", "hidden")),
        b'{"name": "hidden", "count": 3}',
        started=1.0,
    )
    sent = [_har.Entry("baseline", Exchange(request, 200, 0.1), request.body)]
    masked = _har.archive(sent, version="1")
    assert "hidden" not in masked
    entry = json.loads(masked)["log"]["entries"][0]
    assert json.loads(entry["request"]["postData"]["text"]) == {"name": "(a text)", "count": "(a whole number)"}
    shown = _har.archive(sent, version="1", show_values=True)
    assert json.loads(shown)["log"]["entries"][0]["request"]["url"] == "https://stats.example/v1?key=hidden"


def test_a_certificate_for_any_name() -> None:
    authority = _authority.Authority()
    for name in ("a.example", "", "not a name at all", "203.0.113.5"):
        assert authority.context(name, ["b.example"]) is authority.context(name, ["b.example"])


def test_answers_leave_from_the_address_that_was_asked() -> None:
    level = socket.IPPROTO_IP
    told = struct.pack("=i4s4s", 3, bytes([10, 0, 0, 1]), bytes([8, 8, 8, 8]))
    assert _names._reply_info(level, told) == struct.pack("=i4s4s", 0, bytes([8, 8, 8, 8]), bytes(4))


def test_questions_that_still_wait_are_heard_at_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_hub, "_TURNS", 0)
    with (
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as service,
        socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asker,
        socket.create_server(("127.0.0.1", 0)) as stream,
        _hub.Hub("ok") as hub,
    ):
        service.bind(("127.0.0.1", 0))
        hub.answer_names([service], stream.dup())
        busy = threading.Event()
        hub._loop.call_soon_threadsafe(busy.wait, 10)
        for number in range(50):
            asker.sendto(question(f"n{number}.example"), service.getsockname())
        hub._loop.call_soon_threadsafe(hub._loop.remove_reader, service)
        threading.Timer(0.05, busy.set).start()
        hub.settle(0.0, all_gone=True)
        assert len(hub.names.lookups) == 50
