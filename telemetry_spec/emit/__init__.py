"""What comes out of a spec: one output per file or folder, whose name with hyphens is the name of the target."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec import registry

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.emit.base import Options
    from telemetry_spec.model.spec import Spec

_PACKAGE = "telemetry_spec.emit"


def names() -> tuple[str, ...]:
    """Return the targets there are."""
    return tuple(name.replace("_", "-") for name in registry.names(_PACKAGE))


def emit(spec: Spec, target: str, options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the files of a target as relative paths and contents. Raises KeyError for a target that there is not."""
    if target not in names():
        raise KeyError(target)
    yield from registry.load(_PACKAGE, target.replace("-", "_")).emit(spec, options)
