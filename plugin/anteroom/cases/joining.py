"""Which case a ticket belongs to that came by another way: one that it names, or the requester's own.

Where two cases could be meant, none is: a ticket that stays alone is found by people, one that is filed
wrongly is not.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from anteroom.cases import model, store, tickets
from anteroom.cases.actions import changed
from anteroom.cases.adopting import tell_ticket
from anteroom.cases.model import Case
from anteroom.cases.tickets import How, Ticket
from anteroom.database.connection import Connection
from anteroom.guard.catalogue import pattern
from anteroom.house import House

LONGEST = 20_000
"""Characters of a ticket that are looked at."""
MOST_NAMES = 20
"""Ids that a ticket may name and still be about something; lists of them are about nothing."""
OUR_CASE = pattern(r"\b(case_[a-z2-7]{20})\b")
OUR_INTERVIEW = pattern(r"\b(int_[a-z2-7]{20})\b")
_ID = r"[A-Za-z0-9][A-Za-z0-9._~-]{0,63}"
MARKED = pattern(rf"(?i)\b(?:proposals?|propuestas?)(?:[ _]?id)?\s?[:#=/_]{{1,2}}\s?({_ID})")
BARE = pattern(rf"(?i)\b(?:proposal|propuesta)(?:[ _]?id)?\s({_ID})")
"""A proposal's id is the marketplace's, of any shape, so it counts behind the word alone. Without a mark in
between a number is doubtful ("my proposal 41 minutes ago"): it joins nothing, and lets nothing else join."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A ticket that we did not make. `emails` and `members` are of who asks, looked up and kept nowhere."""

    desk: str
    outside_id: str
    text: str = field(repr=False)
    tags: tuple[str, ...] = ()
    emails: tuple[str, ...] = field(default=(), repr=False)
    members: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Names:
    """The ids that a ticket names."""

    cases: tuple[str, ...]
    interviews: tuple[str, ...]
    proposals: tuple[str, ...]
    doubtful: tuple[str, ...] = ()

    @property
    def count(self) -> int:
        """How many in all."""
        return len(self.cases) + len(self.interviews) + len(self.proposals) + len(self.doubtful)


@dataclass(frozen=True, slots=True)
class Belongs:
    """The case that a ticket belongs to, and why."""

    case: Case
    how: How


def names_in(arrived: Arrived) -> Names:
    """Return what a ticket names, each once, in the order of its text."""
    text = "\n".join((*arrived.tags, arrived.text))[:LONGEST]
    # A sentence may end behind an id.
    marked = _each(found[1].rstrip(".-~") for found in MARKED.finditer(text))
    bare = _each(found[1].rstrip(".-~") for found in BARE.finditer(text))
    return Names(
        cases=_each(found[1] for found in OUR_CASE.finditer(text)),
        interviews=_each(found[1] for found in OUR_INTERVIEW.finditer(text)),
        proposals=_each((*marked, *(each for each in bare if not each.isdigit()))),
        doubtful=tuple(each for each in bare if each.isdigit()),
    )


async def belongs_to(conn: Connection, house: House, arrived: Arrived) -> Belongs | None:
    """Return the one case that a ticket can only be about; None where there is none, or more than one."""
    names = names_in(arrived)
    if names.count > MOST_NAMES:
        return None
    people = await _people(conn, house, arrived)
    by_id = await _cases(conn, names.cases)
    if by_id:
        return Belongs(by_id[0], How.CASE) if len(by_id) == 1 else None
    proposals = await _named_proposals(conn, names)
    if proposals:
        return await _of_proposals(conn, proposals, people)
    if names.cases or names.interviews or await _named_proposals(conn, Names((), (), names.doubtful)):
        return None  # it is about something of ours, only not about what we can tell
    own = await store.unsolved_of_people(conn, people) if people else ()
    return Belongs(own[0], How.REQUESTER) if len(own) == 1 else None


