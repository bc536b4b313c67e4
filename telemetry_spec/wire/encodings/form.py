"""Names and values as forms send them (URL Standard, `application/x-www-form-urlencoded`).

A form holds texts only. Numbers, true and false are written as JSON writes them, and come back as texts.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final
from urllib.parse import parse_qsl, urlencode

from telemetry_spec.wire import jsontext
from telemetry_spec.wire.encodings.base import Step, UndecodableError, UnencodableError, bounded

if TYPE_CHECKING:
    from telemetry_spec.wire.encodings.base import Keys

MEDIA_TYPE: Final = "application/x-www-form-urlencoded"
_MAX_FIELDS: Final = 10_000


def pairs(data: bytes) -> list[tuple[str, str]]:
    """Return the names and values of a form, in order. Raises UndecodableError."""
    try:
        text = data.decode("utf-8")
        return parse_qsl(text, keep_blank_values=True, errors="strict", max_num_fields=_MAX_FIELDS)
    except UnicodeDecodeError:
        raise UndecodableError("not-utf8", "The form is not UTF-8.") from None
    except ValueError:
        raise UndecodableError("not-form", f"The form has more than {_MAX_FIELDS} fields.") from None


def _encode(data: bytes, _: Keys) -> bytes:
    try:
        members = jsontext.members(data.decode("utf-8"))
        found = [(name, _text(json.loads(value))) for name, value in members]
        return urlencode(found).encode()
    except UnicodeError:
        raise UnencodableError("A form is UTF-8, and this text is not.") from None
    except (ValueError, RecursionError):
        raise UnencodableError("A form holds an object of texts, and this is none.") from None


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, bool | int | float):
        return json.dumps(value)
    raise ValueError


def _decode(data: bytes, _: Keys, limit: int) -> bytes:
    members = (f"{json.dumps(name)}:{json.dumps(value)}" for name, value in pairs(bounded(data, limit)))
    return f"{{{','.join(members)}}}".encode()


STEP = Step(encode=_encode, decode=_decode, content_type=MEDIA_TYPE)
