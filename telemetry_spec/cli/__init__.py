"""The command line: one command per file, and the file's stem is the command's name."""

from __future__ import annotations

from telemetry_spec.cli._app import main

__all__ = ["main"]
