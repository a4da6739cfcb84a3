"""Reports: taken from who is in an interview, sealed, read by the marketplace's trust people alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.database.connection import Connection, Row
from anteroom.effects.wish import want_one_off
from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.ledger import chain
from anteroom.plain_text import lines

LONGEST = 3000
"""Characters of a report."""
MOST_A_DAY = 10
"""Reports of one person."""
NOBODY_READS = "Nobody could read a report here."


class Category(StrEnum):
    """What a report is about."""

    LEAVING = "leaving"
    CONDUCT = "conduct"
    NOT_REAL = "not_real"
    PRIVACY = "privacy"
    BROKEN = "broken"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class MakeReport:
    """Somebody reports something, about an interview or about none."""

    person_id: str
    category: Category
    words: str = field(repr=False)
    interview_id: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """A report as a list shows it: without what it says."""

    id: str
    reporter_id: str
    interview_id: str | None
    category: Category
    at: datetime


async def make_report(house: House, command: MakeReport) -> Report:
    """Take a report. Everybody but those with the key of the trust people learns nothing of it.

    Raises BadInput for one without words, NotAllowed about somebody else's interview, Conflict after ten in
    a day and where nobody has the key.
    """
    if not house.settings.reviewed:
        raise Conflict(NOBODY_READS)
    words = lines(command.words).strip()
    if not words:
        raise BadInput("Say in a few words what is wrong.", field="words")
    if len(words) > LONGEST:
        raise BadInput(f"A report has at most {LONGEST:,} characters.", field="words")
    now = house.clock.now()
    async with house.database.transaction() as conn:
        about = await _chain_of(conn, command)
        count = await conn.fetchval(
            "select count(*) from report where reporter_id = $1 and at > $2",
            command.person_id,
            now - timedelta(days=1),
        )
        if count >= MOST_A_DAY:
            raise Conflict("You have made many reports today. They are being read; add to them tomorrow.")
        made = Report(
            f"rep_{house.randomness.token(20)}",
            command.person_id,
            command.interview_id,
            command.category,
            now,
        )
        await conn.execute(
            """insert into report (id, reporter_id, interview_id, category, sealed, at)
            values ($1, $2, $3, $4, $5, $6)""",
            made.id,
            made.reporter_id,
            made.interview_id,
            made.category.value,
            house.vault.seal(words.encode(), made.id),
            now,
        )
        facts = {"report": made.id, "category": made.category.value}
        await chain.write(conn, about, now, "report.made", command.person_id, facts)
        await _tell(conn, house, made)
    return made


async def list_reports(house: House, after: str, limit: int) -> tuple[Sequence[Report], str]:
    """Return reports, newest first, and what names the next page, "" after the last.

    `after` is such a name or "". Raises NotFound for a name that is none.
    """
    async with house.database.connection() as conn:
        last = await _load(conn, after) if after else None
        rows = await conn.fetch(
            """select * from report where $1::timestamptz is null or (at, id) < ($1, $2)
            order by at desc, id desc limit $3""",
            last["at"] if last else None,
            last["id"] if last else "",
            limit + 1,
        )
    page = [_report(row) for row in rows[:limit]]
    return page, page[-1].id if len(rows) > limit else ""


async def read_report(house: House, report_id: str, reader: str, reason: str) -> tuple[Report, str]:
    """Return a report with what it says; who read it and why is in the ledger before it is shown.

    Raises NotFound.
    """
    async with house.database.transaction() as conn:
        row = await _load(conn, report_id)
        found = _report(row)
        about = await _chain_of(conn, MakeReport(found.reporter_id, found.category, "", found.interview_id))
        facts = {"report": found.id, "reason": reason}
        await chain.write(conn, about, house.clock.now(), "report.read", reader, facts)
    return found, house.vault.unseal(row["sealed"], found.id).decode()


async def _chain_of(conn: Connection, command: MakeReport) -> str:
    """Return the chain that tells of a report, with the row locked that it tells of. Raises NotAllowed."""
    if command.interview_id is None:
        await conn.execute("select 1 from person where id = $1 for update", command.person_id)
        return f"person:{command.person_id}"
    interview = await interviews.load(conn, command.interview_id, lock=True)
    if all(party.person_id != command.person_id for party in interview.parties):
        raise NotAllowed("You are not part of this interview.")
    return interview.id


async def _tell(conn: Connection, house: House, made: Report) -> None:
    if house.adapters.of("webhook") is None:
        return
    data = {"event": "report.made", "report": made.id, "category": made.category.value}
    await want_one_off(conn, house, "webhook", f"webhook:{made.id}", data, interview_id=made.interview_id)


async def _load(conn: Connection, report_id: str) -> Row:
    row = await conn.fetchrow("select * from report where id = $1", report_id)
    if row is None:
        raise NotFound("There is no such report.")
    return row


def _report(row: Row) -> Report:
    return Report(row["id"], row["reporter_id"], row["interview_id"], Category(row["category"]), row["at"])
