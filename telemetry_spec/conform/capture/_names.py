"""A name service that knows an address for every name, and remembers who was asked for (RFC 1035)."""

from __future__ import annotations

import socket
import struct
from ipaddress import IPv4Address
from typing import Any, Final

from telemetry_spec.conform.capture.base import Lookup

# RFC 1035, section 3.2.2, RFC 3596, RFC 9460.
_KINDS: Final = {
    1: "A", 2: "NS", 5: "CNAME", 6: "SOA", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA", 33: "SRV",
    64: "SVCB", 65: "HTTPS", 255: "ANY",
}  # fmt: skip
_A: Final = 1
_INTERNET: Final = 1
_HEADER: Final = 12
_MAX_LABELS: Final = 128
#: Seconds that an answer may be kept: none, so that every run asks.
_TTL: Final = 0
#: Addresses for tests of networks (RFC 2544, appendix C.2.2): nobody has one.
_FIRST: Final = int(IPv4Address("198.18.0.1"))
_LAST: Final = int(IPv4Address("198.19.255.254"))


class NotAQuestionError(ValueError):
    """A message that is no question to a name server."""


class Names:
    """The names that were asked for, each with an address of its own, so that an address tells the name again."""

    def __init__(self) -> None:
        self.lookups: list[Lookup] = []
        self._addresses: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def name_of(self, address: str) -> str:
        """Return the name that led to an address, or ""."""
        return self._names.get(address, "")

    def address_of(self, name: str) -> str:
        """Return the address of a name. The last address of all is shared by the names for which none is left."""
        name = name.lower().rstrip(".")
        if name not in self._addresses:
            address = str(IPv4Address(min(_FIRST + len(self._addresses), _LAST)))
            self._addresses[name] = address
            self._names[address] = name
        return self._addresses[name]

    def answer(self, message: bytes) -> bytes:
        """Return the answer to a question. Raises NotAQuestionError for anything else."""
        name, kind, end = _question(message)
        self.lookups.append(Lookup(name, _KINDS.get(kind, str(kind))))
        number, flags = struct.unpack_from(">HH", message)
        found = kind == _A
        # A response with recursion, no error (section 4.1.1); for other kinds of records an empty answer.
        header = struct.pack(">HHHHHH", number, 0x8180 | (flags & 0x0100), 1, int(found), 0, 0)
        question = message[_HEADER:end]
        if not found:
            return header + question
        address = IPv4Address(self.address_of(name)).packed
        return header + question + struct.pack(">HHHIH", 0xC00C, _A, _INTERNET, _TTL, len(address)) + address


def _question(message: bytes) -> tuple[str, int, int]:
    """Return name, kind of record and end of the one question of a message."""
    labels: list[str] = []
    position = _HEADER
    try:
        flags, count = struct.unpack_from(">HH", message, 2)
        if flags & 0x8000 or count != 1:
            raise NotAQuestionError
        while size := message[position]:
            label = message[position + 1 : position + 1 + size]
            if size > 63 or len(label) != size or len(labels) >= _MAX_LABELS:  # noqa: PLR2004  RFC 1035, section 2.3.4
                raise NotAQuestionError
            labels.append(label.decode("latin-1"))
            position += 1 + size
        kind, _ = struct.unpack_from(">HH", message, position + 1)
    except (IndexError, struct.error) as error:
        raise NotAQuestionError from error
    return ".".join(labels), kind, position + 5


def receive(server: socket.socket) -> tuple[bytes, list[tuple[int, int, bytes]], Any]:
    """Receive a datagram, with what is needed to answer from the address that it was sent to."""
    message, ancillary, _, sender = server.recvmsg(65535, 256)
    kept = [(level, kind, _reply_info(level, data)) for level, kind, data in ancillary]
    return message, kept, sender


def _reply_info(level: int, data: bytes) -> bytes:
    """Return packet information for sending: from which address, by whatever way (ip(7), ipv6(7))."""
    if level == socket.IPPROTO_IP:
        _, _, address = struct.unpack("=i4s4s", data)
        return struct.pack("=i4s4s", 0, address, bytes(4))
    return data[:16] + struct.pack("=I", 0)
