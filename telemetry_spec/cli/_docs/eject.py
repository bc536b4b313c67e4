"""`telemetry-spec docs eject`: a copy of the built-in templates, or of the words, to start from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._folder import OutputFolder
from telemetry_spec.cli._run import counted, writing
from telemetry_spec.emit.docs import formats, words

if TYPE_CHECKING:
    from collections.abc import Collection

_ASSETS = "assets"
_CHOICES = (*formats.names(), *(f"words-{language}" for language in words.languages()), _ASSETS)


@click.command()
@click.argument("what", metavar="FORMAT", type=click.Choice(_CHOICES))
@click.argument("pieces", metavar="[PIECE]...", nargs=-1)
@click.option(
    "--out", metavar="DIR", type=OutputFolder(), default=Path("docs_templates"), show_default=True, help="Where to."
)
@click.option("--force", is_flag=True, help="Replace files that are there already.")
def command(what: str, pieces: tuple[str, ...], out: Path, *, force: bool) -> None:
    """Copy built-in templates into a folder, to change them.

    FORMAT is markdown, mdx, rst or html, for its templates; words-en or words-de, for the fixed words; or assets, for
    the stylesheet and the script of HTML in pages of yours. PIECE names a template, such as `event`; without any, all
    are copied. Delete what you do not change: what your folder lacks is taken from the built-in templates, and so gets
    better with them.
    """
    from telemetry_spec import api

    files = _files(what, pieces)
    there = [name for name in files if (out / name).exists()]
    if there and not force:
        raise click.ClickException(
            f"{out / there[0]} is there already. Give `--force` to replace it, or choose another folder with `--out`."
        )
    with writing():
        api.write(out, files)
    click.echo(f"{counted(len(files), 'file')} written to {out}. {_use(what, out, files)}")


def _use(what: str, out: Path, files: Collection[str]) -> str:
    from telemetry_spec.publish.look import again

    if what == _ASSETS:
        return f"Load them on your pages: {', '.join(files)}."
    option = f"--words={out / next(iter(files))}" if what.startswith("words-") else f"--templates={out}"
    return f"Use: {again('render', 'SPEC', option)}"


def _files(what: str, pieces: tuple[str, ...]) -> dict[str, bytes]:
    from telemetry_spec import registry
    from telemetry_spec.emit.docs.own import templates_of

    if pieces and what not in formats.names():
        raise click.UsageError(f"`{what}` has no pieces.")
    if what == _ASSETS:
        from telemetry_spec.publish.embed import assets

        return assets()
    if what.startswith("words-"):
        path = words.file_of(what.removeprefix("words-"))
        return {path.name: path.read_bytes()}
    known = {name.split(".")[0]: path for name, path in templates_of(what).items()}
    for piece in pieces:
        if piece not in known:
            raise click.UsageError(f"There is no template `{piece}`. {registry.hint(piece, known)}")
    return {f"{what}/{known[piece].name}": known[piece].read_bytes() for piece in pieces or known}
