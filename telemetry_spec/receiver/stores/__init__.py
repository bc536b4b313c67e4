"""Where rows are kept, one kind of store a file: the file's name is the scheme of its addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from telemetry_spec import registry

if TYPE_CHECKING:
    from telemetry_spec.receiver.stores.base import Store

_ALIASES: Final = {"postgres": "postgresql"}


def names() -> tuple[str, ...]:
    """Return the schemes of all kinds of stores, sorted."""
    return registry.names(__name__)


def make(address: str) -> Store:
    """Return the store at an address, such as `sqlite:PATH`. It is opened later.

    Raises:
        KeyError: There is no kind of store of that scheme.
        MissingExtraError: It needs a library that is not installed.
    """
    scheme = address.partition(":")[0].lower()
    store: Store = registry.load(__name__, _ALIASES.get(scheme, scheme)).open_store(address)
    return store
