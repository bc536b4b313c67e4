"""The page about several products: what each collects in a few words, and where its own page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.names import opt_out_title
from telemetry_spec.emit.docs.page import consent
from telemetry_spec.emit.docs.view import IndexItem, IndexView
from telemetry_spec.model.shape import walk

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from markupsafe import Markup

    from telemetry_spec.emit.docs.say import Say
    from telemetry_spec.model.spec import Spec

#: The template of the page.
INDEX = "index"


def index_view(specs: Iterable[Spec], hrefs: Mapping[str, str], say: Say) -> IndexView:
    """Make the view of the page. `hrefs` are the addresses of the products' pages, by the products' names."""
    return IndexView(
        heading=say("index_title"),
        intro=say("index_intro"),
        items=tuple(
            IndexItem(
                title=spec.title,
                link=say.format.reference(hrefs[spec.product], spec.title),
                product=spec.product,
                consent=consent(spec, say, linked=False),
                summary=spec.notice.summary,
                href=hrefs[spec.product],
                facts=tuple(_facts(spec, say)),
            )
            for spec in sorted(specs, key=lambda spec: (spec.title.casefold(), spec.product))
        ),
    )


def _facts(spec: Spec, say: Say) -> Iterator[Markup]:
    events = list(spec.live_events())
    fields = sum(1 for _, event in events for _ in walk(event.payload))
    yield say("index_counts", fields=say.count("index_values", fields), events=say.count("index_events", len(events)))
    working = [opt_out_title(opt_out) for opt_out in spec.opt_outs.values() if not opt_out.removed]
    if working:
        yield say("index_opt_outs", opt_outs=say.listed(working))
