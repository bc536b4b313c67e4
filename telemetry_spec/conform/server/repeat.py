"""One command that sends the same request again."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.run import quoted

if TYPE_CHECKING:
    from telemetry_spec.wire.message import Request

#: Characters of a command: a longer line fills the screen of whoever looks for what is wrong.
_LONGEST: Final = 1000


def curl(request: Request, hidden: tuple[str, ...] = (), *, twice: bool = False) -> str:
    """Return a `curl` command line for a POSIX shell, or "" where it would be too long.

    `hidden` are names of headers that are sent as well, and whose values are secret. `twice` sends the request a second
    time on the same connection.
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
    line = before + " ".join([*words, *[quoted(request.url)] * (2 if twice else 1)])
    return line if len(line) <= _LONGEST else ""


def _text(body: bytes) -> str | None:
    """Return a body as an argument of a command, or None where it cannot be one: `@` would name a file."""
    try:
        text = body.decode("ascii")
    except UnicodeDecodeError:
        return None
    return text if text.isprintable() and not text.startswith("@") else None
