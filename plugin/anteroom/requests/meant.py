"""Which proposal an event means that was sent to the general interview address."""

from __future__ import annotations

import re
from collections.abc import Sequence

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews.invite import refuse_unless_scheduler
from anteroom.proposals import store
from anteroom.proposals.address import interview_address
from anteroom.proposals.model import Proposal
from anteroom.requests.model import CalendarEvent, Refusal
from anteroom.requests.refused import Refused

MOST_NAMED = 5
SHORTEST_TITLE = 4
"""A job's title of fewer letters is found in too many other words."""


async def proposal_meant(conn: Connection, house: House, event: CalendarEvent) -> Proposal:
    """Return the one living proposal that the event names, or the only one there is.

    Raises Refused; where several could be meant it bears them.
    """
    offered = [
        proposal
        for proposal in await store.proposals_of_client(conn, event.organizer_id)
        if await _may(conn, proposal, event.sender_id)
    ]
    if not offered:
        raise Refused(Refusal.NONE_OPEN)
    named = [proposal for proposal in offered if _names(event, proposal)]
    if len(named) == 1 or (not named and len(offered) == 1):
        return (named or offered)[0]
    raise Refused(Refusal.UNCLEAR, choices=(named or offered)[:MOST_NAMED])


async def listed(conn: Connection, house: House, choices: Sequence[Proposal]) -> str:
    """Return the lines that tell how to name each of these proposals."""
    lines = []
    for proposal in choices:
        address = await interview_address(conn, house, proposal.id)
        lines.append(f"“{proposal.job_title}” ({proposal.external_id}): {address}")
    return "\n".join(lines)


async def _may(conn: Connection, proposal: Proposal, person_id: str) -> bool:
    try:
        await refuse_unless_scheduler(conn, proposal, person_id)
    except NotAllowed:
        return False
    return True


def _names(event: CalendarEvent, proposal: Proposal) -> bool:
    text = f"{event.title}\n{event.description}".casefold()
    reference = re.escape(proposal.external_id.casefold())
    if re.search(rf"(?<![\w-]){reference}(?![\w-])", text):
        return True
    title = proposal.job_title.casefold()
    return len(title) >= SHORTEST_TITLE and title in event.title.casefold()
