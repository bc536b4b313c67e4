"""`telemetry-spec conform`: test a running client or server against a spec. What can be tested lies in `_conform/`."""

from __future__ import annotations

import click

from telemetry_spec.cli._app import App


class _Sides(App):
    """Finds what can be tested."""

    package = "telemetry_spec.cli._conform"


@click.group(cls=_Sides)
def command() -> None:
    """Test a running client or server against a spec.

    Exit codes: 0 all required checks passed, 1 one failed or could not be decided, 2 wrong usage, 3 unreadable or
    invalid spec or input, 4 a bug of ours.
    """
