"""The filter of the public page in a browser: how long a keystroke takes, until what it found is laid out."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any, Final

from benchmarks.made import spec_text
from benchmarks.table import Report, Target
from telemetry_spec.compile import compile_text
from telemetry_spec.emit import docs
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.docs import setting_of
from telemetry_spec.emit.docs.document import document

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.scale import Scale

#: What is typed, and cleared again.
_TYPED: Final = ("p", "pa", "pages", "pages op", "", "u", "up", "nothing", "")
_MOST_MS: Final = 100
_MEASURE: Final = """async (typed) => {
    const input = document.querySelector("[name=ts-text]");
    const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
    const taken = [];
    for (const text of typed) {
        await frames();
        const start = performance.now();
        input.value = text;
        input.dispatchEvent(new InputEvent("input", { bubbles: true }));
        document.body.getBoundingClientRect();
        taken.push(performance.now() - start);
    }
    return taken;
}"""


def compare(scale: Scale, folder: Path) -> Iterator[Report]:  # noqa: ARG001  every comparison has this signature
    """Yield the report."""
    title = f"the filter over {scale.fields:,} values, in chromium"
    browser = shutil.which("chromium")
    if browser is None:
        yield Report(title, ["not measured: chromium is not installed"], [])
        return
    turns = _measured(browser, _page(scale.fields), max(2, scale.repetitions // 3))
    least = [min(times) for times in zip(*turns, strict=True)]
    words = [
        f"{f'after typing {text!r}' if text else 'after clearing':26} {ms:6.1f} ms"
        for text, ms in zip(_TYPED, least, strict=True)
    ]
    yield Report(title, words, [Target(f"every keystroke within {_MOST_MS} ms", max(least) <= _MOST_MS)])


def _page(fields: int) -> str:
    spec = compile_text(spec_text(fields)).spec
    if spec is None:
        raise AssertionError("the made spec is right")
    options = Options(docs_format="html")
    return document(docs.render(spec, options), title=spec.title, language="en", setting=setting_of(options))


def _measured(browser: str, html: str, turns: int) -> list[list[float]]:
    """Return the milliseconds of each text, in turns after one that does not count."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=browser, args=["--no-sandbox"])
        try:
            page = chromium.new_page(viewport={"width": 1280, "height": 900})
            page.set_content(html, timeout=120_000)
            found: list[Any] = [page.evaluate(_MEASURE, list(_TYPED)) for _ in range(turns + 1)]
        finally:
            chromium.close()
    return found[1:]
