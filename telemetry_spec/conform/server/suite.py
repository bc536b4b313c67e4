"""The run of all checks of a server: controls around each, and no result without them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from telemetry_spec import conform
from telemetry_spec.conform.server.checks import control
from telemetry_spec.model.result import Result, Verdict

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from telemetry_spec.conform.server.routes import Route
    from telemetry_spec.conform.server.session import Session

#: In this order people want to read them; others follow by name.
_ORDER: Final = ("accepts", "accepts-generated", "encodings", "batches", "rejects")
_CONTROL: Final = "control"
#: Which routes a check is run on, by its scope.
_FITS: Final[dict[str, Callable[[Route], bool]]] = {
    "event": lambda route: route.main,
    "place": lambda route: route.first,
    "route": lambda _: True,
}


@dataclass(frozen=True, slots=True)
class Group:
    """A check, on one route or, with no route, on all that was answered; `end` says that it is about the end of a run.

    `id` is stable.
    """

    id: str
    check: str
    route: Route | None
    end: bool = False


@dataclass(slots=True)
class Suite:
    """A run. `doing` is told what comes next, for people who wait."""

    session: Session
    doing: Callable[[str], None] = lambda _: None
    _down: dict[str, control.Broken] = field(default_factory=dict)

    def groups(self) -> tuple[Group, ...]:
        """Return what there is to run, in order. What `--only` does not ask for is left out, where nothing needs it."""
        return tuple(self._groups())

    def _groups(self) -> Iterator[Group]:
        names = [name for name in conform.names("server") if name != _CONTROL]
        modules = {name: conform.load("server", name) for name in names}
        wanted = self.session.wanted
        rows = self.session.rows is not None
        counting = [name for name, module in modules.items() if rows and hasattr(module, "at_end")]
        ends = {name for name in counting if wanted.result(f"{name}:end")}
        # What looks at all answers, or at all rows after a run, needs all of them.
        answers = any(wanted.check(name) for name, module in modules.items() if module.SCOPE == "answers")
        everything = answers or bool(ends)
        ordered = sorted(names, key=lambda name: (_ORDER.index(name) if name in _ORDER else len(_ORDER), name))
        for name in ordered:
            scope = modules[name].SCOPE
            if scope != "answers" and (everything or wanted.check(name)):
                for route in self.session.routes:
                    if _FITS[scope](route):
                        yield Group(f"{name}:{route.place if scope == 'place' else _key(route)}", name, route)
        for name in ordered:
            if modules[name].SCOPE == "answers" and wanted.check(name):
                yield Group(name, name, None)
        for name in ordered:
            if name in ends:
                yield Group(f"{name}:end", name, None, end=True)

    def run(self) -> Iterator[Result]:
        """Yield the results of everything, as they come: first the controls, then the checks, then the controls."""
        try:
            yield from self.begin()
            for group in self.groups():
                yield from self.results(group)
            yield from self.end()
        finally:
            self.session.client.close()

    def begin(self) -> Iterator[Result]:
        """Yield the results of the controls that come first."""
        self.doing("controls")
        self.session.ledger.open(self.session)
        for route in self.session.routes:
            yield from self._controls(route, "start")

    def end(self) -> Iterator[Result]:
        """Yield the results of the controls that come last."""
        self.doing("controls")
        for route in self.session.routes:
            yield from self._controls(route, "end")

    def results(self, group: Group) -> list[Result]:
        """Return the results of one group. They count only if the controls hold before and after."""
        self.doing(group.id)
        module = conform.load("server", group.check)
        if group.route is None:
            found = list(module.at_end(self.session) if group.end else module.check(self.session))
            if len(self._down) < len(self.session.routes):
                return found
            obstacle = self.obstacle() or control.Broken("There is nothing to send.")
            return [_unsure(result, obstacle) if result.verdict is Verdict.PASS else result for result in found]
        # Whether a further encoding is read is what `encodings` asks, so its control is the event's first route.
        route = self._main(group.route) if group.check == "encodings" else group.route
        key = _key(route)
        if key in self._down:
            return [_untried(group.id, self._down[key])]
        found = list(module.check(self.session, group.route))
        if not found:
            return []
        why = control.broken(self.session, route, f"control:{key}/after/{group.check}")
        if why:
            self._down[key] = why
            found = [_unsure(result, why) for result in found]
        return found

    def obstacle(self) -> control.Broken | None:
        """Return why something could not be tried, or None."""
        return next(iter(self._down.values()), None)

    def _main(self, route: Route) -> Route:
        return next(one for one in self.session.routes if one.event is route.event and one.main)

    def _controls(self, route: Route, when: str) -> Iterator[Result]:
        key = _key(route)
        if key in self._down:
            yield control.failed(self.session, route, f"control:{key}/{when}", self._down[key])
            return
        name = f"control:{key}/{when}"
        for result in control.check(self.session, route, name):
            if result.verdict is Verdict.INCONCLUSIVE:
                self._down[key] = control.Broken(result.message, result.help)
            yield result


def _key(route: Route) -> str:
    return route.selector if route.main else f"{route.selector}@{route.place}"


def _untried(name: str, why: control.Broken) -> Result:
    message = f"Nothing is shown without a control: {why.reason}"
    return Result(id=name, verdict=Verdict.INCONCLUSIVE, message=message, help=why.help, cause=why.reason)


def _unsure(result: Result, why: control.Broken) -> Result:
    if result.verdict is Verdict.SKIP:
        return result
    message = f"{result.message} That shows nothing, because the control after it did not hold: {why.reason}"
    return replace(result, verdict=Verdict.INCONCLUSIVE, message=message, cause=why.reason)
