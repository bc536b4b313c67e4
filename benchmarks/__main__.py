"""`python -m benchmarks [NAME...] [--quick]`: run comparisons, and print times and ratios."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from benchmarks.scale import FULL, QUICK
from telemetry_spec import registry

COMPARISONS = "benchmarks.comparisons"


def main() -> None:
    """Run the comparisons that were asked for, or all."""
    names = registry.names(COMPARISONS)
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", metavar="NAME", nargs="*", help=f"what to compare: {', '.join(names)} (default: all)")
    parser.add_argument("--quick", action="store_true", help="measure little: the numbers then say little, too")
    options = parser.parse_args()
    unknown = sorted(set(options.names) - set(names))
    if unknown:
        parser.error(f"no such comparison: {', '.join(unknown)}")
    print("Least and median time of several repetitions, taken in turn; ratios of the least times.", flush=True)
    if options.quick:
        print("This is a quick run: too little is measured for the targets to mean anything.", flush=True)
    for name in options.names or names:
        with tempfile.TemporaryDirectory() as folder:
            for table in registry.load(COMPARISONS, name).compare(QUICK if options.quick else FULL, Path(folder)):
                print("", *table.lines(), sep="\n", flush=True)


if __name__ == "__main__":
    main()
