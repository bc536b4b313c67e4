"""`telemetry-spec vectors`: payloads with the verdict on each, to test receivers and validators in any language."""

from __future__ import annotations

import shlex
import sys
from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._folder import OutputFolder
from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, counted, reporting, usage_of, writing

if TYPE_CHECKING:
    from pathlib import Path


@click.command()
@click.argument("spec", metavar="SPEC")
@click.option(
    "--select", metavar="SELECTOR", default="", help="Vectors of this event only, or of this source and its events."
)
@click.option("--out", metavar="DIR", type=OutputFolder(), help="The folder to write into.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a file in DIR is not up to date.")
@reporting
def command(run: Run, spec: str, select: str, out: Path | None, *, check: bool) -> None:
    """Write test payloads, each with the verdict on it.

    Each has an id that lasts, and violates one thing at most. There is one JSON file for each event, and one for each
    source's request body, in a folder of the product. Without --out they go to standard output, one after the other.
    """
    from telemetry_spec import api

    if check and out is None:
        raise click.UsageError("`--check` needs `--out DIR`: the folder with the files to check.")
    run.on_stderr = out is None
    valid, findings = run.specs([spec])
    if not valid:
        run.summary.subject = "the spec"
        run.end(findings)
    if out is None:
        with usage_of("--select"):
            texts = api.vector_files(valid[0], select=select)
        for text in texts.values():
            sys.stdout.buffer.write(text)  # JSON is UTF-8, whatever the terminal's encoding
        return
    with writing(), usage_of("--select"), progress(lambda: "Making vectors"):
        built = api.write_vectors(valid[0], out, select=select, check=check, command=_again(spec, select, out))
    run.wrote(built, out, check=check)
    run.summary.facts["unshown"] = list(built.unshown)
    if built.unshown:
        what = f"{counted(len(built.unshown), 'constraint')} without a vector: {', '.join(built.unshown)}."
        run.summary.remarks.append(f"{what} `telemetry-spec lint` says why.")
    run.end(built.findings)


def _again(spec: str, select: str, out: Path) -> str:
    """Return the command that brings the files up to date."""
    words = ["telemetry-spec", "vectors", spec, "--out", str(out)]
    return shlex.join([*words, "--select", select] if select else words)
