"""YAML. Only the one value is written anew, so that comments, order and quotes stay.

Plain scalars follow YAML 1.2's core schema: `false`, `False` and `FALSE` are booleans, `no` and `off` are texts.
"""

from __future__ import annotations

import json
import re
from functools import cache
from typing import TYPE_CHECKING, Any, Final

from telemetry_spec.optouts.formats.base import Format, Tree, UnreadableError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import yaml

    from telemetry_spec.optouts.base import Scalar

_CORE: Final = (
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN\0"),
    ("tag:yaml.org,2002:int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+", "-+0123456789"),
    ("tag:yaml.org,2002:float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?", "-+.0123456789"),
    ("tag:yaml.org,2002:merge", r"<<", "<"),
)
_PLAIN: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_WORDS: Final = re.compile(r"(?i)y|n|yes|no|on|off|true|false|null")


@cache
def _loader() -> type[yaml.SafeLoader]:
    import yaml

    class Loader(yaml.SafeLoader):
        """The safe loader, with the scalars of YAML 1.2, and values of unknown tags read as if they had none."""

        yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012  the library's own way

    for tag, pattern, first in _CORE:
        Loader.add_implicit_resolver(
            tag, re.compile(f"(?:{pattern})\\Z"), ["" if one == "\0" else one for one in first]
        )
    Loader.add_constructor("tag:yaml.org,2002:int", lambda _, node: _whole(node.value))
    Loader.add_constructor("tag:yaml.org,2002:float", lambda _, node: float(node.value))
    Loader.add_multi_constructor("", _untagged)
    return Loader


def _whole(text: str) -> int:
    return int(text, 0) if text.lower().startswith(("0o", "0x")) else int(text)


def _untagged(loader: yaml.SafeLoader, _: str, node: yaml.Node) -> object:
    import yaml

    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node, deep=True)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node, deep=True)
    return node.value


def _read(text: str) -> Tree:
    import yaml

    try:
        value = yaml.load(text, _loader())  # noqa: S506  a safe loader
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        raise UnreadableError("it is not YAML") from error
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise UnreadableError("it holds no mapping")
    return value


def _candidates(text: str, steps: Sequence[str], value: Scalar) -> Iterator[str]:
    import yaml

    end = "\r\n" if "\r\n" in text else "\n"
    root = yaml.compose(text, _loader())
    if root is None or (isinstance(root, yaml.ScalarNode) and not root.value):
        gap = "" if not text or text.endswith("\n") else end
        yield f"{text}{gap}{_block(steps, value, '', end)}{end}"
        return
    yield from _changed(text, root, steps, value, end)


def _changed(text: str, node: yaml.Node, steps: Sequence[str], value: Scalar, end: str) -> Iterator[str]:
    """Yield the text with the value set, going as deep as there are mappings already."""
    import yaml

    if not isinstance(node, yaml.MappingNode):
        flow = _flow(steps, value)
        start, stop = node.start_mark.index, node.end_mark.index
        blank = "" if start != stop or text[start - 1 : start].isspace() else " "
        yield text[:start] + blank + flow + text[stop:]
        return
    for length in range(len(steps), 0, -1):
        for key, inner in node.value:
            if key.value == ".".join(steps[:length]):
                yield from _changed(text, inner, steps[length:], value, end)
    start = node.start_mark.index
    if node.flow_style:
        comma = ", " if node.value else ""
        yield text[: start + 1] + _pair(steps, value) + comma + text[start + 1 :]
        return
    indent = " " * node.start_mark.column
    yield text[:start] + _block(steps, value, indent, end) + end + indent + text[start:]


def _block(steps: Sequence[str], value: Scalar, indent: str, end: str) -> str:
    lines = [f"{'  ' * depth}{_name(step)}:" for depth, step in enumerate(steps)]
    return (end + indent).join(lines) + " " + json.dumps(value, ensure_ascii=False)


def _flow(steps: Sequence[str], value: Scalar) -> str:
    return "{" + _pair(steps, value) + "}" if steps else json.dumps(value, ensure_ascii=False)


def _pair(steps: Sequence[str], value: Scalar) -> str:
    return f"{_name(steps[0])}: {_flow(steps[1:], value)}"


def _name(step: str) -> str:
    plain = _PLAIN.fullmatch(step) and not _WORDS.fullmatch(step)
    return step if plain else json.dumps(step, ensure_ascii=False)


def _stored(value: Scalar) -> Scalar:
    return value


FORMAT = Format(read=_read, candidates=_candidates, stored=_stored)
