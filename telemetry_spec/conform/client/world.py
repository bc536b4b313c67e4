"""A world of its own for a client: home, folders, a project with a repository, and canaries in all of them."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import string
import zlib
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from telemetry_spec.conform.capture.base import CaptureError, Machine, Under
from telemetry_spec.conform.capture.isolate import hide_what_is_under, unlock
from telemetry_spec.conform.client.canaries import Canary
from telemetry_spec.conform.client.snapshot import Snapshot

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    from telemetry_spec.conform.client.settings import Settings

#: Taken over from whoever tests: without them hardly anything starts, and they say nothing of anybody.
_TAKEN_OVER: Final = ("PATH", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "PATHEXT", "COMSPEC")
#: Set in every world, beside what is taken over.
VARIABLES: Final = (
    "HOME", "USER", "LOGNAME", "SHELL", "TMPDIR", "PWD", "SECRET_TOKEN",
    "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME",
)  # fmt: skip
_XDG: Final = {
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "XDG_CACHE_HOME": ".cache",
}
_EPOCH: Final = 1_700_000_000


def word(size: int = 12) -> str:
    """Return a word that nobody else has, of letters that no number and no hash holds."""
    return "".join(secrets.choice("ghjklmnpqrstuvwxyz") for _ in range(size))


@dataclass(slots=True, kw_only=True)
class World:
    """Folders, environment and identity of one client. `root` holds all of it, `runs` the number of runs so far.

    With `under`, most of the project is not in the working folder itself. `built` is when it was made, in seconds since
    1970, and `filled` what stands for the placeholders of a command line.
    """

    root: Path
    home: Path
    cwd: Path
    environ: dict[str, str]
    machine: Machine
    canaries: tuple[Canary, ...]
    built: Snapshot
    under: Under | None = None
    runs: int = 0
    filled: dict[str, str] = field(default_factory=dict)

    def scratch(self) -> Path:
        """Return an empty folder for the files of one run."""
        self.runs += 1
        folder = self.root / "runs" / str(self.runs)
        folder.mkdir(parents=True)
        return folder

    def fill(self, text: str) -> str:
        """Put what is meant in the place of `{home}`, `{cwd}` and `{canary}`."""
        return fill(text, self.filled)

    def masked(self, output: bytes) -> bytes:
        """Return an output without what differs from world to world."""
        for canary in self.canaries:
            output = output.replace(canary.value.encode(), f"<{canary.kind}>".encode())
        return output.replace(os.fsencode(self.root), b"<world>")

    def next_argument(self) -> str:
        """Have `{canary}` stand for another text from now on, one for each run, and return it."""
        text = f"argument-{word()}"
        self.canaries += (Canary("argument", "an argument on the command line", text),)
        self.filled["{canary}"] = text
        return text

    def fetch(self, path: Path) -> None:
        """Copy a file of the project to its place in the working folder, if it only appears there in a run."""
        if self.under is None or path.exists() or not path.is_relative_to(self.cwd):
            return
        origin = self.under.folder / path.relative_to(self.cwd)
        if origin.is_file():
            path.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(origin, path)

    def close(self) -> None:
        """Remove the world."""
        if self.under is not None:
            unlock(self.under.work)
        shutil.rmtree(self.root, ignore_errors=True)


def fill(text: str, values: Mapping[str, str]) -> str:
    """Put values in the place of their names."""
    for name, value in values.items():
        text = text.replace(name, value)
    return text


def build(root: Path, settings: Settings, *, lays_over: bool = False) -> World:
    """Make a world in an empty folder.

    With `lays_over`, the project is not copied: the capture can have its files appear in the working folder.

    Raises:
        CaptureError: The project cannot be copied.
    """
    user, host, team, project, secret, argument = (word() for _ in range(6))
    home = root / "home" / user
    cwd = home / f"work-{word(8)}" / f"project-{project}"
    remote = f"git@git.{word()}.example:{team}/project-{project}.git"
    email = f"{user}@{word()}.example"
    full_name = f"{user.capitalize()} {word().capitalize()}"
    addresses = _addresses()
    hardware = f"02:{secrets.token_hex(5)}"
    hardware = ":".join([hardware[:2], *(hardware[at : at + 2] for at in range(3, 13, 2))])
    machine_id = secrets.token_hex(16)
    under = _project(cwd, settings.project, root / "under" if lays_over else None)
    commit = _repository(cwd, remote, full_name, email)
    if under is not None:
        hide_what_is_under(cwd / ".git")
    (root / "tmp").mkdir()
    for folder in _XDG.values():
        (home / folder).mkdir(parents=True, exist_ok=True)
    (home / ".gitconfig").write_text(f"[user]\n\tname = {full_name}\n\temail = {email}\n", "utf-8")
    machine = Machine(
        host=f"host-{host}",
        addresses=addresses,
        hardware=hardware,
        binds=tuple(_binds(root, user, full_name, home, f"host-{host}", machine_id)),
    )
    canaries = (
        *_of_person(user, full_name, email),
        *_of_place(home, cwd, project, remote, team, commit),
        *_of_machine(machine, machine_id),
        Canary("argument", "an argument on the command line", f"argument-{argument}"),
        Canary("secret", "a secret in the environment", f"secret-{secret}"),
    )
    filled = {"{home}": str(home), "{cwd}": str(cwd), "{canary}": f"argument-{argument}"}
    environ = {
        **_environ(root, home, cwd, user),
        "SECRET_TOKEN": f"secret-{secret}",
        **{name: fill(text, filled) for name, text in settings.environ.items()},
    }
    programs = {name: [fill(word, filled) for word in words] for name, words in settings.programs.items()}
    _programs(root / "bin", programs)
    environ["PATH"] = os.pathsep.join([str(root / "bin"), environ.get("PATH", os.defpath)])
    return World(
        root=root,
        home=home,
        cwd=cwd,
        environ=environ,
        machine=machine,
        canaries=canaries,
        built=Snapshot({"": home, "$TMPDIR/": root / "tmp"}),
        under=under,
        filled=filled,
    )


def _of_person(user: str, full_name: str, email: str) -> tuple[Canary, ...]:
    return (
        Canary("user", "the name of the user", user),
        Canary("user", "the full name of the user", full_name),
        Canary("user", "the last name of the user", full_name.rpartition(" ")[2]),
        Canary("email", "the e-mail address of the user", email),
        Canary("email", "the domain of the user's e-mail address", email.rpartition("@")[2]),
    )


def _of_place(home: Path, cwd: Path, project: str, remote: str, team: str, commit: str) -> tuple[Canary, ...]:
    return (
        Canary("home", "the home folder", str(home)),
        Canary("folder", "the working folder", str(cwd)),
        Canary("folder", "the name of the folder above the working folder", cwd.parent.name),
        Canary("project", "the name of the project", f"project-{project}"),
        *(Canary("git-remote", "the address of the git repository", one) for one in _remotes(remote)),
        Canary("git-remote", "the host of the git repository", remote.partition("@")[2].partition(":")[0]),
        Canary("git-remote", "the team in the address of the git repository", team),
        Canary("git-commit", "the first commit of the git repository", commit),
    )


def _remotes(remote: str) -> tuple[str, ...]:
    """Return the address of a repository, `git@HOST:PATH.git`, in the ways in which people write it."""
    host, _, path = remote.partition("@")[2].partition(":")
    bare = path.removesuffix(".git")
    begins = (f"git@{host}:", f"https://{host}/", f"ssh://git@{host}/", f"{host}/", "")
    return tuple(dict.fromkeys((remote, *(begin + end for begin in begins for end in (path, bare)))))


def _of_machine(machine: Machine, machine_id: str) -> tuple[Canary, ...]:
    return (
        Canary("host", "the name of the machine", machine.host),
        Canary("machine-id", "the identifier of the machine", machine_id),
        Canary("address", "the hardware address of the network card", machine.hardware),
        *(Canary("address", "an address of the machine", address) for address in machine.addresses),
    )


def _environ(root: Path, home: Path, cwd: Path, user: str) -> dict[str, str]:
    taken_over = {name: value for name in _TAKEN_OVER if (value := os.environ.get(name))}
    return {
        **taken_over,
        "HOME": str(home),
        "USER": user,
        "LOGNAME": user,
        "SHELL": "/bin/sh",
        "TMPDIR": str(root / "tmp"),
        "PWD": str(cwd),
        **{name: str(home / folder) for name, folder in _XDG.items()},
    }


def _addresses() -> tuple[str, ...]:
    """Return addresses for private networks (RFC 1918, RFC 4193)."""
    low = [secrets.randbelow(250) + 2 for _ in range(3)]
    groups = ":".join(secrets.token_hex(2) for _ in range(3))
    return (f"10.{low[0]}.{low[1]}.{low[2]}", f"fd{secrets.token_hex(1)}:{groups}::{secrets.randbelow(9000) + 1000}")


def _project(cwd: Path, origin: Path | None, work: Path | None) -> Under | None:
    """Make the working folder, with a copy of the project, or, with a folder to `work`, for it to appear there."""
    if origin is not None and work is not None:
        cwd.mkdir(parents=True)
        work.mkdir()
        return Under(origin, work)
    try:
        if origin is not None:
            ignored = shutil.ignore_patterns(".git")
            shutil.copytree(origin, cwd, symlinks=True, ignore=ignored, copy_function=_copied)
        else:
            cwd.mkdir(parents=True)
    except (OSError, shutil.Error) as error:
        raise CaptureError(f"The project folder {origin} cannot be copied.") from error
    return None


def _copied(origin: str, target: str) -> None:
    """Copy a file, without copying what is in it where the file system can have two files share it."""
    with suppress(OSError, ImportError):
        import fcntl

        with open(origin, "rb") as source, open(target, "wb") as copy:  # noqa: PTH123  as copytree gives them
            fcntl.ioctl(copy, _FICLONE, source.fileno())
        shutil.copystat(origin, target)
        return
    shutil.copy2(origin, target)


#: Has a file share the blocks of another until one of them is written to (ioctl_ficlone(2)).
_FICLONE: Final = 0x40049409


def _repository(folder: Path, remote: str, name: str, email: str) -> str:
    """Make a git repository of one empty commit, and return the commit's name. (gitrepository-layout(5))."""
    git = folder / ".git"
    for part in ("objects", "refs/heads", "refs/tags"):
        (git / part).mkdir(parents=True)
    (git / "HEAD").write_text("ref: refs/heads/main\n", "ascii")
    core = "[core]\n\trepositoryformatversion = 0\n\tfilemode = true\n\tbare = false\n"
    origin = f'[remote "origin"]\n\turl = {remote}\n\tfetch = +refs/heads/*:refs/remotes/origin/*\n'
    (git / "config").write_text(core + origin, "utf-8")
    tree = _git_object(git, "tree", b"")
    person = f"{name} <{email}> {_EPOCH} +0000"
    commit = _git_object(git, "commit", f"tree {tree}\nauthor {person}\ncommitter {person}\n\nBegin\n".encode())
    (git / "refs" / "heads" / "main").write_text(f"{commit}\n", "ascii")
    return commit


