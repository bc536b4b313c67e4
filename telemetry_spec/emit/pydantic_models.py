"""A Python module of pydantic models: strict types for every payload, stored row and request body."""

from __future__ import annotations

import keyword
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from telemetry_spec.emit import _pydantic_prelude as prelude
from telemetry_spec import patterns
from telemetry_spec.emit._declarations import Body, Choice, Structure, Value
from telemetry_spec.emit._declare import declarations
from telemetry_spec.emit._names import MAX_NAME, camel, plain
from telemetry_spec.emit._prose import field_doc, paragraphs
from telemetry_spec.emit._python import Atom, Brackets, Either, Pair, Text, docstring, flat, layout, literal
from telemetry_spec.fieldtypes.constraints import CONSTRAINTS
from telemetry_spec.model.shape import MAX_SAFE_INTEGER

if TYPE_CHECKING:
    from collections.abc import Iterator

    from telemetry_spec.emit._declarations import Declaration, Declarations
    from telemetry_spec.emit._python import Code
    from telemetry_spec.emit.base import Options
    from telemetry_spec.model.shape import ConstraintValue, Field, Shape
    from telemetry_spec.model.spec import Spec
