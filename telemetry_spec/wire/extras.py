"""Libraries that only some commands need."""

from __future__ import annotations


class MissingExtraError(ImportError):
    """A library is not installed; the text says which, and the command that installs it."""

    def __init__(self, library: str, extra: str = "conform") -> None:
        super().__init__(f"This needs the library {library}. Install it: pip install 'telemetry-spec[{extra}]'")
