"""The picture in sentences, for those who do not see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.picture.texts import Words

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from telemetry_spec.emit.docs.picture.facts import Lane, Part

#: Names that are read out before the rest is counted.
_MOST_NAMES = 20
#: A sentence holds several texts of the spec.
_LONGEST = 4000


def tell(lanes: Iterable[Lane], words: Mapping[str, str]) -> str:
    """Return the description of a picture."""
    say = Words(words, _LONGEST)
    return " ".join(sentence for lane in lanes for sentence in _sentences(lane, say)) or say("nothing")


def _sentences(lane: Lane, say: Words) -> Iterator[str]:
    yield say("tell_source", source=lane.title, consent=lane.consent)
    for part in lane.sent:
        names = say.listed(part.names, _MOST_NAMES)
        yield say("tell_request", names=names) if part.code else say("tell_events", events=part.label, names=names)
    yield say("tell_when", when=_all(lane.when)) if lane.when else say("when_unknown") + "."
    for target in lane.targets:
        yield say("tell_target", target=target.address, how=_all((target.how, *target.more)))
    if not lane.targets:
        yield say("tell_unknown")
    cuts = [f"{cut.name} ({cut.about})" for cut in lane.cuts]
    if cuts:
        yield say("tell_stops", stops=_all(cuts))
    elif lane.by_default:
        yield say("stops_nothing") + "."
    yield say("tell_stored", parts=_all(_part(part, say) for part in lane.stored))


def _part(part: Part, say: Words) -> str:
    return f"{part.label} ({say.listed(part.names, _MOST_NAMES)})" if part.names else part.label


def _all(parts: Iterable[str]) -> str:
    return "; ".join(parts)
