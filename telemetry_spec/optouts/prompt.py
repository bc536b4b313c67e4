"""Opt-outs of kind `prompt`: a question at set-up. Only the program itself knows of it."""

from __future__ import annotations

from telemetry_spec.optouts._answers import ANSWERED as KIND

__all__ = ["KIND"]
