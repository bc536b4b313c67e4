"""Git repositories for tests: real ones, in a temporary folder, with fixed dates."""

from __future__ import annotations

import os
import subprocess
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


class Repo:
    """A repository in which files are committed and tagged. Commits are a month apart, from 2024-01-05 on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._commits = 0
        folder.mkdir(parents=True, exist_ok=True)
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """Run git here, as nobody in particular and whatever the machine's settings are."""
        date = f"2024-{self._commits % 12 + 1:02}-05T12:00:00 +0000"
        settings = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        people = {
            f"GIT_{who}_{what}": "nobody@example.com" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")
        }
        dates = {"GIT_AUTHOR_DATE": date, "GIT_COMMITTER_DATE": date}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
        command = ["git", *arguments]
        environment |= settings | people | dates
        done = subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    def commit(self, files: dict[str, str], *tags: str, annotated: bool = False) -> None:
        """Write files, commit them, and put tags on the commit."""
        for name, text in files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        self.git("add", "--all")
        self.git("commit", "--quiet", "--allow-empty", "--message", "A step.")
        for tag in tags:
            self.git("tag", *(["--annotate", "--message", "A release."] if annotated else []), tag)
        self._commits += 1
