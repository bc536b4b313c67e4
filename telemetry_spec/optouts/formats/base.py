"""What a format of configuration files is, and how keys are found in what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias, cast

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from telemetry_spec.optouts.base import Scalar

Tree: TypeAlias = dict[Any, Any]
"""What a file holds. Keys are texts, but for YAML, where they may be anything."""


class UnreadableError(ValueError):
    """A configuration file cannot be read. The text says why, as the end of a sentence."""


class UnchangedError(ValueError):
    """A configuration file could not be changed and is as it was. The text says why, as the end of a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """A format of configuration files.

    `read` returns what a text holds, or raises UnreadableError. `candidates` yields the text with one key set (steps,
    value), the best way first; a candidate may turn out to be wrong, since each is read back. `stored` is how a value
    is read back, and raises UnchangedError for one that the format cannot hold. A `flat` format has no levels: a key
    is one name with dots in it.
    """

    read: Callable[[str], Tree]
    candidates: Callable[[str, Sequence[str], Scalar], Iterator[str]]
    stored: Callable[[Scalar], Scalar]
    flat: bool = False

    def steps(self, key: str) -> list[str]:
        """Return the levels of a key."""
        return [key] if self.flat else key.split(".")


def found(tree: object, steps: Sequence[str]) -> tuple[dict[Any, Any], str] | None:
    """Return the mapping that holds a key, and its name there; None where there is no such key.

    A name may have dots itself, as in `{"telemetry.level": "off"}`: the longest name counts.
    """
    if not isinstance(tree, dict):
        return None
    for length in range(len(steps), 0, -1):
        name = ".".join(steps[:length])
        if name not in tree:
            continue
        inner = (tree, name) if length == len(steps) else found(tree[name], steps[length:])
        if inner is not None:
            return inner
    return None


def in_the_way(tree: Tree, steps: Sequence[str]) -> bool:
    """Say whether setting a key would cost something else: a mapping or a list there, or a value above it."""
    at = found(tree, steps)
    if at is not None:
        return isinstance(at[0][at[1]], dict | list)
    if len(steps) == 1 or tree.get(steps[0]) is None:
        return False
    inner = tree[steps[0]]
    return not isinstance(inner, dict) or in_the_way(inner, steps[1:])


def assigned(tree: Tree, steps: Sequence[str], value: Scalar) -> Tree:
    """Return a tree with a key set. The tree itself is left as it is."""
    at = found(tree, steps)
    if at is not None:
        return cast("Tree", _replaced(tree, at[0], at[1], value))
    first, rest = steps[0], steps[1:]
    if not rest:
        return {**tree, first: value}
    inner = tree.get(first)
    return {**tree, first: assigned(inner if isinstance(inner, dict) else {}, rest, value)}


def _replaced(tree: object, holder: dict[Any, Any], name: str, value: Scalar) -> object:
    """Return a tree with one name replaced in one of its mappings, told by identity."""
    if tree is holder:
        return {**tree, name: value}
    if isinstance(tree, dict):
        return {key: _replaced(inner, holder, name, value) for key, inner in tree.items()}
    return tree


def canonical(value: object) -> object:
    """Return something that is equal only for equal values: order of keys aside, and `1`, `1.0` and `true` apart."""
    if isinstance(value, dict):
        return "mapping", sorted((repr(key), repr(canonical(inner))) for key, inner in value.items())
    if isinstance(value, list):
        return "list", [canonical(inner) for inner in value]
    return type(value).__name__, repr(value)
