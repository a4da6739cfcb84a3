"""SQL of reports and of what bears them out."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from datetime import datetime

from anteroom.conduct.reports.model import (
    DAY,
    Category,
    Evidence,
    MakeReport,
    Outcome,
    Report,
    Source,
    Standing,
    State,
    Way,
)
from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound
from anteroom.house import House

NONE = "There is no such report."


def digest_of(house: House, command: MakeReport) -> bytes:
    """Return what stands for who reports what: the same again is the same report, by whichever way."""
    said = repr(
        (
            "report",
            command.person_id,
            command.category.value,
            command.interview_id,
            command.proposal_id,
            command.message_id,
            command.words,
            command.quote,
        )
    )
    return hmac.new(
        house.settings.secrets.index_key, said.encode("utf-8", "replace"), hashlib.sha256
    ).digest()


async def same(conn: Connection, reporter_id: str, digest: bytes, now: datetime) -> Report | None:
    """Return the report that somebody has made of the very same within a day."""
    row = await conn.fetchrow(
        "select * from report where reporter_id = $1 and digest = $2 and at > $3 order by at desc limit 1",
        reporter_id,
        digest,
        now - DAY,
    )
    return report_of(row) if row else None


async def made_since(conn: Connection, reporter_id: str, since: datetime) -> int:
    """Count somebody's reports since an instant."""
    count = await conn.fetchval(
        "select count(*) from report where reporter_id = $1 and at > $2", reporter_id, since
    )
    return int(count)


