"""Makes `python -m telemetry_spec` the same as `telemetry-spec`."""

from __future__ import annotations

from telemetry_spec.cli import main

if __name__ == "__main__":
    main()
