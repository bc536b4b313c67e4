"""Where everything stands in a picture: on the left a source and what stops it, on the right where it goes."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from telemetry_spec.emit.docs.picture.texts import Font, wrap, wrap_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from telemetry_spec.emit.docs.picture.facts import Cut, Lane, Part, Target
    from telemetry_spec.emit.docs.picture.texts import Words

Kind: TypeAlias = Literal["source", "target", "stored", "stop"]
Mark: TypeAlias = Literal["source", "stored", "stop", "lock", "open", "dot"]

#: In units of the picture. A telephone shows them at about two thirds of a pixel: hence two columns, and large text.
WIDTH: Final = 560
_COLUMN: Final = 246
_LEFT: Final = 3
_RIGHT: Final = WIDTH - _LEFT - _COLUMN
_PADDING: Final = 14
_BETWEEN_CARDS: Final = 26
_BETWEEN_TARGETS: Final = 14
_BETWEEN_LANES: Final = 44
_INDENT: Final = 24
_BULLET: Final = 14
#: Below the top of a card: where a line enters a destination, and the middle of the title of the opt-outs.
_LINE_AT: Final = 29
_TITLE_AT: Final = 24
_BARRIER: Final = WIDTH / 2
_BARRIER_REACH: Final = 17
_BRANCH: Final = _RIGHT - 18

_TITLE: Final = Font(18, bold=True)
_TEXT: Final = Font(16)
_LABEL: Final = Font(15)
_CODE: Final = Font(15, mono=True)
_NAME: Final = Font(16, bold=True)
_CODE_NAME: Final = Font(15, bold=True, mono=True)

#: How many lines a text may take, and how many entries a list shows before the rest is counted.
_TEXT_LINES: Final = 4
_NAME_LINES: Final = 6
_MOST_MOMENTS: Final = 4
_MOST_CUTS: Final = 6
_MOST_TARGETS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line of text. `x` is where it begins, `y` its baseline."""

    x: float
    y: float
    text: str
    font: Font
    quiet: bool = False

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom of what it takes up at most."""
        size = self.font.size
        return self.x, self.y - 0.95 * size, self.x + self.font.width(self.text), self.y + 0.25 * size


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A box with rounded corners."""

    kind: Kind
    x: float
    y: float
    height: float
    width: float = _COLUMN

    @property
    def box(self) -> tuple[float, float, float, float]:
        """Return left, top, right and bottom."""
        return self.x, self.y, self.x + self.width, self.y + self.height


@dataclass(frozen=True, slots=True, kw_only=True)
class Sign:
    """A small drawing in a square of 16 units; `x` and `y` are its upper left corner."""

    mark: Mark
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line through points. `arrow` ends it in a head; `kind` is `flow`, `stop`, or the `barrier` across a flow."""

    kind: Literal["flow", "stop", "barrier"]
    points: tuple[tuple[float, float], ...]
    arrow: bool = False


Item: TypeAlias = Card | Line | Sign | Text


@dataclass(slots=True)
class Drawing:
    """Everything that is in a picture, from the back to the front."""

    height: float = 0
    groups: list[list[Item]] = field(default_factory=list)

    def items(self) -> Iterator[Item]:
        """Yield what is drawn."""
        for group in self.groups:
            yield from group


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One line in a card, with the space before it. `indent` is where its text begins, after a mark if there is one."""

    text: str
    font: Font
    before: int = 0
    indent: int = 0
    mark: Mark | None = None
    quiet: bool = False


def draw(lanes: Iterable[Lane], say: Words) -> Drawing:
    """Place the lanes one below the other."""
    drawing = Drawing()
    top: float = _LEFT
    for lane in lanes:
        group: list[Item] = []
        top = _draw_lane(group, lane, top, say) + _BETWEEN_LANES
        drawing.groups.append(group)
    if not drawing.groups:
        group = []
        top = _card(group, "source", _LEFT, top, _rows(say("nothing"), _TEXT)) + _BETWEEN_LANES
        drawing.groups.append(group)
    drawing.height = top - _BETWEEN_LANES + _LEFT
    return drawing


def _draw_lane(group: list[Item], lane: Lane, top: float, say: Words) -> float:
    """Add one lane, and return where it ends."""
    left = _card(group, "source", _LEFT, top, list(_source_rows(lane, say)))
    stops = list(_stop_rows(lane, say))
    title = left + _BETWEEN_CARDS + _TITLE_AT
    if stops:
        left = _card(group, "stop", _LEFT, left + _BETWEEN_CARDS, stops)
    right, entries = top - _BETWEEN_TARGETS, []
    for rows in _targets(lane, say):
        entries.append(right + _BETWEEN_TARGETS + _LINE_AT)
        right = _card(group, "target", _RIGHT, right + _BETWEEN_TARGETS, rows)
    group += _flows(*entries)
    if lane.cuts:
        group += _barrier(top + _LINE_AT, title)
    middle = _RIGHT + _COLUMN / 2
    group.append(Line(kind="flow", points=((middle, right), (middle, right + _BETWEEN_CARDS)), arrow=True))
    right = _card(group, "stored", _RIGHT, right + _BETWEEN_CARDS, list(_stored_rows(lane, say)))
    return max(left, right)


