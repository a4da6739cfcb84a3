"""How it runs: what waits, whether the outside answers, what the doctor finds. Nothing is sent or changed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console import health_store as store
from anteroom.console.figures import counted
from anteroom.console.health_store import Pulse
from anteroom.console.layout import console_page, when
from anteroom.console.model import OPERATOR
from anteroom.console.route import HOME, Act, Page, Way
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Mark, Row, Table
from anteroom.console.words import console_words
from anteroom.doctor.console import console_findings
from anteroom.doctor.deployment import deployment_findings
from anteroom.doctor.finding import Finding, Level, unknown
from anteroom.doctor.webhooks import feeds_finding, webhooks_finding
from anteroom.errors import Unavailable
from anteroom.integration_commands import outside_findings
from anteroom.pages.words import PageWords
from anteroom.passes.seats import ROOMS

HEALTH = f"{HOME}/health"
SECONDS = 30.0
"""For which the outside is waited for."""
MARKS: dict[Level, Mark] = {
    Level.FINE: "ok",
    Level.WARNING: "warn",
    Level.FAULT: "bad",
    Level.UNKNOWN: "bad",
    Level.LEFT_OUT: "",
}


async def show(request: web.Request) -> web.StreamResponse:
    """Show what is known without asking anybody outside."""
    return await _page(request, ())


async def examine(request: web.Request) -> web.StreamResponse:
    """Ask everything outside that can be examined, as `anteroom doctor` does."""
    house = request.app[HOUSE]
    try:
        async with asyncio.timeout(SECONDS):
            found = [*await outside_findings(house.settings), *await console_findings(house.settings)]
    except TimeoutError:
        found = [
            unknown(
                "outside",
                "some of it did not answer in half a minute",
                "what is not asked may be broken",
                "anteroom doctor asks one after another",
            )
        ]
    return await _page(request, found)


async def _page(request: web.Request, outside: Sequence[Finding]) -> web.Response:
    house, who = request.app[HOUSE], request[WHO]
    say = console_words("health", who.staff.language)
    now = house.clock.now()
    async with house.database.connection() as conn:
        pulse = await store.pulse(conn, now)
        kinds = await store.troubled_kinds(conn)
        inside = [
            *deployment_findings(house.settings),
            await webhooks_finding(conn, now),
            await feeds_finding(conn),
        ]
    try:
        stats = await request.app[ROOMS].relay_stats()
        rooms = say("pulse.rooms", rooms=stats.rooms)
    except Unavailable:
        rooms = say("pulse.relay_away")
    return console_page(
        request,
        "health.html",
        "health",
        pulse=_pulse(request, say, pulse, rooms),
        kinds=_kinds(say, kinds),
        inside=_findings(say, "inside", inside),
        outside=_findings(say, "outside", outside) if outside else None,
    )


def _pulse(request: web.Request, say: PageWords, pulse: Pulse, rooms: str) -> Table:
    """Draw what is known at once; `rooms` is what the relay says."""
    late = pulse.waiting_since is not None
    lines: list[tuple[str, str, Mark]] = [
        ("beat", when(request, pulse.beat_at) or say("pulse.never"), "ok" if pulse.alive else "bad"),
        ("waiting", counted(pulse.waiting), "warn" if late else "ok"),
        ("held", counted(pulse.held), "bad" if pulse.held else "ok"),
        ("relay", rooms, "ok" if rooms != say("pulse.relay_away") else "bad"),
        ("calls", say("pulse.of", some=pulse.technical, all=pulse.ended), "ok"),
        ("outage", when(request, pulse.last_outage) or say("pulse.none"), ""),
    ]
    rows = tuple(
        Row(
            (
                Cell(say(f"pulse.{name}")),
                Cell(text, mark=mark),
                Cell(say(f"pulse.{name}.said", at=when(request, pulse.waiting_since) or say("pulse.none"))),
            )
        )
        for name, text, mark in lines
    )
    heads = ("pulse.head.what", "pulse.head.now", "pulse.head.said")
    return Table(say("pulse.caption"), tuple(Column(say(each)) for each in heads), rows, "")


def _kinds(say: PageWords, kinds: Sequence[tuple[str, int, int]]) -> Table:
    rows = tuple(Row((Cell(kind), Cell(str(waiting)), Cell(str(held)))) for kind, waiting, held in kinds)
    columns = (
        Column(say("kinds.head.kind")),
        Column(say("kinds.head.failing"), number=True),
        Column(say("kinds.head.held"), number=True),
    )
    return Table(say("kinds.caption"), columns, rows, say("kinds.none"))


def _findings(say: PageWords, name: str, findings: Sequence[Finding]) -> Table:
    rows = tuple(
        Row(
            (
                Cell(each.check),
                Cell(say(f"level.{each.level.name.lower()}"), mark=MARKS[each.level]),
                Cell(each.found, note=". ".join(filter(None, (each.why, each.mend)))),
            )
        )
        for each in findings
    )
    heads = ("findings.head.check", "findings.head.level", "findings.head.found")
    return Table(say(f"findings.{name}"), tuple(Column(say(each)) for each in heads), rows, "")


WAYS: tuple[Way, ...] = (
    Page(path=HEALTH, name="health", roles=OPERATOR, handler=show, listed=True),
    Act(path=f"{HEALTH}/outside", name="examine", roles=OPERATOR, handler=examine, under="health"),
)
