"""SQL of the funnel: what happened since, how far each proposal came, and each day's numbers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from anteroom.database.connection import Connection
from anteroom.funnel.model import LEAST, SANCTIONED_WITHIN, Count, Measure

MOST_BEHIND = 10_000
"""As far as is counted how many proposals wait to be counted."""
Place = tuple[date, str, str]
"""A day, a plan and a row."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a proposal came; `invited_at` of its first interview to which the freelancer was invited."""

    proposal_id: str
    client_id: str
    freelancer_id: str
    invited_at: datetime
    answered: bool
    scheduled: bool
    held: bool
    hired: bool


async def take_news(conn: Connection, most: int) -> list[str]:
    """Take out what happened longest ago; return which proposals it happened to.

    Of several who count at once the second finds nothing to do.
    """
    if not await conn.fetchval("select pg_try_advisory_xact_lock(hashtextextended('funnel', 3))"):
        return []
    rows = await conn.fetch(
        """with gone as (delete from funnel_news where position in
            (select position from funnel_news order by position limit $1) returning proposal_id)
        select distinct proposal_id from gone order by proposal_id""",
        most,
    )
    return [row["proposal_id"] for row in rows]


async def behind(conn: Connection) -> int:
    """Return how much news was not counted yet, up to a bound."""
    found = await conn.fetchval(
        "select count(*) from (select from funnel_news limit $1) waiting", MOST_BEHIND
    )
    return int(found)


async def progress(conn: Connection, proposals: Sequence[str]) -> list[Progress]:
    """Return how far these proposals came, those left out to which no freelancer was invited yet."""
    rows = await conn.fetch(
        """select proposal.id, client_id, freelancer_id, first.invited_at,
            seen.answered or seen.scheduled or seen.held as answered,
            seen.scheduled or seen.held as scheduled, seen.held,
            coalesce(hired_at > invited_at, false) or exists (select from contract
                where proposal_id = proposal.id and disclosed_at is not null
                and least(accepted_at, starts_at) > invited_at) as hired
        from proposal
        cross join lateral (select min(created_at) as invited_at from interview
            where proposal_id = proposal.id and polling <> 'team') first
        cross join lateral (select bool_or(interview.state = 'held') as held,
            bool_or(exists (select from ledger_entry where chain = interview.id
                and event = 'interview.scheduled')) or bool_or(accepted) as scheduled,
            bool_or(candidate.answered) as answered
            from interview cross join lateral (select count(*) > 0 as answered,
                coalesce(bool_or(facts->>'answer' = 'accepted'), false) as accepted
                from ledger_entry join party on party.id = actor
                where chain = interview.id and party.interview_id = interview.id and party.role = 'candidate'
                and event in ('interview.answered', 'interview.countered', 'poll.marked')) candidate
            where proposal_id = proposal.id and polling <> 'team') seen
        where proposal.id = any($1) and first.invited_at is not null order by proposal.id""",
        list(proposals),
    )
    return [
        Progress(
            proposal_id=row["id"],
            client_id=row["client_id"],
            freelancer_id=row["freelancer_id"],
            invited_at=row["invited_at"],
            answered=row["answered"],
            scheduled=row["scheduled"],
            held=row["held"],
            hired=row["hired"],
        )
        for row in rows
    ]


async def counted(conn: Connection, proposals: Sequence[str]) -> dict[str, Place]:
    """Return where these proposals are counted, those left out that are counted nowhere yet."""
    rows = await conn.fetch(
        "select proposal_id, day, plan, policy_row from funnel_proposal where proposal_id = any($1)",
        list(proposals),
    )
    return {row["proposal_id"]: (row["day"], row["plan"], row["policy_row"]) for row in rows}


async def keep(conn: Connection, came: Progress, place: Place) -> None:
    """Keep how far a proposal came."""
    await conn.execute(
        """insert into funnel_proposal (day, plan, policy_row, proposal_id, client_id, freelancer_id,
            answered, scheduled, held, hired) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        on conflict (proposal_id) do update set day = excluded.day, answered = excluded.answered,
            scheduled = excluded.scheduled, held = excluded.held, hired = excluded.hired""",
        *place,
        came.proposal_id,
        came.client_id,
        came.freelancer_id,
        came.answered,
        came.scheduled,
        came.held,
        came.hired,
    )


