"""Names of attributes in Python classes for fields on the wire."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from telemetry_spec.emit._code.names import MAX_NAME, RESERVED, plain

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from telemetry_spec.model.shape import Field

#: What is kept of a name that cannot be an attribute, so that a number has room.
_LONGEST = MAX_NAME - 6

_SAFE = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)
_OTHER = re.compile(r"[^A-Za-z0-9]+", re.ASCII)
_MIXED_CASE = re.compile(r"[a-z][a-z0-9]*[A-Z][A-Za-z0-9]*", re.ASCII)

#: What has a meaning in the body of a model: keywords, types in annotations, members of pydantic's `BaseModel`, and
#: letters that look like digits.
_UNUSABLE = RESERVED | frozenset(keyword.kwlist) | frozenset({
    "bool", "dict", "float", "int", "list", "str",
    "construct", "copy", "from_orm", "json", "mro", "parse_file", "parse_obj", "parse_raw", "schema", "schema_json",
    "update_forward_refs", "validate",
    "model_computed_fields", "model_config", "model_construct", "model_copy", "model_extra", "model_fields",
    "model_fields_set", "model_json_schema", "model_parametrized_name", "model_post_init", "model_rebuild",
    "I", "O", "l",
})  # fmt: skip

#: How names begin that pydantic keeps for itself.
_PROTECTED = ("model_dump", "model_validate")


def attributes(
    fields: Iterable[Field], taken: Collection[str], inherited: Mapping[str, str], first: str = ""
) -> dict[str, str]:
    """Return an attribute for each name on the wire: the name itself wherever Python and pydantic let it be.

    Args:
        fields: The fields of the class.
        taken: What attributes may not be called besides.
        inherited: The attributes of the class that this one extends.
        first: The name on the wire that chooses before all others, so that it gets the same attribute in every class.
    """
    found = dict(inherited)
    used = {*inherited.values(), *taken}
    for member in sorted(fields, key=lambda member: (member.name != first, not _usable(member.name))):
        wanted = _wanted(member, used)
        attribute, number = wanted, 1
        while attribute in used or not _usable(attribute):
            attribute = f"{wanted}_{number if number > 1 else ''}"
            number += 1
        used.add(attribute)
        found[member.name] = attribute
    return found


def _wanted(member: Field, used: Collection[str]) -> str:
    """Return the name on the wire, or the name in the spec, or what can be kept of the former."""
    for name in (member.name, member.id):
        if _usable(name) and name not in used:
            return name
    cleaned = _OTHER.sub("_", plain(member.name)).strip("_")
    if "_" in cleaned:
        cleaned = cleaned.lower()
    if not cleaned[:1].isalpha() or cleaned.startswith(_PROTECTED):
        cleaned = f"field_{cleaned}"
    return cleaned[:_LONGEST].rstrip("_")


def _usable(name: str) -> bool:
    fitting = _SAFE.fullmatch(name) is not None and len(name) <= MAX_NAME
    return fitting and name not in _UNUSABLE and not name.startswith(_PROTECTED)


def mixed_case(attribute: str) -> bool:
    """Say whether a name is written `likeThis`, which PEP 8 does not want in Python."""
    return _MIXED_CASE.fullmatch(attribute) is not None
