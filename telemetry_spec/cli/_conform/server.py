"""`telemetry-spec conform server`: test a server that receives what a spec declares."""

from __future__ import annotations

import ipaddress
import math
import re
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from telemetry_spec.cli._conform._ending import ended_in_order
from telemetry_spec.cli._conform._options import conforming
from telemetry_spec.cli._conform._repeat import again
from telemetry_spec.cli._conform._values import Seconds
from telemetry_spec.cli._run import counted, usage_of

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Iterator

    from telemetry_spec.cli._conform._options import Conformance
    from telemetry_spec.conform.run import Plan
    from telemetry_spec.conform.server.client import Client
    from telemetry_spec.conform.server.session import Options, Session
    from telemetry_spec.model.result import Result

#: Seconds: longer than a day nobody waits.
_DAY: Final = 86_400.0
#: Requests a second: fewer are none at all.
_SLOWEST: Final = 0.001
#: The name of a header (RFC 9110, section 5.1).
_TOKEN: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

#: Headers that say how a body lies in a request: what they say is what is tested.
_OWN: Final = frozenset({"content-type", "content-encoding", "content-length", "transfer-encoding", "connection"})


class _Finite(click.FloatRange):
    """A number that there is: `nan` is in every range, as click compares it."""

    def convert(self, value: float, param: click.Parameter | None, ctx: click.Context | None) -> float:
        number = float(super().convert(value, param, ctx))
        if math.isnan(number):
            self.fail(f"{value!r} is no number.", param, ctx)
        return number


class _Address(click.ParamType[str]):
    """An IP address, version 4 or 6."""

    name = "address"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            return str(ipaddress.ip_address(str(value))) if value else ""
        except ValueError:
            self.fail(f"{value!r} is no IP address. Write one such as 192.0.2.7 or 2001:db8::7.", param, ctx)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Given:
    """What the options say, apart from the run's own."""

    url: tuple[str, ...]
    select: str
    rows: str
    rows_timeout: float
    wait: float
    header: tuple[str, ...]
    timeout: float
    rate: float
    cafile: str
    insecure: bool
    seed: int
    generated: int
    address: str
    jwe_key: Path | None
    hash_salt: Path | None
    hash_key: Path | None


_FILE: Final = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_OPTIONS: Final = (
    click.option(
        "--url",
        multiple=True,
        required=True,
        metavar="URL",
        help="The server under test. Without a path, each destination keeps its own path there. `ID=URL` stands for "
        "one destination; can be given again.",
    ),
    click.option("--select", metavar="SELECTOR", default="", help="Only this source or event."),
    click.option(
        "--rows",
        metavar="PLACE",
        default="",
        help="Where the stored rows can be read back: an address, a file or `sqlite:PATH`.",
    ),
    click.option(
        "--rows-timeout",
        type=_Finite(min=0, max=_DAY),
        default=5.0,
        show_default=True,
        metavar="SECONDS",
        help="How long a row may take to appear.",
    ),
    click.option(
        "--wait",
        type=Seconds(),
        default="0s",
        help="Wait so long for the server to listen, `30s` for example, before the run.  [default: not at all]",
    ),
    click.option(
        "-H",
        "--header",
        multiple=True,
        metavar="TEXT",
        help="A header of every request: `Authorization: Bearer ...`. It replaces one of that name.",
    ),
    click.option(
        "--timeout",
        type=_Finite(min=0, max=_DAY, min_open=True),
        default=10.0,
        show_default=True,
        metavar="SECONDS",
        help="How long an answer may take.",
    ),
    click.option(
        "--rate",
        type=_Finite(min=0, max=_DAY),
        default=0.0,
        metavar="N",
        help="Send no more than N requests a second; 0 is as fast as it goes.  [default: 0]",
    ),
    click.option("--cafile", default="", metavar="FILE", help="Trust the certificates in this file (PEM)."),
    click.option("--insecure", is_flag=True, help="Trust any certificate."),
    click.option("--seed", type=int, default=0, show_default=True, help="What generated payloads are drawn from."),
    click.option(
        "--generated",
        type=click.IntRange(min=0),
        default=20,
        show_default=True,
        metavar="N",
        help="The number of generated payloads for each event.",
    ),
    click.option(
        "--address",
        type=_Address(),
        default="",
        metavar="IP",
        help="The address that the server sees requests come from.",
    ),
    click.option("--jwe-key", metavar="FILE", type=_FILE, help="The key that encrypts bodies: PEM or JWK."),
    click.option("--hash-key", metavar="FILE", type=_FILE, help="The secret of the receiver's keyed hashes."),
    click.option("--hash-salt", metavar="FILE", type=_FILE, help="The salt of the receiver's salted hashes."),
)


