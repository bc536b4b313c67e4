"""Routes: which event goes where, and at which address the server under test stands for that."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit, urlunsplit

from telemetry_spec.model.selector import covers, event_selector
from telemetry_spec.model.spec import Destination

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from telemetry_spec.model.spec import Event, Source, Spec

_SCHEMES: Final = ("http", "https")


class UrlError(ValueError):
    """An address cannot be used; the text says why."""


@dataclass(frozen=True, slots=True)
class Route:
    """An event on its way to a destination, whose `url` is already that of the server under test.

    `main` says that it is the event's first destination, `first` that it is the first event of its destination.
    """

    source: Source
    event: Event
    destination: Destination
    main: bool
    first: bool

    @property
    def selector(self) -> str:
        """Return `source.event`."""
        return event_selector(self.source, self.event)

    @property
    def place(self) -> str:
        """Return what names the destination in ids: its own id, or the source where the spec declares none."""
        return self.destination.id or self.source.id


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where the server under test stands for the destinations of a spec.

    `base` stands for all that `named` does not. Without a path it takes each destination's own path; with one it stands
    for a single destination as it is.
    """

    base: str = ""
    named: Mapping[str, str] | None = None

    def of(self, destination: Destination, *, alone: bool) -> str:
        """Return the address for a destination. `alone` says that it is the only one.

        Raises:
            UrlError: Nothing stands for it.
        """
        if self.named and destination.id in self.named:
            return self.named[destination.id]
        if not self.base:
            raise UrlError(f"No address stands for the destination `{destination.id}`: add --url {destination.id}=URL.")
        base, own = urlsplit(self.base), urlsplit(destination.url)
        if base.path.strip("/") or base.query:
            if not alone:
                raise UrlError(
                    "An address with a path stands for one destination, and there are several: write "
                    f"--url {destination.id}=URL for each, or give --url without a path."
                )
            return self.base
        return urlunsplit((base.scheme, base.netloc, own.path or base.path or "/", own.query, ""))


def addresses_of(given: Sequence[str], spec: Spec) -> Addresses:
    """Read what `--url` was given: `URL` for all destinations, `ID=URL` for one.

    Raises:
        UrlError: It is no address, or names no destination.
    """
    base, named = "", {}
    for text in given:
        name, _, url = text.partition("=")
        if name in spec.destinations:
            named[name] = checked(url)
        elif "://" in name or "=" not in text:
            if base:
                raise UrlError("Only one address can stand for all destinations: write ID=URL for the others.")
            base = checked(text)
        else:
            listed = ", ".join(spec.destinations) or "none"
            raise UrlError(f"There is no destination `{name}`. There are: {listed}.")
    return Addresses(base, named)


def checked(url: str) -> str:
    """Return an address of a server, without a fragment.

    Raises:
        UrlError: It is none, or holds a name and a password.
    """
    try:
        parts = urlsplit(url)
        usable = parts.scheme in _SCHEMES and bool(parts.hostname) and parts.port != 0
    except ValueError:
        parts, usable = urlsplit(""), False
    if not usable or not url.isascii() or not url.isprintable() or " " in url:
        raise UrlError("This is no address of a server. Write one such as http://127.0.0.1:8000.")
    if "@" in parts.netloc:
        raise UrlError("A name and a password in an address are not used. Give --header 'Authorization: Basic ...'.")
    return urlunsplit(parts._replace(fragment=""))


def routes_of(spec: Spec, addresses: Addresses, select: str = "") -> tuple[Route, ...]:
    """Return the routes of a source, of an event, or with "" of the whole spec.

    Raises:
        UrlError: No address stands for a destination.
    """
    pairs = [
        (source, event)
        for source, event in spec.live_events()
        if not select or covers(select, event_selector(source, event))
    ]
    urls = {spec.destinations[name].url for _, event in pairs for name in event.destinations}
    return tuple(_routes(spec, pairs, addresses, alone=len(urls) <= 1))


def _routes(spec: Spec, pairs: Sequence[tuple[Source, Event]], addresses: Addresses, *, alone: bool) -> Iterator[Route]:
    seen: set[str] = set()
    for source, event in pairs:
        declared = [spec.destinations[name] for name in event.destinations] or [_undisclosed(source)]
        for index, destination in enumerate(declared):
            key = destination.id or f" {source.id}"
            url = addresses.of(destination, alone=alone)
            yield Route(source, event, replace(destination, url=url), main=index == 0, first=key not in seen)
            seen.add(key)


def _undisclosed(source: Source) -> Destination:
    """Return what stands for the destination of a spec that gives none: JSON in the body of a POST."""
    return Destination(id="", url="", method="POST", encoding=("json",), span=source.span)


def selectors(spec: Spec) -> frozenset[str]:
    """Return the sources and events that can be chosen."""
    return frozenset(
        name for source, event in spec.live_events() for name in (source.id, event_selector(source, event))
    )
