"""`telemetry-spec build`: write what comes out of specs, or say whether what is there is up to date."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from telemetry_spec import emit, resources
from telemetry_spec.cli._folder import OutputFolder
from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, counted, reporting, usage_of, writing


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--out", metavar="DIR", type=OutputFolder(), required=True, help="The folder to write into.")
@click.option(
    "--target",
    "targets",
    metavar="NAME",
    multiple=True,
    help=f"Make this output only: {', '.join(emit.names())}. May be repeated.",
)
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a file is not up to date.")
@click.option(
    "--templates",
    metavar="DIR",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Templates of the public page that take the place of the built-in ones of the same name. Those lie in "
    f"{resources.templates_dir()}.",
)
@reporting
def command(
    run: Run, specs: tuple[str, ...], out: Path, targets: tuple[str, ...], templates: Path | None, *, check: bool
) -> None:
    """Write schemas, models, types, samples and public pages.

    Each product gets a folder of its own in DIR. Files that are up to date already stay untouched, and a run that fails
    leaves all files as they were. Files that no spec gives any more are named, and not deleted.
    """
    from telemetry_spec import api
    from telemetry_spec.model.finding import InvalidInputError

    again = _again(specs, out, targets, templates)

    valid, findings = run.specs(specs)
    run.summary.subject = counted(len(specs), "spec")
    if run.invalid:
        run.end(findings)
    try:
        with writing(), usage_of("--target"), progress(lambda: f"Building {counted(len(specs), 'spec')}"):
            built = api.build(valid, out, targets=targets, templates=templates, check=check, command=again)
    except InvalidInputError as error:
        run.refuse(error)
    run.wrote(built, out, check=check)
    run.end(built.findings)


def _again(specs: tuple[str, ...], out: Path, targets: tuple[str, ...], templates: Path | None) -> str:
    """Return the command that brings the files up to date."""
    words = ["telemetry-spec", "build", *specs, "--out", str(out)]
    for target in targets:
        words += ["--target", target]
    if templates is not None:
        words += ["--templates", str(templates)]
    return shlex.join(words)
