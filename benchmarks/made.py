"""Input for the measurements: a large spec, the same as metrics of glean_parser, and payloads.

All of it is the same on every run and on every machine.
"""

from __future__ import annotations

import copy
import itertools
import random
import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from telemetry_spec.model.spec import Spec

#: How many values each object of the made spec holds, and each category of the metrics.
GROUP = 100

_KINDS = ["render", "import", "export", "backup", "upload", "search", "filter", "layout", "update", "widget"]
_PARTS = ["canvas", "ledger", "pickup", "schema", "notebook", "harbour", "junction", "terrace", "orchard", "workshop"]
_ACTS = ["opened", "queued", "merged", "pruned", "failed", "cached", "loaded", "hidden", "copied", "shared"]
_THINGS = [
    "pages",
    "tables",
    "images",
    "folders",
    "charts",
    "bookmarks",
    "templates",
    "snippets",
    "calendars",
    "dashboards",
]


@dataclass(frozen=True, slots=True)
class Type:
    """A type of value: how the spec says it, how a glean metric says it, and how a value of it is made."""

    ours: tuple[str, ...]
    glean: tuple[str, ...]
    value: Callable[[random.Random], Any]


def _uuid(rng: random.Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


TYPES = (
    Type(("type: integer", "minimum: 0", "unit: times"), ("type: counter",), lambda rng: rng.randrange(1000)),
    Type(("type: string", "max_length: 100"), ("type: string",), lambda rng: rng.choice(_PARTS)),
    Type(("type: boolean",), ("type: boolean",), lambda rng: rng.choice((True, False))),
    Type(
        ("type: integer", "minimum: 0", "unit: bytes"),
        ("type: quantity", "unit: bytes"),
        lambda rng: rng.randrange(1 << 30),
    ),
    Type(("type: uuid", "sensitivity: identifier", "lifetime: project"), ("type: uuid",), _uuid),
    Type(
        ("type: timestamp",),
        ("type: datetime", "time_unit: second"),
        lambda rng: f"2024-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}T{rng.randrange(24):02}:30:00Z",
    ),
    Type(
        ("type: integer", "minimum: 0", "unit: ms"),
        ("type: timespan", "time_unit: millisecond"),
        lambda rng: rng.randrange(60_000),
    ),
    Type(
        ("type: array", "max_items: 20", "items: {type: string, max_length: 50}"),
        ("type: string_list",),
        lambda rng: rng.choices(_THINGS, k=3),
    ),
)


@dataclass(frozen=True, slots=True)
class Value:
    """One of the made values: its group, its name, its type and what it says."""

    group: str
    name: str
    type: Type
    description: str


def values(number: int) -> Iterator[Value]:
    """Yield so many values, GROUP to a group. The names of a group differ in more than two letters each."""
    groups = (f"{kind}_{part}" for part in _PARTS for kind in _KINDS)
    for start, group in zip(range(0, number, GROUP), itertools.cycle(groups), strict=False):
        names = [f"{act}_{thing}" for thing in _THINGS for act in _ACTS][: number - start]
        for index, name in enumerate(names):
            kind = TYPES[(start // GROUP + index) % len(TYPES)]
            act, thing = name.split("_")
            yield Value(
                group, name, kind, f"What is known of {thing} that were {act} while working with a {group[-6:]}."
            )


def spec_text(number: int) -> str:
    """Return a spec of one event with so many values, in objects of GROUP each."""
    lines = [_SPEC_HEAD]
    for group, members in itertools.groupby(values(number), key=lambda value: value.group):
        lines.append(f"          {group}:")
        lines.append(f"            description: All about one kind of {group.replace('_', ' and ')}.")
        lines.append("            fields:")
        for value in members:
            lines.append(f"              {value.name}:")
            lines.extend(f"                {key}" for key in (f"description: {value.description}", *value.type.ours))
    return "\n".join(lines) + "\n"


def metrics_text(number: int) -> str:
    """Return the same values as metrics of glean_parser (`metrics.yaml`)."""
    lines = ["$schema: moz://mozilla.org/schemas/glean/metrics/2-0-0"]
    for group, members in itertools.groupby(values(number), key=lambda value: value.group):
        lines.append(f"{group}:")
        for value in members:
            lines.append(f"  {value.name}:")
            lines.extend(f"    {key}" for key in (f"description: {value.description}", *value.type.glean, *_METRIC))
    return "\n".join(lines) + "\n"


def files(folder: Path, number: int) -> tuple[Path, Path]:
    """Write the spec and the metrics into a folder, and return where they are."""
    spec, metrics = folder / "made.telemetry.yaml", folder / "metrics.yaml"
    spec.write_text(spec_text(number), "utf-8")
    metrics.write_text(metrics_text(number), "utf-8")
    return spec, metrics


def payloads(number: int, count: int) -> Iterator[dict[str, Any]]:
    """Yield so many payloads of the spec of so many values."""
    rng = random.Random(0)  # noqa: S311  the same on every run
    groups = [(group, list(members)) for group, members in itertools.groupby(values(number), lambda value: value.group)]
    for _ in range(count):
        yield {group: {value.name: value.type.value(rng) for value in members} for group, members in groups}


def flowforge_payloads(spec: Spec, count: int) -> Iterator[dict[str, Any]]:
    """Yield payloads like the one that FlowForge publishes, each with other identifiers, versions and numbers."""
    rng = random.Random(0)  # noqa: S311  the same on every run
    sample: Any = spec.sources["platform"].events["ping"].samples[0].value
    for _ in range(count):
        payload = copy.deepcopy(sample)
        payload["instanceId"] = _uuid(rng)
        payload["os"] = dict(zip(("type", "release", "arch"), rng.choice(_SYSTEMS), strict=True))
        payload["env"] = {"nodejs": rng.choice(_NODE), "flowforge": f"1.{rng.randrange(12)}.{rng.randrange(4)}"}
        counts = payload["platform"]["counts"]
        counts.update((name, rng.randrange(500)) for name in counts)
        payload["platform"]["config"]["driver"] = rng.choice(_DRIVERS)
        if rng.random() < _LICENSED:
            payload["platform"]["license"]["id"] = _uuid(rng)
        else:
            del payload["platform"]["license"]
        yield payload


_SYSTEMS = (
    ("Linux", "5.15.0-1034-aws", "x64"),
    ("Linux", "6.1.0-21-amd64", "x64"),
    ("Linux", "5.10.104-linuxkit", "arm64"),
    ("Darwin", "22.3.0", "arm64"),
    ("Windows_NT", "10.0.19045", "x64"),
)
_NODE = ("v14.21.3", "v16.19.1", "v16.20.2", "v18.12.0", "v18.19.0")
_DRIVERS = ("localfs", "docker", "k8s")
_LICENSED = 0.5

_SPEC_HEAD = """\
telemetry_spec: 1
product: made
title: Made
version: "1"
consent: opt-out
notice:
  summary: A report of everything that the program can count, so that large specs can be measured.
  purpose: To see how the tools do with large specs.
  operator: Nobody in particular
  privacy_policy: https://made.example/privacy
  access: Nobody reads it.
  retention: It is deleted at once.
never_collected:
  - description: Personally identifiable information.
    forbids: [email, phone, ip_address, mac_address]
destinations:
  collect: {url: "https://collect.made.example/report", method: POST, encoding: json, description: Receives reports.}
opt_outs:
  variable: {kind: env, title: Variable, variable: MADE_TELEMETRY, values: ["0"], disables: [app]}
sources:
  app:
    title: App
    description: The program.
    events:
      report:
        title: Report
        description: What was counted during a day.
        destination: collect
        trigger: [{on: interval, every: 24h}]
        fields:"""

#: What glean_parser asks of every metric.
_METRIC = (
    "bugs: [https://bugzilla.mozilla.org/1000000]",
    "data_reviews: [https://bugzilla.mozilla.org/1000000]",
    "data_sensitivity: [technical]",
    "notification_emails: [somebody@made.example]",
    "expires: never",
)
