"""REST v1: what happened in an interview and who could have seen what, as the ledger has it: in ids."""

from __future__ import annotations

import re

from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond
from anteroom.api.body import read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.interviews import store
from anteroom.ledger import chain
from anteroom.ledger.reading import faults_in, page_of

OURS = re.compile(r"[a-z]{2,4}_[a-z2-7]{8,40}")


class EntryShown(Shown, frozen=True):
    """One entry: its hash covers the one before it. `facts` are ids, states and numbers."""

    number: int
    at: Instant
    event: str
    actor: str
    facts: dict[str, str | int | None]
    hash: str


class LedgerShown(Shown, frozen=True):
    """An interview's entries, oldest first; `next_cursor` leads on, null at the end."""

    entries: tuple[EntryShown, ...]
    next_cursor: str | None


class FaultShown(Shown, frozen=True):
    """An entry at which the chain does not hold."""

    number: int
    reason: str


class VerificationShown(Shown, frozen=True):
    """Whether an interview's chain holds from its beginning, and the hash of its last entry."""

    interview: str
    entries: int
    holds: bool
    head: str | None
    faults: tuple[FaultShown, ...]


async def list_entries(request: web.Request) -> web.Response:
    """Show an interview's entries."""
    read_query(request, PageQuery)
    interview_id = request.match_info["id"]
    page = wanted(request, f"ledger:{interview_id}", 1)
    async with house_of(request).database.connection() as conn:
        await store.load(conn, interview_id)
        behind = int(page.place[0]) if page.place else 0
        found = await page_of(conn, interview_id, behind, page.limit + 1)
    rows = [_shown(each) for each in found[: page.limit]]
    more = cursor_behind(request, page, (str(rows[-1].number),)) if len(found) > page.limit else ""
    ids = (value for row in rows for value in row.facts.values() if isinstance(value, str))
    ours = (value for value in ids if OURS.fullmatch(value))
    said = (text for row in rows for text in (row.at, row.hash, row.actor))
    request[PASSAGE] = Passage(interview_id=interview_id, minted=(more, interview_id, *said, *ours))
    shown = LedgerShown(entries=tuple(rows), next_cursor=more or None)
    return respond(request, shown, headers=leading_on(request, more))


async def verify_entries(request: web.Request) -> web.Response:
    """Recompute an interview's chain."""
    interview_id = request.match_info["id"]
    async with house_of(request).database.connection() as conn:
        await store.load(conn, interview_id)
        entries = await chain.read(conn, interview_id)
    faults = tuple(FaultShown(number=each.number, reason=each.reason) for each in faults_in(entries))
    head = entries[-1].hash.hex() if entries else None
    request[PASSAGE] = Passage(interview_id=interview_id, minted=(interview_id, head or ""))
    shown = VerificationShown(
        interview=interview_id, entries=len(entries), holds=not faults, head=head, faults=faults
    )
    return respond(request, shown)


def _shown(entry: chain.Entry) -> EntryShown:
    return EntryShown(
        number=entry.number,
        at=entry.at.isoformat(),
        event=entry.event,
        actor=entry.actor,
        facts=dict(entry.facts),
        hash=entry.hash.hex(),
    )


ROUTES = (
    Route(
        method="GET",
        path="/v1/interviews/{id}/ledger",
        name="list_ledger",
        tag="Ledger",
        summary="Show what happened in an interview, oldest first",
        handler=list_entries,
        scope=Scope.LEDGER_READ,
        query=PageQuery,
        answers={200: LedgerShown},
        paged=True,
    ),
    Route(
        method="GET",
        path="/v1/interviews/{id}/ledger/verification",
        name="verify_ledger",
        tag="Ledger",
        summary="Recompute an interview's chain and say whether it holds",
        handler=verify_entries,
        scope=Scope.LEDGER_READ,
        answers={200: VerificationShown},
    ),
)
