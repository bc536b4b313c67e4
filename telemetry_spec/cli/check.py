"""`telemetry-spec check`: hold payloads against a spec."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import click

from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, counted, named, reporting, usage_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.check.run import Check
    from telemetry_spec.model.finding import Finding

#: What could not be read at all: exit code 3, as for a spec.
_UNREADABLE: Final = frozenset({"unreadable-file", "payload-too-large"})
_UNSEEN_SHOWN: Final = 20


@click.command()
@click.argument("spec", metavar="SPEC")
@click.argument("payloads", metavar="PAYLOADS...", nargs=-1, required=True)
@click.option(
    "--select",
    metavar="SELECTOR",
    default="",
    help="What each payload is: `SOURCE`, a whole request body, or `SOURCE.EVENT`, one event by itself.  "
    "[default: the body of any source]",
)
@click.option("--stored", is_flag=True, help="The payloads are rows as stored, not as sent.")
@click.option(
    "--requests", is_flag=True, help="The payloads are whole requests: objects with `url`, `headers`, `body` ..."
)
@click.option("--show-values", is_flag=True, help="Show the values that are wrong. They may be private.")
@reporting
def command(
    run: Run, spec: str, payloads: tuple[str, ...], select: str, *, stored: bool, requests: bool, show_values: bool
) -> None:
    """Hold payloads against a spec.

    PAYLOADS are files and folders of JSON, lists of JSON or NDJSON, also compressed (`.gz`, `.zst`), or `-` for
    standard input.
    """
    from telemetry_spec import api

    named((spec, *payloads))
    if stored and requests:
        raise click.UsageError("Rows as stored are no requests: give `--stored` or `--requests`, not both.")
    run.show_values = show_values
    valid, findings = run.specs([spec])
    if not valid:
        run.summary.subject = "the spec"
        run.end(findings)
    with usage_of("--select"):
        check = api.checker(valid[0], select=select, stored=stored, requests=requests)
    run.end(_findings(run, check, payloads))


def _findings(run: Run, check: Check, payloads: tuple[str, ...]) -> Iterator[Finding]:
    with progress(lambda: f"{counted(check.summary.payloads, 'payload')} checked") as sign:
        for finding in check.findings(payloads):
            run.invalid |= finding.code in _UNREADABLE
            if run.summary.shows_more():
                sign.stop()
                yield finding
                sign.start()
            else:
                yield finding
    _sum_up(run, check)


def _sum_up(run: Run, check: Check) -> None:
    seen = check.summary
    run.summary.subject = f"{counted(seen.payloads, 'payload')}, {seen.bad:,} bad"
    run.summary.facts |= {
        "payloads": seen.payloads,
        "bad": seen.bad,
        "seen": dict(seen.seen),
        "unseen": list(seen.unseen),
        "without_url": seen.without_url,
    }
    if seen.unseen and seen.payloads:
        shown = ", ".join(seen.unseen[:_UNSEEN_SHOWN])
        more = f" and {len(seen.unseen) - _UNSEEN_SHOWN:,} more" if len(seen.unseen) > _UNSEEN_SHOWN else ""
        run.summary.remarks.append(f"Declared, but never seen: {shown}{more}.")
    if seen.without_url:
        run.summary.remarks.append(
            f"{counted(seen.without_url, 'request')} without a `url`: where they went was not checked."
        )
