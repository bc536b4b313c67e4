"""`telemetry-spec docs eject`: a copy of the built-in templates, or of the words, to start from."""

from __future__ import annotations

from pathlib import Path

import click

from telemetry_spec.cli._folder import OutputFolder
from telemetry_spec.cli._run import counted
from telemetry_spec.emit.docs import formats, words

_CHOICES = (*formats.names(), *(f"words-{language}" for language in words.languages()))


@click.command()
@click.argument("what", metavar="FORMAT", type=click.Choice(_CHOICES))
@click.argument("pieces", metavar="[PIECE]...", nargs=-1)
@click.option(
    "--out", metavar="DIR", type=OutputFolder(), default=Path("docs_templates"), show_default=True, help="Where to."
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def command(what: str, pieces: tuple[str, ...], out: Path, *, force: bool) -> None:
    """Copy built-in templates into a folder, to change them.

    FORMAT is markdown, mdx, rst or html, for its templates; or words-en or words-de, for the fixed words. PIECE names a
    template, such as `event`; without any, all are copied. Delete what you do not change: what your folder lacks is
    taken from the built-in templates, and so gets better with them.
    """
    from telemetry_spec import api
    from telemetry_spec.publish.look import again

    files = _files(what, pieces)
    there = [name for name in files if (out / name).exists()]
    if there and not force:
        raise click.ClickException(
            f"{out / there[0]} is there already. Give `--force` to replace it, or choose another folder with `--out`."
        )
    try:
        api.write(out, files)
    except api.OutputError as error:
        raise click.ClickException(str(error)) from error
    use = f"--words={out / next(iter(files))}" if what.startswith("words-") else f"--templates={out}"
    click.echo(f"{counted(len(files), 'file')} written to {out}. Use: {again('render', 'SPEC', use)}")


def _files(what: str, pieces: tuple[str, ...]) -> dict[str, bytes]:
    from telemetry_spec import registry
    from telemetry_spec.emit.docs.own import templates_of

    if what.startswith("words-"):
        if pieces:
            raise click.UsageError("Words are one file: there are no pieces of it.")
        path = words.file_of(what.removeprefix("words-"))
        return {path.name: path.read_bytes()}
    known = {name.split(".")[0]: path for name, path in templates_of(what).items()}
    for piece in pieces:
        if piece not in known:
            near = registry.nearest(piece, known)
            hint = f"Did you mean `{near}`?" if near else f"There are: {', '.join(known)}."
            raise click.UsageError(f"There is no template `{piece}`. {hint}")
    return {f"{what}/{known[piece].name}": known[piece].read_bytes() for piece in pieces or known}
