"""The pages of the codes that checking payloads raises."""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

CODES: Final[dict[str, Page]] = {}
