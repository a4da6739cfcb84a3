"""The funnel: how far invitations come under each plan and row, and what the rule does to texts.

Nobody is named. Numbers about fewer than five people of a side are told to trust people alone; the file is
like the page.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

from aiohttp import web

from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.conduct.lessons.actions import figures
from anteroom.console.charts import MOST_SERIES, Chart, Series
from anteroom.console.layout import console_page
from anteroom.console.model import PEOPLE, TRUST
from anteroom.console.route import HOME, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table
from anteroom.console.words import console_words
from anteroom.errors import BadInput
from anteroom.funnel.actions import funnel
from anteroom.funnel.model import FIRST_DAY, LEAST, STEPS, TEXTS, Funnel, Line, Measure
from anteroom.pages.words import PageWords

FUNNEL = f"{HOME}/funnel"
DAYS = 90
"""As many as are shown where nobody says which."""
DRAWN = (
    Measure.TEXTS_HELD,
    Measure.TEXTS_MASKED,
    Measure.TEXTS_TOLD,
    Measure.TEXTS_PERMITTED,
    Measure.SANCTIONED,
)
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""With these a cell begins that a program for tables would reckon."""


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers as who looks may be told them."""

    found: Funnel
    whole: bool

    def number(self, line: Line, measure: Measure) -> int | None:
        """Return a number, None where it is about too few people."""
        return line.of(measure).count if self.whole else line.of(measure).told

    def share(self, line: Line, measure: Measure) -> float | None:
        """Return of how many in a hundred invited it came so far."""
        of, count = self.number(line, Measure.INVITED), self.number(line, measure)
        return round(100 * count / of, 1) if of and count is not None else None


async def show(request: web.Request) -> web.StreamResponse:
    """Show the numbers of a time, the last ninety days where none is said."""
    told = await _told(request)
    say = console_words("funnel", request[WHO].staff.language)
    lines = sorted(told.found.lines, key=lambda each: -each.of(Measure.INVITED).count)
    query = urlencode({"since": told.found.since.isoformat(), "until": told.found.until.isoformat()})
    return console_page(
        request,
        "console_funnel.html",
        "funnel",
        minted=(query, told.found.since.isoformat(), told.found.until.isoformat()),
        steps=_table(say, told, lines, "steps", STEPS),
        texts=_table(say, told, lines, "texts", TEXTS),
        charts=[_steps(say, told, lines), _texts(say, told, lines)] if lines else [],
        since=told.found.since.isoformat(),
        until=told.found.until.isoformat(),
        behind=told.found.behind,
        least=0 if told.whole else LEAST,
        lessons=await _lessons(request, say, told),
        query=query,
    )


async def show_file(request: web.Request) -> web.StreamResponse:
    """Hand the same numbers over as CSV (RFC 4180); a number that is not told is an empty field."""
    told = await _told(request)
    said = io.StringIO()
    rows = csv.writer(said)
    rows.writerow(["since", "until", "plan", "row", *(each.value for each in Measure)])
    days = [told.found.since.isoformat(), told.found.until.isoformat()]
    for line in told.found.lines:
        numbers = [told.number(line, each) for each in Measure]
        rows.writerow([*days, _cell(line.plan), _cell(line.row), *("" if n is None else n for n in numbers)])
    name = f"funnel-{days[0]}-{days[1]}.csv"
    request[PASSAGE] = Passage(minted=(*days, name))
    return web.Response(
        body=said.getvalue().encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


async def _told(request: web.Request) -> Told:
    house, who = request.app[HOUSE], request[WHO]
    today = house.clock.now().date()
    until = _day(request, "until", today + timedelta(days=1))
    since = _day(request, "since", until - timedelta(days=DAYS))
    return Told(await funnel(house, since, until), whole=who.may(TRUST))


def _day(request: web.Request, name: str, otherwise: date) -> date:
    given = request.query.get(name, "")
    try:
        day = date.fromisoformat(given) if given else otherwise
    except ValueError as error:
        raise BadInput("Write a day as in 2026-11-30.", field=name) from error
    if day < FIRST_DAY:
        raise BadInput(f"Nothing was counted before {FIRST_DAY}.", field=name)
    return day


async def _lessons(request: web.Request, say: PageWords, told: Told) -> str:
    """Return what became of those who had a first lesson in this time, in a sentence."""
    since, until = (datetime.combine(day, time(), UTC) for day in (told.found.since, told.found.until))
    taught = await figures(request.app[HOUSE], since, until)
    if not told.whole and taught.fewest < LEAST:
        return say("funnel.lessons.few", least=LEAST)
    if not taught.people:
        return say("funnel.lessons.none")
    return say(
        "funnel.lessons.said",
        people=taught.people,
        learned=taught.learned,
        again=taught.again,
        early=taught.too_early,
        warnings=taught.warnings,
        suggested=taught.suggested,
    )


def _table(
    say: PageWords, told: Told, lines: Sequence[Line], name: str, measures: Sequence[Measure]
) -> Table:
    def cell(line: Line, measure: Measure) -> Cell:
        number, share = told.number(line, measure), None
        if measure in STEPS[1:]:
            share = told.share(line, measure)
        note = "" if share is None else say("funnel.share", share=f"{share:g}")
        return Cell(say("funnel.few") if number is None else f"{number:,}", note=note)

    return Table(
        caption=say(f"funnel.{name}"),
        columns=(
            Column(say("funnel.plan")),
            Column(say("funnel.row")),
            *(Column(say(f"funnel.{each}"), number=True) for each in measures),
        ),
        rows=tuple(
            Row((Cell(line.plan), Cell(line.row), *(cell(line, each) for each in measures)))
            for line in lines
            if any(line.of(each).count for each in measures)
        ),
        empty=say(f"funnel.{name}.none"),
    )


def _steps(say: PageWords, told: Told, lines: Sequence[Line]) -> Chart:
    """Draw the shares that came so far, a line a plan and row, of those with the most invitations."""
    drawn = [line for line in lines if told.number(line, Measure.INVITED)][:MOST_SERIES]
    return Chart(
        title=say("funnel.steps.chart"),
        said=say("funnel.steps.said"),
        labels=tuple(say(f"funnel.{each}") for each in STEPS),
        series=tuple(
            Series(_name(say, line), tuple(told.share(line, each) for each in STEPS)) for line in drawn
        ),
        unit="%",
        first_head=say("funnel.step"),
    )


def _texts(say: PageWords, told: Told, lines: Sequence[Line]) -> Chart:
    found = sorted(lines, key=lambda each: -each.of(Measure.TEXTS_FOUND).count)
    drawn = [line for line in found if any(told.number(line, each) for each in DRAWN)][:MOST_SERIES]
    return Chart(
        title=say("funnel.texts.chart"),
        said=say("funnel.texts.said"),
        labels=tuple(say(f"funnel.{each}") for each in DRAWN),
        series=tuple(
            Series(_name(say, line), tuple(told.number(line, each) for each in DRAWN)) for line in drawn
        ),
        kind="bar",
        first_head=say("funnel.became"),
    )


def _name(say: PageWords, line: Line) -> str:
    return say("funnel.of", plan=line.plan, row=line.row)


def _cell(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA) else text


WAYS: tuple[Way, ...] = (
    Page(path=FUNNEL, name="funnel", roles=PEOPLE, handler=show, listed=True),
    Page(path=f"{FUNNEL}.csv", name="funnel_file", roles=PEOPLE, handler=show_file, under="funnel"),
)
