"""SQL: which cards stand in which threads, for answers that arrive there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.interviews.model import State

_OVER = [state.value for state in State if state.over]
_CARD = """select interview.id, interview.starts_at, interview.ends_at,
        proposal.external_id as proposal, proposal.thread,
        client.external_id as client, freelancer.external_id as freelancer, effect.outside_id,
        (select max(at) from ledger_entry where chain = interview.id
            and event in ('interview.proposed', 'interview.moved')) as timed_at,
        exists (select from ledger_entry where chain = interview.id and event = 'interview.moved') as moved
    from interview join proposal on proposal.id = interview.proposal_id
    join effect on effect.interview_id = interview.id and effect.kind = 'thread_card'
    join member client on client.person_id = proposal.client_id
    join member freelancer on freelancer.person_id = proposal.freelancer_id
    where not (interview.state = any($2::text[])) and effect.outside_id is not null"""


@dataclass(frozen=True, slots=True)
class StandingCard:
    """A card in a thread whose interview is not over. `timed_at`: since when it has the time it shows."""

    interview: str
    proposal: str
    thread: str
    client: str
    freelancer: str
    outside_id: str
    timed_at: datetime
    moved: bool
    starts_at: datetime
    ends_at: datetime

    def takes(self, member: str, at: datetime) -> bool:
        """Tell whether a member's answer from then, by our clock, is one to this card as it stands now."""
        return at >= self.timed_at and member in (self.client, self.freelancer)


async def cards_in(conn: Connection, thread: str) -> list[StandingCard]:
    """Return the cards in a thread whose interviews are not over."""
    rows = await conn.fetch(f"{_CARD} and proposal.thread = $1 order by interview.id", thread, _OVER)
    return [
        StandingCard(
            row["id"],
            row["proposal"],
            row["thread"],
            row["client"],
            row["freelancer"],
            row["outside_id"],
            row["timed_at"],
            row["moved"],
            row["starts_at"],
            row["ends_at"],
        )
        for row in rows
    ]
