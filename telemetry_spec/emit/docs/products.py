"""The page about several products: what each collects in a few words, and where its own page is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from telemetry_spec.emit.docs.events import source_view
from telemetry_spec.emit.docs.names import Names, opt_out_title
from telemetry_spec.emit.docs.page import consent
from telemetry_spec.emit.docs.view import EventView, IndexItem, IndexView, SourceView

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
    names = Names.of(spec, say)
    sources = [source_view(spec, source, names) for source in spec.live_sources()]
    shown: list[SourceView | EventView] = [*sources, *(event for source in sources for event in source.events)]
    values = sum(len(table.rows) for part in shown for table in (*part.tables, *part.received) if not table.gone)
    events = sum(len(source.events) for source in sources)
    yield say("index_counts", fields=say.count("index_values", values), events=say.count("index_events", events))
    working = [opt_out_title(opt_out) for opt_out in spec.opt_outs.values() if not opt_out.removed]
    if working:
        yield say("index_opt_outs", opt_outs=say.listed(working))
