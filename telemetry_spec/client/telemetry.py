"""The client: register, bootstrap, send, destroy."""

from __future__ import annotations

import json
import random
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, Self

from telemetry_spec.client.clock import Clock, SystemClock
from telemetry_spec.client.outcome import Outcome, Sent, settled
from telemetry_spec.client.payload import PayloadError, Trimmer
from telemetry_spec.client.request import Around, Composer, checked_text, payload_text
from telemetry_spec.client.schedule import first_times, only_by_itself
from telemetry_spec.client.sending import NotSentError, Sender
from telemetry_spec.client.storage import Storage
from telemetry_spec.client.usage import (
    answers_in,
    collect_of,
    endpoint_of,
    event_of,
    folder_of,
    mapping_of,
    name_of,
    opt_out_of,
    said,
    source_of,
)
from telemetry_spec.client.values import stopped_fields, values_in
from telemetry_spec.client.worker import LOG, Worker
from telemetry_spec.model.selector import event_selector, split
from telemetry_spec.optouts.base import World
from telemetry_spec.optouts.decide import Decision, decide
from telemetry_spec.transforms.apply import Secrets

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path
    from types import TracebackType

    from telemetry_spec.model.shape import Json
    from telemetry_spec.model.spec import Event, Spec
    from telemetry_spec.wire.encodings.base import Keys

    Payload = Mapping[str, Any]
    #: Something, or a function that returns it, which is called only when it is about to be sent.
    Collected = Payload | Callable[[], Payload | None]

#: Kinds of opt-outs that are seen in one run and not in the next, so that one which persists has to be remembered.
_FLEETING: Final = ("env", "flag", "signal")
_PRETENDED: Final = "00000000-0000-4000-8000-000000000000"
_NOTHING: Final[dict[str, Json]] = {}


