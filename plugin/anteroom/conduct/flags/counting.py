"""SQL of what patterns count: for some people, each happening of a year and whether it is a hit.

What has an ordinary explanation is either left out, or it is there and is no hit. The exclusions are those of
the written rule (docs/conduct.md); what we cannot see, the marketplace may tell (`hire_fact`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.conduct.flags.model import Kind
from anteroom.database.connection import Connection
from anteroom.texts.store import STANDS

RIPE = {
    Kind.SILENT_HIRES: timedelta(days=1),
    Kind.WITHDRAWN_AFTER: timedelta(days=3),
    Kind.NO_SHOWS: timedelta(days=3),
    Kind.SLIPS_ALL_OVER: timedelta(days=7),
}
"""How old a happening is before it counts: messages come late, verdicts are contested, texts appealed.

The triggers that say who is to be counted wait as long.
"""
BLIND = timedelta(days=30)
"""Whoever was hired so soon after the first message of all that we were told may have spoken before."""
SMALL = 50.0
"""Jobs at a fixed price below this, in the marketplace's currency, are hired for without a word by many."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that could have been a hit of somebody's; `id` is ours, of what it was."""

    person_id: str
    id: str
    at: datetime
    hit: bool


FIRST_MESSAGE = "select min(sent_at) from thread_message"


async def happenings(
    conn: Connection, kind: Kind, people: Sequence[str], since: datetime, until: datetime
) -> list[Happening]:
    """Return what happened of a kind between two instants, but what stands in a flag that people closed."""
    first = await _first_message(conn) if kind is Kind.SILENT_HIRES else None
    if kind is Kind.SILENT_HIRES and first is None:
        return []  # nobody tells us what is written: of nobody can be said that nothing was
    more = [first + BLIND, SMALL] if first else []
    rows = await conn.fetch(
        f"""select happening.* from ({QUESTIONS[kind]}) happening where not exists (select from flag
            where flag.kind = '{kind.value}' and flag.person_id = happening.person_id
            and flag.state <> 'open' and happening.id = any(flag.events))
        order by happening.at, happening.id""",
        list(people),
        since,
        until,
        *more,
    )
    return [Happening(row["person_id"], row["id"], row["at"], row["hit"]) for row in rows]


async def _first_message(conn: Connection) -> datetime | None:
    found: datetime | None = await conn.fetchval(FIRST_MESSAGE)
    return found


def _same(person: str) -> str:
    """Return SQL of who speaks for somebody: the member, and everybody of the same organisation."""
    return f"""array(select {person} union select other.person_id from member own
        join member other on other.organisation_id = own.organisation_id where own.person_id = {person})"""


_THEIRS = """(select whose.person_id, proposal.* from unnest($1::text[]) whose(person_id)
            join proposal on client_id = whose.person_id
        union all select whose.person_id, proposal.* from unnest($1::text[]) whose(person_id)
            join proposal on freelancer_id = whose.person_id and client_id <> whose.person_id) p"""
"""The proposals of people, whichever side they are on."""


def _each_of(table: str) -> str:
    """Return SQL of the rows of a table for each proposal, looked up proposal by proposal (`offset 0`).

    As a join it is a walk through the whole table as long as PostgreSQL does not know how many rows a
    proposal has there, which it learns some time after the first large import.
    """
    return f"lateral (select * from {table} where proposal_id = p.id offset 0) {table}"


def _first(table: str, instant: str, counted: str = "true") -> str:
    """Return SQL of the first instant in the `counted` rows of all proposals between two, as `_each_of`.

    Which rows are counted is asked of those that were looked up: as a condition of the look-up it would have
    PostgreSQL walk through an index of all such rows instead.
    """
    each = f"select * from {table} where proposal_id = p.proposal offset 0"
    one = f"select min({instant}) filter (where {counted}) from unnest(proposals) p(proposal)"
    return f"({one}, lateral ({each}) each)"


QUESTIONS: Mapping[Kind, str] = {
    Kind.SILENT_HIRES: f"""
        with hire as materialized (select contract.id, p.client_id, p.freelancer_id,
                least(accepted_at, contract.starts_at) as at,
                coalesce(fact.spoke_elsewhere, false) as spoke_elsewhere,
                coalesce('o' || buyer.organisation_id, 'p' || p.client_id) as buys,
                coalesce('o' || seller.organisation_id, 'p' || p.freelancer_id) as sells
            from proposal p, {_each_of("contract")}
            left join hire_fact fact on fact.contract_id = contract.id,
            lateral (select organisation_id from member where person_id = p.client_id offset 0) buyer,
            lateral (select organisation_id from member where person_id = p.freelancer_id offset 0) seller
            where p.client_id = any($1) and least(accepted_at, contract.starts_at) > $2
            and least(accepted_at, contract.starts_at) <= $3
            and least(accepted_at, contract.starts_at) >= $4
            and coalesce(fact.origin, 'marketplace') = 'marketplace' and coalesce(fact.messages_told, true)
            and coalesce(fact.fixed_price, $5) >= $5),
        between as materialized (select buys, sells, array(select q.id from proposal q
                where q.client_id = any({_same("two.client_id")})
                and q.freelancer_id = any({_same("two.freelancer_id")})) as proposals
            from (select distinct on (buys, sells) * from hire) two),
        first as materialized (select buys, sells,
                {_first("thread_message", "sent_at")} as wrote,
                {_first("interview", "starts_at", "state = 'held'")} as met,
                {_first("contract", "least(accepted_at, starts_at)")} as hired
            from between)
        select hire.client_id as person_id, hire.id, hire.at, not (hire.spoke_elsewhere
            or coalesce(first.wrote <= hire.at + interval '1 day', false)
            or coalesce(first.met <= hire.at, false)) as hit
        from hire join first using (buys, sells) where not first.hired < hire.at""",
    Kind.WITHDRAWN_AFTER: f"""
        select distinct on (p.id, p.person_id) p.person_id, p.id, interview.ended_at as at,
            p.state = 'withdrawn' and p.hired_at is null and p.refused_at >= interview.ended_at
            and p.refused_at <= interview.ended_at + interval '2 days'
            and not exists (select from contract join proposal q on q.id = contract.proposal_id
                where q.client_id = p.client_id and q.freelancer_id = p.freelancer_id)
            and not exists (select from proposal other where other.client_id = p.client_id
                and other.job_id = p.job_id and other.id <> p.id and other.hired_at <= p.refused_at) as hit
        from {_THEIRS}, {_each_of("interview")}
        where interview.state = 'held' and coalesce(held_minutes, 5) >= 3
            and interview.ended_at > $2 and interview.ended_at <= $3
        order by p.id, p.person_id, interview.ended_at desc""",
    Kind.NO_SHOWS: f"""
        select p.person_id, interview.id, interview.ended_at as at,
            interview.state = 'missed' and coalesce(verdict.missing, '') in
                ('both', case when p.client_id = p.person_id then 'client' else 'freelancer' end) as hit
        from {_THEIRS}, {_each_of("interview")}
        left join verdict on verdict.interview_id = interview.id
        where interview.state in ('held', 'missed') and interview.place = 'room'
            and interview.ended_at > $2 and interview.ended_at <= $3
            and not exists (select from contest where contest.interview_id = interview.id
                and contest.state = 'open')
            and exists (select from party where party.interview_id = interview.id
                and party.person_id = p.person_id and removed_at is null
                and (role = 'host' or role = 'candidate' and answer = 'accepted'))""",
    Kind.SLIPS_ALL_OVER: f"""
        select wrote.person_id, wrote.proposal_id as id, min(wrote.at) as at, bool_or(wrote.hit) as hit
        from (select sender_id as person_id, proposal_id, sent_at as at, false as hit from thread_message
                where sender_id = any($1) and sent_at > $2 and sent_at <= $3
            union all select writer_id, proposal_id, at, {STANDS} from held_text
                where writer_id = any($1) and at > $2 and at <= $3) wrote
        group by wrote.person_id, wrote.proposal_id""",
}
