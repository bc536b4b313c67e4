"""What a receiver has to be given before it can do what a spec says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.model.selector import source_fields
from telemetry_spec.transforms.row import is_knowable
from telemetry_spec.wire import encodings
from telemetry_spec.wire.encodings.base import UndecodableError, UnencodableError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.receiver.app import Options
    from telemetry_spec.receiver.routes import Routes


def lacking(routes: Routes, options: Options) -> Iterator[str]:
    """Yield a sentence for each thing that is missing: without it some requests could not be taken.

    Raises:
        MissingExtraError: An encoding needs a library that is not installed.
    """
    for route in routes.all:
        destination = route.destination
        try:
            text = encodings.encode(b"{}", destination.encoding, options.keys)
            encodings.decode(text, destination.encoding, options.keys, len(text) + 64)
        except UnencodableError as error:
            yield f"The destination `{destination.id}` cannot be read. {error}"
        except UndecodableError:
            yield f"The destination `{destination.id}` cannot be read. The key does not decrypt: give the private one."
    for selector, mode in _hashes(routes):
        if mode == "salted" and not options.secrets.salt:
            yield f"`{selector}` is stored as a salted hash, and no salt is given."
        if mode == "keyed" and not options.secrets.key:
            yield f"`{selector}` is stored as a keyed hash, and no key is given."


def unknowable(routes: Routes) -> Iterator[str]:
    """Yield the selectors of received fields that this receiver has no way to fill, and that may not be absent."""
    received = {
        id(member): member for source in routes.sources for event in source.live_events() for member in event.received
    }
    for source in routes.sources:
        for selector, member in source_fields(source):
            if id(member) in received and not member.removed and not is_knowable(member):
                yield selector


def _hashes(routes: Routes) -> Iterator[tuple[str, str]]:
    for source in routes.sources:
        for selector, member in source_fields(source):
            for step in member.transforms:
                if step.kind == "hash" and step.at == "receiver" and not member.removed:
                    yield selector, step.mode
