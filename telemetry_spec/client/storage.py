"""What a client keeps: identifiers, made when one is first sent, and choices, made when somebody opts out for good.

Nothing is written before there is something to keep, and no identifier where telemetry is off.
"""

from __future__ import annotations

import hashlib
import json
import re
import uuid
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from telemetry_spec.optouts._paths import place_of
from telemetry_spec.optouts._write import write_atomically
from telemetry_spec.optouts.formats import UnreadableError, read_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from telemetry_spec.optouts.base import World

#: How long an identifier lives that a client can make by itself, and whether it is kept for later runs.
KEPT: Final[Mapping[str, bool]] = {
    "request": False,
    "run": False,
    "session": False,
    "installation": True,
    "permanent": True,
}


class Storage:
    """The files of one product. `folder` holds both; by default they are where the XDG specification says.

    Identifiers are state (`$XDG_STATE_HOME`), one file each; choices are configuration (`$XDG_CONFIG_HOME`).
    """

    def __init__(self, product: str, world: World, folder: Path | None = None) -> None:
        name = _plain(product)
        state = folder or place_of(f"$XDG_STATE_HOME/{name}", world)
        config = folder or place_of(f"$XDG_CONFIG_HOME/{name}", world)
        assert state is not None  # noqa: S101  these two variables have defaults
        assert config is not None  # noqa: S101  as above
        self._ids = state / "telemetry-ids"
        self._choices = config / "telemetry-choices.json"
        self._run: dict[str, str] = {}

    # ------------------------------------------------------------ identifiers

    def identifier(self, selector: str, lifetime: str) -> str:
        """Return the identifier of a field, a random UUID, and make it where there is none yet.

        `request` gives a new one each time. One that cannot be kept lasts for this run.
        """
        if lifetime == "request":
            return str(uuid.uuid4())
        if selector not in self._run:
            self._run[selector] = self._kept(selector) if KEPT[lifetime] else str(uuid.uuid4())
        return self._run[selector]

    def _kept(self, selector: str) -> str:
        path = self._ids / f"{_plain(selector)[:80]}-{hashlib.sha256(selector.encode()).hexdigest()[:8]}"
        made = str(uuid.uuid4())
        try:
            return _valid(path) or _first(path, made) or made
        except OSError:
            return made

    # ------------------------------------------------------------ choices

    def choices(self, known: Iterable[str] = ()) -> dict[str, bool]:
        """Return what was chosen for good, by the id of the opt-out: true where it opts out. Never raises.

        A file that cannot be read may have held any choice: then all that are `known` opt out.
        """
        with suppress(UnreadableError, ValueError, RecursionError):
            text = read_file(self._choices)
            found = {} if text is None else json.loads(text)
            if isinstance(found, dict) and all(isinstance(one, bool) for one in found.values()):
                return {str(name): one for name, one in found.items()}
        return dict.fromkeys(known, True)

    def choose(self, name: str, *, opts_out: bool, known: Iterable[str] = ()) -> None:
        """Keep a choice beside the others. `known` is as in `choices`. Raises OSError when it cannot be written."""
        choices = {**self.choices(known), name: opts_out}
        write_atomically(self._choices, json.dumps(choices, indent=2) + "\n", mode=0o600)


def _plain(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]", "_", name)


def _valid(path: Path) -> str | None:
    """Return the identifier in a file, or None where there is none, or something else."""
    try:
        text = (read_file(path) or "").strip()
        return str(uuid.UUID(text))
    except ValueError:  # which UnreadableError is as well
        return None


def _first(path: Path, made: str) -> str | None:
    """Write an identifier unless another program has just done so, and return the one that counts. Raises OSError."""
    mine = path.with_name(f"{path.name}.{made}")
    write_atomically(mine, made + "\n", mode=0o600)
    try:
        path.hardlink_to(mine)  # unlike a renaming, this fails where there is a file already
    except FileExistsError:
        if (kept := _valid(path)) is not None:
            return kept
        mine.replace(path)  # what is there is no identifier
    finally:
        mine.unlink(missing_ok=True)
    return made
