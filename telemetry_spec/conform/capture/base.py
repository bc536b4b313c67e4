"""What a capture is, what it is given, and what it has seen."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, ClassVar, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from telemetry_spec.wire.message import Request

Answer: TypeAlias = Literal[
    "ok", "refused", "hanging", "error", "bad-certificate", "other-certificate", "old-certificate"
]
"""How the endpoint behaves: takes what is sent, takes no connection, never answers, answers 500, shows a certificate
that nobody vouches for, one for another name, or one that has expired."""


class CaptureError(Exception):
    """A run cannot be done. The text says in a sentence why, and what to do."""


class NoProgramError(CaptureError):
    """There is no program of the name `name`."""

    def __init__(self, name: str) -> None:
        super().__init__(f"There is no program `{name}`.")
        self.name = name


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Who and where the client believes to be, as far as the mode can make it believe.

    `binds` are files that stand in for the system's: pairs of a file and the path that it takes. `addresses` and
    `hardware` are those of its network card.
    """

    host: str = ""
    addresses: tuple[str, ...] = ()
    hardware: str = ""
    binds: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Under:
    """A folder whose files appear in another without being copied, and an empty one that is needed for that.

    What is written goes to the other folder. Outside of a run only what was written is there.
    """

    folder: Path
    work: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """How the client is started: its whole command line, environment, folder, and its bounds in seconds.

    After `limit` everything is ended by force, and at once when `cancelled` says so. After `stop_after` a program that
    goes on for ever, such as a server, is asked to end; 0 is never. `scratch` is an empty folder for the files of this
    run. With `under`, the files of another folder appear in `cwd` beside its own; see `Under`. With `terminal`, its
    standard output and error are one terminal, and not two files.
    """

    argv: tuple[str, ...]
    environ: Mapping[str, str]
    cwd: Path
    scratch: Path
    limit: float = 60.0
    stop_after: float = 0.0
    cancelled: Callable[[], bool] = lambda: False
    terminal: bool = False
    under: Under | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where payloads are declared to go, and how the capture behaves in place of it.

    `urls` are declared addresses by the ids of their destinations. `spared` are hosts that answer as usual, whatever
    the `answer`: a program needs them for other things. `endpoint_variables` are environment variables that tell the
    client its address, each with the id of the destination, "" for the first. `quiet` is how many seconds of silence
    end a run whose processes cannot all be waited for.
    """

    urls: Mapping[str, str]
    answer: Answer = "ok"
    spared: frozenset[str] = frozenset()
    endpoint_variables: Mapping[str, str] = field(default_factory=dict)
    quiet: float = 2.0


def told(program: Program, site: Site, addresses: Mapping[str, str]) -> Program:
    """Return the program with addresses where its command line has `{url}` or `{url:ID}`, and in its variables.

    `addresses` are those to send to by the ids of the destinations; the first one stands for `{url}`.
    """
    if not addresses:
        return program
    first = next(iter(addresses.values()))

    def filled(word: str) -> str:
        for name, address in addresses.items():
            word = word.replace(f"{{url:{name}}}", address)
        return word.replace("{url}", first)

    variables = {name: addresses.get(which, first) for name, which in site.endpoint_variables.items()}
    return replace(program, argv=tuple(map(filled, program.argv)), environ={**program.environ, **variables})


@dataclass(frozen=True, slots=True)
class Lookup:
    """A name that was asked for, and the kind of record, such as `A`."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Something sent to an address: a connection (`tcp`), a datagram (`udp`), or another protocol by its name.

    `name` is the name that led to the address, or "" where none did.
    """

    protocol: str
    address: str
    port: int
    name: str = ""

    def __str__(self) -> str:
        host = self.name or (f"[{self.address}]" if ":" in self.address else self.address)
        return f"{host}:{self.port} ({self.protocol})" if self.port else f"{host} ({self.protocol})"


@dataclass(frozen=True, slots=True)
class Trouble:
    """A connection that came to nothing, such as a TLS handshake that failed, or a request that cannot be read.

    `kind` is `tls-failed`, `malformed`, `timed-out` or `refused`; `host` is the name asked for in TLS, else that of the
    last request, or "". `stray` are bytes that could not be read as a request, as far as they were kept.
    """

    kind: str
    host: str
    detail: str
    stray: bytes = field(default=b"", repr=False)


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request as it was sent, and what was answered: a status, 0 for nothing. `after` is in seconds from the start.

    The address of the request is the one that the client meant, also where it was led to another.
    """

    request: Request
    status: int
    after: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How the command itself went.

    `code` is its exit code, negative for a signal; `how` is `itself`, `stopped` (asked to, as planned) or `overdue`
    (ended by force at the limit). `survivors` counts processes that outlived it, `survivors_overdue` says that some of
    them had to be ended by force.
    """

    code: int
    seconds: float
    how: Literal["itself", "stopped", "overdue"]
    survivors: int
    survivors_overdue: bool
    stdout: bytes
    stderr: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """All that was seen of one run. `lost` counts packets that came too fast to be looked at.

    `server_names` are the names that were asked for in TLS (RFC 6066, section 3), which need not be those of the hosts
    that were connected to.
    """

    outcome: Outcome
    lookups: tuple[Lookup, ...] = ()
    contacts: tuple[Contact, ...] = ()
    troubles: tuple[Trouble, ...] = ()
    exchanges: tuple[Exchange, ...] = ()
    server_names: tuple[str, ...] = ()
    lost: int = 0


class Capture(ABC):
    """A way to run a client and see what it sends.

    `proves_silence` says whether nothing escapes it; `limits` says in a sentence what it cannot see. `plants_machine`
    says whether the client is made to believe the `Machine`, `own_network` whether each run has all ports for itself.
    `unseen` says what it may mean that nothing was seen, where that need not be that nothing was sent.
    """

    name: ClassVar[str]
    proves_silence: ClassVar[bool] = False
    plants_machine: ClassVar[bool] = False
    own_network: ClassVar[bool] = False
    limits: ClassVar[str] = ""
    unseen: ClassVar[str] = ""
    #: The behaviours of an endpoint that the mode can play.
    answers: ClassVar[frozenset[Answer]] = frozenset(
        {"ok", "refused", "hanging", "error", "bad-certificate", "other-certificate", "old-certificate"}
    )

    @abstractmethod
    def unavailable(self) -> str:
        """Return why the mode does not work here, in words that continue a sentence; "" where it does."""

    def lays_over(self, folder: Path, scratch: Path) -> bool:  # noqa: ARG002  most modes cannot at all
        """Say whether files of a folder can appear in another (`Program.under`). `scratch` is an empty folder."""
        return False

    @abstractmethod
    def run(self, program: Program, machine: Machine, site: Site) -> Captured:
        """Run the client once, and return what was seen when nothing of it is left.

        Raises:
            CaptureError: The run cannot be done.
        """
