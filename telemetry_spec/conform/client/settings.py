"""What a caller says about the client and how it is to be tested."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.wire.encodings.base import Keys

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from telemetry_spec.conform.capture.base import Capture


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a client is tested. Times are in seconds.

    - `command`: its command line. `{home}`, `{cwd}` and `{canary}` stand for the home folder, the working folder and a
      text that must not be sent, `{url}` and `{url:ID}` for the address to send to.
    - `capture`: how it is watched, and in `why_not_better` why not in a way that sees more, or "".
    - `programs`: command lines by the names that opt-outs of kind `command` call them.
    - `environ`: variables to set beside those of a fresh world.
    - `project`: a folder that is copied to be the working folder.
    - `allowed`: hosts that the program may talk to for other reasons than telemetry.
    - `driver`: a program of the caller's that carries out what no program can, as in `driver OPT-OUT off`.
    - `prepare`: a command line that is run once in each fresh home, before the runs that are looked at.
    - `timeout` ends a run by force, `stop_after` asks a program to end that goes on for ever (0: never), `quiet` ends a
      run whose processes cannot all be waited for, `slack` is how much longer a command may take when its endpoint
      fails. `speed` is how much faster than declared the client's schedule was made.
    - `accept_unproved`: take silence as proved where the mode of capture only saw none of it broken.
    """

    command: tuple[str, ...]
    capture: Capture
    why_not_better: str = ""
    endpoint_variables: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    environ: Mapping[str, str] = field(default_factory=dict)
    project: Path | None = None
    allowed: frozenset[str] = frozenset()
    driver: tuple[str, ...] = ()
    prepare: tuple[str, ...] = ()
    keys: Keys = field(default_factory=Keys)
    timeout: float = 60.0
    stop_after: float = 0.0
    quiet: float = 2.0
    slack: float = 3.0
    speed: float = 1.0
    accept_unproved: bool = False
    jobs: int = 2
    keep: Path | None = None
