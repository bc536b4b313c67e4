"""One declarative file for what a product's telemetry collects, and everything that comes out of it.

The functions are in `telemetry_spec.api`; here are the types that they take and give. All is imported when it is used,
because the command line starts here too.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telemetry_spec import api
    from telemetry_spec.api import UnknownNameError, load
    from telemetry_spec.model.finding import Finding, InvalidInputError, Severity, Span
    from telemetry_spec.model.page import Page
    from telemetry_spec.model.spec import Spec

__version__ = "0.1.0"

__all__ = [
    "Finding",
    "InvalidInputError",
    "Page",
    "Severity",
    "Span",
    "Spec",
    "UnknownNameError",
    "__version__",
    "api",
    "load",
]

_MODULES = {
    "Finding": "model.finding",
    "InvalidInputError": "model.finding",
    "Page": "model.page",
    "Severity": "model.finding",
    "Span": "model.finding",
    "Spec": "model.spec",
    "UnknownNameError": "api",
    "load": "api",
}


def __getattr__(name: str) -> object:
    """Import what is asked for (PEP 562)."""
    if name == "api":
        return importlib.import_module("telemetry_spec.api")
    if name in _MODULES:
        return getattr(importlib.import_module(f"telemetry_spec.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    """List what is here, imported or not."""
    return sorted({*globals(), *__all__})
