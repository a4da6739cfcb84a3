"""The reports that one person made, for that person: never of whom they complain, nor what bears them out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.own_words import OwnWords


@dataclass(frozen=True, slots=True)
class OwnReport:
    """One report; `proposal` is the marketplace's id. `words` are None as those of a note are."""

    id: str
    category: str
    at: datetime
    proposal: str | None
    interview: str | None
    words: str | None = field(repr=False)


async def own_reports(
    conn: Connection, house: House, person_id: str, look: OwnWords, most: int
) -> Sequence[OwnReport]:
    """Return the newest reports of a person, one more than asked for where there are more."""
    rows = await conn.fetch(
        """select report.id, category, at, external_id, interview_id, proposal.id as proposal_id, sealed
        from report left join interview on interview.id = interview_id
        left join proposal on proposal.id = coalesce(report.proposal_id, interview.proposal_id)
        where reporter_id = $1 order by at desc, report.id limit $2""",
        person_id,
        most + 1,
    )
    reports = []
    for row in rows:
        words = house.vault.unseal(row["sealed"], row["id"]).decode() if row["sealed"] is not None else None
        words = await look.shown(words, row["proposal_id"])
        reports.append(
            OwnReport(row["id"], row["category"], row["at"], row["external_id"], row["interview_id"], words)
        )
    return reports
