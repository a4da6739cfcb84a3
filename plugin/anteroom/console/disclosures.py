"""Disclosures: who could have seen whose details, when, and who did; of one proposal or one member."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.layout import console_page, when
from anteroom.console.model import TRUST
from anteroom.console.route import HOME, Page, Way
from anteroom.console.search import looks_like_contact
from anteroom.console.standing import WHO
from anteroom.console.tables import Cell, Column, Row, Table, cut, minted_of, page_of, pager
from anteroom.console.words import console_words
from anteroom.errors import BadInput
from anteroom.house import House
from anteroom.pages.words import PageWords
from anteroom.people.record import Granted, Place, Recorded, Whose, granted, recorded, recorded_of
from anteroom.proposals import store as proposals

DISCLOSURES = f"{HOME}/disclosures"
COLUMNS = ("head.owner", "head.field", "head.viewer", "head.contract", "head.from", "head.until", "head.seen")
GRANTED = ("head.owner", "head.field", "head.viewer", "head.shown")
LONGEST = 200
KINDS = ("proposal", "owner", "viewer")
PLACE_PARTS = 5


async def show(request: web.Request) -> web.StreamResponse:
    """Show the record of what is asked for; without a question, how to ask."""
    house = request.app[HOUSE]
    say = console_words("disclosures", request[WHO].staff.language)
    of, given = request.query.get("of", "proposal"), request.query.get("id", "").strip()
    if of not in KINDS or len(given) > LONGEST:
        raise BadInput("Ask by the id of a proposal or of a member.", field="id")
    contact = looks_like_contact(given)
    tables: list[Table] = []
    minted: tuple[str, ...] = ()
    missing = False
    if given and not contact:
        found = await _found(request, house, say, of, given)
        missing = found is None
        tables = found or []
        minted = tuple(each for table in tables for each in minted_of(table.pager))
    return console_page(
        request,
        "console_disclosures.html",
        "disclosures",
        minted=minted,
        kinds=KINDS,
        of=of,
        given="" if contact else given,
        contact=contact,
        missing=missing,
        tables=tables,
    )


async def _found(
    request: web.Request, house: House, say: PageWords, of: str, given: str
) -> list[Table] | None:
    """Return the tables of what was asked for; None where nothing bears that id."""
    page = page_of(request, f"disclosures:{of}:{given}", PLACE_PARTS)
    behind = _place(page.place)
    rows: Sequence[Recorded]
    once: Sequence[Granted] = ()
    async with house.database.connection() as conn:
        if of == "proposal":
            proposal = await proposals.proposal_by_external_id(conn, given)
            if proposal is None:
                return None
            rows = await recorded(conn, proposal.id, behind, page.limit + 1)
            once = () if behind else await granted(conn, proposal.id)
        else:
            member = await proposals.member_by_external_id(conn, given)
            if member is None:
                return None
            whose: Whose = "owner" if of == "owner" else "viewer"
            rows = await recorded_of(conn, member.person_id, whose, behind, page.limit + 1)
    shown, place = cut(page, rows, lambda each: (each.place[0].isoformat(), *each.place[1:]))
    opened = Table(
        caption=say(f"disclosures.caption.{of}", id=given),
        columns=tuple(Column(say(each)) for each in COLUMNS),
        rows=tuple(_row(request, say, each) for each in shown),
        empty=say("disclosures.none"),
        pager=pager(request, page, place),
    )
    return [opened, _granted(request, say, once)] if once else [opened]


def _row(request: web.Request, say: PageWords, opened: Recorded) -> Row:
    now = request.app[HOUSE].clock.now()
    ended = opened.ended_at is not None and opened.ended_at <= now
    until = when(request, opened.ended_at) if opened.ended_at else say("disclosures.still")
    times = say("disclosures.times", times=opened.shown) if opened.shown else say("disclosures.never")
    return Row(
        (
            Cell(opened.owner or say("disclosures.guest")),
            Cell(say(f"field.{opened.field}")),
            Cell(opened.viewer or say("disclosures.guest")),
            Cell(opened.contract),
            Cell(when(request, opened.at)),
            Cell(until, mark="" if ended else "warn"),
            Cell(times, note=when(request, opened.last_shown_at)),
        )
    )


def _granted(request: web.Request, say: PageWords, once: Sequence[Granted]) -> Table:
    return Table(
        caption=say("disclosures.granted"),
        columns=tuple(Column(say(each)) for each in GRANTED),
        rows=tuple(
            Row(
                (
                    Cell(each.owner or say("disclosures.guest")),
                    Cell(say(f"field.{each.field}")),
                    Cell(each.viewer or say("disclosures.guest")),
                    Cell(when(request, each.at)),
                )
            )
            for each in once
        ),
        empty="",
    )


def _place(parts: Sequence[str]) -> Place | None:
    if not parts:
        return None
    at, contract, owner, viewer, field = parts
    return datetime.fromisoformat(at).astimezone(UTC), contract, owner, viewer, field


WAYS: tuple[Way, ...] = (Page(path=DISCLOSURES, name="disclosures", roles=TRUST, handler=show, listed=True),)
