"""Web addresses."""

from __future__ import annotations

from telemetry_spec.fieldtypes.base import text_type

TYPE = text_type(
    "A web address in printable ASCII: `https://example.com/path`.",
    pattern="https?://[!-~]+",
    max_length=2000,
    examples=("https://example.com/path", "http://localhost:3000/"),
    near_misses=("example.com", "ftp://example.com/", "https://exa mple.com"),
)
