"""Tickets at Zendesk, over its Ticketing API (developer.zendesk.com/api-reference/ticketing/tickets/tickets).

A ticket is made once: it bears the case's id as `external_id`, by which it is looked for before it is made,
and an Idempotency-Key, so that an answer that was lost makes no second one. What is added later bears a mark
of its own, by which it is looked for in the same way.
"""

from __future__ import annotations

from typing import Any

import msgspec

from anteroom.cases import tickets
from anteroom.cases.actions import TICKET
from anteroom.cases.tickets import How, Ticket
from anteroom.cases.view import view_of
from anteroom.effects.model import Effect, ForInterview, Part, Rendered
from anteroom.house import House
from anteroom_helpdesk.calls import Calls, Unprocessable
from anteroom_helpdesk.said import MEANS, Said, said

DESK = "zendesk"
CLOSED = "closed"


class ShownTicket(msgspec.Struct, frozen=True):
    """A ticket as far as we read it."""

    id: int
    status: str = "open"
    external_id: str | None = None
    subject: str | None = None
    description: str | None = None
    requester_id: int | None = None
    tags: tuple[str, ...] = ()


class OneTicket(msgspec.Struct, frozen=True):
    """The answer about one."""

    ticket: ShownTicket


class ManyTickets(msgspec.Struct, frozen=True):
    """The answer about several."""

    tickets: tuple[ShownTicket, ...]


class Comment(msgspec.Struct, frozen=True):
    """Something written in a ticket."""

    body: str = ""


class Comments(msgspec.Struct, frozen=True):
    """What is written in a ticket, newest first."""

    comments: tuple[Comment, ...]


class ZendeskTickets(ForInterview):
    """The adapter `ticket`: a surface for each case."""

    kind = TICKET
    lasting = True

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the case as it stands; None for one that was solved before it was shown anywhere."""
        async with house.database.connection() as conn:
            view = await view_of(conn, house, effect.id.removeprefix(f"{TICKET}:"))
        if view.case.solved and effect.outside_id is None:
            return None
        told = said(view, effect.wanted, house.settings.support)
        body = msgspec.json.encode(told)
        minted = (*view.minted, told.mark, house.settings.support.language)
        return Rendered(body, (Part("application/json", body),), minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Make the ticket, or bring it to what the case says; return its id. Raises TryLater and Refused."""
        told = msgspec.json.decode(body, type=Said)
        # A deployment may have shown its cases elsewhere before: that id means nothing here.
        known = effect.outside_id if effect.outside_id and effect.outside_id.isdigit() else None
        ticket = known or await self._made(told.case)
        if ticket is None:
            ticket = await self._make(told, {})
        else:
            ticket = await self._change(ticket, told)
        async with house.database.transaction() as conn:
            kept = Ticket(DESK, ticket, told.case, house.clock.now(), How.MADE)
            await tickets.keep(conn, kept)
        return ticket

    async def _made(self, case_id: str) -> str | None:
        """Return the newest ticket of a case: an answer may have been lost longer ago than a key is kept."""
        found = await self._calls.ask("GET", f"/api/v2/tickets.json?external_id={case_id}", ManyTickets)
        ours = [each.id for each in found.tickets if each.external_id == case_id]
        return str(max(ours)) if ours else None

    async def _make(self, told: Said, more: dict[str, Any]) -> str:
        key = {"Idempotency-Key": f"{told.case}/{told.number}"}
        made = await self._calls.ask(
            "POST", "/api/v2/tickets.json", OneTicket, {"ticket": {**told.ticket, **more}}, key
        )
        return str(made.ticket.id)

    async def _change(self, ticket: str, told: Said) -> str:
        now = (await self._calls.ask("GET", f"/api/v2/tickets/{ticket}.json", OneTicket)).ticket
        if now.status == CLOSED:
            # "A closed ticket can't be updated": what comes after it is a follow-up of it.
            if MEANS[CLOSED] is MEANS[told.status]:
                return ticket
            return await self._make(told, {"via_followup_source_id": now.id})
        changes: dict[str, Any] = {}
        if MEANS.get(now.status) is not MEANS[told.status]:
            changes["status"] = told.status
        if not await has_said(self._calls, ticket, told.mark):
            changes["comment"] = {"body": told.added, "public": False}
        if changes:
            await self._put(ticket, changes)
        return ticket

    async def _put(self, ticket: str, changes: dict[str, Any]) -> None:
        try:
            await put(self._calls, ticket, changes)
        except Unprocessable:
            # An account may want an assignee, or a field, before it lets anybody solve: people there do that.
            rest = {name: value for name, value in changes.items() if name != "status"}
            if len(rest) == len(changes):
                raise
            if rest:
                await put(self._calls, ticket, rest)


async def put(calls: Calls, ticket: str, changes: dict[str, Any]) -> None:
    """Change a ticket. Raises TryLater and Refused."""
    await calls.ask("PUT", f"/api/v2/tickets/{ticket}.json", OneTicket, {"ticket": changes})


async def has_said(calls: Calls, ticket: str, mark: str) -> bool:
    """Tell whether a mark of ours stands among the newest hundred comments. Raises TryLater and Refused."""
    found = await calls.ask("GET", f"/api/v2/tickets/{ticket}/comments.json?sort_order=desc", Comments)
    return any(mark in each.body for each in found.comments)
