"""The emitted pydantic models, imported as a user would import them."""

from __future__ import annotations

import importlib.util
import sys
from typing import TYPE_CHECKING, Any

from telemetry_spec.emit._code.declare import declarations
from telemetry_spec.emit.base import Options
from telemetry_spec.emit.pydantic_models import emit

if TYPE_CHECKING:
    from pathlib import Path
    from types import ModuleType

    from telemetry_spec.emit._code.declarations import Declarations
    from telemetry_spec.model.spec import Spec
    from tests.verdict.cases import Subject


def models_of(found: list[Subject], folder: Path) -> list[Any]:
    """Return the emitted model of each subject."""
    made: dict[int, tuple[ModuleType, Declarations]] = {}
    models = []
    for subject in found:
        key = id(subject.spec)
        if key not in made:
            made[key] = (_imported(subject.spec, folder / str(len(made))), declarations(subject.spec))
        module, declared = made[key]
        models.append(getattr(module, _name(declared, subject)))
    return models


def _imported(spec: Spec, folder: Path) -> ModuleType:
    ((path, source),) = emit(spec, Options())
    file = folder / path
    file.parent.mkdir(parents=True)
    file.write_bytes(source)
    located = importlib.util.spec_from_file_location(f"models_of_{spec.product}_{folder.name}", file)
    assert located is not None
    assert located.loader is not None
    module = importlib.util.module_from_spec(located)
    sys.modules[located.name] = module
    located.loader.exec_module(module)
    return module


def _name(declared: Declarations, subject: Subject) -> str:
    if subject.part == "request":
        return declared.requests[subject.selector]
    source, event = subject.selector.split(".")
    names = declared.payloads if subject.part == "payload" else declared.rows
    return names[source, event]
