"""What a client keeps: identifiers and choices, whole or not at all."""

from __future__ import annotations

import json
import os
import threading
import uuid
from typing import TYPE_CHECKING

import pytest

from telemetry_spec.client.storage import Storage

if TYPE_CHECKING:
    from pathlib import Path

    from telemetry_spec.optouts.base import World


def files(world: World) -> list[Path]:
    return [path for path in world.home.rglob("*") if path.is_file()]


def test_an_identifier_is_made_once(world: World) -> None:
    first = Storage("app", world)
    assert files(world) == []
    made = first.identifier("a.b.id", "installation")
    assert uuid.UUID(made).version == 4
    assert Storage("app", world).identifier("a.b.id", "installation") == made
    assert Storage("app", world).identifier("a.b.other", "installation") != made
    assert Storage("other", world).identifier("a.b.id", "installation") != made
    assert {path.stat().st_mode & 0o777 for path in files(world)} == {0o600}
    assert all(path.is_relative_to(world.home / ".local" / "state") for path in files(world))


def test_some_identifiers_are_not_kept(world: World) -> None:
    storage = Storage("app", world)
    run = [storage.identifier("a.b.run", "run") for _ in range(2)]
    request = [storage.identifier("a.b.request", "request") for _ in range(2)]
    assert (len(set(run)), len(set(request))) == (1, 2)
    assert files(world) == []


@pytest.mark.parametrize("content", [b"", b"no identifier", b"\xff\xfe", b"5db51f99-c6fb-4340-9c19"])
def test_a_spoilt_identifier_is_made_anew(content: bytes, world: World) -> None:
    Storage("app", world).identifier("a", "installation")
    (path,) = files(world)
    path.write_bytes(content)
    made = Storage("app", world).identifier("a", "installation")
    assert Storage("app", world).identifier("a", "installation") == made
    assert files(world) == [path]


def test_names_that_look_alike_are_told_apart(world: World) -> None:
    storage = Storage('a/../b"c', world)
    names = ["a.b-c", 'a."b/c"', "a.b_c", 'a."b c"', "a." + "x" * 300, "a." + "x" * 301]
    made = [storage.identifier(name, "permanent") for name in names]
    assert len(set(made)) == len(names)
    assert len(files(world)) == len(names)


def test_two_programs_agree(world: World) -> None:
    """Whoever comes second takes what the first has written."""
    barrier = threading.Barrier(8)
    made: list[str] = []

    def run() -> None:
        storage = Storage("app", world)
        barrier.wait()
        made.append(storage.identifier("a", "installation"))

    threads = [threading.Thread(target=run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len(set(made)) == 1
    assert len(files(world)) == 1


def test_what_cannot_be_kept_lasts_for_the_run(world: World) -> None:
    (world.home / ".local").write_text("no folder")
    storage = Storage("app", world)
    assert storage.identifier("a", "installation") == storage.identifier("a", "installation")
    with pytest.raises(OSError, match=r"."):
        Storage("app", world, world.home / ".local" / "x").choose("a", opts_out=True)


@pytest.mark.parametrize("content", ["", "{", "[]", '{"a": 1}', "[" * 100_000])
def test_spoilt_choices_may_have_been_anything(content: str, world: World) -> None:
    storage = Storage("app", world)
    storage.choose("a", opts_out=True)
    assert storage.choices() == {"a": True}
    (path,) = files(world)
    path.write_text(content)
    assert storage.choices() == {}
    assert storage.choices(["a", "b"]) == {"a": True, "b": True}
    storage.choose("b", opts_out=False, known=["a", "b"])
    assert storage.choices() == {"a": True, "b": False}


def test_choices_are_kept_together(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    storage = Storage("app", world)
    storage.choose("a", opts_out=True)
    storage.choose("b", opts_out=False)
    assert storage.choices() == {"a": True, "b": False}

    def fail(*_: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="no room"):
        storage.choose("a", opts_out=False)
    assert storage.choices() == {"a": True, "b": False}
    (path,) = files(world)
    assert json.loads(path.read_text()) == {"a": True, "b": False}
    assert path.is_relative_to(world.home / ".config")
