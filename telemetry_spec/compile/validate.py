"""From a tree to the language's parts: what is not in the language becomes findings, the rest goes on.

Whatever is invalid is taken out and the rest is read again, so that one run tells of everything that is wrong. What
shows only after something was taken out is a consequence of that, and is not told.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from telemetry_spec.compile.explain import report
from telemetry_spec.compile.problems import MAX_PROBLEMS, Path, Problem, read
from telemetry_spec.language.describe import NOTHING, stand_in
from telemetry_spec.language.opt_outs import UNKNOWN_KIND, likely_kind
from telemetry_spec.language.spec_file import SpecFile
from telemetry_spec.reading.tree import Entry, Node, plain

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context

#: Rounds of taking out and reading again. Taking out an entry can leave its parent invalid, and no spec nests deeper.
_ROUNDS = 64


def read_parts(node: Node, context: Context) -> SpecFile | None:
    """Return the parts of a tree, or None when nothing usable is left. Findings go to the context."""
    reader = _Reader(node, context)
    found = read(reader.data)
    if not isinstance(found, SpecFile):
        # What is wrong within an opt-out shows once its kind is known.
        kinds = [problem for problem in found if problem.type == UNKNOWN_KIND]
        report(node, kinds, context)
        if kinds:
            reader.repair(kinds)
            found = read(reader.data)
    if not isinstance(found, SpecFile):
        report(node, found, context)
    for _ in range(_ROUNDS):
        if isinstance(found, SpecFile):
            return found
        if len(found) == MAX_PROBLEMS or not reader.repair(found):
            return None
        found = read(reader.data)
    return None


class _Reader:
    """Holds the data of a tree, and makes it valid by filling in what is missing and taking out what is wrong."""

    def __init__(self, node: Node, context: Context) -> None:
        self.data: Any = plain(node)
        self._context = context
        self._filled: set[tuple[Path, str]] = set()

    def repair(self, problems: list[Problem]) -> bool:
        """Do away with problems, in the data and in the tree. Returns false when the file as a whole is the problem."""
        doomed: dict[Path, set[str | int]] = {}
        for problem in problems:
            if self._fill(problem):
                continue
            if not problem.path:
                return False
            doomed.setdefault(problem.path[:-1], set()).add(problem.path[-1])
        for path in sorted(doomed, key=len, reverse=True):
            self._take_out(path, doomed[path])
        return True

    def _fill(self, problem: Problem) -> bool:
        """Put something valid where a key is missing or a kind is unknown, so that the rest of the part can be read."""
        here = self._at(problem.path)
        if problem.type == UNKNOWN_KIND:
            key, value = "kind", likely_kind(here) or NOTHING
        elif problem.missing:
            key, value = problem.missing, stand_in(problem.path, problem.missing, _kind(here))
        else:
            return False
        if value is NOTHING or (problem.path, key) in self._filled:
            return False
        self._filled.add((problem.path, key))
        node: Node = here.node
        self._context.take_out((*problem.path, key), node)
        here[key] = value
        if key == "kind":
            # The findings that follow ask the tree which kind of opt-out they speak of.
            node.entries[key] = Entry(
                node.source, node.start, node.start, Node("scalar", node.source, node.start, node.start, str(value))
            )
        return True

    def _take_out(self, path: Path, doomed: set[str | int]) -> None:
        holder = self._at(path)
        node: Node = holder.node
        for step in doomed:
            self._context.take_out((*path, step), node)
        if isinstance(holder, dict):
            for key in doomed:
                del holder[key]
                node.entries.pop(str(key), None)
        else:
            holder[:] = [item for index, item in enumerate(holder) if index not in doomed]
            node.items[:] = [item for index, item in enumerate(node.items) if index not in doomed]

    def _at(self, path: Path) -> Any:  # noqa: ANN401  any YAML data
        here = self.data
        for step in path:
            here = here[step]
        return here


def _kind(here: object) -> str | None:
    kind = here.get("kind") if isinstance(here, dict) else None
    return kind if isinstance(kind, str) else None
