"""The pages of the codes that a run of checks raises before it begins. Checks have their pages in their docstrings."""

from __future__ import annotations

from typing import Final

from telemetry_spec.model.page import Page

CODES: Final[dict[str, Page]] = {
    "known-failing-unreadable": Page(
        "The file of known failures cannot be used",
        "Reports, with `--known-failing`, a file that cannot be read or a line without a reason.",
        "A failure that is known has to say why it is known, or it stays for ever.",
        "rejects:server.usage.ci/*\n",
        "rejects:server.usage.ci/*  Until version 3 the server takes any text.\n",
    ),
    "known-failing-unused": Page(
        "A known failure is about nothing",
        "Reports, after a whole run with `--known-failing`, each line of the file that fits no result of the run.",
        "Such a line says that something is wrong which nobody looks at: a misspelt id, or a check that is gone.",
        "reject:server.usage.ci/*  Until version 3 the server takes any text.\n",
        "rejects:server.usage.ci/*  Until version 3 the server takes any text.\n",
    ),
}
