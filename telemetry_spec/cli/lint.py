"""`telemetry-spec lint`: what is wrong with specs, and what an expert would say about them."""

from __future__ import annotations

import click

from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, counted, reporting, usage_of


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--select", metavar="SELECTOR", default="", help="Only what concerns this part of the spec.")
@reporting
def command(run: Run, specs: tuple[str, ...], select: str) -> None:
    """Say what is wrong with specs, and what could be better."""
    from telemetry_spec import api

    valid, findings = run.specs(specs)
    with usage_of("--select"), progress(lambda: f"Linting {counted(len(specs), 'spec')}"):
        for spec in valid:
            findings += api.lint(spec, select=select)
    run.summary.subject = counted(len(specs), "spec")
    run.summary.facts["specs"] = len(specs)
    run.end(findings)
