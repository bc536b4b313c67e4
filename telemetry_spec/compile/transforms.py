"""Transforms as written, each held against the keys that it needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Literal

from telemetry_spec.language.fields import TransformSpec
from telemetry_spec.model.shape import Transform

if TYPE_CHECKING:
    from telemetry_spec.compile.context import Context
    from telemetry_spec.language.fields import ValueSpec

#: The keys that go with each kind of transform; the first is needed.
_KEYS: Final = {"hash": ("algorithm", "mode"), "truncate": ("size",), "round": ("size",), "drop": ()}
_ALL_KEYS: Final = ("algorithm", "mode", "size")


def transforms_of(context: Context, spec: ValueSpec, selector: str, *, received: bool) -> tuple[Transform, ...]:
    """Compile the transforms of a field, in the order in which they are applied."""
    if spec.transform is None:
        return ()
    written = spec.transform if isinstance(spec.transform, list) else [spec.transform]
    usual: Literal["client", "receiver"] = "receiver" if received else "client"
    found = []
    for step in written:
        if isinstance(step, TransformSpec):
            if not context.lacks(step, "kind"):
                _check(context, step, selector, received=received)
            found.append(
                Transform(
                    kind=step.kind,
                    at=step.at or usual,
                    algorithm=step.algorithm or "",
                    mode=step.mode or "plain",
                    size=step.size or 0,
                    of=step.of or "",
                )
            )
        elif step == "drop":
            found.append(Transform(kind="drop", at=usual))
        else:
            found.append(Transform(kind="hash", at=usual, algorithm=step))
    return tuple(found)


def _check(context: Context, step: TransformSpec, selector: str, *, received: bool) -> None:
    allowed = _KEYS[step.kind]
    for key in _ALL_KEYS:
        if getattr(step, key) is not None and key not in allowed:
            context.error(
                "transform-keys",
                f"`{key}` does not go with the transform `{step.kind}`.",
                at=context.key(step, key),
                help="Take it out.",
                selector=selector,
            )
    if allowed and getattr(step, allowed[0]) is None and not context.lacks(step, allowed[0]):
        context.error(
            "transform-keys",
            f"The transform `{step.kind}` has no `{allowed[0]}`.",
            at=context.key(step, "kind"),
            help=f"Add `{allowed[0]}:` to it.",
            selector=selector,
        )
    if received and step.at == "client":
        context.error(
            "transform-keys",
            "A received field does not exist at the client, so nothing is done to it there.",
            at=context.value(step, "at"),
            help="Write `at: receiver`, or leave `at` out.",
            selector=selector,
        )
