"""`telemetry-spec docs sync`: bring the blocks in pages of one's own up to date."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._docs._options import looks, pages_of
from telemetry_spec.cli._run import Run, counted, named, reporting, writing
from telemetry_spec.model.finding import InvalidInputError

if TYPE_CHECKING:
    from telemetry_spec.model.spec import Spec
    from telemetry_spec.publish.look import Look
    from telemetry_spec.publish.sync import Synced

#: Where specs are looked for when none is named.
_USUAL = (".", "schemas", "telemetry")


@click.command()
@click.argument("files", metavar="FILE...", nargs=-1, required=True)
@click.option(
    "--spec",
    "specs",
    metavar="SPEC",
    multiple=True,
    help="A spec that blocks are made from. May be repeated.  [default: every *.telemetry.yaml here, in schemas/ and "
    "in telemetry/]",
)
@click.option("--check", is_flag=True, help="Write nothing; show what differs, with exit code 1.")
@looks
@reporting
def command(run: Run, look: Look, files: tuple[str, ...], specs: tuple[str, ...], *, check: bool) -> None:
    """Bring marked blocks in your pages up to date.

    FILE is a Markdown, MDX, reStructuredText or HTML file, or a folder with such files. What stands between the markers
    is made from the spec; everything else stays as it is:

    \b
    <!-- telemetry-spec: refine.cli -->       Markdown, HTML
    {/* telemetry-spec: refine.cli */}        MDX
    .. telemetry-spec: refine.cli             reStructuredText

    The block ends with the same comment that holds `/telemetry-spec`. A marker names a product, or a part of its page:
    a source, an event, or one of notice, opt_outs, collected, destinations, never_collected, third_parties, options,
    access, history and picture. Behind it may stand `level=3` and `language=de`.
    """  # noqa: D301  the mark that click wants is the character itself
    named(files)
    found = specs or _found()
    if not found:
        raise click.UsageError("No `*.telemetry.yaml` lies here, in schemas/ or in telemetry/. Name it with `--spec`.")
    valid, findings = run.specs(found)
    run.summary.subject = counted(len(found), "spec")
    if run.invalid:
        run.end(findings)
    try:
        result = _synced(run, look, files, specs, valid)
    except InvalidInputError as error:
        run.refuse(error)
    _end(run, result, check=check)


def _found() -> tuple[str, ...]:
    paths = (path for place in _USUAL for path in sorted(Path(place).glob("*.telemetry.y*ml")))
    return tuple(path.as_posix() for path in paths)


def _synced(run: Run, look: Look, files: tuple[str, ...], specs: tuple[str, ...], valid: list[Spec]) -> Synced:
    from telemetry_spec.publish.look import again
    from telemetry_spec.publish.sync import sync

    command = again("sync", *files, *(f"--spec={path}" for path in specs), *look.told())
    result = sync(files, pages_of(run, look, valid, "markdown"), command)
    run.sources.allow(finding.span.file for finding in result.findings if finding.span is not None)
    run.invalid = any(finding.code == "unreadable-file" for finding in result.findings)
    return result


def _end(run: Run, result: Synced, *, check: bool) -> None:
    """Write what changed, unless something is wrong or it is only a check, and report."""
    from telemetry_spec import api

    stale = [finding for finding in result.findings if finding.code == "stale-block"]
    wrong = [finding for finding in result.findings if finding.code != "stale-block"]
    run.summary.subject = f"{counted(result.blocks, 'block')} in {counted(result.files, 'file')}"
    run.summary.facts |= {"blocks": result.blocks, "files": result.files, "stale": len(stale)}
    if check:
        run.summary.clean = "all up to date"
        if run.format == "text":
            for lines in result.stale.values():
                click.echo("\n".join(lines) + "\n")
        run.end(result.findings)
    if not wrong:
        with writing():
            api.replace_files(result.changed)
    run.summary.clean = f"{len(stale):,} renewed, {result.blocks - len(stale):,} unchanged"
    run.end(wrong)
