"""Opt-outs of kind `env`: an environment variable with exact values, or with any value but the empty one."""

from __future__ import annotations

from telemetry_spec.optouts._variable import variable_kind

KIND = variable_kind(lambda opt_out: str(opt_out.settings["variable"]), speaks_for=True)
