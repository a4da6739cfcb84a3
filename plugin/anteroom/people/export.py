"""All that we keep of one member, for the member: details, disclosures, interviews, reminders, own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.cases.own import OwnNote, own_notes
from anteroom.conduct.reports.own import OwnReport, own_reports
from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.nudges.own import OwnNudges, own_nudges
from anteroom.people import zones
from anteroom.people.own_words import OwnWords
from anteroom.people.sealed import Plain
from anteroom.people.working_hours import WorkingHours, hours_of
from anteroom.people.zones import NOWHERE, Told, Travel
from anteroom.proposals import store
from anteroom.proposals.model import CONTACT_FIELDS, Member
from anteroom.responsiveness import store as responsiveness
from anteroom.responsiveness.model import Figure
from anteroom.times.availability import store as availability
from anteroom.times.availability.model import Source, Span

MOST = 1000
"""Of each list; the newest."""
MOST_WRITTEN = 200
"""Of what the member wrote to support and in reports."""


@dataclass(frozen=True, slots=True)
class Shared:
    """One field of the member that somebody could see."""

    contract: str
    viewer: str | None
    field: str
    at: datetime
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sat:
    """One interview that the member was in, without what others wrote."""

    interview: str
    proposal: str
    role: str
    state: str
    starts_at: datetime
    ends_at: datetime
    answer: str


@dataclass(frozen=True, slots=True)
class Exported:
    """What is handed over. `more`: there was too much of something, and the oldest is left out."""

    member: Member
    details: Mapping[str, Plain]
    hours: WorkingHours | None
    calendars: Sequence[tuple[Source, Sequence[Span]]]
    zones: Sequence[Told]
    travel: Travel | None
    shared: Sequence[Shared]
    interviews: Sequence[Sat]
    answers: Figure
    nudges: OwnNudges
    notes: Sequence[OwnNote]
    reports: Sequence[OwnReport]
    more: bool


async def export(house: House, external_id: str, reader: str, reason: str, key_id: str) -> Exported:
    """Return all of a member. By whom, why and with which key is in the ledger first. Raises NotFound."""
    async with house.database.transaction() as conn:
        member = await store.member_by_external_id(conn, external_id)
        if member is None:
            raise NotFound("There is no such member.")
        person_id = member.person_id
        # A person's chain has no head row: whoever writes it holds the person.
        await conn.execute("select 1 from person where id = $1 for update", person_id)
        facts = {"owner": person_id, "reason": reason, "key": key_id}
        await chain.write(conn, f"person:{person_id}", house.clock.now(), "person.exported", reader, facts)
        found = {name: await house.vault.open(conn, person_id, name) for name in CONTACT_FIELDS}
        hours = (await hours_of(conn, [person_id])).get(person_id)
        calendars = await availability.kept_of(conn, person_id)
        told = await zones.told_of(conn, person_id)
        where = (await zones.whereabouts(conn, [person_id], house.clock.now())).get(person_id, NOWHERE)
        shared, interviews = await _shared(conn, person_id), await _interviews(conn, person_id)
        answers, _ = await responsiveness.of(conn, person_id)
        nudges = await own_nudges(conn, house, person_id, MOST)
        look = OwnWords(conn, house, person_id)
        notes = await own_notes(conn, house, person_id, look, MOST_WRITTEN)
        reports = await own_reports(conn, house, person_id, look, MOST_WRITTEN)
    lists = (shared, interviews, nudges.waits, nudges.sent, nudges.answered, nudges.asked)
    more = any(len(each) > MOST for each in lists)
    return Exported(
        member,
        {name: value for name, value in found.items() if value is not None},
        hours,
        calendars,
        told,
        where.travel,
        shared[:MOST],
        interviews[:MOST],
        answers,
        nudges,
        notes[:MOST_WRITTEN],
        reports[:MOST_WRITTEN],
        more or max(len(notes), len(reports)) > MOST_WRITTEN,
    )


async def _shared(conn: Connection, person_id: str) -> list[Shared]:
    rows = await conn.fetch(
        """select contract.external_id as contract, member.external_id as viewer, field, disclosure.at,
            disclosure.ended_at
        from disclosure join contract on contract.id = contract_id
        left join member on member.person_id = viewer_id
        where owner_id = $1 order by disclosure.at desc, contract.id, field limit $2""",
        person_id,
        MOST + 1,
    )
    return [Shared(**dict(row)) for row in rows]


async def _interviews(conn: Connection, person_id: str) -> list[Sat]:
    rows = await conn.fetch(
        """select interview.id as interview, proposal.external_id as proposal, party.role, interview.state,
            interview.starts_at, interview.ends_at, party.answer
        from party join interview on interview.id = interview_id join proposal on proposal.id = proposal_id
        where party.person_id = $1 order by interview.starts_at desc, interview.id limit $2""",
        person_id,
        MOST + 1,
    )
    return [Sat(**dict(row)) for row in rows]
