"""Values of options of `conform`: one that means nothing is told before anything runs, with what to write."""

from __future__ import annotations

import os
import re
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import click

from telemetry_spec.model.failure import reason_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

#: Some programs read variables with slashes and the like in their names; nobody writes spaces in one.
_VARIABLE: Final = re.compile(r"[^\s=]+")
#: A name of the name service; `_` is not allowed in names of hosts, and is there (RFC 1123, section 2.1, RFC 8552).
_HOST: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*", re.IGNORECASE)
_URL: Final = re.compile(r"\{url:([^{}]*)\}")
_DURATION: Final = re.compile(r"([0-9]+(?:\.[0-9]+)?)(ms|s|m|h)?")
_UNITS: Final = {"": 1.0, "ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


class Seconds(click.ParamType[float]):
    """A duration such as `2s`, `500ms` or `1m`; a number alone is in seconds."""

    name = "duration"

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the seconds. Fails on what is no duration."""
        if isinstance(value, float):
            return value
        match = _DURATION.fullmatch(str(value).strip())
        if match is None:
            self.fail(f"{value!r} is no duration. Write one such as `2s`, `500ms` or `1m`.", param, ctx)
        return float(match[1]) * _UNITS[match[2] or ""]


def hosts(texts: Iterable[str], option: str) -> frozenset[str]:
    """Return hosts, in lower case. Raises click.UsageError for what is none, such as an address of the web."""
    return frozenset(_host(text, option) for text in texts)


def _host(text: str, option: str) -> str:
    host = text.strip().lower().rstrip(".")
    if _HOST.fullmatch(host) or _is_ip(host):
        return host
    within = _within(host)
    instead = f"`{within}`" if within else "a host, such as `updates.example.org`,"
    raise click.BadParameter(f"Write {instead} instead of {text!r}.", param_hint=f"'{option}'")


def _within(text: str) -> str:
    """Return the host in an address, or in `host:port`, or ""."""
    try:
        host = urlsplit(text if "://" in text else f"//{text}").hostname or ""
    except ValueError:
        return ""
    return host if _HOST.fullmatch(host) or _is_ip(host) else ""


def _is_ip(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def variables(texts: Iterable[str]) -> dict[str, str]:
    """Return the variables that `--env` sets or passes on. Raises click.UsageError for what names none."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not _VARIABLE.fullmatch(name):
            raise click.BadParameter(f"Write NAME or NAME=VALUE instead of {_shown(text)}.", param_hint="'--env'")
        if equals or name in os.environ:
            found[name] = value if equals else os.environ[name]
    return found


def _shown(text: str) -> str:
    """Return the name in `NAME=VALUE`, without the value, which may be secret."""
    name, equals, _ = text.partition("=")
    return repr(f"{name}=..." if equals else name)


def endpoint_variables(texts: Iterable[str]) -> dict[str, str]:
    """Return which variables name which destination. Raises click.UsageError for what names no variable."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, which = text.partition("=")
        if not _VARIABLE.fullmatch(name) or (equals and not which):
            raise click.BadParameter(f"Write NAME or NAME=ID instead of {text!r}.", param_hint="'--endpoint-env'")
        found[name] = which
    return found


def check_destinations(variables: Iterable[str], command: Iterable[str], known: Collection[str]) -> None:
    """Raise click.UsageError if a variable or the command line names a destination that is not known."""
    for option, which in (*(("--endpoint-env", one) for one in variables if one), *_named(command)):
        if which not in known:
            ids = ", ".join(f"`{one}`" for one in known if one)
            help_text = f"Write one of {ids}" if ids else "The spec declares no address: write no ID"
            hint = f"'{option}'" if option else "'COMMAND'"
            raise click.BadParameter(f"There is no destination `{which}` to send to. {help_text}.", param_hint=hint)


def _named(command: Iterable[str]) -> Iterator[tuple[str, str]]:
    for word in command:
        yield from (("", which) for which in _URL.findall(word))


def longer_than_zero(seconds: float, option: str) -> float:
    """Return a time. Raises click.UsageError if it is none at all."""
    if seconds <= 0:
        raise click.BadParameter("Write a time longer than 0, such as `60s`.", param_hint=f"'{option}'")
    return seconds


def key(path: str, option: str) -> bytes:
    """Return what is in a key file, nothing without a path. Raises click.UsageError if it holds no private key."""
    try:
        content = Path(path).read_bytes() if path else b""
    except OSError as error:
        message = f"{path} cannot be read: {reason_of(error, 'it is no file')}."
        raise click.BadParameter(message, param_hint=f"'{option}'") from error
    if path and find_spec("joserfc") is not None:  # else the run says that it is needed
        _check_key(content, path, option)
    return content


def _check_key(content: bytes, path: str, option: str) -> None:
    from telemetry_spec.wire.encodings.jwe import key_of

    try:
        found = key_of(content)
    except ValueError:
        message = f"{path} holds no key. Give a private key as PEM or as a JWK (RFC 7517)."
        raise click.BadParameter(message, param_hint=f"'{option}'") from None
    keys = found.keys if isinstance(getattr(found, "keys", None), list) else [found]
    if not any(one.is_private for one in keys):
        message = f"{path} holds a public key, which decrypts nothing. Give the private one."
        raise click.BadParameter(message, param_hint=f"'{option}'")