def _flows(first: float, *further: float) -> Iterator[Line]:
    """Yield the line from a source to its first destination, and those that branch off to the others."""
    yield Line(kind="flow", points=((_LEFT + _COLUMN, first), (_RIGHT, first)), arrow=True)
    for entry in further[:-1]:
        yield Line(kind="flow", points=((_BRANCH, entry), (_RIGHT, entry)), arrow=True)
    for entry in further[-1:]:
        yield Line(kind="flow", points=((_BRANCH, first), (_BRANCH, entry), (_RIGHT, entry)), arrow=True)


def _barrier(at: float, card: float) -> tuple[Line, Line]:
    """Return the bar across the line from a source, and what leads from it to the opt-outs."""
    upper, lower = at - _BARRIER_REACH, at + _BARRIER_REACH
    lead = ((_BARRIER, lower), (_BARRIER, card), (_LEFT + _COLUMN, card))
    return Line(kind="stop", points=lead), Line(kind="barrier", points=((_BARRIER, upper), (_BARRIER, lower)))


def _card(group: list[Item], kind: Kind, x: float, top: float, rows: list[_Row]) -> float:
    """Add a card that holds rows, and return where it ends."""
    y = top + _PADDING - 2
    texts: list[Text | Sign] = []
    for row in rows:
        y += row.before
        baseline = y + round((row.font.leading + row.font.size * 0.7) / 2)
        if row.mark is not None:
            sign_top = baseline - row.font.size * 0.35 - 8
            texts.append(Sign(mark=row.mark, x=x + _PADDING, y=round(sign_top, 1)))
        texts.append(Text(x=x + _PADDING + row.indent, y=baseline, text=row.text, font=row.font, quiet=row.quiet))
        y += row.font.leading
    height = y + _PADDING - 2 - top
    group.append(Card(kind=kind, x=x, y=top, height=height))
    group += texts
    return top + height


# ---------------------------------------------------------------- what cards hold


def _rows(
    text: str, font: Font, *, before: int = 0, indent: int = 0, mark: Mark | None = None, quiet: bool = False,
    most: int = _TEXT_LINES,
) -> list[_Row]:  # fmt: skip
    lines = wrap(text, font, _COLUMN - 2 * _PADDING - indent, most)
    return [
        _Row(text=line, font=font, indent=indent, quiet=quiet, before=0 if number else before,
             mark=None if number else mark)
        for number, line in enumerate(lines)
    ]  # fmt: skip


def _source_rows(lane: Lane, say: Words) -> Iterator[_Row]:
    yield from _rows(lane.title, _TITLE, indent=_INDENT, mark="source", most=2)
    yield from _rows(lane.consent, _LABEL, indent=_INDENT, quiet=True)
    if lane.when:
        yield from _rows(say("when"), _LABEL, before=8, quiet=True)
        for text in lane.when[:_MOST_MOMENTS]:
            yield from _rows(text, _TEXT, before=2, indent=_BULLET, mark="dot")
        if len(lane.when) > _MOST_MOMENTS:
            more = say.count("more", len(lane.when) - _MOST_MOMENTS)
            yield from _rows(more, _LABEL, indent=_BULLET, quiet=True)
    else:
        yield from _rows(say("when_unknown"), _LABEL, before=8, quiet=True)
    for part in lane.sent:
        yield from _part_rows(part, say)


def _targets(lane: Lane, say: Words) -> Iterator[list[_Row]]:
    for target in lane.targets[:_MOST_TARGETS]:
        yield list(_target_rows(target))
    if len(lane.targets) > _MOST_TARGETS:
        yield _rows(say.count("more", len(lane.targets) - _MOST_TARGETS), _TEXT)
    if not lane.targets:
        yield _rows(say("target_unknown"), _NAME)


def _target_rows(target: Target) -> Iterator[_Row]:
    yield from _rows(target.address, _NAME)
    yield from _rows(target.how, _TEXT, before=4, indent=_INDENT, mark="lock" if target.secure else "open")
    for text in target.more:
        yield from _rows(text, _LABEL, indent=_INDENT, quiet=True)


def _stored_rows(lane: Lane, say: Words) -> Iterator[_Row]:
    yield from _rows(say("stored"), _NAME, indent=_INDENT, mark="stored")
    for part in lane.stored:
        yield from _part_rows(part, say)


def _part_rows(part: Part, say: Words) -> Iterator[_Row]:
    yield from _rows(part.label, _LABEL, before=8, quiet=True)
    font = _CODE if part.code else _TEXT
    lines, more = wrap_names(part.names, font, _COLUMN - 2 * _PADDING, _NAME_LINES)
    for line in lines:
        yield _Row(text=line, font=font)
    if more:
        yield from _rows(say.count("more", more), _LABEL, quiet=True)


def _stop_rows(lane: Lane, say: Words) -> Iterator[_Row]:
    if not lane.cuts:
        if lane.by_default:
            yield from _rows(say("stops_nothing"), _NAME)
        return
    yield from _rows(say("stops"), _NAME, indent=_INDENT, mark="stop")
    for cut in lane.cuts[:_MOST_CUTS]:
        yield from _cut_rows(cut)
    if len(lane.cuts) > _MOST_CUTS:
        yield from _rows(say.count("more", len(lane.cuts) - _MOST_CUTS), _LABEL, before=8, quiet=True)


def _cut_rows(cut: Cut) -> Iterator[_Row]:
    yield from _rows(cut.name, _CODE_NAME if cut.code else _NAME, before=8)
    yield from _rows(cut.about, _LABEL, quiet=True, most=4)