def _git_object(git: Path, kind: str, content: bytes) -> str:
    data = f"{kind} {len(content)}\0".encode() + content
    name = hashlib.sha1(data, usedforsecurity=False).hexdigest()
    path = git / "objects" / name[:2] / name[2:]
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(zlib.compress(data))
    return name


def _binds(root: Path, user: str, full_name: str, home: Path, host: str, machine_id: str) -> Iterator[tuple[str, str]]:
    """Yield the system's files that say who somebody is, in this world's words, with the paths that they take."""
    from telemetry_spec.conform.capture._inside.namespaces import USER

    texts = {
        "/etc/passwd": f"root:x:0:0:root:/root:/bin/sh\n{user}:x:{USER}:{USER}:{full_name}:{home}:/bin/sh\n"
        "nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n",
        "/etc/group": f"root:x:0:\n{user}:x:{USER}:\nnogroup:x:65534:\n",
        "/etc/hostname": f"{host}\n",
        "/etc/machine-id": f"{machine_id}\n",
        "/var/lib/dbus/machine-id": f"{machine_id}\n",
    }
    folder = root / "system"
    folder.mkdir()
    for number, (path, text) in enumerate(texts.items()):
        file = folder / str(number)
        file.write_text(text, "utf-8")
        yield str(file), path


def _programs(folder: Path, programs: Mapping[str, Sequence[str]]) -> None:
    """Put programs on the search path under the names by which opt-outs call them."""
    import shlex

    folder.mkdir()
    safe = set(string.ascii_letters + string.digits + "._-")
    for name, words in programs.items():
        if name and set(name) <= safe:
            script = folder / name
            script.write_text(f'#!/bin/sh\nexec {shlex.join(words)} "$@"\n', "utf-8")
            script.chmod(0o755)


def keep(world: World, folder: Path) -> None:
    """Move a world to where the caller wants it kept. What is there already stays."""
    with suppress(OSError):
        folder.parent.mkdir(parents=True, exist_ok=True)
        if not folder.exists():
            shutil.move(world.root, folder)
