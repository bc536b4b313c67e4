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
    "only-unused": Page(
        "What was asked for was not tried",
        "Reports, after a run with `--only ID`, each id that fits no result of the run.",
        "A run that leaves out what it was asked for shows nothing of it, and may look like a success.",
        "--only rejects:server.usage.ci/typ\n",
        "--only rejects:server.usage.ci/type/string\n",
    ),
    "run-interrupted": Page(
        "The run was ended early",
        "Reports that Ctrl-C, a signal or an error ended the run before its last check.",
        "A part of a run shows nothing of the rest, and a report that just stops may be taken for the whole.",
        "telemetry-spec conform server ... & kill $!\n",
        "telemetry-spec conform server ...\n",
    ),
}
