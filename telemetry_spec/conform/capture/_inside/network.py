"""A network of its own in which every address is local, by rtnetlink(7): nothing leaves it, and all is heard."""

from __future__ import annotations

import os
import socket
import struct
from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any, Final

from telemetry_spec.conform.capture._inside.namespaces import SetUpError
from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from collections.abc import Sequence

# <linux/rtnetlink.h>, <linux/if_link.h>, <linux/if_addr.h>
_NEW_LINK: Final = 16
_NEW_ADDRESS: Final = 20
_NEW_ROUTE: Final = 24
_REQUEST_ACK: Final = 0x0005
_CREATE: Final = 0x0400
_UP: Final = 1
_LINK_ADDRESS: Final = 1
_LINK_NAME: Final = 3
_LINK_INFO: Final = 18
_LINK_INFO_KIND: Final = 1
_ADDRESS: Final = 1
_ADDRESS_LOCAL: Final = 2
_NO_DUPLICATE_DETECTION: Final = 0x02
_ROUTE_DEVICE: Final = 4
_ROUTE_SOURCE: Final = 7
_TABLE_LOCAL: Final = 255
_PROTOCOL_STATIC: Final = 4
_SCOPE_HOST: Final = 254
_TYPE_LOCAL: Final = 2
_ERROR: Final = 2

#: All protocols, for a packet socket (<linux/if_ether.h>).
_ETH_P_ALL: Final = 0x0003
_PORT_DNS: Final = 53
_BACKLOG: Final = 128
#: Bytes: room for bursts of packets that nobody has looked at yet.
_SNIFF_BUFFER: Final = 8 * 2**20


class _Netlink:
    """A conversation with the kernel about the network."""

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
        self._socket.bind((0, 0))

    def ask(self, kind: int, body: bytes, *attributes: bytes, create: bool = False) -> None:
        """Ask for a change. Raises OSError when the kernel refuses."""
        content = body + b"".join(attributes)
        flags = _REQUEST_ACK | (_CREATE if create else 0)
        self._socket.send(struct.pack("=IHHII", 16 + len(content), kind, flags, 1, 0) + content)
        answer = self._socket.recv(65536)
        if struct.unpack_from("=H", answer, 4)[0] == _ERROR:
            code = -struct.unpack_from("=i", answer, 16)[0]
            if code:
                raise OSError(code, os.strerror(code))


def _attribute(kind: int, value: bytes) -> bytes:
    return struct.pack("=HH", 4 + len(value), kind) + value + bytes(-len(value) % 4)


def set_up(addresses: Sequence[str], hardware: str) -> list[str]:
    """Make every address of the internet one of this machine's own, and return the addresses that a card has.

    Args:
        addresses: The addresses of the one network card, which exists for show.
        hardware: The card's hardware address.

    Raises:
        SetUpError: The kernel does not let it.
    """
    try:
        netlink = _Netlink()
        loopback = socket.if_nametoindex("lo")
        _raise_link(netlink, loopback)
    except OSError as error:
        raise SetUpError(f"setting up a network of its own: {reason_of(error)}") from error
    held = _card(netlink, addresses, hardware, loopback)
    try:
        _everything_local(netlink, socket.AF_INET, loopback, held)
    except OSError as error:
        raise SetUpError(f"making every address local: {reason_of(error)}") from error
    # Without version 6 there is nowhere that such a packet could go.
    with suppress(OSError):
        _everything_local(netlink, socket.AF_INET6, loopback, held)
    return held


def _raise_link(netlink: _Netlink, index: int) -> None:
    netlink.ask(_NEW_LINK, struct.pack("=BxHiII", 0, 0, index, _UP, _UP))


