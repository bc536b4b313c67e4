"""Opt-outs of kind `code`: a property or an option in the user's code. Only the program itself knows of it."""

from __future__ import annotations

from telemetry_spec.optouts._answers import ANSWERED as KIND

__all__ = ["KIND"]
