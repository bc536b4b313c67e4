"""The pages of the codes: what they show fires, and what they advise does not."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

import telemetry_spec.reading
from telemetry_spec.reading import load
from telemetry_spec.reading.codes import CODES
from telemetry_spec.reading.load import load_spec

if TYPE_CHECKING:
    from pathlib import Path

PACKAGE = telemetry_spec.reading.__path__[0]


def write(text: str, code: str, folder: Path) -> Path:
    """Write an example as the file or the folder that it stands for; return the path to read."""
    if "# file: " in text:
        for name, content in re.findall(r"# file: (\S+)\n((?:(?!# file: ).*\n)*)", text):
            (folder / name).write_text(content, encoding="utf-8")
        return folder
    file = folder / "a.telemetry.yaml"
    if "does not exist" in text:
        return file
    if "5,000,000 bytes" in text:
        text = "#" * (load.MAX_BYTES + 1)
    if "500,000 values" in text:
        text = "a: [" + "1, " * 500_000 + "]\n"
    latin = code == "not-utf8" and "saved as Latin-1" in text
    file.write_bytes(text.encode("latin-1" if latin else "utf-8"))
    return file


@pytest.mark.parametrize("code", CODES)
def test_the_example_makes_the_finding_appear(code: str, tmp_path: Path) -> None:
    loaded = load_spec(write(CODES[code].example, code, tmp_path))
    assert {finding.code for finding in loaded.findings} == {code}


@pytest.mark.parametrize("code", CODES)
def test_what_to_write_instead_is_silent(code: str, tmp_path: Path) -> None:
    loaded = load_spec(write(CODES[code].instead, code, tmp_path))
    assert loaded.findings == []
    assert loaded.node is not None


@pytest.mark.parametrize("code", CODES)
def test_pages_are_complete(code: str) -> None:
    page = CODES[code]
    assert page.title
    assert not page.title.endswith(".")
    assert page.what.startswith("Reports ")
    assert page.what.endswith(".")
    assert page.why.endswith(".")


def test_every_code_has_a_page() -> None:
    from pathlib import Path

    raised: set[str] = set()
    for file in Path(PACKAGE).glob("*.py"):
        text = file.read_text(encoding="utf-8")
        raised |= set(re.findall(r"(?:add|_error|count_more)\(\s*\"([a-z0-9-]+)\"", text))
        raised |= set(re.findall(r"code(?:: str)? = \"([a-z0-9-]+)\"", text))
    assert raised | {"yaml-syntax"} == set(CODES)
    assert list(CODES) == sorted(CODES)
