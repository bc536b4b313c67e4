"""The commands of `telemetry-spec conform`, one a file."""
