"""Tests that run once for each conformance vector."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, get_args

import pytest

from telemetry_spec import registry, vectors
from telemetry_spec.model.result import Level
from telemetry_spec.pytest_plugin._spec import spec_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.model.spec import Spec
    from telemetry_spec.vectors import Vector

_ARGUMENT = "vector"
#: What the keywords of a mark may be.
_CHOICES: Final[dict[str, tuple[object, ...]]] = {"valid": (True, False, None), "level": (*get_args(Level), None)}
_USE = '@pytest.mark.telemetry_vectors("source.event")'


def parametrise(metafunc: pytest.Metafunc) -> None:
    """Parametrise a test over the vectors that its marks name.

    Raises:
        pytest.UsageError: The marks or the test cannot be meant so, or there is no such vector.
    """
    name = metafunc.definition.nodeid
    if _ARGUMENT not in metafunc.fixturenames:
        raise pytest.UsageError(f"{name} is marked with telemetry_vectors and takes no argument `{_ARGUMENT}`.")
    spec = spec_of(metafunc.config)
    found: dict[str, Vector] = {}
    for mark in metafunc.definition.iter_markers("telemetry_vectors"):
        found.update((vector.id, vector) for vector in _marked(spec, mark, name))
    metafunc.parametrize(_ARGUMENT, list(found.values()), ids=list(found))


def _marked(spec: Spec, mark: pytest.Mark, name: str) -> Iterator[Vector]:
    unknown = set(mark.kwargs) - set(_CHOICES)
    if not mark.args or unknown:
        raise pytest.UsageError(f"{name}: write {_USE}, with `valid` and `level` where only some are wanted.")
    for key, value in mark.kwargs.items():
        if not any(value is choice or (isinstance(choice, str) and value == choice) for choice in _CHOICES[key]):
            listed = ", ".join(repr(choice) for choice in _CHOICES[key])
            raise pytest.UsageError(f"{name}: `{key}` cannot be {value!r}. It is one of {listed}.")
    number = 0
    for select in mark.args:
        for vector in _of(spec, select, name):
            if all(value is None or getattr(vector, key) == value for key, value in mark.kwargs.items()):
                number += 1
                yield vector
    if not number:
        raise pytest.UsageError(f"{name}: there is no such vector, so nothing would be tested.")


def _of(spec: Spec, select: object, name: str) -> tuple[Vector, ...]:
    known = vectors.selectors(spec)
    if select in known:
        return vectors.vectors_of(spec, str(select))
    hint = registry.hint(str(select), known)
    raise pytest.UsageError(f"{name}: the spec has no source or event `{select}` that is still sent. {hint}")
