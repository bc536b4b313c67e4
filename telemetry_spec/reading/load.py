"""A spec file, or a folder of them, to one tree."""

from __future__ import annotations

import stat
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.model.failure import reason_of
from telemetry_spec.reading import merge
from telemetry_spec.reading.builder import FIRST_LINE, TreeBuilder
from telemetry_spec.reading.findings import Findings, start_of
from telemetry_spec.reading.text import clean, decode

if TYPE_CHECKING:
    from telemetry_spec.model.finding import Finding
    from telemetry_spec.reading.tree import Node

MAX_BYTES: Final = 5_000_000
MAX_FOLDER_BYTES: Final = 5 * MAX_BYTES
SUFFIXES: Final = (".telemetry.yaml", ".telemetry.yml")

_SMALLER = "Split the spec over a folder of `*.telemetry.yaml` files."


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read: the tree (None when there is none), what is wrong with it, and the files it came from."""

    node: Node | None
    findings: list[Finding]
    files: tuple[str, ...]


def load_spec(path: str | Path) -> Loaded:
    """Read a file, or all `*.telemetry.yaml` and `*.telemetry.yml` files of a folder as one spec. Raises nothing."""
    name = str(path)
    findings = Findings()
    try:
        files = _spec_files(path)
    except (OSError, ValueError) as error:
        findings.add(
            "unreadable-file", start_of(name), f"The spec cannot be read: {reason_of(error)}.", "Check the path."
        )
        return Loaded(None, findings.listed(), ())
    if files is None:
        return _load_file(name, findings)
    if not files:
        help_text = "Name the file `PRODUCT.telemetry.yaml`, or give the path of a file."
        findings.add("no-spec-files", start_of(name), "The folder holds no `*.telemetry.yaml` file.", help_text)
    return _load_folder(files, findings)


def load_text(text: str | bytes, file: str) -> tuple[Node | None, list[Finding]]:
    """Read a spec that is at hand; `file` is its name in findings. The node is None where reading had to stop.

    A file whose top level is no mapping gives the finding and the node.
    """
    findings = Findings()
    node, _ = _read(text, file, findings, 0)
    return node, findings.listed()


def _spec_files(path: str | Path) -> list[str] | None:
    """Return the spec files of a folder by name, or None for a file."""
    folder = Path(path)
    if not stat.S_ISDIR(folder.stat().st_mode):
        return None
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(SUFFIXES) and not entry.is_dir())
    return [str(folder / name) for name in names]


def _load_file(file: str, findings: Findings) -> Loaded:
    data = _bytes(file, findings)
    node = None if data is None else _read(data, file, findings, 0)[0]
    return Loaded(node if node is not None and node.kind == "mapping" else None, findings.listed(), (file,))


def _load_folder(files: list[str], findings: Findings) -> Loaded:
    listed: list[Finding] = []
    roots: list[Node] = []
    size = count = 0
    for file in files:
        own = Findings()
        data = _bytes(file, own)
        if data is not None:
            size += len(data)
            node, count = _read(data, file, own, count)
            if node is not None and node.kind == "mapping":
                roots.append(node)
        if size > MAX_FOLDER_BYTES:
            own.add(
                "file-too-large",
                start_of(file),
                f"The files have more than {MAX_FOLDER_BYTES:,} bytes together.",
                "Make them smaller.",
            )
        listed += own.listed()
        if size > MAX_FOLDER_BYTES:
            break
    node = None
    if roots:
        several = merge.report_products(roots, findings)
        node = (merge.merged_products if several else merge.merged)(roots, findings)
    found = sorted(listed + findings.listed(), key=lambda finding: finding.sort_key)
    return Loaded(node, found, tuple(files))


def _bytes(file: str, findings: Findings) -> bytes | None:
    """Return what the file holds, or None. No more than the limit is read, whatever the size of the file or device."""
    try:
        with Path(file).open("rb") as stream:
            data = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as error:
        findings.add(
            "unreadable-file", start_of(file), f"The spec cannot be read: {reason_of(error)}.", "Check the path."
        )
        return None
    if len(data) > MAX_BYTES:
        findings.add("file-too-large", start_of(file), f"The file has more than {MAX_BYTES:,} bytes.", _SMALLER)
        return None
    return data


def _read(text: str | bytes, file: str, findings: Findings, count: int) -> tuple[Node | None, int]:
    if len(text) > MAX_BYTES:
        findings.add("file-too-large", start_of(file), f"The file has more than {MAX_BYTES:,} bytes.", _SMALLER)
        return None, count
    decoded = decode(text, file, findings) if isinstance(text, bytes) else text
    if decoded is None:
        return None, count
    builder = TreeBuilder(clean(decoded, file, findings), findings, count)
    node = builder.build()
    if node is not None and node.kind != "mapping":
        name = "list" if node.kind == "sequence" else "single value"
        findings.add("not-a-mapping", node.span, f"The file is a {name} instead of a mapping.", FIRST_LINE)
    return node, builder.node_count
