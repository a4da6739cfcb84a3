"""What is kept of one person's waiting and reminders, for that person; nothing of who waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges.opt_out import SaidBy, refused_by
from anteroom.nudges.preferences import Preference, preference_of

ASKED = """select proposal.external_id as proposal, at, choice, other.external_id as picked, chosen_at
    from nudge_escalation join proposal on proposal.id = proposal_id
    left join proposal as other on other.id = picked_id
    where nudge_escalation.client_id = $1 order by at desc, nudge_escalation.id limit $2"""


@dataclass(frozen=True, slots=True)
class OwnWait:
    """Something that waits for the person's answer. `proposal` is the marketplace's id, here and below."""

    kind: str
    proposal: str
    since: datetime
    until: datetime | None


@dataclass(frozen=True, slots=True)
class OwnNudge:
    """A reminder that left; `channel` is by what."""

    kind: str
    proposal: str
    channel: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnAnswer:
    """An answer to a reminder, and whether it went into the thread; what it says is not kept."""

    proposal: str | None
    fate: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OwnQuestion:
    """What the person was asked as a client whom nobody answers, and the choice; `picked` is a proposal."""

    proposal: str
    at: datetime
    choice: str | None
    picked: str | None
    chosen_at: datetime | None


@dataclass(frozen=True, slots=True)
class OwnNudges:
    """All of it; of each list the newest, one more than was asked for where there are more.

    Why a reminder did not leave is not in it: by whom it is measured what reminders do, nobody is told.
    """

    refused_by: frozenset[SaidBy]
    preference: Preference
    waits: Sequence[OwnWait]
    sent: Sequence[OwnNudge]
    answered: Sequence[OwnAnswer]
    asked: Sequence[OwnQuestion]


async def own_nudges(conn: Connection, house: House, person_id: str, most: int) -> OwnNudges:
    """Return what is kept of a person's nudges."""
    waits = await conn.fetch(
        """select kind, external_id as proposal, since, until from waiting
        join proposal on proposal.id = proposal_id where person_id = $1 and ended_at is null
        order by since desc, waiting.id limit $2""",
        person_id,
        most + 1,
    )
    sent = await conn.fetch(
        """select kind, external_id as proposal, replace(channel, 'nudge_', '') as channel, nudge.at
        from nudge join waiting on waiting.id = waiting_id join proposal on proposal.id = proposal_id
        where nudge.person_id = $1 and outcome = 'sent' order by nudge.at desc, nudge.id limit $2""",
        person_id,
        most + 1,
    )
    answered = await conn.fetch(
        """select external_id as proposal, fate, nudge_answer.at from nudge_answer
        left join waiting on waiting.id = waiting_id left join proposal on proposal.id = proposal_id
        where nudge_answer.person_id = $1 order by nudge_answer.at desc, nudge_answer.id limit $2""",
        person_id,
        most + 1,
    )
    asked = await conn.fetch(ASKED, person_id, most + 1)
    return OwnNudges(
        await refused_by(conn, house, person_id),
        await preference_of(conn, person_id),
        [OwnWait(**dict(row)) for row in waits],
        [OwnNudge(**dict(row)) for row in sent],
        [OwnAnswer(**dict(row)) for row in answered],
        [OwnQuestion(**dict(row)) for row in asked],
    )
