"""What the operating system says of a failure, as messages tell it."""

from __future__ import annotations


def reason_of(error: Exception, otherwise: str = "") -> str:
    """Return why something failed: to go on a sentence with, and without the path, which the message names already.

    Args:
        error: What was raised, most often an OSError.
        otherwise: What is said where the system gives no words of its own. Without it, those of the error.
    """
    said = getattr(error, "strerror", None) or otherwise or str(error)
    return f"{said[:1].lower()}{said[1:]}"