async def join(conn: Connection, house: House, arrived: Arrived) -> Belongs | None:
    """Let a ticket belong to its case, in the caller's transaction, and wake the case; None without one.

    Of one without a case is remembered what it is about, for a while: a case may be opened about it.

    A ticket that belongs to a case already stays there, and None is returned.
    """
    if await tickets.case_of(conn, arrived.desk, arrived.outside_id) is not None:
        return None
    found, now = await belongs_to(conn, house, arrived), house.clock.now()
    if found is None:
        await _remember(conn, house, arrived, now)
        return None
    case = await store.load(conn, found.case.id, lock=True)
    if not await tickets.keep(conn, Ticket(arrived.desk, arrived.outside_id, case.id, now, found.how)):
        return None
    facts = {"ticket": arrived.outside_id, "how": found.how.value}
    after = model.woken(case, now)
    await changed(conn, house, after, "case.joined", arrived.desk, "", facts)
    await tell_ticket(conn, house, arrived.outside_id, case.id)
    return Belongs(after, found.how)


async def _remember(conn: Connection, house: House, arrived: Arrived, now: datetime) -> None:
    """Keep of a ticket what its case would be known by, should one be opened later; or nothing."""
    names = names_in(arrived)
    if names.count > MOST_NAMES or names.cases:
        return
    people = await _people(conn, house, arrived)
    proposals = await _named_proposals(conn, names)
    proposal_id, person_id = None, None
    if len(proposals) == 1:
        named = proposals[0][0]
        stranger = people and not await _of_either_side(conn, named, people)
        open_now = await store.unsolved_of_proposals(conn, [named])
        proposal_id = None if stranger or open_now else named
    elif len(people) == 1 and not names.count and not await store.unsolved_of_people(conn, people):
        person_id = people[0]
    if proposal_id or person_id:
        about = {"proposal_id": proposal_id, "person_id": person_id}
        await tickets.remember(conn, arrived.desk, arrived.outside_id, now, **about)


async def _cases(conn: Connection, case_ids: Iterable[str]) -> list[Case]:
    rows = await conn.fetch("select id from support_case where id = any($1::text[])", list(case_ids))
    return [await store.load(conn, row["id"]) for row in rows]


async def _people(conn: Connection, house: House, arrived: Arrived) -> list[str]:
    people: set[str] = set()
    for email in arrived.emails:
        people.update(await house.vault.owners(conn, "email", email))
    rows = await conn.fetch(
        "select person_id from member where external_id = any($1::text[])", list(arrived.members)
    )
    return sorted(people | {row["person_id"] for row in rows})


async def _named_proposals(conn: Connection, names: Names) -> list[tuple[str, How]]:
    by_interview = await conn.fetch(
        "select distinct proposal_id as id from interview where id = any($1::text[])", list(names.interviews)
    )
    by_id = await conn.fetch(
        "select id from proposal where external_id = any($1::text[])", list(names.proposals)
    )
    found = {row["id"]: How.PROPOSAL for row in by_id} | {row["id"]: How.INTERVIEW for row in by_interview}
    return sorted(found.items())


async def _of_proposals(
    conn: Connection, proposals: Sequence[tuple[str, How]], people: Sequence[str]
) -> Belongs | None:
    """Whoever we know to be of neither side has the id of somebody else's proposal: that joins nothing."""
    if len(proposals) != 1:
        return None
    ((proposal_id, how),) = proposals
    if people and not await _of_either_side(conn, proposal_id, people):
        return None
    unsolved = await store.unsolved_of_proposals(conn, [proposal_id])
    if len(unsolved) > 1 and people:
        own = {case.id for case in await store.unsolved_of_people(conn, people)}
        unsolved = [case for case in unsolved if case.id in own]
    return Belongs(unsolved[0], how) if len(unsolved) == 1 else None


async def _of_either_side(conn: Connection, proposal_id: str, people: Sequence[str]) -> bool:
    found = await conn.fetchval(
        """select true from proposal where id = $1 and (client_id = any($2::text[])
            or freelancer_id = any($2) or exists (select 1 from party join interview
                on interview.id = party.interview_id where interview.proposal_id = proposal.id
                and party.person_id = any($2)))""",
        proposal_id,
        list(people),
    )
    return bool(found)


def _each(found: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))
