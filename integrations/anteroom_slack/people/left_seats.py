"""Seats that nothing reaches any more: Slack is gone, or its user stands for another person from now on.

A colleague who was looped in as a guest, and later connects an account on the marketplace, is a member here
from then on: two persons to us, of whom only the member is reached in Slack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import structlog

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.store import NOT_OVER
from anteroom.once import Joined
from anteroom_slack.people.accounts import account_of_person

log = structlog.get_logger()

_SEATS = """select party.interview_id, party.id from party
    join interview on interview.id = party.interview_id and interview.state = any($2::text[])
    where party.person_id = $1 and party.removed_at is null order by party.interview_id"""


async def leave_seats(conn: Connection, house: House, person_id: str) -> None:
    """Close the cards of somebody who is nobody in Slack any more; tell the hosts, where mail brings nothing.

    Nothing happens to somebody who is known in another workspace as well.
    """
    if await account_of_person(conn, person_id) is not None:
        return
    seats = await seats_ahead(conn, person_id)
    for interview_id, party_id in seats:
        await want_again(conn, house, f"slack_card:{interview_id}:{party_id}")
    if not await house.vault.has(conn, person_id, "email"):
        await nothing_reaches(replace(house, database=Joined(conn)), seats, "account")


async def seats_ahead(conn: Connection, person_id: str) -> list[tuple[str, str]]:
    """Return (interview, party) of each interview that is not over and has this person in it."""
    return [(row["interview_id"], row["id"]) for row in await conn.fetch(_SEATS, person_id, NOT_OVER)]


async def nothing_reaches(house: House, seats: Iterable[tuple[str, str]], way: str) -> None:
    """Tell the host of each (interview, party); `way`: slack (we were removed) or account (as above)."""
    for interview_id, party_id in seats:
        try:
            await actions.unreachable(house, interview_id, party_id, way=way)
        except AnteroomError as error:  # over or gone meanwhile: nobody waits for this party any more
            log.info("slack.unreachable_unsaid", code=error.code)
