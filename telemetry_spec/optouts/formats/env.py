"""Files of environment variables (`.env`): `KEY=value` lines, comments after `#`. All values are texts."""

from __future__ import annotations

from telemetry_spec.optouts.formats.properties import FORMAT

__all__ = ["FORMAT"]