async def insert(conn: Connection, report: Report, sealed: bytes, digest: bytes) -> None:
    """Write a new report."""
    await conn.execute(
        """insert into report (id, reporter_id, interview_id, category, sealed, at, proposal_id, message_id,
            about_id, way, digest) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        report.id,
        report.reporter_id,
        report.interview_id,
        report.category.value,
        sealed,
        report.at,
        report.proposal_id,
        report.message_id,
        report.about_id,
        report.way.value if report.way else None,
        digest,
    )


async def put(conn: Connection, report: Report) -> None:
    """Write what changes in a report's life."""
    await conn.execute(
        """update report set state = $2, assignee = $3, outcome = $4, decided_by = $5, decided_at = $6,
            reason = $7, case_id = $8 where id = $1""",
        report.id,
        report.state.value,
        report.assignee,
        report.outcome.value if report.outcome else None,
        report.decided_by,
        report.decided_at,
        report.reason,
        report.case_id,
    )


async def load(conn: Connection, report_id: str, *, lock: bool = False) -> Report:
    """Return a report; `lock` holds it against others until we commit. Raises NotFound."""
    row = await conn.fetchrow(
        f"select * from report where id = $1{' for no key update' if lock else ''}", report_id
    )
    if row is None:
        raise NotFound(NONE)
    return report_of(row)


async def newest_first(
    conn: Connection, behind: Report | None, limit: int, states: Sequence[State]
) -> list[Report]:
    """Return at most so many reports in these states behind one, or the newest; no states are all of them."""
    rows = await conn.fetch(
        """select * from report where ($1::timestamptz is null or (at, id) < ($1, $2))
        and ($4::text[] = '{}' or state = any($4)) order by at desc, id desc limit $3""",
        behind.at if behind else None,
        behind.id if behind else "",
        limit,
        [state.value for state in states],
    )
    return [report_of(row) for row in rows]


async def standing(conn: Connection, person_id: str, *, of_reporter: bool) -> Standing:
    """Return what became of the reports that somebody made, or of those that complain of somebody."""
    column = "reporter_id" if of_reporter else "about_id"
    row = await conn.fetchrow(
        f"""select count(*) as made, count(*) filter (where outcome = 'upheld') as upheld,
            count(*) filter (where outcome = 'not_upheld') as not_upheld,
            count(*) filter (where outcome = 'false_report') as false_reports
        from report where {column} = $1""",
        person_id,
    )
    assert row is not None
    return Standing(**dict(row))


async def words(conn: Connection, house: House, report_id: str) -> str | None:
    """Return what a report says; None once it is gone."""
    sealed = await conn.fetchval("select sealed from report where id = $1", report_id)
    return None if sealed is None else house.vault.unseal(sealed, report_id).decode()


async def add_evidence(
    conn: Connection, house: House, report_id: str, evidence: Evidence, text: str, held_id: str | None
) -> None:
    """Lay something beside a report, sealed."""
    await conn.execute(
        """insert into report_evidence (id, report_id, source, writer_id, held_id, sealed, kinds, at)
        values ($1, $2, $3, $4, $5, $6, $7, $8)""",
        evidence.id,
        report_id,
        evidence.source.value,
        evidence.writer_id,
        held_id,
        house.vault.seal(text.encode("utf-8", "replace"), evidence.id),
        list(evidence.kinds),
        evidence.at,
    )


async def evidence(conn: Connection, house: House, report_id: str) -> list[tuple[Evidence, str | None]]:
    """Return what lies beside a report, with what it says; None for what is gone."""
    rows = await conn.fetch(
        "select * from report_evidence where report_id = $1 order by source desc, at, id", report_id
    )
    return [
        (
            Evidence(row["id"], Source(row["source"]), row["writer_id"], tuple(row["kinds"]), row["at"]),
            None if row["sealed"] is None else house.vault.unseal(row["sealed"], row["id"]).decode(),
        )
        for row in rows
    ]


async def held_of(
    conn: Connection, proposal_id: str, writer_id: str, since: datetime, limit: int
) -> list[Row]:
    """Return the newest held texts of somebody on a proposal whose words are still there."""
    return await conn.fetch(
        """select id, kinds, at from held_text where proposal_id = $1 and writer_id = $2 and at > $3
        and sealed is not null order by at desc, id limit $4""",
        proposal_id,
        writer_id,
        since,
        limit,
    )


async def message(conn: Connection, message_id: str, proposal_id: str) -> str | None:
    """Return who wrote a message in a proposal's thread; None for one that we were not told of."""
    found = await conn.fetchval(
        "select sender_id from thread_message where id = $1 and proposal_id = $2", message_id, proposal_id
    )
    return str(found) if found else None


async def people_around(conn: Connection, report: Report) -> list[str]:
    """Return whose details a report may hold: whoever made it, and everybody of its proposal's."""
    rows = await conn.fetch(
        """select $2::text as id union select client_id from proposal where id = $1
        union select freelancer_id from proposal where id = $1
        union select person_id from party join interview on interview.id = interview_id
            where proposal_id = $1""",
        report.proposal_id,
        report.reporter_id,
    )
    return [row["id"] for row in rows]


async def forget(conn: Connection, before: datetime) -> None:
    """Forget what was said in reports that were decided so long ago; that they were, stays."""
    await conn.execute(
        """update report_evidence set sealed = null where sealed is not null and report_id in
            (select id from report where sealed is not null and state = 'decided' and decided_at <= $1)""",
        before,
    )
    await conn.execute(
        "update report set sealed = null where sealed is not null and state = 'decided' and decided_at <= $1",
        before,
    )


def report_of(row: Row) -> Report:
    """Return the report that a row is."""
    return Report(
        id=row["id"],
        reporter_id=row["reporter_id"],
        interview_id=row["interview_id"],
        category=Category(row["category"]),
        at=row["at"],
        proposal_id=row["proposal_id"],
        message_id=row["message_id"],
        about_id=row["about_id"],
        way=Way(row["way"]) if row["way"] else None,
        state=State(row["state"]),
        assignee=row["assignee"],
        outcome=Outcome(row["outcome"]) if row["outcome"] else None,
        decided_by=row["decided_by"],
        decided_at=row["decided_at"],
        reason=row["reason"],
        case_id=row["case_id"],
        kept=row["sealed"] is not None,
    )
