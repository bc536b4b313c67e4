"""What the public page says, for programs: `telemetry.json`, as `schemas/telemetry.schema.json` describes it.

`parts` says what there is and what it means, `schema` makes the JSON Schema of that, `make` and `fields` fill it in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.emit.base import Options, json_bytes
from telemetry_spec.emit.telemetry_json.make import document_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from telemetry_spec.model.change import Release
    from telemetry_spec.model.spec import Spec


def emit(spec: Spec, options: Options) -> Iterator[tuple[str, bytes]]:
    """Yield the document of a product."""
    yield f"{spec.product}/telemetry.json", json_bytes(document(spec, options.releases.get(spec.product, ())))


def document(spec: Spec, history: Sequence[Release] = ()) -> dict[str, Any]:
    """Return the document of a product as JSON. What a spec says nothing about is left out.

    `history` are the versions of the spec, newest first; without any, the document has no `history`.
    """
    found = document_of(spec, history).model_dump(mode="json", by_alias=True, exclude_defaults=True)
    return dict(found)
