"""Conformance vectors: payloads with a name that lasts and the verdict on each, for receivers and validators anywhere.

>>> from telemetry_spec import api
>>> from telemetry_spec.resources import schemas_dir
>>> spec = api.load(schemas_dir() / "flowforge.telemetry.yaml")
>>> found = {vector.id: vector for vector in vectors_of(spec, "platform.ping")}
>>> vector = found["platform.ping.os.arch/maxLength/above"]
>>> vector.valid, vector.pointer, vector.keyword
(False, '/os/arch', 'maxLength')
"""

from __future__ import annotations

from telemetry_spec.vectors.editor import breaks
from telemetry_spec.vectors.make import frame, selectors, unshown, vectors_of
from telemetry_spec.vectors.spots import replaced
from telemetry_spec.vectors.vector import Frame, Vector

__all__ = ["Frame", "Vector", "breaks", "frame", "replaced", "selectors", "unshown", "vectors_of"]
