"""What is drawn from every spec at hand is accepted over a real socket, and what is stored is as declared."""

from __future__ import annotations

import http.client
import itertools
import json
import random
from typing import TYPE_CHECKING

import pytest

from telemetry_spec import api
from telemetry_spec.compile import require
from telemetry_spec.emit.samples import realistic
from telemetry_spec.model.selector import event_selector
from telemetry_spec.transforms.apply import Secrets
from telemetry_spec.transforms.row import events_in
from telemetry_spec.vectors import breaks
from telemetry_spec.wire.carry import UNSTATED, to_request
from telemetry_spec.wire.encodings.base import Keys
from tests.conftest import ROOT
from tests.receiver.serving import served
from tests.verdict.cases import spec_paths
from tests.wire.keys import key_files

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from telemetry_spec.model.shape import Field
    from telemetry_spec.model.spec import Destination, Source, Spec

KEYS = Keys(jwe=key_files()["EC PEM"])
SECRETS = Secrets(salt=b"salt", key=b"key")

each_spec = pytest.mark.parametrize("path", spec_paths(), ids=lambda path: path.name.split(".")[0])


def destinations(spec: Spec, source: Source) -> list[Destination]:
    names = dict.fromkeys(name for event in source.events.values() for name in event.destinations)
    return [spec.destinations[name] for name in names] or [UNSTATED]


def carried(fields: tuple[Field, ...]) -> list[tuple[str, str]]:
    """Return headers or query values that are right."""
    return [(member.name, str((*member.examples, realistic(member.shape))[0])) for member in fields]


def sources(spec: Spec) -> Iterator[tuple[Source, Destination]]:
    for source in spec.live_sources():
        for destination in destinations(spec, source):
            yield source, destination


@each_spec
def test_samples_are_accepted_and_their_rows_are_right(path: Path, tmp_path: Path) -> None:
    spec = require(path)
    expected: dict[str, int] = {}
    with served(spec, keys=KEYS, secrets=SECRETS) as receiver:
        for source, destination in sources(spec):
            headers, query = carried(source.request.headers), carried(source.request.query)
            for body in itertools.islice(api.sample(spec, select=source.id), 12):
                request = to_request(destination, body, headers=headers, query=query, keys=KEYS, base=receiver.url)
                answer = receiver.send(request)
                assert answer.status == 204, answer.body
                for event, _ in events_in(source, body):
                    name = event_selector(source, event)
                    expected[name] = expected.get(name, 0) + 1
        for source, event in spec.live_events():
            name = event_selector(source, event)
            rows = receiver.rows(name)
            assert len(rows) == expected.get(name, 0)
            file = tmp_path / "rows.ndjson"
            file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
            if rows:
                assert api.check(spec, [file], select=name, stored=True).findings == []
        assert len(receiver.rows()) == sum(expected.values()) == receiver.receiver.counts.rows > 0


@each_spec
def test_what_is_broken_in_one_place_is_refused_and_not_stored(path: Path) -> None:
    spec, rng = require(path), random.Random(0)
    with served(spec, keys=KEYS, secrets=SECRETS) as receiver:
        for source, destination in sources(spec):
            if destination.encoding[0] == "form":
                continue  # it has no place for what is wrong: every value is a text
            headers, query = carried(source.request.headers), carried(source.request.query)
            body = next(body for body in api.sample(spec, select=source.id) if list(events_in(source, body)))
            ways = list(breaks(source.request.body, body, rng))
            for way in rng.sample(ways, min(len(ways), 25)):
                # What is no list is one line, and so a list again.
                if destination.encoding[0] == "ndjson" and not way.steps:
                    continue
                broken = way.apply()
                request = to_request(destination, broken, headers=headers, query=query, keys=KEYS, base=receiver.url)
                answer = receiver.send(request)
                known = destination.unknown_fields == "drop" and way.keyword == "additionalProperties"
                assert answer.status == (204 if known else 422), way
        assert receiver.receiver.counts.refused > 0


@pytest.mark.parametrize("product", ["nextjs", "turborepo", "dagster"])
def test_requests_that_were_captured_are_accepted(product: str) -> None:
    folder = ROOT / "tests" / "captures" / product
    spec = require(folder.with_suffix(".telemetry.yaml"))
    request = json.loads((folder / "request.json").read_text("utf-8"))
    skipped = {"host", "connection", "content-length", "accept-encoding"}
    headers = [(name, value) for name, value in request["headers"].items() if name not in skipped]
    [(source, destination)] = sources(spec)
    with served(spec, keys=KEYS, secrets=SECRETS) as receiver:
        events = 0
        for line in (folder / "payloads.ndjson").read_text("utf-8").splitlines():
            sent = to_request(destination, line.encode(), headers=headers, base=receiver.url)
            answer = receiver.send(sent)
            assert answer.status == 204, answer.body
            events += len(list(events_in(source, json.loads(line))))
        assert len(receiver.rows()) == events > 0


def test_the_pages_own_payload_becomes_the_declared_row() -> None:
    spec = require(ROOT / "schemas" / "flowforge.telemetry.yaml")
    payload = spec.sources["platform"].events["ping"].samples[0].value
    with served(spec) as receiver:
        assert receiver.post("/", payload).status == 204
        [row] = receiver.rows()
    assert isinstance(payload, dict)
    assert {name: row[name] for name in payload} == payload
    assert row.keys() - payload.keys() == {"receivedAt", "ip"}
    # SHA-256 of the text 127.0.0.1, as any other tool computes it.
    assert row["ip"] == "12ca17b49af2289436f303e0166030a21e525d266e209267433801a8fd4071a0"


def test_a_client_of_another_make_is_understood() -> None:
    """http.client writes its own headers, which no spec declares: they are no payload, and are not kept."""
    spec = require(ROOT / "schemas" / "flowforge.telemetry.yaml")
    payload = json.dumps(spec.sources["platform"].events["ping"].samples[0].value)
    with served(spec) as receiver:
        connection = http.client.HTTPConnection(receiver.url.removeprefix("http://"), timeout=20)
        connection.request("POST", "/", payload, {"User-Agent": "hunter2/1", "X-Other": "hunter2"})
        assert connection.getresponse().status == 204
        connection.close()
        assert "hunter2" not in json.dumps(receiver.rows())