def _options(command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(_OPTIONS):
        command = option(command)
    return command


@click.command()
@click.argument("spec", metavar="SPEC")
@_options
@conforming
def command(run: Conformance, spec: str, **given: Any) -> None:  # noqa: ANN401  the options above
    """Test a server against a spec: what it takes, what it refuses, how it behaves, and what it stores.

    It sends payloads, right and wrong ones, and large ones. Do not point it at a server whose data matters.
    """
    from telemetry_spec.conform.server.suite import Suite
    from telemetry_spec.conform.server.trials import ids_of

    opened: list[Session] = []
    with ended_in_order(lambda: f"after {counted(sum(len(one.log) for one in opened), 'request')}"):
        options = _Given(**given)
        plan, session = _opened(run, spec, options)
        opened.append(session)

        def doing(text: str) -> None:
            run.doing = text

        run.note = lambda: f"{len(session.log):,} requests"
        suite = Suite(session, doing)
        found = chain(_waited(session, options.wait, doing), suite.run())
        run.end(plan.results(found, repeat=again, ids=lambda: ids_of(session), obstacle=suite.obstacle))


def _waited(session: Session, seconds: float, doing: Callable[[str], None]) -> Iterator[Result]:
    """Wait for the server. Whether it is there is then for the controls to say, so there are no results."""
    from telemetry_spec.conform.server.waiting import until_listening

    if seconds:
        doing("waiting for the server to listen")
        until_listening([route.destination.url for route in session.routes], seconds)
    yield from ()


def _opened(run: Conformance, spec: str, options: _Given) -> tuple[Plan, Session]:
    """Return what is wanted, and a session in which nothing has been sent yet."""
    from telemetry_spec import api
    from telemetry_spec.conform.server.routes import UrlError, addresses_of, routes_of, selectors
    from telemetry_spec.conform.server.rows import open_rows
    from telemetry_spec.conform.server.session import Session

    compiled = run.spec(spec)
    with usage_of("--select"):
        if options.select and options.select not in selectors(compiled):
            raise api.UnknownNameError("source or event", options.select, selectors(compiled))
    try:
        routes = routes_of(compiled, addresses_of(options.url, compiled), options.select)
    except UrlError as error:
        raise click.BadParameter(str(error), param_hint="'--url'") from error
    plan = run.plan()
    client = _client(options)
    try:
        rows = open_rows(options.rows, client) if options.rows else None
    except UrlError as error:
        raise click.BadParameter(str(error), param_hint="'--rows'") from error
    session = Session(
        spec=compiled,
        routes=routes,
        client=client,
        options=_session_options(options),
        wanted=plan.wanted,
        rows=rows,
    )
    _preflight(session)
    run.tally.subject = f"{compiled.title} at {', '.join(options.url)}"
    return plan, session


def _preflight(session: Session) -> None:
    """Make one request of each kind, so that what cannot be sent is told before anything is."""
    from telemetry_spec.wire.encodings.base import UnencodableError
    from telemetry_spec.wire.extras import MissingExtraError

    for route in session.routes:
        try:
            session.request(route, [session.good(route)])
        except (UnencodableError, MissingExtraError) as error:
            hint = " Give --jwe-key." if "jwe" in route.destination.encoding else ""
            raise click.UsageError(f"Nothing can be sent to `{route.place}`: {error}{hint}") from error


def _client(options: _Given) -> Client:
    from telemetry_spec.conform.server.client import Client

    if 0 < options.rate < _SLOWEST:
        raise click.BadParameter(f"Write 0 for no limit, or at least {_SLOWEST:g}.", param_hint="'--rate'")
    headers = []
    for text in options.header:
        name, colon, value = text.partition(":")
        if not colon or not _TOKEN.fullmatch(name.strip()) or "\n" in text or "\r" in text:
            raise click.BadParameter("Write a name, a colon and a value.", param_hint="'--header'")
        if name.strip().lower() in _OWN:
            message = f"`{name.strip().lower()}` is set by the run, which tests what the server makes of it."
            raise click.BadParameter(message, param_hint="'--header'")
        headers.append((name.strip(), value.strip()))
    return Client(timeout=options.timeout, tls=_tls(options), headers=tuple(headers), rate=options.rate)


def _tls(options: _Given) -> ssl.SSLContext:
    import ssl

    try:
        context = ssl.create_default_context(cafile=options.cafile or None)
    except (OSError, ssl.SSLError) as error:
        reason = error.strerror if not isinstance(error, ssl.SSLError) and error.strerror else "it holds no certificate"
        raise click.BadParameter(f"{options.cafile} cannot be used: {reason}.", param_hint="'--cafile'") from error
    if options.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def _session_options(options: _Given) -> Options:
    from telemetry_spec.conform.server.session import Options
    from telemetry_spec.transforms.apply import Secrets
    from telemetry_spec.wire.encodings.base import Keys

    return Options(
        seed=options.seed,
        generated=options.generated,
        address=options.address,
        keys=Keys(jwe=_content(options.jwe_key)),
        secrets=Secrets(salt=_content(options.hash_salt), key=_content(options.hash_key)),
        patience=options.rows_timeout,
    )


def _content(file: Path | None) -> bytes:
    return file.read_bytes() if file is not None else b""
