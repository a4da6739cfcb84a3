"""Interview offers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from anteroom.database.connection import Connection, Row
from anteroom.embeds.telling import tell
from anteroom.errors import NotFound
from anteroom.interview_offers.model import InterviewOffer, State

FOR_THE_CLIENT = ("slack_interview_offer", "interview_offer_mail")
"""The adapters that write to a client because of an offer."""


async def insert(conn: Connection, offer: InterviewOffer) -> None:
    """Keep a new offer. The proposal is locked, so that no two are open on it."""
    await conn.execute(
        """insert into interview_offer (id, proposal_id, freelancer_id, state, made_at, expires_at)
        values ($1, $2, $3, $4, $5, $6)""",
        offer.id,
        offer.proposal_id,
        offer.freelancer_id,
        offer.state.value,
        offer.made_at,
        offer.expires_at,
    )
    await tell(conn, offer.proposal_id)


async def update(conn: Connection, offer: InterviewOffer) -> None:
    """Keep what became of an offer."""
    await conn.execute(
        "update interview_offer set state = $2, ended_at = $3, interview_id = $4 where id = $1",
        offer.id,
        offer.state.value,
        offer.ended_at,
        offer.interview_id,
    )
    await tell(conn, offer.proposal_id)


async def load(conn: Connection, offer_id: str) -> InterviewOffer:
    """Return an offer. Raises NotFound."""
    row = await conn.fetchrow("select * from interview_offer where id = $1", offer_id)
    if row is None:
        raise NotFound("There is no such offer.")
    return _offer(row)


async def newest_of(conn: Connection, proposal_id: str, limit: int = 1) -> Sequence[InterviewOffer]:
    """Return a proposal's offers, newest first."""
    rows = await conn.fetch(
        """select * from interview_offer where proposal_id = $1
        order by made_at desc, ended_at desc, id desc limit $2""",
        proposal_id,
        limit,
    )
    return [_offer(row) for row in rows]


async def open_on(conn: Connection, proposal_id: str) -> InterviewOffer | None:
    """Return the offer that is open on a proposal; there is one at most."""
    row = await conn.fetchrow(
        "select * from interview_offer where proposal_id = $1 and state = 'open'", proposal_id
    )
    return _offer(row) if row is not None else None


async def one_at_a_time(conn: Connection, people: Sequence[str]) -> None:
    """Let nobody else count offers of or to these people before this transaction has ended."""
    # In one order for everybody, so that two of us never wait for one another.
    for name in sorted(people):
        await conn.execute("select pg_advisory_xact_lock(hashtextextended($1, 4))", f"interview-offer:{name}")


async def counted(conn: Connection, freelancer_id: str, proposal_id: str, since: datetime) -> tuple[int, int]:
    """Return how many offers a freelancer made on a proposal, and on any since an instant."""
    row = await conn.fetchrow(
        """select count(*) filter (where proposal_id = $2) as here,
            count(*) filter (where made_at > $3) as today
        from interview_offer where freelancer_id = $1""",
        freelancer_id,
        proposal_id,
        since,
    )
    assert row is not None
    return row["here"], row["today"]


async def told_since(conn: Connection, client_id: str, since: datetime) -> int:
    """Return how often a client was to be written to because of offers since an instant."""
    count: int = await conn.fetchval(
        """select count(*) from interview_offer join proposal on proposal.id = proposal_id
        where client_id = $1 and made_at > $2
        and exists (select from effect where stream = 'interview_offer:' || interview_offer.id
            and kind = any($3::text[]))""",
        client_id,
        since,
        list(FOR_THE_CLIENT),
    )
    return count


async def due(conn: Connection, now: datetime) -> Sequence[str]:
    """Return the open offers whose time is over."""
    rows = await conn.fetch(
        """select id from interview_offer where state = 'open' and expires_at <= $1
        order by expires_at limit 500""",
        now,
    )
    return [row["id"] for row in rows]


def _offer(row: Row) -> InterviewOffer:
    return InterviewOffer(
        id=row["id"],
        proposal_id=row["proposal_id"],
        freelancer_id=row["freelancer_id"],
        state=State(row["state"]),
        made_at=row["made_at"],
        expires_at=row["expires_at"],
        ended_at=row["ended_at"],
        interview_id=row["interview_id"],
    )
