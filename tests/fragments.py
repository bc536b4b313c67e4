"""Completes the examples on pages, which show only what matters, to whole specs."""

from __future__ import annotations

import re

#: What a valid spec has at least. An example's own top-level keys take the place of these.
BASE = """\
telemetry_spec: 1
product: acme
title: Acme
version: "1"
consent: opt-out
notice: {summary: Acme says when it starts.}
sources:
  app:
    events:
      start: {fields: {id: {type: uuid}}}
"""

_TOP_LEVEL = re.compile(r"^(\w+):.*\n(?:[ \n].*\n?)*", re.MULTILINE)


def completed(fragment: str) -> str:
    """Return a whole spec with the fragment in it."""
    own = {block[1] for block in _TOP_LEVEL.finditer(fragment)}
    rest = "".join(block[0] for block in _TOP_LEVEL.finditer(BASE) if block[1] not in own)
    return rest + fragment
