"""Tickets that somebody else made at Zendesk: looked at once, and told there to which case they belong."""

from __future__ import annotations

import msgspec

from anteroom.cases import tickets
from anteroom.cases.joining import LONGEST, Arrived, join
from anteroom.cases.tickets import JOINED
from anteroom.cases.view import PAGE
from anteroom.effects.model import Effect, ForInterview, Part, Rendered
from anteroom.house import House
from anteroom_helpdesk import words
from anteroom_helpdesk.calls import Calls, Gone, Unprocessable
from anteroom_helpdesk.said import mark
from anteroom_helpdesk.zendesk import DESK, OneTicket, ShownTicket, has_said, put

HEARD = "ticket_heard"
MOST_TAGS = 100


class ShownUser(msgspec.Struct, frozen=True):
    """Who asks, as far as we read it."""

    email: str | None = None
    external_id: str | None = None


class OneUser(msgspec.Struct, frozen=True):
    """The answer about one."""

    user: ShownUser


class TicketHeard(ForInterview):
    """The adapter `ticket_heard`: Zendesk told of a ticket that is not ours, which is read there once.

    Nothing of what it says is kept. Who asks is looked up by keyed digests of the address alone.
    """

    kind = HEARD

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return which ticket is to be read."""
        body = msgspec.json.encode(effect.data["ticket"])
        return Rendered(body, (Part("application/json", body),), minted=(effect.data["ticket"],))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Read the ticket and let it join its case, if it has one. Raises TryLater and Refused."""
        number = msgspec.json.decode(body, type=str)
        try:
            ticket = (await self._calls.ask("GET", f"/api/v2/tickets/{number}.json", OneTicket)).ticket
            asks = await self._requester(ticket)
        except Gone:
            return None
        arrived = Arrived(
            desk=DESK,
            outside_id=number,
            text=f"{ticket.subject or ''}\n{ticket.description or ''}"[:LONGEST],
            tags=ticket.tags[:MOST_TAGS],
            emails=(asks.email,) if asks.email else (),
            members=(asks.external_id,) if asks.external_id else (),
        )
        async with house.database.transaction() as conn:
            await join(conn, house, arrived)
        return None

    async def _requester(self, ticket: ShownTicket) -> ShownUser:
        if ticket.requester_id is None:
            return ShownUser()
        return (await self._calls.ask("GET", f"/api/v2/users/{ticket.requester_id}.json", OneUser)).user


class TicketJoined(ForInterview):
    """The adapter `ticket_joined`: a ticket of somebody else's bears to which case it belongs."""

    kind = JOINED

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the comment, with the ticket that was made for the case, if there is one."""
        case_id, language = effect.data["case"], house.settings.support.language
        url = f"{house.settings.public_url}{PAGE}{case_id}"
        async with house.database.connection() as conn:
            made = await tickets.made_for(conn, DESK, case_id)
        own = f" (#{made})" if made else ""
        comment = f"{words.joined(case_id + own, url, language)}\n\n{mark(case_id, 0)}"
        body = msgspec.json.encode(comment)
        minted = (case_id, url, mark(case_id, 0), *filter(None, [made]))
        return Rendered(body, (Part("application/json", body),), minted=minted)

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Write it into the ticket, where nobody outside reads it. Raises TryLater and Refused."""
        comment, number = msgspec.json.decode(body, type=str), effect.data["ticket"]
        try:
            if not await has_said(self._calls, number, mark(effect.data["case"], 0)):
                await put(self._calls, number, {"comment": {"body": comment, "public": False}})
        except (Gone, Unprocessable):
            return None  # deleted or closed meanwhile: it belongs to the case all the same
        return number
