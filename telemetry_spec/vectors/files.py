"""Vectors as files: JSON for any language, one file for each event and one for each source's request body."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

from telemetry_spec.model.selector import event_selector
from telemetry_spec.vectors.make import frame, vectors_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Event, Source, Spec
    from telemetry_spec.vectors.vector import Vector

SCHEMA = "urn:telemetry-spec:vectors"
FORMAT = 1


def files_of(spec: Spec, select: str = "") -> Iterator[tuple[str, bytes]]:
    """Yield paths and contents, as `schemas/vectors.schema.json` describes them.

    `select` is an event, a source for its body and all of its events, or "" for everything that is sent.
    """
    for source in spec.live_sources():
        if select in ("", source.id):
            yield f"{spec.product}/vectors/{source.id}.request.json", _text(_head(spec, source, None), spec, source)
        for event in source.live_events():
            name = event_selector(source, event)
            if select in ("", source.id, name):
                path = f"{spec.product}/vectors/{source.id}.{event.id}.payload.json"
                yield path, _text(_head(spec, source, event), spec, event)


def as_json(vector: Vector) -> dict[str, Any]:
    """Return a vector as the files hold it."""
    found: dict[str, Any] = {
        "id": vector.id,
        "valid": vector.valid,
        "level": vector.level,
        "description": vector.description,
        "selector": vector.selector,
    }
    if not vector.valid:
        found["violates"] = {"pointer": vector.pointer, "keyword": vector.keyword}
    if vector.raw is None:
        return found | {"payload": vector.payload}
    return found | {"raw": base64.b64encode(vector.raw).decode()}


def _head(spec: Spec, source: Source, event: Event | None) -> dict[str, Any]:
    events = source.live_events() if event is None else [event]
    answers = {spec.destinations[name].unknown_fields for one in events for name in one.destinations} - {""}
    around = frame(spec, event or source)
    return {
        "$schema": SCHEMA,
        "format": FORMAT,
        "product": spec.product,
        "version": spec.version,
        "selector": source.id if event is None else event_selector(source, event),
        "part": "body" if event is None else "payload",
        "unknown_fields": answers.pop() if len(answers) == 1 else "unstated",
        "before": around.before.decode(),
        "after": around.after.decode(),
    }


def _text(head: dict[str, Any], spec: Spec, part: Source | Event) -> bytes:
    """Write a file: the head, and one vector a line, so that differences are told vector by vector."""
    lines = [json.dumps(as_json(vector), ensure_ascii=False) for vector in vectors_of(spec, part)]
    start = json.dumps({**head, "vectors": []}, ensure_ascii=False, indent=2).removesuffix("[]\n}")
    return (start + "[\n" + ",\n".join(f"    {line}" for line in lines) + "\n  ]\n}\n").encode()
