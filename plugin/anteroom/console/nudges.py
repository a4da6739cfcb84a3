"""Nudges: how much waits, what was done about it in the last week, and each step with why none was sent."""

from __future__ import annotations

from datetime import timedelta

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import nudges_store as store
from anteroom.console.figures import Figure, counted
from anteroom.console.layout import console_page, when
from anteroom.console.model import PEOPLE
from anteroom.console.nudges_store import Stepped
from anteroom.console.route import HOME, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import (
    Cell,
    Column,
    Mark,
    Row,
    Table,
    cut,
    instant_behind,
    minted_of,
    page_of,
    pager,
)
from anteroom.console.words import console_words
from anteroom.experiment import store as experiment
from anteroom.pages.words import PageWords

NUDGES = f"{HOME}/nudges"
WEEK = timedelta(days=7)
COLUMNS = ("head.when", "head.waits", "head.whom", "head.step", "head.came")


async def show(request: web.Request) -> web.StreamResponse:
    """Show the last week in four numbers, and the newest steps."""
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("nudges", who.staff.language)
    page = page_of(request, "nudges", 2)
    async with house.database.connection() as conn:
        phase = await experiment.newest(conn)
        counts = {name: await store.count(conn, name, house.clock.now() - WEEK) for name in store.COUNTED}
        found = await store.newest_first(conn, instant_behind(page), page.limit + 1)
    rows, place = cut(page, found, lambda each: (each.at.isoformat(), each.id))
    shown = Table(
        caption=say("nudges.caption"),
        columns=tuple(Column(say(each)) for each in COLUMNS),
        rows=tuple(_row(request, say, each) for each in rows),
        empty=say("nudges.none"),
        pager=pager(request, page, place),
    )
    figures = [
        Figure(say(f"nudges.{name}"), counted(count), "", say(f"nudges.{name}.note"))
        for name, count in counts.items()
    ]
    return console_page(
        request,
        "console_nudges.html",
        "nudges",
        minted=minted_of(shown.pager),
        table=shown,
        figures=figures,
        state=f"state.{phase.state}" if phase else "nudges.everybody",
        stopped=phase is not None and phase.state.value == "stopped",
    )


def _row(request: web.Request, say: PageWords, step: Stepped) -> Row:
    marks: dict[str, Mark] = {"sent": "ok", "escalated": "warn"}
    note = ""
    if step.outcome == "suppressed":
        note = say.words.get(f"silence.{step.why}", step.why)
    elif step.outcome == "sent":
        note = say.words.get(f"channel.{step.channel}", step.channel)
    return Row(
        (
            Cell(when(request, step.at)),
            Cell(say(f"kind.{step.kind}"), f"{HOME}/proposals/{step.proposal_id}", note=step.proposal),
            Cell(step.member or say("nudges.guest"), note=say(f"side.{step.side}")),
            Cell(say("nudges.step", number=step.step)),
            Cell(say(f"outcome.{step.outcome}"), mark=marks.get(step.outcome, ""), note=note),
        )
    )


WAYS: tuple[Way, ...] = (Page(path=NUDGES, name="nudges", roles=PEOPLE, handler=show, listed=True),)
