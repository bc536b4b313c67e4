"""Reads old versions of files from a git repository: nothing is written, checked out or fetched."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.reading.folders import is_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

#: Seconds for one command; each reads a few files.
_TIMEOUT: Final = 60
#: These would point git at another repository than that of the file; a git hook runs with them set.
_LOCAL: Final = (
    "GIT_ALTERNATE_OBJECT_DIRECTORIES", "GIT_COMMON_DIR", "GIT_CONFIG", "GIT_DIR", "GIT_GRAFT_FILE", "GIT_INDEX_FILE",
    "GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_PREFIX", "GIT_REPLACE_REF_BASE", "GIT_SHALLOW_FILE", "GIT_WORK_TREE",
)  # fmt: skip

_OBJECT: Final = re.compile(rb"(?P<id>[0-9a-f]{40,64}) (?P<kind>blob|tree) (?P<size>[0-9]+)")
_NO_REASON: Final = "Git refuses, and gives no reason."


class GitError(Exception):
    """Git cannot say; the message is a sentence that says why, `help` what to do."""

    def __init__(self, message: str, help_text: str) -> None:
        super().__init__(message)
        self.help = help_text


@dataclass(frozen=True, slots=True)
class Tag:
    """A tag or another revision: its name, the day of its commit (ISO 8601) or "", and the full name that git has."""

    name: str
    date: str
    ref: str


@dataclass(frozen=True, slots=True)
class Stored:
    """A file or a folder as a tag holds it: its path, the name of its content, `blob` or `tree`, its size in bytes."""

    tag: Tag
    path: str
    id: str
    kind: str
    size: int


class Repository:
    """The repository that a file or a folder lies in.

    Raises:
        GitError: There is no git, or no repository.
    """

    def __init__(self, path: Path) -> None:
        here = Path(os.path.abspath(path))  # noqa: PTH100  links stay as they are: git knows them by their own names
        #: Whether the path is that of a folder.
        self.is_folder: Final = is_folder(here)
        self._folder = here if self.is_folder else here.parent
        if not is_folder(self._folder):
            raise GitError(f"There is no folder `{path.parent}`.", "Check the path.")
        prefix = self._run("rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").removesuffix("\n")
        #: The path in the repository, without a slash at its end.
        self.path: Final = prefix.removesuffix("/") if self.is_folder else prefix + here.name
        if "\n" in self.path:
            raise GitError("The name of the file holds a line break.", "Rename the file.")

    def is_shallow(self) -> bool:
        """Say whether the clone lacks a part of the history."""
        return self._run("rev-parse", "--is-shallow-repository").strip() == b"true"

    def tags(self, pattern: str) -> list[Tag]:
        """Return the tags whose names match a pattern such as `v*`, the oldest first."""
        wanted = "%(refname:strip=2)%00%(*committerdate:short)%00%(committerdate:short)"
        asked = ("tag", "--list", "--no-column", "--sort=creatordate", f"--format={wanted}", "--", pattern)
        lines = self._run(*asked).splitlines()
        found = []
        for line in lines:
            name, behind, own = line.decode("utf-8", "surrogateescape").split("\0")
            found.append(Tag(name, behind or own, f"refs/tags/{name}"))
        return found

    def revision(self, name: str) -> Tag:
        """Return a revision by any name that git knows: of a tag, a branch, a commit."""
        asked = ("rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
        try:
            commit = self._run(*asked).decode("ascii").strip()
        except GitError as error:
            if str(error) != _NO_REASON:
                raise
            message = f"The repository has no revision `{name}`."
            raise GitError(
                message, "Name a tag, a branch or a commit. Where a clone lacks it, fetch it first."
            ) from None
        date = self._run("show", "--no-patch", "--format=%cs", commit).decode("ascii").strip()
        return Tag(name, date, commit)

    def stored(self, tags: Iterable[Tag], *paths: str) -> Iterator[Stored]:
        """Yield what the tags hold at the paths, tag by tag. What a tag does not hold is left out."""
        asked = [(tag, path) for tag in tags for path in paths]
        given = "".join(f"{tag.ref}^{{commit}}:{path}\n" for tag, path in asked)
        answer = self._run("cat-file", "--batch-check=%(objectname) %(objecttype) %(objectsize)", given=given)
        for (tag, path), line in zip(asked, answer.split(b"\n")[:-1], strict=True):
            # Of what is not there, what was asked for is repeated, whatever it may look like.
            found = _OBJECT.fullmatch(line)
            if found is not None:
                yield Stored(tag, path, found["id"].decode(), found["kind"].decode(), int(found["size"]))

    def paths(self, tag: Tag) -> list[str]:
        """Return the paths of all files that the commit of a tag holds."""
        listed = self._run("ls-tree", "-r", "--full-tree", "--name-only", "-z", f"{tag.ref}^{{commit}}")
        return [path.decode("utf-8", "surrogateescape") for path in listed.split(b"\0") if path]

    def content(self, name: str) -> bytes:
        """Return the bytes of a file, by the name of its content."""
        return self._run("cat-file", "blob", name)

    def files(self, name: str) -> dict[str, tuple[str, int]]:
        """Return the files of a folder, by the name of its content: for each the name of its own, and its size."""
        found = {}
        for entry in self._run("ls-tree", "--full-tree", "-l", "-z", name).split(b"\0"):
            if entry:
                about, _, file = entry.partition(b"\t")
                mode, kind, content, size = about.split()
                if kind == b"blob" and mode != b"120000":
                    found[file.decode("utf-8", "surrogateescape")] = (content.decode(), int(size))
        return found

    def _run(self, *arguments: str, given: str = "") -> bytes:
        """Return what a git command prints. The network is closed to it, and it asks nobody for anything."""
        command = ["git", "--no-pager", "-c", "protocol.allow=never", *arguments]
        environment = {name: value for name, value in os.environ.items() if name not in _LOCAL}
        environment |= {"LC_ALL": "C", "GIT_OPTIONAL_LOCKS": "0", "GIT_TERMINAL_PROMPT": "0", "GIT_NO_LAZY_FETCH": "1"}
        try:
            done = subprocess.run(  # noqa: S603  a fixed command; what it is given are names, never options
                command,
                cwd=self._folder,
                env=environment,
                input=given.encode("utf-8", "surrogateescape"),
                capture_output=True,
                timeout=_TIMEOUT,
                check=False,
            )
        except FileNotFoundError:
            raise GitError("There is no `git` here.", "Install git, or keep old versions in a folder.") from None
        except (OSError, subprocess.TimeoutExpired) as error:
            raise GitError(f"`git {arguments[0]}` did not end well: {type(error).__name__}.", "Try again.") from None
        if done.returncode != 0:
            raise _explained(done.stderr)
        return done.stdout


def _explained(stderr: bytes) -> GitError:
    said = stderr.decode("utf-8", "replace").strip()
    if not said:
        return GitError(_NO_REASON, "Try the same with git itself.")
    said = said.splitlines()[0].removeprefix("fatal: ")
    if "not a git repository" in said:
        return GitError("It lies in no git repository.", "Run this in a clone, or keep old versions in a folder.")
    return GitError(f"Git refuses: {said.rstrip('.')}.", "Do what git asks for, or keep old versions in a folder.")
