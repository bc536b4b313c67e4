"""A client of `probe.telemetry.yaml` that heeds proxies, and the opt-out."""

from __future__ import annotations

import json
import os
import urllib.request

if not os.environ.get("PROBE_NO_TELEMETRY"):
    payload = {"install": "5db51f99-c6fb-4340-9c19-78adce58cc1b", "events": [{"name": "build", "number": 1}]}
    request = urllib.request.Request(
        "https://stats.probe.example/v1/events?v=1", json.dumps(payload).encode(), {"x-probe-client": "probe 1.0"}
    )
    with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310  its address is above
        answer.read()