class Telemetry:
    """Sends events of one source of a product.

    Life cycle: `register()`, then `bootstrap()` once the host is up, then any number of `send()`, then `destroy()`.
    As a context manager it does the first two and the last by itself. What is sent before `bootstrap` waits for it.

    Nothing here raises into the host or keeps it waiting, but for the constructor, for `choose`, for `strict`, and for
    `destroy`, which takes no longer than it is told to. Before each event every opt-out is looked at anew; where it is
    off, there is no request, no connection, no name is looked up, and nothing is written.

    Args:
        spec: What is declared.
        source: The part of the product that this is.
        answers: What the host knows of opt-outs that no program can see (code, settings, questions), by id: True
            where one opts out, False where it turned telemetry on, None where it was not used. A function is asked
            before each event. Where what it returns cannot be understood, nothing is sent.
        collect: For events that are sent by themselves, at the start, at intervals and at the end: a function that
            returns the payload, or None where there is nothing to send this time. It is not called where
            telemetry is off.
        envelope: What goes around events in the body, shaped like the body.
        headers: Values of declared headers.
        query: Values of declared query parameters.
        endpoint: `https://host:port/path`, to be used instead of the declared scheme, host and port; the declared
            path follows. For tests, and for those who run their own receiver.
        ca_file: Authorities to trust as well, for HTTPS.
        keys: What a JWE is made with.
        secrets: The salt and the key of declared hashes.
        folder: Where identifiers and choices are kept; by default where the XDG specification says.
        world: What this program can look at; by default the environment, arguments and folders of this process.
        clock: What the schedule goes by.
        chance: Picks a moment within an interval: a number from 0 to 1.
        timeout: Seconds for one request and its answer.
        room: How many events may wait. More are dropped.
        strict: For development: `send` raises PayloadError for what is undeclared or not valid.
        observe: Told in the client's own thread what became of each event that was looked at.

    Raises:
        UsageError: A source, an opt-out or an event that the spec does not have, or something of a wrong kind.
    """

    def __init__(  # noqa: PLR0913  each is a setting of its own
        self,
        spec: Spec,
        *,
        source: str,
        answers: Mapping[str, bool | None] | Callable[[], Mapping[str, bool | None]] | None = None,
        collect: Mapping[str, Callable[[], Payload | None]] | None = None,
        envelope: Collected | None = None,
        headers: Mapping[str, str] | None = None,
        query: Mapping[str, str] | None = None,
        endpoint: str = "",
        ca_file: str | Path | None = None,
        keys: Keys | None = None,
        secrets: Secrets | None = None,
        folder: str | Path | None = None,
        world: Callable[[], World] = World.here,
        clock: Clock | None = None,
        chance: Callable[[], float] = random.random,
        timeout: float = 5.0,
        room: int = 100,
        strict: bool = False,
        observe: Callable[[str, Outcome], None] = lambda _event, _outcome: None,
    ) -> None:
        self._spec = spec
        self._source = source_of(spec, source)
        self._answers = {} if answers is None else answers
        if not callable(self._answers):
            answers_in(spec, self._answers, "`answers`", private=False)
        self._collect = collect_of(self._source, collect)
        self._envelope = envelope
        self._headers, self._query = dict(headers or {}), dict(query or {})
        self._secrets = secrets or Secrets()
        self._folder = folder_of(folder)
        self._world = world
        self._clock = clock or SystemClock()
        self._chance = chance
        self._strict = strict
        self._observe = observe
        self._composer = Composer(spec, self._source, keys=keys, base=endpoint_of(endpoint))
        self._sender = Sender(timeout=timeout, ca_file=ca_file)
        self._worker = Worker(self._clock, room, self._send_due)
        self._stored: Storage | None = None
        self._chosen: dict[str, bool] = {}

    # ------------------------------------------------------------ life cycle

    def register(self) -> Self:
        """Take part in the host. Nothing is sent, and no thread is started."""
        LOG.debug("Registered: %s %s.", self._spec.product, self._source.id)
        return self

    def bootstrap(self) -> Self:
        """Begin: what has been waiting is sent, and the declared schedule starts."""
        with suppress(Exception):
            now = self._clock.now()
            events = [event for event in self._events() if event.id in self._collect]
            self._worker.start([due for event in events for due in first_times(event, now, self._chance)])
        return self

    def send(self, event: str, payload: Collected | None = None) -> Sent:
        """Send an event, and return at once.

        Args:
            event: Its id, or its name on the wire.
            payload: Its fields, by their names on the wire. What nobody declared is left out; identifiers of this
                machine that are missing are made. A function is called in another thread, and only if it is sent.

        Returns:
            What will become of it: a future, which can be awaited too.

        Raises:
            PayloadError: Only with `strict`: something is undeclared, or not valid.
        """
        try:
            return self._send(event, payload)
        except Exception as error:
            if self._strict and isinstance(error, PayloadError):
                raise
            LOG.debug("%s was refused: %s", name_of(self._events(), event), said(error))
            return settled(Outcome.REFUSED)

    def destroy(self, timeout: float = 2.0) -> None:
        """Send what is waiting, for no longer than so many seconds, and stop. Nothing is sent after that."""
        with suppress(Exception):
            for event in self._events():
                if event.id in self._collect and any(trigger.on == "shutdown" for trigger in event.triggers):
                    self._put(event, self._collect[event.id], Sent())
            self._worker.finish(timeout)
        self._sender.stop()
        self._worker.end()

    def __enter__(self) -> Self:
        return self.register().bootstrap()

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.destroy()

    # ------------------------------------------------------------ opting out

    def status(self, event: str = "", payload: Payload | None = None) -> Decision:
        """Return whether an event, or the source, is sent here and now, and which opt-out decides.

        Never raises: where that cannot be told, nothing is sent either, and the decision says why.
        """
        try:
            if not event:
                return decide(self._spec, self._source.id, self._here())
            values = mapping_of("The payload", payload)
            return self._decide(self._event(event), values, self._here())
        except Exception as error:  # noqa: BLE001  the host's own functions may raise anything
            return Decision(on=False, by=None, why=f"Nothing is sent: {said(error)}")

    def choose(self, opt_out: str, *, opts_out: bool = True, farewell: Collected | None = None) -> Sent:
        """Note that somebody used an opt-out, or took it back: a command, a setting, an answer.

        One that persists is kept for later runs. Where the spec declares a last event, and telemetry was on, that
        event is sent, with `farewell` as its payload; nothing else is.

        Raises:
            UsageError: There is no such opt-out, or `opts_out` is no boolean.
        """
        declared = self._spec.opt_outs[opt_out_of(self._spec, opt_out, opts_out)]
        source, last = split(declared.farewell)[:2] if declared.farewell else ("", "")
        before = self._before()
        self._chosen[opt_out] = opts_out
        if declared.persists:
            self._keep(opt_out, opts_out=opts_out)
        if not opts_out or before is None or source != self._source.id:
            return settled(Outcome.OFF)
        sent = Sent()
        with suppress(PayloadError):  # the event is removed
            self._put(self._event(last), farewell or {}, sent, world=before)
            return sent
        return settled(Outcome.OFF)

    def _before(self) -> World | None:
        """Return what counted until now; None where that cannot be told: a choice counts all the same."""
        try:
            return self._here()
        except Exception as error:  # noqa: BLE001  the host's own functions may raise anything
            LOG.debug("There is no last event: %s", said(error))
            return None

    def _keep(self, name: str, *, opts_out: bool) -> None:
        """Keep a choice for later runs, where that is possible."""
        try:
            self._storage().choose(name, opts_out=opts_out, known=self._spec.opt_outs)
        except Exception as error:  # noqa: BLE001  the host's own functions may raise anything
            LOG.debug("The choice of `%s` is for this run only: %s", name, said(error))

    # ------------------------------------------------------------ inside

    def _events(self) -> Iterator[Event]:
        return iter([] if self._source.removed else self._source.live_events())

    def _event(self, name: str) -> Event:
        """Return an event by its id or its name. Raises PayloadError."""
        return event_of(self._events(), name)

    def _send(self, name: str, payload: Collected | None) -> Sent:
        event = self._event(name)
        if only_by_itself(event):
            raise PayloadError("It is sent at its declared times only: give `collect` a function for it.")
        if not callable(payload):
            # What the host does to it afterwards makes no difference.
            text = payload_text(event, mapping_of("The payload", payload))
            if self._strict:
                self._rehearse(event, json.loads(text))
            payload = json.loads(text)
        sent = Sent()
        self._put(event, payload or {}, sent)
        return sent

    def _put(self, event: Event, payload: Collected, sent: Sent, world: World | None = None) -> None:
        self._worker.put(lambda: self._carry(event, payload, world), sent)

    def _send_due(self, name: str) -> None:
        self._carry(self._event(name), self._collect[name], None)

    def _carry(self, event: Event, payload: Collected, world: World | None) -> Outcome:
        """Do what is to be done with an event, in the client's own thread, and say what came of it."""
        outcome = Outcome.REFUSED
        try:
            outcome = self._carried(event, payload, world)
        except Exception as error:  # noqa: BLE001  the host's own functions may raise anything
            LOG.debug("%s was refused: %s", event.id, said(error))
        LOG.debug("%s: %s.", event.id, outcome)
        with suppress(Exception):
            self._observe(event.id, outcome)
        return outcome

    def _carried(self, event: Event, payload: Collected, world: World | None) -> Outcome:
        """Look at the opt-outs, and send an event if none stops it."""
        world = world or self._here()
        # An opt-out that holds whatever the payload may be is honoured before anything is collected.
        if callable(payload) and not self._decide(event, _NOTHING, world).on:
            return Outcome.OFF
        collected = _collected(payload)
        if collected is None:
            return Outcome.OFF
        values: dict[str, Json] = json.loads(payload_text(event, mapping_of("The payload", collected)))
        if not self._decide(event, values, world).on:
            return Outcome.OFF
        requests = self._composed(event, values, world)
        if not requests:
            raise PayloadError(
                "There is nowhere to send it: no destination is declared for it, and no `endpoint` is given."
            )
        try:
            for request in requests:
                self._sender.send(request)
        except NotSentError as error:
            LOG.debug("%s", error)
            return Outcome.FAILED
        return Outcome.SENT

    def _composed(self, event: Event, payload: dict[str, Json], world: World) -> list[Any]:
        values = values_in(self._source, event, payload)
        trimmer = Trimmer(
            secrets=self._secrets,
            stopped=stopped_fields(self._spec, self._source, event, world, values),
            identify=self._storage().identifier,
        )
        return self._composer.requests(event, payload, self._around(), trimmer)

    def _around(self) -> Around:
        envelope = _collected(self._envelope) if self._envelope else None
        given = json.loads(checked_text(mapping_of("The envelope", envelope)))
        return Around(envelope=given, headers=self._headers, query=self._query)

    def _rehearse(self, event: Event, payload: dict[str, Json]) -> None:
        """Make the requests of an event without sending them. Raises PayloadError for what is not as declared."""
        trimmer = Trimmer(secrets=self._secrets, identify=lambda *_: _PRETENDED)
        try:
            self._composer.requests(event, payload, self._around(), trimmer)
        except PayloadError:
            raise
        except Exception as error:
            raise PayloadError(str(error)) from error
        if trimmer.dropped:
            raise PayloadError(f"Nobody declared {', '.join(f'`{name}`' for name in sorted(trimmer.dropped)[:5])}.")

    def _decide(self, event: Event, payload: dict[str, Json], world: World) -> Decision:
        values = values_in(self._source, event, payload)
        decision = decide(self._spec, event_selector(self._source, event), world, values)
        for one in decision.said:
            fleeting = one.opt_out.persists and one.opt_out.kind in _FLEETING and one.seen.state != "silent"
            if fleeting and world.answers.get(one.opt_out.id) is not (one.seen.state == "off"):
                self._remember(one.opt_out.id, opts_out=one.seen.state == "off")
        return decision

    def _remember(self, name: str, *, opts_out: bool) -> None:
        self._chosen[name] = opts_out
        self._keep(name, opts_out=opts_out)

    def _storage(self) -> Storage:
        if self._stored is None:
            self._stored = Storage(self._spec.product, self._world(), self._folder)
        return self._stored

    def _here(self) -> World:
        """Return what can be looked at now, with everything that was chosen. Raises UsageError, and anything else."""
        world = self._world()
        told = self._answers() if callable(self._answers) else self._answers
        known = answers_in(self._spec, told, "What `answers` returned")
        seen = answers_in(self._spec, world.answers, "What `world` returned as answers")
        kept = self._storage().choices(self._spec.opt_outs)
        return replace(world, answers={**seen, **kept, **self._chosen, **known})


def _collected(payload: Collected) -> Payload | None:
    return payload() if callable(payload) else payload
