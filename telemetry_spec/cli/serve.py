"""`telemetry-spec serve`: a receiver that a spec drives."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from telemetry_spec.cli._run import counted, only_spec
from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.receiver.app import Options, Receiver
    from telemetry_spec.receiver.stores.base import Store
    from telemetry_spec.wire.server import Server, Sight

_MOST_BYTES: Final = 64 << 20
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.command()
@click.argument("spec", metavar="SPEC")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8080, show_default=True, help="The port; 0 takes a free one."
)
@click.option(
    "--store",
    metavar="STORE",
    default="",
    help="Where rows go: `sqlite:PATH`, or a `postgresql://` address.  [default: sqlite:PRODUCT-rows.db]",
)
@click.option("--select", metavar="SOURCE", default="", help="Only this source; default: all of them.")
@click.option(
    "--max-body",
    metavar="BYTES",
    type=click.IntRange(1, _MOST_BYTES),
    default=1 << 20,
    show_default=True,
    help="How large a body may be, as sent and decoded.",
)
@click.option("--jwe-key", metavar="FILE", type=_FILE, help="The private key of encrypted bodies: PEM or JWK.")
@click.option("--hash-key", metavar="FILE", type=_FILE, help="The secret of keyed hashes: all bytes of the file.")
@click.option("--hash-salt", metavar="FILE", type=_FILE, help="The salt of salted hashes: all bytes of the file.")
@click.option(
    "--behind-proxy", is_flag=True, help="Take the sender's address from the last entry of `X-Forwarded-For`."
)
@click.option("--expose-rows", is_flag=True, help="Answer `GET /rows` with all rows. For tests, on loopback only.")
def command(  # noqa: PLR0913, PLR0917  one for each option
    spec: str,
    host: str,
    port: int,
    store: str,
    select: str,
    max_body: int,
    jwe_key: Path | None,
    hash_key: Path | None,
    hash_salt: Path | None,
    *,
    behind_proxy: bool,
    expose_rows: bool,
) -> None:
    """Take what a spec declares, and store its rows.

    Requests that are not as declared get an answer that names the field. Stop it with Ctrl-C or SIGTERM.
    """
    from telemetry_spec.receiver.app import Options
    from telemetry_spec.transforms.apply import Secrets
    from telemetry_spec.wire.encodings.base import Keys

    if expose_rows and not _is_loopback(host):
        raise click.UsageError("`--expose-rows` shows rows to whoever asks, and goes with a loopback address only.")
    valid = only_spec(spec)
    options = Options(
        keys=Keys(jwe=_content(jwe_key)),
        secrets=Secrets(salt=_content(hash_salt), key=_content(hash_key)),
        limit=max_body,
        expose_rows=expose_rows,
        behind_proxy=behind_proxy,
        log=_say,
    )
    _run(valid, select, _store(store or f"sqlite:{valid.product}-rows.db"), options, (host, port))


def _content(path: Path | None) -> bytes:
    if path is None:
        return b""
    try:
        content = path.read_bytes()
    except OSError as error:
        raise click.ClickException(f"{path} cannot be read: {reason_of(error)}.") from error
    if not content:
        raise click.ClickException(f"{path} is empty.")
    return content


def _store(address: str) -> Store:
    from telemetry_spec.receiver import stores
    from telemetry_spec.wire.extras import MissingExtraError

    try:
        return stores.make(address)
    except KeyError:
        message = (
            f"{address.partition(':')[0]!r} is no kind of store. Write sqlite:PATH or postgresql://USER@HOST/NAME."
        )
        raise click.BadParameter(message, param_hint="'--store'") from None
    except MissingExtraError as error:
        raise click.ClickException(str(error)) from error


def _run(spec: Spec, select: str, store: Store, options: Options, address: tuple[str, int]) -> None:
    import asyncio

    from telemetry_spec.receiver.app import Receiver
    from telemetry_spec.receiver.stores.base import StoreError
    from telemetry_spec.wire.extras import MissingExtraError

    try:
        receiver = Receiver(spec, store, select=select, options=options)
        _check(receiver)
        with receiver:
            asyncio.run(_serve(receiver, *address))
    except KeyError:
        known = ", ".join(f"`{source.id}`" for source in spec.live_sources())
        message = f"There is no source `{select}` that is sent. There are: {known}."
        raise click.BadParameter(message, param_hint="'--select'") from None
    except (StoreError, MissingExtraError) as error:
        raise click.ClickException(str(error)) from error
    seen = receiver.counts
    taken = f"{counted(seen.accepted, 'request')} accepted with {counted(seen.rows, 'row')}"
    _say(f"stopped: {taken}, {seen.refused:,} refused")


def _check(receiver: Receiver) -> None:
    """Say what is missing before anything is lost for want of it."""
    from telemetry_spec.receiver.app import ROWS
    from telemetry_spec.receiver.needs import lacking, unknowable

    if not receiver.routes.all:
        raise click.UsageError("Nothing in this spec is sent any more, so there is nothing to receive.")
    if receiver.options.expose_rows and receiver.routes.at(ROWS):
        raise click.UsageError(f"A destination has the path {ROWS}, so that `--expose-rows` cannot have it.")
    missing = list(lacking(receiver.routes, receiver.options))
    if missing:
        how = "Give --jwe-key, --hash-key or --hash-salt, or choose another source with --select."
        raise click.UsageError(" ".join([*missing, how]))
    for selector in unknowable(receiver.routes):
        _say(f"Warning: this receiver has no way to know `{selector}`: rows will lack it.")


async def _serve(receiver: Receiver, host: str, port: int) -> None:
    import asyncio
    import signal

    from telemetry_spec.wire.server import Limits, Server, Settings

    limits = Limits(body=receiver.options.limit)
    server = Server(receiver, Settings(host=host, port=port, limits=limits, observe=_tell))
    try:
        await server.start()
    except OSError as error:
        reason = reason_of(error)
        raise click.ClickException(f"Cannot listen on {host}, port {port}: {reason}.") from error
    stopped = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    _announce(receiver, server)
    await stopped.wait()
    await server.stop()


def _tell(sight: Sight) -> None:
    """Say what went wrong here: whoever sent the request can do nothing about it."""
    if sight.kind == "failed":
        _say(f"Error: a request was answered with 500: {sight.detail}. Please report it to our maintainers.")


def _announce(receiver: Receiver, server: Server) -> None:
    if not _is_loopback(server.host):
        _say(
            f"Warning: {server.host} can be reached from other machines, and nothing here is encrypted. "
            "Let a server that speaks HTTPS stand in front of it."
        )
    _say(f"listening on {server.url}")
    for route in receiver.routes.all:
        names = ", ".join(dict.fromkeys(target.source.id for target in route.targets))
        _say(f"  {route.destination.method} {server.url}{route.path} takes {names}")


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _say(text: str) -> None:
    click.echo(text, err=True)
