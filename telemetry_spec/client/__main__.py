"""A program that sends what a spec declares: `python -m telemetry_spec.client SPEC --select SOURCE`.

It stands for a product's own program: it takes that product's flags, variables, configuration files and commands, and
what it prints is the same whatever becomes of its telemetry. Arguments that nobody declared are let through, as many
programs do.
"""

from __future__ import annotations

import argparse
import importlib
import json
import logging
import sys
import threading
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from telemetry_spec.client.clock import FastClock
from telemetry_spec.client.payload import made_up
from telemetry_spec.client.schedule import first_times, only_by_itself
from telemetry_spec.client.telemetry import Telemetry
from telemetry_spec.client.usage import unknown
from telemetry_spec.compile import compile_spec
from telemetry_spec.emit.samples import published, realistic
from telemetry_spec.model.selector import event_selector
from telemetry_spec.model.shape import Shape
from telemetry_spec.optouts.command import words_of
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.wire.encodings.base import Keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    from telemetry_spec.client.outcome import Outcome
    from telemetry_spec.model.shape import Field, Json
    from telemetry_spec.model.spec import Event, OptOut, Source, Spec

_INVALID: Final = 3
#: With `--choose`: everything by which somebody can agree.
_CONSENT: Final = "consent"
_CHOSEN: Final = frozenset({"code", "setting", "prompt", "command"})
#: Read before anything is sent, so that sending is all that is left to do in the time that the end may take.
_NEEDED: Final = ("telemetry_spec.check.requests", "telemetry_spec.check.target")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program, and return its exit code: 0, 2 for wrong usage, 3 for an invalid spec."""
    parser = _parser()
    given, rest = parser.parse_known_args(arguments)
    logging.basicConfig(level=logging.DEBUG if given.verbose else logging.CRITICAL, format="%(message)s")
    compiled = compile_spec(given.spec)
    if compiled.spec is None:
        print(*(f"{one.span}: {one.message}" for one in compiled.findings), sep="\n", file=sys.stderr)  # noqa: T201  a program
        return _INVALID
    chosen = _chosen(compiled.spec, given.select)
    if chosen is None:
        parser.error(f"nothing that is sent has the name `{given.select}`")
    try:
        return _Program(compiled.spec, *chosen, given).run(rest)
    except OSError as error:
        parser.error(f"a file cannot be used: {error}")
    except ValueError as error:
        parser.error(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m telemetry_spec.client",
        description="Send what a spec declares, as an honest client does. Takes the product's own flags and commands.",
        allow_abbrev=False,
    )
    parser.add_argument("spec", metavar="SPEC", help="the spec: a file, or a folder of them")
    parser.add_argument("--select", metavar="SELECTOR", default="", help="a source (all its events), or one event")
    parser.add_argument("--endpoint", metavar="URL", default="", help="instead of the declared scheme, host and port")
    parser.add_argument(
        "--payload", metavar="FILE", default="sample", help="the payload as JSON; `sample` makes one up"
    )
    parser.add_argument("--times", metavar="N", type=int, default=1, help="how often each event is sent")
    parser.add_argument(
        "--speed", metavar="N", type=float, default=1.0, help="how much faster than real the schedule is"
    )
    parser.add_argument("--wait", metavar="SECONDS", type=float, default=10.0, help="how long the end may take")
    parser.add_argument("--timeout", metavar="SECONDS", type=float, default=2.0, help="how long one request may take")
    parser.add_argument("--folder", metavar="FOLDER", help="where identifiers and choices are kept")
    parser.add_argument("--key", metavar="FILE", help="the key that a JWE is made with")
    parser.add_argument("--ca-file", metavar="FILE", help="authorities to trust as well")
    parser.add_argument("--answer", metavar="ID=off|on", action="append", default=[], help="what was chosen for now")
    parser.add_argument(
        "--choose",
        nargs=2,
        metavar=("ID", "off|on"),
        help="choose for good, as in a user interface; `consent` stands for all",
    )
    parser.add_argument("--verbose", action="store_true", help="say on standard error what becomes of each event")
    return parser


def _chosen(spec: Spec, select: str) -> tuple[Source, list[Event]] | None:
    for source, event in spec.live_events():
        if select == event_selector(source, event):
            return source, [event]
    for source in spec.live_sources():
        if select in ("", source.id):
            return source, source.live_events()
    return None


class _Program:
    def __init__(self, spec: Spec, source: Source, events: list[Event], given: argparse.Namespace) -> None:
        self._spec = spec
        self._given = given
        for name in _NEEDED:
            importlib.import_module(name)
        self._source = source
        self._events = events
        self._by_itself = {event.id: threading.Event() for event in events if only_by_itself(event)}

    def _client(self, source: Source, events: Sequence[Event]) -> Telemetry:
        """Return a client of a source, in which some events send themselves."""
        given, request = self._given, source.request
        return Telemetry(
            self._spec,
            source=source.id,
            answers=dict(map(_answer, given.answer)),
            collect={event.id: partial(self._payload, event) for event in events},
            envelope=_object(made_up(request.body, realistic(request.body))),
            headers=_texts(request.headers),
            query=_texts(request.query),
            endpoint=given.endpoint,
            ca_file=given.ca_file,
            keys=Keys(jwe=Path(given.key).read_bytes()) if given.key else None,
            secrets=Secrets(salt=b"a salt of this program", key=b"a key of this program"),
            folder=Path(given.folder) if given.folder else None,
            clock=FastClock(given.speed),
            timeout=given.timeout,
            observe=self._observe,
        )

    def run(self, rest: Sequence[str]) -> int:
        """Do what the command line asks for."""
        if self._given.choose:
            return self._choose(*self._named(*self._given.choose))
        for opt_out in self._spec.opt_outs.values():
            for key, opts_out in (("command", True), ("undo", False)):
                words = words_of(str(opt_out.settings.get(key, "")))[1:]
                if opt_out.kind == "command" and words and tuple(rest)[-len(words) :] == words:
                    return self._choose([opt_out], opts_out=opts_out)
        return self._work()

    def _named(self, name: str, state: str) -> tuple[list[OptOut], bool]:
        """Return the opt-outs that a name stands for, and whether they opt out. Raises ValueError."""
        _, opts_out = _answer(f"{name}={state}")
        if name in self._spec.opt_outs:
            return [self._spec.opt_outs[name]], opts_out
        if name != _CONSENT:
            raise ValueError(unknown("opt-out", name, [*self._spec.opt_outs, _CONSENT]))
        return [one for one in self._spec.opt_outs.values() if one.kind in _CHOSEN], opts_out

    def _choose(self, opt_outs: list[OptOut], opts_out: bool) -> int:  # noqa: FBT001  the names say it at every call
        for opt_out in opt_outs:
            last = next(
                (one for one in self._spec.live_events() if event_selector(*one) == opt_out.farewell),
                (self._source, None),
            )
            telemetry = self._client(last[0], ()).register().bootstrap()
            telemetry.choose(opt_out.id, opts_out=opts_out, farewell=_sample(last[1]) if last[1] else None)
            telemetry.destroy(self._given.wait)
        print(f"Telemetry is {'off' if opts_out else 'on'}.")  # noqa: T201  a program
        return 0

    def _work(self) -> int:
        telemetry = self._client(self._source, [event for event in self._events if event.id in self._by_itself])
        print("Done.")  # noqa: T201  a program
        sys.stdout.flush()
        telemetry.register().bootstrap()
        for event in self._events:
            if event.id not in self._by_itself:
                for _ in range(self._given.times):
                    telemetry.send(event.id, self._payload(event))
        self._wait(telemetry)
        return 0

    def _wait(self, telemetry: Telemetry) -> None:
        """Wait until each event was sent that is sent by itself, and end, both within the time that the end has."""
        times = {
            event.id: min((one.at / self._given.speed for one in first_times(event, 0.0, lambda: 1.0)), default=0.0)
            for event in self._events
            if event.id in self._by_itself and any(first_times(event, 0.0, lambda: 1.0))
        }
        deadline = time.monotonic() + max(times.values(), default=0.0) + self._given.wait
        for name in times:
            self._by_itself[name].wait(deadline - time.monotonic())
        telemetry.destroy(max(0.0, deadline - time.monotonic()))

    def _observe(self, event: str, outcome: Outcome) -> None:
        logging.getLogger("telemetry_spec.client").debug("Event %s: %s", event, outcome)
        if event in self._by_itself:
            self._by_itself[event].set()

    def _payload(self, event: Event) -> dict[str, Json]:
        if self._given.payload == "sample":
            return _sample(event)
        return _object(json.loads(Path(self._given.payload).read_bytes()))


def _sample(event: Event) -> dict[str, Json]:
    return _object(made_up(event.payload, published(event, stored=False)))


def _answer(text: str) -> tuple[str, bool]:
    """Return the opt-out and whether it opts out. Raises ValueError."""
    name, _, answer = text.rpartition("=")
    if not name or answer not in ("off", "on"):
        raise ValueError(f"`{text}` is not an opt-out and `off` or `on`, such as `admin-settings=off`")
    return name, answer == "off"


def _object(value: Json) -> dict[str, Json]:
    return value if isinstance(value, dict) else {}


def _texts(fields: tuple[Field, ...]) -> dict[str, str]:
    shape = Shape(type="object", kind="object", fields=fields)
    return {name: str(value) for name, value in _object(made_up(shape, realistic(shape))).items()}


if __name__ == "__main__":
    sys.exit(main())
