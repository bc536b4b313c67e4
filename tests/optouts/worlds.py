"""Every opt-out of every spec in the repository, and worlds to try them in."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from telemetry_spec import api
from telemetry_spec.optouts.base import Launch, World
from telemetry_spec.optouts.launch import prepare, world_of
from tests.conftest import ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from telemetry_spec.model.spec import OptOut, Spec

FILES = [
    *sorted((ROOT / "schemas").glob("*.telemetry.yaml")),
    ROOT / "tests" / "shapes" / "opt-outs.telemetry.yaml",
    *sorted((ROOT / "tests" / "captures").glob("*.telemetry.yaml")),
]


@cache
def specs() -> dict[str, Spec]:
    """Return the specs by product."""
    return {spec.product: spec for spec in map(api.load, FILES)}


def opt_outs() -> dict[str, OptOut]:
    """Return every opt-out as `product.id`."""
    return {f"{spec.product}.{one.id}": one for spec in specs().values() for one in spec.opt_outs.values()}


class Box:
    """A home and a working folder in which a program is started."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.cwd = folder / "work"
        self.home.mkdir(exist_ok=True)
        self.cwd.mkdir(exist_ok=True)
        self.launch = Launch(argv=("program",), environ={"DAGSTER_HOME": str(self.home / "dagster")})

    def world(self, launch: Launch | None = None, answers: Mapping[str, bool | None] | None = None) -> World:
        """Return what a program sees that is started like this."""
        started = launch or self.launch
        prepare(started, home=self.home, cwd=self.cwd)
        return world_of(started, home=self.home, cwd=self.cwd, answers=answers)
