"""Reads packets: who was written to, whatever the address, the port and the protocol."""

from __future__ import annotations

import struct
from ipaddress import ip_address
from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    import socket

#: The kind of a packet that arrives (packet(7), PACKET_HOST). On loopback each is also seen as it leaves.
ARRIVING: Final = 0
#: How much of a packet is looked at: the longest headers.
LOOKED_AT: Final = 128
PORT_DNS: Final = 53

_TCP: Final = 6
_UDP: Final = 17
_ICMP: Final = 1
_ICMP6: Final = 58
_ECHO_REQUEST: Final = {_ICMP: 8, _ICMP6: 128}
_SYN: Final = 0x02
_ACK: Final = 0x10
_PROTOCOLS: Final = {_TCP: "tcp", _UDP: "udp", _ICMP: "ping", _ICMP6: "ping", 132: "sctp"}

# packet(7): counts of packets and of those that were lost, set back to zero when read.
_SOL_PACKET: Final = 263
_PACKET_STATISTICS: Final = 6


class Packet(NamedTuple):
    """A packet that begins something: a TCP connection, or any datagram. Ports are 0 where there are none."""

    protocol: str
    source: str
    source_port: int
    address: str
    port: int


def read(data: bytes) -> Packet | None:
    """Return what a packet begins, None for one that goes on with something, stays on the machine or answers."""
    version = data[0] >> 4 if data else 0
    try:
        if version == 4:  # noqa: PLR2004  the version of IP
            protocol, start = data[9], (data[0] & 15) * 4
            source, target = data[12:16], data[16:20]
        elif version == 6:  # noqa: PLR2004  the version of IP
            protocol, start = data[6], 40
            source, target = data[8:24], data[24:40]
        else:
            return None
        address = ip_address(target)
        if address.is_loopback or not _begins(protocol, data[start:]):
            return None
        ports = struct.unpack_from(">HH", data, start) if protocol in (_TCP, _UDP) else (0, 0)
    except (IndexError, ValueError, struct.error):
        return None
    name = _PROTOCOLS.get(protocol, f"protocol {protocol}")
    return Packet(name, str(ip_address(source)), ports[0], str(address), ports[1])


def _begins(protocol: int, rest: bytes) -> bool:
    if protocol == _TCP:
        return rest[13] & (_SYN | _ACK) == _SYN
    if protocol == _UDP:
        return int.from_bytes(rest[:2], "big") != PORT_DNS  # what the name service answers
    if protocol in _ECHO_REQUEST:  # the kernel sends others by itself
        return rest[0] == _ECHO_REQUEST[protocol]
    return True


def lost(packets: socket.socket) -> int:
    """Return how many packets came too fast to be looked at."""
    _, dropped = struct.unpack("=II", packets.getsockopt(_SOL_PACKET, _PACKET_STATISTICS, 8))
    return int(dropped)
