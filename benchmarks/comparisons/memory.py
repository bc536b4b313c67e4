"""`check` on large files, each in a process of its own: how much memory it holds at most, and how fast it reads."""

from __future__ import annotations

import gzip
import shutil
from typing import TYPE_CHECKING

from benchmarks import process
from benchmarks.subjects import flowforge
from benchmarks.table import Report, Target
from telemetry_spec.resources import schemas_dir

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from benchmarks.scale import Scale

_MB = 1_000_000
_LIMIT = 150 * _MB
#: So many different payloads are written again and again.
_DIFFERENT = 20_000


def compare(scale: Scale, folder: Path) -> Iterator[Report]:
    """Yield what became of a plain file, a compressed one, and a list."""
    payloads = flowforge(min(_DIFFERENT, scale.payloads * 4)).payloads
    lines = b"".join(payload + b"\n" for payload in payloads)
    plain, packed, listed = folder / "plain.ndjson", folder / "packed.ndjson.gz", folder / "list.json"
    with plain.open("wb") as target_file:
        for _ in range(max(1, scale.stream // len(lines))):
            target_file.write(lines)
    yield _checked("NDJSON", plain, plain.stat().st_size)
    with plain.open("rb") as source, gzip.open(packed, "wb", compresslevel=1) as target:
        shutil.copyfileobj(source, target)
    yield _checked("NDJSON, gzip", packed, plain.stat().st_size)
    for file in (plain, packed):
        file.unlink()
    items = b",\n".join(payloads)
    with listed.open("wb") as target_file:
        target_file.write(b"[" + b",\n".join([items] * max(1, scale.array // len(items))) + b"]")
    yield _checked("one JSON array", listed, listed.stat().st_size)


def _checked(form: str, path: Path, size: int) -> Report:
    spec = schemas_dir() / "flowforge.telemetry.yaml"
    ran = process.run([process.program("telemetry-spec"), "check", str(spec), str(path)])
    words = f"{ran.peak / _MB:,.0f} MB of memory at most; {ran.seconds:,.2f} s, {size / _MB / ran.seconds:,.0f} MB/s"
    target = Target(f"under {_LIMIT // _MB} MB of memory", ran.peak < _LIMIT)
    return Report(f"check of {size / _MB:,.0f} MB: {form}", [words], [target])