async def places_of_texts(conn: Connection, proposals: Sequence[str]) -> set[Place]:
    """Return where texts on these proposals are counted."""
    rows = await conn.fetch(
        "select distinct day, plan, policy_row from ruling where proposal_id = any($1)", list(proposals)
    )
    return {(row["day"], row["plan"], row["policy_row"]) for row in rows}


async def sum_up(conn: Connection, places: Iterable[Place]) -> None:
    """Write these days' numbers anew, from how far each proposal came and from what was decided of texts."""
    chosen = sorted(places)
    if not chosen:
        return
    days, plans, rows = ([place[nth] for place in chosen] for nth in range(3))
    await conn.execute(
        f"delete from funnel_day using {PLACE} where {AT.format('funnel_day')}", days, plans, rows
    )
    await conn.execute(SUM_OF_PROPOSALS, days, plans, rows, LEAST)
    await conn.execute(SUM_OF_TEXTS, days, plans, rows, LEAST, SANCTIONED_WITHIN)


PLACE = "unnest($1::date[], $2::text[], $3::text[]) place (day, plan, policy_row)"
AT = "({0}.day, {0}.plan, {0}.policy_row) = (place.day, place.plan, place.policy_row)"
WRITTEN = """insert into funnel_day (day, plan, policy_row, measure, count, clients, freelancers)
    select each.day, each.plan, each.policy_row, measure, count(*),
        (array_agg(distinct client_id))[:$4::integer], (array_agg(distinct freelancer_id))[:$4::integer]"""
SUM_OF_PROPOSALS = f"""{WRITTEN}
    from {PLACE} join funnel_proposal each on {AT.format("each")}
    cross join lateral (values ('invited', true), ('answered', answered), ('scheduled', scheduled),
        ('held', held), ('hired', hired)) said (measure, so)
    where so group by 1, 2, 3, 4"""
SUM_OF_TEXTS = f"""{WRITTEN}
    from {PLACE} join ruling each on {AT.format("each")}
    join proposal on proposal.id = each.proposal_id
    left join held_text on held_text.id = each.held_id
    cross join lateral (select decided = 'held' and (
        exists (select from interview where interview.proposal_id = each.proposal_id
            and created_at >= each.at and created_at <= each.at + $5::interval)
        or exists (select from interview_offer where interview_offer.proposal_id = each.proposal_id
            and made_at >= each.at and made_at <= each.at + $5::interval)) as so) sanctioned
    cross join lateral (values ('texts_found', true), ('texts_held', decided = 'held'),
        ('messages_stopped', decided = 'held' and surface = 'message'),
        ('texts_masked', decided = 'masked'), ('texts_told', decided = 'told'),
        ('texts_permitted', decided in ('passed', 'told') and found in ('redact', 'block')
            and not each.released),
        ('texts_released', decided = 'held' and held_text.state = 'released'),
        ('sanctioned_after', sanctioned.so)) said (measure, so)
    where said.so group by 1, 2, 3, 4"""


async def numbers(conn: Connection, since: date, until: date) -> dict[tuple[str, str], dict[Measure, Count]]:
    """Return each plan's and row's numbers over days, and whether each is about enough people.

    A day names as many people as it takes, so that several days' can be told apart without their proposals.
    """
    rows = await conn.fetch(
        """with said as materialized (select * from funnel_day where day >= $1 and day < $2),
        summed as (select plan, policy_row, measure, sum(count) as count,
            max(cardinality(clients)) as most_clients, max(cardinality(freelancers)) as most_freelancers
            from said group by 1, 2, 3)
        select plan, policy_row, measure, count,
            (most_clients >= $3 or (select count(distinct who) from said, unnest(clients) who
                where (said.plan, said.policy_row, said.measure)
                = (summed.plan, summed.policy_row, summed.measure)) >= $3)
            and (most_freelancers >= $3 or (select count(distinct who) from said, unnest(freelancers) who
                where (said.plan, said.policy_row, said.measure)
                = (summed.plan, summed.policy_row, summed.measure)) >= $3) as enough
        from summed order by plan, policy_row""",
        since,
        until,
        LEAST,
    )
    found: dict[tuple[str, str], dict[Measure, Count]] = {}
    for row in rows:
        line = found.setdefault((row["plan"], row["policy_row"]), {})
        line[Measure(row["measure"])] = Count(int(row["count"]), row["enough"])
    return found
