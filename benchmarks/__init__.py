"""Side-by-side measurements with other tools: `python -m benchmarks`, or `make bench`."""
