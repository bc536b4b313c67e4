"""Where it goes: a picture of a product's telemetry as inline SVG, with no script, no style and nothing from elsewhere.

`facts` reads the spec, `layout` places what is to be seen, `svg` writes it down, and `texts` measures and cuts.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.picture.facts import lanes
from telemetry_spec.emit.docs.picture.layout import draw
from telemetry_spec.emit.docs.picture.svg import write
from telemetry_spec.emit.docs.picture.tell import tell
from telemetry_spec.emit.docs.picture.texts import Words

if TYPE_CHECKING:
    from collections.abc import Mapping

    from telemetry_spec.model.spec import Spec


def picture(spec: Spec, words: Mapping[str, str], *, prefix: str = "", jsx: bool = False) -> str:
    """Draw where the telemetry of a product goes, one source below the other.

    A line leads from each source, with what makes it send, to its destinations and to what is stored; what stops it
    stands across. Parts that are removed are left out.

    Args:
        spec: The compiled spec.
        words: A catalogue with the keys `picture_...`.
        prefix: What ids on the page begin with, so that several pictures can stand on one page.
        jsx: Write attributes as JSX names them, and texts as string expressions, which MDX takes as they are.

    Returns:
        One `<svg>` without empty lines, with a title and a description that tells all of it in sentences. It is as wide
        as its surroundings; the class `ts-picture` is there to bound that (560 pixels show its text in body size).
    """
    say = Words(words)
    found = lanes(spec, say)
    name = f"{prefix}{spec.product}-picture"
    return write(draw(found, say), name=name, title=say("title", title=spec.title), desc=tell(found, words), jsx=jsx)
