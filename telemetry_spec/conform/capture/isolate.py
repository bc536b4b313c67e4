"""A network of its own, in which every name and every address leads to the capture: the only mode that proves silence.

Linux only. The client runs in namespaces of its own (namespaces(7)): user, network, mounts, processes, host name.
"""

from __future__ import annotations

import os
import platform
import stat
import sys
import tempfile
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import ClassVar, Final
from urllib.parse import urlsplit

from telemetry_spec.conform.capture import _authority
from telemetry_spec.conform.capture._helper import Helper, ImpossibleError
from telemetry_spec.conform.capture._hub import Hub
from telemetry_spec.conform.capture._inside.network import EVERYWHERE
from telemetry_spec.conform.capture._names import Names
from telemetry_spec.conform.capture.base import Capture, Captured, CaptureError, Machine, Program, Site, Under, told

#: Ports that are listened to whatever is declared. On others an attempt is seen, and refused.
_PORTS: Final = {80: "http", 443: "https"}
_WRITE_AND_LOOK: Final = (
    "import os, sys; open('written', 'w').close(); sys.exit(not {*sys.argv[1:]} <= {*os.listdir()})"
)
#: Characters that divide the options of mount(8) and the folders in them.
_NOT_IN_OPTIONS: Final = ",:\\"
#: Folders with sockets of services outside, by which a client could have somebody else look up or send.
_MASKED: Final = ("/run/nscd", "/var/run/nscd", "/run/dbus", "/run/avahi-daemon")
_RESOLVER: Final = "nameserver 127.0.0.1\noptions timeout:2 attempts:2\n"
_SWITCH: Final = "passwd: files\ngroup: files\nshadow: files\nhosts: files dns\nnetworks: files\nprotocols: files\n"


class Isolate(Capture):
    """Runs the client in a network of its own."""

    name = "isolate"
    proves_silence = True
    plants_machine = True
    own_network = True
    limits: ClassVar[str] = (
        "Sees every name, connection and datagram. A program outside that the client reaches over a socket in the file "
        "system could still send in its place."
    )

    def unavailable(self) -> str:
        """Return what the system does not allow. It is found out by doing it, once."""
        return self._unavailable

    @cached_property
    def _unavailable(self) -> str:
        if platform.system() != "Linux":
            return "it needs namespaces, which only Linux has"
        with tempfile.TemporaryDirectory() as scratch:
            folder = Path(scratch)
            program = Program(argv=(sys.executable, "-S", "-c", ""), environ={}, cwd=folder, scratch=folder, limit=20.0)
            try:
                self.run(program, Machine(host="probe"), Site(urls={}))
            except ImpossibleError as error:
                return str(error)
            except CaptureError as error:
                return str(error).rstrip(".")
        return ""

    def lays_over(self, folder: Path, scratch: Path) -> bool:
        """Say whether the system lets it. It is found out by doing it."""
        if self.unavailable() or set(f"{folder}{scratch}") & set(_NOT_IN_OPTIONS):
            return False
        places = [scratch / name for name in ("cwd", "work", "run")]
        for place in places:
            place.mkdir()
        cwd, work, run = places
        program = Program(argv=(), environ={}, cwd=cwd, scratch=run, limit=20.0, under=Under(folder, work))
        try:
            shown = [one.name for one in folder.iterdir()][:1]
            program = replace(program, argv=(sys.executable, "-S", "-c", _WRITE_AND_LOOK, *shown))
            (cwd / "hidden").mkdir()
            hide_what_is_under(cwd / "hidden")
            code = self.run(program, Machine(host="probe"), Site(urls={})).outcome.code
        except (CaptureError, OSError):
            return False
        finally:
            unlock(work)
        return code == 0 and (cwd / "written").is_file()

    def run(self, program: Program, machine: Machine, site: Site) -> Captured:
        """Run the client once."""
        program = told(program, site, site.urls)
        authority = _authority.Authority(_authority.FAULTS.get(site.answer, ""), spared=site.spared)
        trusted = program.scratch / "authority.pem"
        authority.write(trusted)
        schemes = {**_PORTS, **_declared_ports(site)}
        environ = {**program.environ, **dict.fromkeys(_authority.VARIABLES, str(trusted))}
        hosts = _authority.hosts_of(site.urls.values())
        names = Names()
        # Where none but these are to be reached, nothing listens at other addresses.
        places = [names.address_of(host) for host in sorted(site.spared)] if site.answer == "refused" else [EVERYWHERE]
        helper = Helper(
            program,
            isolate=True,
            environ=environ,
            host=machine.host,
            addresses=machine.addresses,
            hardware=machine.hardware or "02:00:00:00:00:01",
            binds=[*_binds(program.scratch, machine, trusted), *machine.binds],
            masks=_MASKED,
            ports=list(schemes),
            places=places,
        )
        with helper, Hub(site.answer, site.spared, names) as hub:
            for port, scheme in schemes.items():
                for sock in helper.sockets.get(f"tcp:{port}", ()):
                    hub.serve(sock, tls=(lambda name: authority.context(name, hosts)) if scheme == "https" else None)
            hub.answer_names(helper.sockets["dns"], helper.sockets["dns-tcp"][0])
            hub.hear(helper.sockets["packets"][0])
            hub.begin()
            outcome = helper.run()
            hub.settle(site.quiet, all_gone=True)
        return Captured(
            outcome=outcome,
            lookups=tuple(hub.names.lookups),
            contacts=hub.contacts(),
            troubles=tuple(hub.troubles),
            exchanges=tuple(hub.exchanges),
            server_names=tuple(hub.server_names),
            lost=hub.lost,
        )


def _declared_ports(site: Site) -> dict[int, str]:
    parts = [urlsplit(url) for url in site.urls.values()]
    return {part.port: part.scheme for part in parts if part.port}


def _binds(scratch: Path, machine: Machine, trusted: Path) -> list[tuple[str, str]]:
    """Return the files that make programs use the network's own name service and trust its authority."""
    hosts = "".join(f"{address} {name}\n" for address, name in _hosts(machine))
    written = {"/etc/resolv.conf": _RESOLVER, "/etc/nsswitch.conf": _SWITCH, "/etc/hosts": hosts}
    found = [(str(trusted), bundle) for bundle in _authority.BUNDLES]
    for path, text in written.items():
        file = scratch / Path(path).name
        file.write_text(text, "utf-8")
        found.append((str(file), path))
    return found


def _hosts(machine: Machine) -> list[tuple[str, str]]:
    own = machine.addresses or ("127.0.1.1",)
    return [("127.0.0.1", "localhost"), ("::1", "localhost ip6-localhost"), *((one, machine.host) for one in own)]


def hide_what_is_under(folder: Path) -> None:
    """Have nothing of the folder under a folder appear in it (overlayfs, "opaque"). Raises OSError."""
    os.setxattr(folder, "user.overlay.opaque", b"y")


def unlock(work: Path) -> None:
    """Have the folder `Under.work` be one that can be removed: the system leaves one in it that is closed to all."""
    with suppress(OSError):
        for left in work.iterdir():
            left.chmod(stat.S_IRWXU)


CAPTURE: Final = Isolate()
