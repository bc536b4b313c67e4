"""`telemetry-spec diff`: what a newer version of a spec collects more, less or otherwise."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._run import STANDARD_INPUT, Run, reporting

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding


@click.command()
@click.argument("spec", metavar="[OLD] SPEC")
@click.argument("newer", metavar="", default="")
@click.option(
    "--since",
    metavar="REVISION",
    default="",
    help="Compare with the spec at this tag, branch or commit of git.",
)
@reporting
def command(run: Run, spec: str, newer: str, since: str) -> None:
    """Say what a newer version of a spec collects more or less.

    Give the older spec and the newer one, or the newer one and `--since`. Wider collection is a warning, and so gives
    exit code 1: more that leaves, more often or closer to a person, or fewer ways out. So does a `version` that stayed.
    Other changes are notes. Words alone, such as descriptions, are no change.
    """
    if bool(newer) == bool(since):
        raise click.UsageError("Give two specs, the older one first, or one spec and `--since REVISION`.")
    found = _between(run, spec, newer) if newer else _since(run, spec, since)
    counts = {code: sum(one.code == f"collection-{code}" for one in found) for code in ("widens", "narrows", "changes")}
    run.summary.clean = "no change of what is collected"
    run.summary.facts |= counts
    run.end(found)


def _between(run: Run, older: str, newer: str) -> list[Finding]:
    """Compare two files or folders."""
    from telemetry_spec import api

    specs, findings = run.specs([older, newer])
    if run.invalid:
        run.end(findings)
    old, new = specs
    if old.product != new.product:
        raise click.UsageError(f"These are specs of two products: `{old.product}` and `{new.product}`.")
    run.summary.subject = f"{older} and {newer}"
    return [*findings, *api.diff(old, new)]


def _since(run: Run, path: str, revision: str) -> list[Finding]:
    """Compare a file or a folder with what a revision of its repository holds."""
    from telemetry_spec import api
    from telemetry_spec.publish.comparison import GitError, all_new, at_revision

    if path == STANDARD_INPUT:
        raise click.UsageError("`--since` needs the file of the spec: standard input lies in no repository.")
    specs, findings = run.specs([path])
    if run.invalid:
        run.end(findings)
    run.summary.subject = f"{path} since {revision}"
    try:
        old = at_revision(specs[0], Path(path), revision)
    except GitError as error:
        raise click.ClickException(f"{error} {error.help}") from error
    if old is None:
        return [*findings, all_new(specs[0], revision)]
    if old.spec is None:
        run.invalid = True
        run.end(old.findings)
    return [*findings, *api.diff(old.spec, specs[0])]
