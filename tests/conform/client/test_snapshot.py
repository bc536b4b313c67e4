"""Whatever is written is found, whatever it looks like afterwards."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from telemetry_spec.conform.client.snapshot import Snapshot

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_new_or_changed_is_told_with_its_content(tmp_path: Path) -> None:
    home, other = tmp_path / "home", tmp_path / "other"
    for folder in (home / "old", other):
        folder.mkdir(parents=True)
    (home / "old" / "left").write_text("as it was")
    (home / "changed").write_text("before")
    (home / "gone").write_text("before")
    before = Snapshot({"": home, "$OTHER/": other})
    assert before.written() == {}
    (home / "changed").write_text("afterwards")
    (home / "gone").unlink()
    (home / "new").mkdir()
    (home / "new" / "link").symlink_to("nowhere")
    (other / "new").write_text("x" * 2_000_000)
    assert before.written() == {
        "changed": b"afterwards",
        "new": b"",
        "new/link": b"nowhere",
        "$OTHER/new": b"x" * (1 << 20),
    }


def test_times_that_are_put_back_hide_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("before")
    status = file.stat()
    before = Snapshot({"": tmp_path})
    for _ in range(1000):
        file.write_text("later!")
        os.utime(file, ns=(status.st_atime_ns, status.st_mtime_ns))
        if file.stat().st_ctime_ns != status.st_ctime_ns:
            break
        time.sleep(0.001)  # clocks of files tick slowly
    assert (file.stat().st_mtime_ns, file.stat().st_size) == (status.st_mtime_ns, status.st_size)
    assert before.written() == {"file": b"later!"}
