"""What every output shares: its options, and how JSON is written."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from telemetry_spec.model.change import Release


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a caller may choose.

    `templates` is a folder whose templates take precedence over the built-in ones. `docs_format` is one of the docs
    formats, `language` the code of a catalogue (RFC 5646), `words` a file whose words take precedence over it, and
    `level` the level of the title on the public page. `headings` are the styles of headings, from the top, of a file in
    which the page is to stand, where the docs format goes by them. `releases` are the versions of each product's spec,
    newest first.
    """

    templates: Path | None = None
    docs_format: str = "markdown"
    language: str = "en"
    words: Path | None = None
    level: int = 1
    headings: tuple[str, ...] = ()
    releases: Mapping[str, tuple[Release, ...]] = field(default_factory=dict)


def json_bytes(value: object) -> bytes:
    """Write a value as JSON for a file: indented, in the order given, ending in a line feed."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()