def _card(netlink: _Netlink, addresses: Sequence[str], hardware: str, loopback: int) -> list[str]:
    """Give addresses to a network card. Where the kernel has no cards for show, they go to loopback."""
    kind = _attribute(_LINK_INFO, _attribute(_LINK_INFO_KIND, b"dummy"))
    name = _attribute(_LINK_NAME, b"eth0\0")
    address = _attribute(_LINK_ADDRESS, bytes.fromhex(hardware.replace(":", "")))
    try:
        netlink.ask(_NEW_LINK, struct.pack("=BxHiII", 0, 0, 0, _UP, _UP), name, address, kind, create=True)
        index = socket.if_nametoindex("eth0")
    except OSError:
        index = loopback
    held: list[str] = []
    for text in addresses:
        packed = ip_address(text).packed
        family = socket.AF_INET if len(packed) == 4 else socket.AF_INET6  # noqa: PLR2004  bytes of a version 4 address
        length = 8 * len(packed) if index == loopback else 4 * len(packed) + 8
        body = struct.pack("=BBBBI", family, length, _NO_DUPLICATE_DETECTION, 0, index)
        with suppress(OSError):
            netlink.ask(
                _NEW_ADDRESS, body, _attribute(_ADDRESS_LOCAL, packed), _attribute(_ADDRESS, packed), create=True
            )
            held.append(text)
    return held


def _everything_local(netlink: _Netlink, family: int, loopback: int, held: Sequence[str]) -> None:
    body = struct.pack("=BBBBBBBBI", family, 0, 0, 0, _TABLE_LOCAL, _PROTOCOL_STATIC, _SCOPE_HOST, _TYPE_LOCAL, 0)
    device = _attribute(_ROUTE_DEVICE, struct.pack("=I", loopback))
    size = 4 if family == socket.AF_INET else 16
    sources = [packed for text in held if len(packed := ip_address(text).packed) == size]
    source = [_attribute(_ROUTE_SOURCE, packed) for packed in sources[:1]]
    netlink.ask(_NEW_ROUTE, body, device, *source, create=True)


#: Every address of both versions of IP.
EVERYWHERE: Final = ""


def listeners(ports: Sequence[int], places: Sequence[str]) -> dict[str, list[socket.socket]]:
    """Open what is served from outside: TCP listeners by `tcp:PORT`, name service by `dns` and `dns-tcp`, `packets`.

    Args:
        ports: The ports to listen to.
        places: The addresses of version 4 to listen at, `EVERYWHERE` for all.

    Raises:
        SetUpError: The kernel does not let it.
    """
    try:
        opened = {f"tcp:{port}": [_listening(port, place) for place in places] for port in ports}
        opened["dns"] = [_datagrams(socket.AF_INET)]
        with suppress(OSError):
            opened["dns"].append(_datagrams(socket.AF_INET6))
        opened["dns-tcp"] = [_listening(_PORT_DNS)]
        opened["packets"] = [_packets()]
    except OSError as error:
        raise SetUpError(f"listening to what is sent: {reason_of(error)}") from error
    return opened


def _listening(port: int, place: str = EVERYWHERE) -> socket.socket:
    """Listen on a port of an address, or of every address, of both versions where there are two."""
    if place != EVERYWHERE:
        return _listener(socket.AF_INET, (place, port))
    try:
        return _listener(socket.AF_INET6, ("::", port))
    except OSError:
        return _listener(socket.AF_INET, ("0.0.0.0", port))  # noqa: S104  every address of a network of its own


def _listener(family: socket.AddressFamily, address: tuple[Any, ...]) -> socket.socket:
    opened = socket.socket(family, socket.SOCK_STREAM)
    try:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
        opened.bind(address)
        opened.listen(_BACKLOG)
    except OSError:
        opened.close()
        raise
    return opened


def _datagrams(family: socket.AddressFamily) -> socket.socket:
    """Open a name server's socket, which tells of each question to which address it went."""
    opened = socket.socket(family, socket.SOCK_DGRAM)
    if family == socket.AF_INET6:
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        opened.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_RECVPKTINFO, 1)
        opened.bind(("::", _PORT_DNS))
    else:
        opened.setsockopt(socket.IPPROTO_IP, _IP_PKTINFO, 1)
        opened.bind(("0.0.0.0", _PORT_DNS))  # noqa: S104  every address of a network of its own
    return opened


#: <linux/in.h>; the `socket` module of Python 3.11 lacks it.
_IP_PKTINFO: Final = 8


def _packets() -> socket.socket:
    """Open a socket that hears every packet, whatever its address and port (packet(7))."""
    opened = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(_ETH_P_ALL))
    opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SNIFF_BUFFER)
    return opened
