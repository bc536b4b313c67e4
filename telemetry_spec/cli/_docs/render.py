"""`telemetry-spec docs render`: the pages of products, as files or on standard output."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from telemetry_spec.cli._docs._options import DOCS_FORMAT, looks, pages_of
from telemetry_spec.cli._folder import OutputFolder
from telemetry_spec.cli._progress import progress
from telemetry_spec.cli._run import Run, counted, reporting, writing
from telemetry_spec.model.finding import InvalidInputError

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.publish.look import Look
    from telemetry_spec.publish.pages import Pages


@click.command()
@click.argument("specs", metavar="SPEC...", nargs=-1, required=True)
@click.option("--to", "docs_format", type=DOCS_FORMAT, default="markdown", show_default=True, help="The docs format.")
@click.option("--part", metavar="SELECTOR", default="", help="Only this part of the page, such as `cli` or `opt_outs`.")
@click.option("--out", metavar="DIR", type=OutputFolder(), help="The folder to write into.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 when a file in DIR is not up to date.")
@looks
@reporting
def command(
    run: Run, look: Look, specs: tuple[str, ...], docs_format: str, part: str, out: Path | None, *, check: bool
) -> None:
    """Write the pages of products.

    Without --out, the page of one product goes to standard output. With it, each product has a folder in DIR with its
    page and `telemetry.json`, and a page lists them where there are several. HTML pages are whole documents, which need
    no other file.
    """
    from telemetry_spec.publish.look import again

    if out is None and (check or len(specs) > 1):
        raise click.UsageError("Several specs, and `--check`, need `--out DIR`: the folder with the files.")
    if out is not None and part:
        raise click.UsageError("`--part` goes to standard output: leave `--out` out.")
    run.on_stderr = out is None
    valid, findings = run.specs(specs)
    run.summary.subject = counted(len(specs), "spec")
    if run.invalid:
        run.end(findings)
    try:
        pages = pages_of(run, look, valid, docs_format)
        if out is None:
            _print(run, pages, part)
            return
        _write(
            run, pages, out, again("render", *specs, f"--to={docs_format}", f"--out={out}", *look.told()), check=check
        )
    except InvalidInputError as error:
        run.refuse(error)


def _print(run: Run, pages: Pages, part: str) -> None:
    import sys

    from telemetry_spec.publish.request import RequestError
    from telemetry_spec.publish.site import whole

    [product] = pages.specs
    try:
        text = pages.page(product, part)
        data = text.encode() if part else whole(pages, text, product)
    except RequestError as error:
        if run.remembered:  # it is they that say why there is no history
            run.invalid = True
            run.end(())
        raise click.BadParameter(str(error), param_hint="'--part'") from error
    sys.stdout.buffer.write(data)  # UTF-8, whatever the terminal's encoding
    if run.remembered:
        run.end(())


def _write(run: Run, pages: Pages, out: Path, command: str, *, check: bool) -> None:
    from telemetry_spec import api

    with writing(), progress(lambda: f"Making {counted(len(pages.specs), 'page')}"):
        built = api.write_pages(pages, out, check=check, command=command)
    run.wrote(built, out, check=check)
    run.end(built.findings)
