"""`telemetry-spec init`: begin a spec."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Final

import click

from telemetry_spec.model.failure import reason_of
from telemetry_spec.reading.folders import is_folder

_SUFFIX: Final = ".telemetry.yaml"
_EDITOR_SCHEMA: Final = "telemetry-spec.schema.json"
_MAX_PRODUCT: Final = 120
_PRODUCT: Final = re.compile(rf"[A-Za-z_][A-Za-z0-9_-]{{0,{_MAX_PRODUCT - 1}}}")

#: Lints clean, so that the first finding is about something the maintainer wrote.
_STARTER: Final = """\
telemetry_spec: 1
product: PRODUCT
title: TITLE
version: "1"
consent: opt-out
notice:
  summary: When it starts, the program says which version of it runs on which kind of system.
  purpose: To see which versions and systems are in use.
  operator: OPERATOR
  privacy_policy: https://example.com/privacy
  access: The people who work on the program; nobody else.
  retention: 13 months, then deleted.
never_collected:
  - {description: Addresses of people and machines., forbids: [email, ip_address]}
destinations:
  main: {url: "https://telemetry.example.com/v1", description: Receives all events.}
opt_outs:
  variable: {kind: env, variable: VARIABLE, values: ["0", "false"], disables: [app]}
sources:
  app:
    description: The program itself.
    events:
      start:
        description: The program has started.
        destination: main
        trigger: [{on: startup}]
        fields:
          version: {type: version, description: The version of the program.}
          os: {enum: [linux, macos, windows], description: The kind of operating system.}
"""


@click.command()
@click.argument("spec", metavar="SPEC", type=click.Path(path_type=Path))
@click.option("--editor", is_flag=True, help="Also write the schema that gives completion in editors, beside it.")
def command(spec: Path, *, editor: bool) -> None:
    """Begin a spec: write a small one, to be changed.

    SPEC is the file to write, PRODUCT.telemetry.yaml, or PRODUCT alone, to which the ending is added.
    """
    from telemetry_spec.language.editor import editor_schema_text

    product = spec.name.removesuffix(_SUFFIX)
    if not _PRODUCT.fullmatch(product) or (product == spec.name and is_folder(spec)):
        raise click.UsageError(_no_name(spec))
    spec = spec.with_name(product + _SUFFIX)
    line = f"# yaml-language-server: $schema={_EDITOR_SCHEMA}\n" if editor else ""
    _write(spec, line + _filled(product))
    click.echo(f"Wrote {spec}. Change it, and run `telemetry-spec lint {spec}`.")
    schema = spec.with_name(_EDITOR_SCHEMA)
    if editor and not schema.exists():
        _write(schema, editor_schema_text())
        click.echo(f"Wrote {schema}, which the first line of the spec names to editors.")


def _no_name(spec: Path) -> str:
    """Say what is wrong with a path, and what to write instead."""
    if is_folder(spec):
        return f"{str(spec)!r} is a folder. Name the file to write: {str(spec / ('PRODUCT' + _SUFFIX))!r}."
    likely = re.sub(r"\.(telemetry|ya?ml|json)\b", "", spec.name)
    likely = re.sub(r"[^A-Za-z0-9_-]+", "-", likely).strip("-")[: _MAX_PRODUCT - 1] or "PRODUCT"
    likely = likely if _PRODUCT.fullmatch(likely) else f"_{likely}"
    instead = spec.with_name(likely + _SUFFIX)
    return (
        f"{spec.name!r} is no name for a spec: write {str(instead)!r}. The part before {_SUFFIX} is made of letters, "
        "digits, `_` and `-`, and does not begin with a digit."
    )


def _filled(product: str) -> str:
    words = re.sub(r"[_-]+", " ", product).strip() or product
    return (
        _STARTER.replace("PRODUCT", json.dumps(product))
        .replace("TITLE", json.dumps(words.title()))
        .replace("OPERATOR", json.dumps(f"The makers of {words.title()}"))
        .replace("VARIABLE", re.sub(r"\W", "_", product).upper()[:100] + "_TELEMETRY")
    )


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except (OSError, ValueError) as error:
        if isinstance(error, FileExistsError) and path.exists():
            raise click.ClickException(f"{path} is there already, and nothing is overwritten.") from error
        raise click.ClickException(f"{path} cannot be written: {reason_of(error)}.") from error
