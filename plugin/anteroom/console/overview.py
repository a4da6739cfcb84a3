"""The overview: what waits for somebody's hands, and how the last two weeks went."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import overview_store as store
from anteroom.console.charts import Chart, Series
from anteroom.console.figures import Figure, counted
from anteroom.console.layout import console_page
from anteroom.console.model import EVERYBODY, OPERATOR, PEOPLE, SUPPORT, TRUST, Role
from anteroom.console.route import HOME, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.words import console_words
from anteroom.funnel.model import Measure
from anteroom.pages.words import PageWords

DAYS = 14
STEPS = (Measure.INVITED, Measure.ANSWERED, Measure.SCHEDULED, Measure.HELD)
TEXTS = (Measure.TEXTS_HELD, Measure.TEXTS_MASKED, Measure.TEXTS_TOLD, Measure.TEXTS_PERMITTED)


WAITING: tuple[tuple[str, frozenset[Role], str], ...] = (
    ("reports", TRUST, f"{HOME}/reports"),
    ("flags", TRUST, f"{HOME}/flags"),
    ("held", TRUST, f"{HOME}/held"),
    ("cases", SUPPORT, f"{HOME}/cases"),
    ("due", PEOPLE, ""),
    ("effects_waiting", OPERATOR, f"{HOME}/effects"),
    ("effects_held", OPERATOR, f"{HOME}/effects?state=held"),
    ("deliveries_dead", OPERATOR, f"{HOME}/webhooks"),
)
"""What is counted, for whom, and which page it is done on."""


async def show(request: web.Request) -> web.StreamResponse:
    """Show to each role what is its own."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("overview", who.staff.language)
    today = house.clock.now().date()
    days = [today - timedelta(days=back) for back in range(DAYS - 1, -1, -1)]
    async with house.database.connection() as conn:
        counts = {
            name: await store.count(conn, name, house.clock.now())
            for name, roles, _ in WAITING
            if who.may(roles)
        }
        found = await store.of_days(conn, days[0], today) if who.may(PEOPLE) else {}
    # What is about very few is for the trust people alone, as in the funnel; to others it is a gap.
    whole = who.may(TRUST)
    sums = {each: count.count if whole else count.told for each, count in found.items()}
    known = {resource.canonical for resource in request.app.router.resources()}
    figures = [
        Figure(
            say(f"overview.{name}"),
            counted(counts[name]),
            href if href.partition("?")[0] in known else "",
            say(f"overview.{name}.note"),
        )
        for name, _, href in WAITING
        if name in counts
    ]
    charts = []
    if who.may(PEOPLE):
        charts.append(_chart(say, "steps", STEPS, days, sums, "line", 0 if whole else None))
    if who.may(TRUST):
        charts.append(_chart(say, "texts", TEXTS, days, sums, "bar", 0))
    return console_page(request, "overview.html", "overview", figures=figures, charts=charts)


def _chart(
    say: PageWords,
    name: str,
    measures: Sequence[Measure],
    days: Sequence[date],
    sums: Mapping[tuple[date, str], int | None],
    kind: str,
    nobody: int | None,
) -> Chart:
    return Chart(
        title=say(f"overview.{name}.title"),
        said=say(f"overview.{name}.said"),
        labels=tuple(f"{day.day} {say('months').split()[day.month - 1]}" for day in days),
        series=tuple(
            Series(
                say(f"overview.measure.{each.value}"),
                tuple(sums.get((day, each.value), nobody) for day in days),
            )
            for each in measures
        ),
        kind="bar" if kind == "bar" else "line",
        first_head=say("overview.day"),
    )


WAYS: tuple[Way, ...] = (Page(path=HOME, name="overview", roles=EVERYBODY, handler=show, listed=True),)
