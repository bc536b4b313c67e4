"""`telemetry-spec sample`: payloads made from a spec, one on each line."""

from __future__ import annotations

import itertools
import json
import sys
from contextlib import nullcontext

import click

from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import counted, only_spec, usage_of


@click.command()
@click.argument("spec", metavar="SPEC")
@click.option(
    "--select", metavar="SELECTOR", default="", help="Payloads of this event, or request bodies of this source."
)
@click.option("-n", "--number", metavar="N", type=click.IntRange(min=1), default=1, show_default=True, help="How many.")
@click.option("--seed", metavar="K", type=int, default=0, show_default=True, help="The same seed, the same payloads.")
def command(spec: str, select: str, number: int, seed: int) -> None:
    """Write payloads made from a spec to standard output, as NDJSON."""
    from telemetry_spec import api

    valid = only_spec(spec)
    with usage_of("--select"):
        payloads = api.sample(valid, select=select, seed=seed)
    out = sys.stdout.buffer  # JSON is UTF-8, whatever the terminal's encoding
    made = 0
    # On a terminal the payloads themselves are the sign of life.
    with nullcontext() if sys.stdout.isatty() else progress(lambda: f"{counted(made, 'payload')} made"):
        for payload in itertools.islice(payloads, number):
            out.write(json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode() + b"\n")
            made += 1
    if not made:
        raise click.UsageError("Nothing in this spec is sent any more, so there is nothing to make payloads of.")
