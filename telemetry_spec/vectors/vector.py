"""What a vector is: a payload with a name that lasts, and what a receiver should make of it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from telemetry_spec.model.result import Level
    from telemetry_spec.model.shape import Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Vector:
    """One payload, or one whole request body, with the verdict on it.

    `id` is made of the place in the spec, the constraint and the operator, and stays the same when other things in the
    spec change. A vector that is not `valid` violates exactly one obligation: `keyword` at `pointer` (RFC 6901; for an
    absent field the object that lacks it), and `selector` names the field. `keyword` is JSON Schema's, or for what is
    wrong with the text as JSON the code of `telemetry-spec check`, such as `payload-not-utf8`.

    `level` is `dialect` where implementations differ and RFC 8259 lets them. `text` is what to send. With `is_raw` it
    may be no JSON at all, or be written in a way that a JSON value cannot hold.
    """

    id: str
    valid: bool
    level: Level
    selector: str
    pointer: str
    keyword: str
    description: str
    text: bytes
    is_raw: bool = False

    @property
    def payload(self) -> Json:
        """Return the payload, a new one each time. Raises ValueError for raw vectors, which are bytes only."""
        if self.is_raw:
            raise ValueError(self.id)
        value: Json = json.loads(self.text)
        return value

    @property
    def raw(self) -> bytes | None:
        """Return the bytes of a raw vector, None for the others."""
        return self.text if self.is_raw else None


@dataclass(frozen=True, slots=True)
class Frame:
    """What makes a whole request body of a payload: the text before it and after it, which may both be empty."""

    before: bytes = b""
    after: bytes = b""

    def around(self, text: bytes) -> bytes:
        """Return a request body that holds a payload."""
        return self.before + text + self.after


def written(value: Any) -> bytes:  # noqa: ANN401  any JSON value
    """Write a value as JSON in UTF-8, without spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
