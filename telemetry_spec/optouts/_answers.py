"""What the kinds have in common that no program can see: somebody has to say what was chosen."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.optouts.base import Kind, Launch, Seen, State, Try, World

if TYPE_CHECKING:
    from telemetry_spec.model.spec import OptOut


def answered(opt_out: OptOut, world: World) -> Seen:
    """Return what the program itself knows of an opt-out."""
    answer = world.answers.get(opt_out.id)
    if answer is None:
        return Seen(state="silent", what="It cannot be seen from here.")
    state: State = "off" if answer else "on"
    return Seen(state=state, what=f"It was chosen that telemetry is {state}.")


def _no_launch(opt_out: OptOut, launch: Launch) -> Launch | None:  # noqa: ARG001  every kind has this signature
    return None


def _no_tries(opt_out: OptOut) -> list[Try]:  # noqa: ARG001  every kind has this signature
    return []


def _undo(opt_out: OptOut) -> str:
    return f"Take back what was chosen in {opt_out.instruction.where}."


ANSWERED = Kind(look=answered, carry_out=_no_launch, contrary=_no_launch, near=_no_tries, undo=_undo)
