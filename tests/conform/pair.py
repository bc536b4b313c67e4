"""The honest pair: the reference client and the receiver under their own suites, again and again.

`python -m tests.conform.pair --runs 200` runs the suites over the four products in turn and ends with the number of
failures. A verdict that changes from run to run is worth less than none.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import TYPE_CHECKING

from joserfc.jwk import ECKey

from telemetry_spec.compile import require
from tests.verdict.cases import PRODUCTS, ROOT

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

TOOL = [sys.executable, "-m", "telemetry_spec"]
CLIENT = [sys.executable, "-m", "telemetry_spec.client"]
#: How much faster than declared the client's schedule is: a day takes a minute and a half.
SPEED = ["--speed", "1000"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One run: of the client of a source, or of the server of a product where `source` is ""."""

    product: str
    source: str

    @property
    def name(self) -> str:
        return f"client {self.product}.{self.source}" if self.source else f"server {self.product}"

    @property
    def spec(self) -> str:
        return str(ROOT / "schemas" / f"{self.product}.telemetry.yaml")

    def run(self, folder: Path, key: Path) -> subprocess.CompletedProcess[str]:
        return self._client(key) if self.source else self._server(folder, key)

    def _client(self, key: Path) -> subprocess.CompletedProcess[str]:
        given = ["conform", "client", self.spec, "--select", self.source, *SPEED, "--quiet", "300ms"]
        nowhere = not require(Path(self.spec)).destinations
        told = ["--endpoint", "{url}"] if nowhere else []
        command = [*CLIENT, self.spec, "--select", self.source, *SPEED, "--key", str(key), *told]
        driver = " ".join([*CLIENT, self.spec, "--choose"])
        return _done([*TOOL, *given, "--jwe-key", str(key), "--driver", driver, "--", *command])

    def _server(self, folder: Path, key: Path) -> subprocess.CompletedProcess[str]:
        store = f"sqlite:{folder / 'rows.db'}"
        serve = [*TOOL, "serve", self.spec, "--port", "0", "--store", store, "--jwe-key", str(key)]
        with subprocess.Popen(serve, stderr=subprocess.PIPE, text=True) as running:
            assert running.stderr is not None
            try:
                url = running.stderr.readline().split()[-1]
                given = ["conform", "server", self.spec, "--url", url, "--rows", store, "--jwe-key", str(key)]
                return _done([*TOOL, *given])
            finally:
                running.terminate()
                running.stderr.read()


def turns() -> list[Turn]:
    found = []
    for product in PRODUCTS:
        spec = require(ROOT / "schemas" / f"{product}.telemetry.yaml")
        found.append(Turn(product, ""))
        found += [Turn(product, source.id) for source in spec.live_sources()]
    return found


def runs(number: int) -> Iterator[tuple[Turn, subprocess.CompletedProcess[str]]]:
    """Yield so many runs, taking the turns in turn."""
    with tempfile.TemporaryDirectory() as made:
        key = Path(made, "key.json")
        key.write_text(json.dumps(ECKey.generate_key("P-256").as_dict(private=True)))
        for index, turn in enumerate(islice(cycle(turns()), number)):
            folder = Path(made, str(index))
            folder.mkdir()
            yield turn, turn.run(folder, key)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=200, metavar="N")
    number = parser.parse_args(arguments).runs
    done = failed = 0
    for turn, run in runs(number):
        done += 1
        if run.returncode:
            failed += 1
            _say(f"{turn.name}: exit code {run.returncode}\n{run.stdout}{run.stderr}")
        elif done <= len(turns()):
            _say(f"{turn.name}: {(run.stdout.splitlines() or ['?'])[-1]}")
    _say(f"The honest pair: {done} runs, {failed} failed.")
    return 1 if failed or not done else 0


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _done(command: list[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)


if __name__ == "__main__":
    sys.exit(main())
