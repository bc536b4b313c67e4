"""What `telemetry-spec docs` can do: one file each."""
