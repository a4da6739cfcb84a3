"""What people read of reports: masked for whoever looks, and as it was for whoever gives a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anteroom.conduct.reports import store
from anteroom.conduct.reports.actions import chain_of
from anteroom.conduct.reports.model import Evidence, Report, Standing, State
from anteroom.database.connection import Connection
from anteroom.door import readings
from anteroom.door.needles import Needles
from anteroom.errors import Conflict
from anteroom.guard import Context
from anteroom.guard.redact import redact
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.people.said import ERASED

GONE = "What this report said is gone."
OPEN = (State.NEW, State.ASSIGNED, State.REOPENED)
"""States in which somebody has still to do something."""


@dataclass(frozen=True, slots=True)
class Whole:
    """A report with what lies beside it. Texts are masked, or as they were where somebody gave a reason.

    `words` and a text are None once they are gone. `reporter` is what became of the reporter's reports, this
    one among them; `complained` of those about whom this one complains, None where that is nobody known.
    """

    report: Report
    words: str | None
    evidence: Sequence[tuple[Evidence, str | None]]
    reporter: Standing
    complained: Standing | None


async def list_reports(
    house: House, after: str, limit: int, *, states: Sequence[State] = ()
) -> tuple[Sequence[Report], str]:
    """Return reports, newest first, and what names the next page, "" after the last.

    `after` is such a name or "". Raises NotFound for a name that is none.
    """
    async with house.database.connection() as conn:
        last = await store.load(conn, after) if after else None
        found = await store.newest_first(conn, last, limit + 1, states)
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else ""


async def show_report(house: House, report_id: str) -> Whole:
    """Return a report with every text masked. Nobody's details are opened by it. Raises NotFound."""
    async with house.database.connection() as conn:
        whole = await _whole(conn, house, report_id)
        people = await store.people_around(conn, whole.report)
        needles = Needles(await house.vault.needles(conn, people))
    return Whole(
        whole.report,
        _masked(house, needles, whole.words),
        [(each, _masked(house, needles, text)) for each, text in whole.evidence],
        whole.reporter,
        whole.complained,
    )


async def open_report(house: House, report_id: str, reader: str, reason: str) -> Whole:
    """Return a report with every text as it was; who opened it and why is in the ledger before it is shown.

    Raises NotFound, Conflict once it is gone.
    """
    async with house.database.transaction() as conn:
        about = await chain_of(conn, await store.load(conn, report_id))
        whole = await _whole(conn, house, report_id)
        if whole.words is None:
            raise Conflict(GONE)
        facts = {"report": report_id, "reason": reason}
        await chain.write(conn, about, house.clock.now(), "report.read", reader, facts)
    return whole


async def read_report(house: House, report_id: str, reader: str, reason: str) -> tuple[Report, str]:
    """Return a report with what it says, opened as `open_report` does."""
    whole = await open_report(house, report_id, reader, reason)
    return whole.report, whole.words or ""


async def _whole(conn: Connection, house: House, report_id: str) -> Whole:
    report = await store.load(conn, report_id)
    complained = None
    if report.about_id is not None:
        complained = await store.standing(conn, report.about_id, of_reporter=False)
    return Whole(
        report,
        await store.words(conn, house, report_id),
        await store.evidence(conn, house, report_id),
        await store.standing(conn, report.reporter_id, of_reporter=True),
        complained,
    )


def _masked(house: House, needles: Needles, text: str | None) -> str | None:
    """Return a text with what the guard finds in it replaced by its kind.

    Where a known detail of somebody's is left, which the guard did not see, nothing of it is shown.
    """
    if text is None:
        return None
    masked = redact(text, house.guard.inspect(text, Context((), "message")).findings, "en")
    octets = masked.encode("utf-8", "replace")
    return ERASED if needles.find(readings("text/plain", octets)) else masked
