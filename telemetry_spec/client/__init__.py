"""A client that is driven by a spec: it sends what is declared, when it is declared, and nothing where it is off.

>>> from telemetry_spec import api
>>> from telemetry_spec.client import Telemetry
>>> from telemetry_spec.resources import schemas_dir
>>> spec = api.load(schemas_dir() / "flowforge.telemetry.yaml")
>>> telemetry = Telemetry(spec, source="platform", answers={"admin-settings": True})
>>> telemetry.status("ping").why
'It was chosen that telemetry is off.'
"""

from __future__ import annotations

from telemetry_spec.client.clock import Clock, FastClock, ManualClock, SystemClock
from telemetry_spec.client.outcome import Outcome, Sent
from telemetry_spec.client.payload import PayloadError
from telemetry_spec.client.telemetry import Telemetry
from telemetry_spec.client.usage import UsageError

__all__ = [
    "Clock",
    "FastClock",
    "ManualClock",
    "Outcome",
    "PayloadError",
    "Sent",
    "SystemClock",
    "Telemetry",
    "UsageError",
]
