"""What happened in one interview, from everything that tells of it, in the order of time.

The ledger says what was done and decided, attendance who was in the call and when, tools what they saw of
a call elsewhere, and events what the marketplace was told. Each names parties by labels, never an address.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from anteroom.console.staff import names_of
from anteroom.database.connection import Connection
from anteroom.interviews.model import Interview
from anteroom.ledger.chain import Entry
from anteroom.ledger.reading import page_of

Source = Literal["ledger", "call", "tool", "event"]
PAGE = 100
"""Entries of the ledger on one page; what else happened between them stands with them."""
BAD = frozenset(
    {"interview.missed", "interview.technical", "interview.void", "interview.cancelled", "party.unreachable"}
    | {"report.made", "flag.raised", "message.held", "block.made", "interview.expired"}
)
HIDDEN = frozenset({"party", "of", "actor"})
"""Facts that are said in words already."""
REPORTED = "report.made"
"""Who reported is nobody's business but of those who read reports."""


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened: when, what (a name of ours), who did it, and what else is known of it."""

    at: datetime
    source: Source
    event: str
    who: str
    about: str
    facts: tuple[tuple[str, str], ...]
    number: int | None = None

    @property
    def bad(self) -> bool:
        """Tell whether somebody will want to find it."""
        return self.event in BAD


@dataclass(frozen=True, slots=True)
class Timeline:
    """A page of it, oldest first; `more` is the number behind which the next one begins."""

    moments: tuple[Moment, ...]
    more: int | None


async def timeline(conn: Connection, interview: Interview, behind: int, *, reporters: bool) -> Timeline:
    """Return what happened behind an entry of the ledger, with who `reporters` were or without."""
    entries = await page_of(conn, interview.id, behind, PAGE + 1)
    more = entries[PAGE - 1].number if len(entries) > PAGE else None
    entries = entries[:PAGE]
    since = entries[0].at if behind and entries else None
    until = entries[-1].at if more else None
    people = await _people(conn, interview, entries)
    moments = [_of_entry(each, people, whole=reporters or each.event != REPORTED) for each in entries]
    moments += await _elsewhere(conn, interview.id, people, since, until)
    return Timeline(tuple(sorted(moments, key=lambda each: (each.at, each.number or 0))), more)


async def _people(conn: Connection, interview: Interview, entries: Sequence[Entry]) -> Mapping[str, str]:
    """Return what to call whom an entry may name: parties by seat and person, staff by name."""
    staff = [entry.actor for entry in entries if entry.actor.startswith("stf_")]
    seats = {party.id: party.label for party in interview.parties}
    persons = {party.person_id: party.label for party in interview.parties}
    return {**seats, **persons, **(await names_of(conn, staff) if staff else {})}


def _of_entry(entry: Entry, people: Mapping[str, str], *, whole: bool) -> Moment:
    if not whole:
        return Moment(entry.at, "ledger", entry.event, "", "", (), entry.number)
    about = next((str(entry.facts[name]) for name in ("of", "party") if entry.facts.get(name)), "")
    facts = tuple(
        (name, people.get(str(value), str(value)))
        for name, value in entry.facts.items()
        if name not in HIDDEN and value not in (None, "")
    )
    who = people.get(entry.actor, entry.actor)
    other = people.get(about, "") if about != entry.actor else ""
    return Moment(entry.at, "ledger", entry.event, who, other, facts, entry.number)


async def _elsewhere(
    conn: Connection,
    interview_id: str,
    people: Mapping[str, str],
    since: datetime | None,
    until: datetime | None,
) -> list[Moment]:
    rows = await conn.fetch(
        """select * from (
            select joined_at as at, 'call' as source, 'came' as event, party_id, '' as id from attendance
                where interview_id = $1
            union all select left_at, 'call', 'left', party_id, '' from attendance
                where interview_id = $1 and left_at is not null
            union all select call_heard.at, 'tool', happening, party_id, '' from call_heard
                join made_call using (name) where interview_id = $1
            union all select at, 'event', type, null, id from webhook_event where interview_id = $1
        ) as told where ($2::timestamptz is null or at >= $2) and ($3::timestamptz is null or at <= $3)
        order by at limit 500""",
        interview_id,
        since,
        until,
    )
    return [
        Moment(
            row["at"],
            row["source"],
            row["event"],
            people.get(row["party_id"] or "", ""),
            "",
            (("id", row["id"]),) if row["id"] else (),
        )
        for row in rows
    ]
