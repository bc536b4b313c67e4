"""Opt-outs of kind `signal`: DO_NOT_TRACK in the environment; GPC and DNT in a browser's requests.

A signal is a wish not to be tracked. Its absence, or another value, is no wish to be tracked: it never says `on`.
DO_NOT_TRACK: https://consoledonottrack.com; Sec-GPC: https://www.w3.org/TR/gpc/.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from telemetry_spec.optouts._answers import ANSWERED
from telemetry_spec.optouts._variable import variable_kind
from telemetry_spec.optouts.base import Kind, Launch, Seen, Try, World

if TYPE_CHECKING:
    from telemetry_spec.model.spec import OptOut

_VARIABLE = variable_kind(lambda opt_out: str(opt_out.settings["signal"]), speaks_for=False)


def _kind(opt_out: OptOut) -> Kind:
    return _VARIABLE if opt_out.settings["signal"] == "DO_NOT_TRACK" else ANSWERED


def _look(opt_out: OptOut, world: World) -> Seen:
    seen = _kind(opt_out).look(opt_out, world)
    return seen if seen.state == "off" else replace(seen, state="silent")


def _carry_out(opt_out: OptOut, launch: Launch) -> Launch | None:
    return _kind(opt_out).carry_out(opt_out, launch)


def _contrary(opt_out: OptOut, launch: Launch) -> Launch | None:  # noqa: ARG001  every kind has this signature
    return None


def _near(opt_out: OptOut) -> list[Try]:
    return _kind(opt_out).near(opt_out)


def _undo(opt_out: OptOut) -> str:
    if _kind(opt_out) is _VARIABLE:
        return _VARIABLE.undo(opt_out)
    return "Change the browser's privacy settings, so that it does not send the header."


KIND = Kind(look=_look, carry_out=_carry_out, contrary=_contrary, near=_near, undo=_undo, consents=lambda _: False)
