"""Of what a command wrote to standard error, the line that names the error is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from telemetry_spec.conform import capture
from telemetry_spec.conform.capture.base import Outcome
from telemetry_spec.conform.client.output import said_by
from telemetry_spec.conform.client.settings import Settings
from telemetry_spec.conform.client.world import build

if TYPE_CHECKING:
    from pathlib import Path

NODE = """node:internal/modules/cjs/loader:1210
  throw err;
  ^

Error: Cannot find module './nope'
Require stack:
- {cwd}/index.js
    at Module._resolveFilename (node:internal/modules/cjs/loader:1207:15)
    at node:internal/main/eval_string:51:3 {
  code: 'MODULE_NOT_FOUND',
  requireStack: [ '{cwd}/index.js' ]
}

Node.js v20.20.2
"""
CAUSED = """index.js:2
throw new TypeError("outer", {cause: new RangeError("inner")});
^

TypeError: outer
    at Object.<anonymous> (index.js:2:7)
    ... 4 lines matching cause stack trace ...
    at node:internal/main/run_main_module:28:49 {
  [cause]: RangeError: inner
      at Object.<anonymous> (index.js:2:49)
}

Node.js v20.20.2
"""
UNHANDLED = """      new UnhandledPromiseRejection(reason);
      ^

Error [ERR_UNHANDLED_REJECTION]: This error originated either by throwing inside of an async function.
    at process.processTicksAndRejections (node:internal/process/task_queues:96:32) {
  code: 'ERR_UNHANDLED_REJECTION'
}
"""
JAVA = """Exception in thread "main" java.lang.IllegalStateException: no settings
\tat acme.Main.main(Main.java:3)
\t... 12 more
"""
PYTHON = """Traceback (most recent call last):
  File "acme.py", line 3, in <module>
    raise ValueError("at least one setting")
ValueError: at least one setting
"""
GO = """panic: no settings

goroutine 1 [running]:
main.main()
\tmain.go:3 +0x25
exit status 2
"""


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (NODE, ["Error: Cannot find module './nope'"]),
        (CAUSED, ["TypeError: outer", "[cause]: RangeError: inner"]),
        (UNHANDLED, ["Error [ERR_UNHANDLED_REJECTION]: This error originated either by throwing inside of an async"]),
        (JAVA, ['Exception in thread "main" java.lang.IllegalStateException: no settings']),
        (PYTHON, ["ValueError: at least one setting"]),
        (GO, ["panic: no settings"]),
        ("\n".join(f"line {number}" for number in range(9)), ["line 4", "line 5", "line 6", "line 7", "line 8"]),
        ("at least one setting is needed\n", ["at least one setting is needed"]),
        ("", []),
    ],
)
def test_the_line_that_names_the_error_comes_first(text: str, first: list[str], tmp_path: Path) -> None:
    world = build(tmp_path, Settings(command=("acme",), capture=capture.get("proxy")))
    outcome = Outcome(
        code=1,
        seconds=1.0,
        how="itself",
        survivors=0,
        survivors_overdue=False,
        stdout=b"",
        stderr=text.replace("{cwd}", str(world.cwd)).encode(),
    )
    lines = list(said_by(outcome, world))
    assert [line[: len(start)] for line, start in zip(lines, first, strict=False)] == first
    assert len(lines) <= 5
    assert len(lines) >= len(first)
    assert not [line for line in lines if line.startswith("at ") and line not in first]
    assert str(tmp_path) not in "\n".join(lines)
