"""One command that sends the same request again."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.run import quoted

if TYPE_CHECKING:
    from telemetry_spec.wire.message import Request

#: Bytes: nobody copies a longer line.
_LONGEST: Final = 6000


def curl(request: Request, hidden: tuple[str, ...] = ()) -> str:
    """Return a `curl` command line for a POSIX shell, or "" where the body is too long for one.

    `hidden` are names of headers that are sent as well, and whose values are secret.
    """
    if len(request.body) > _LONGEST or len(request.url) > _LONGEST:
        return ""
    words = ["curl", "-sS", "-i", "-X", request.method]
    for name, value in request.headers:
        words += ["-H", quoted(f"{name}: {value}")]
    if request.header("content-type") is None and request.body:
        words += ["-H", "'Content-Type:'"]  # or curl adds one of its own
    for name in hidden:
        words += ["-H", quoted(f"{name}: ...")]
    before = ""
    if request.body or request.method not in ("GET", "HEAD"):
        text = _text(request.body)
        if text is None:
            before = f"printf %s {base64.b64encode(request.body).decode()} | base64 -d | "
            words += ["--data-binary", "@-"]
        else:
            words += ["--data-binary", quoted(text)]
    return before + " ".join([*words, quoted(request.url)])


def _text(body: bytes) -> str | None:
    """Return a body as an argument of a command, or None where it cannot be one: `@` would name a file."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and not text.startswith("@") else None
