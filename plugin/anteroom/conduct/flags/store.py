"""SQL of flags, of who is to be counted, and of the sums over all peers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.conduct.flags.chance import Count, Sums
from anteroom.conduct.flags.model import Flag, Kind, Noticed, Peers, State
from anteroom.database.connection import Connection, Row
from anteroom.errors import NotFound

SHOWN = """select flag.*, member.external_id as member, proposal.external_id as proposal,
        contract.external_id as contract
    from {flags} left join proposal on proposal.id = flag.proposal_id
    left join member on member.person_id = flag.person_id
    left join contract on contract.id = flag.contract_id"""


@dataclass(frozen=True, slots=True)
class Somebody:
    """Whom a pattern is counted of: the peers, and what the policy looks at of a client."""

    peers: Peers
    rating: float | None
    completed_jobs: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A person's count as it was last taken, and among whom."""

    count: Count
    peers: Peers


async def newest_first(
    conn: Connection, behind: tuple[datetime, str] | None, limit: int, states: Sequence[State] = ()
) -> list[Flag]:
    """Return at most so many flags in these states behind one (by its instant and id), or the newest."""
    at, last = behind or (None, "")
    # Those of the page first: else all flags that there are would be joined to be sorted.
    few = """(select * from flag where ($1::timestamptz is null or (at, id) < ($1, $2))
        and ($4::text[] = '{}' or state = any($4)) order by at desc, id desc limit $3) flag"""
    rows = await conn.fetch(
        f"{SHOWN.format(flags=few)} order by flag.at desc, flag.id desc",
        at,
        last,
        limit,
        [state.value for state in states],
    )
    return [_flag(row) for row in rows]


async def load(conn: Connection, flag_id: str) -> Flag:
    """Return a flag. Raises NotFound."""
    row = await conn.fetchrow(f"{SHOWN.format(flags='flag')} where flag.id = $1", flag_id)
    if row is None:
        raise NotFound("There is no such flag.")
    return _flag(row)


async def close(conn: Connection, flag: Flag) -> None:
    """Write what people made of a flag."""
    await conn.execute(
        """update flag set state = $2, reviewer = $3, reason = $4, closed_at = $5, case_id = $6
        where id = $1""",
        flag.id,
        flag.state.value,
        flag.reviewer,
        flag.reason,
        flag.closed_at,
        flag.case_id,
    )


async def put(
    conn: Connection,
    flag_id: str,
    kind: Kind,
    person_id: str,
    found: Noticed,
    events: Sequence[str],
    at: datetime,
) -> bool:
    """Raise a flag, or bring the open one of that kind and person up to date; tell whether it is new."""
    fresh: bool = await conn.fetchval(
        """insert into flag (id, kind, person_id, at, score, trials, hits, events, base, peers, people)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        on conflict (kind, person_id) where state = 'open' and score is not null do update set
            score = excluded.score, trials = excluded.trials, hits = excluded.hits,
            events = excluded.events, base = excluded.base, peers = excluded.peers, people = excluded.people
        returning id = $1""",
        flag_id,
        kind.value,
        person_id,
        at,
        found.score,
        found.count.trials,
        found.count.hits,
        list(events),
        found.sums.share,
        found.peers.key,
        found.sums.people,
    )
    return fresh


async def lapse(conn: Connection, kind: Kind, people: Sequence[str], now: datetime) -> list[str]:
    """Take back open flags for which there are no grounds any more: nobody looked at them; return the ids."""
    rows = await conn.fetch(
        """update flag set state = 'explained', reviewer = 'time', reason = 'no_grounds_left', closed_at = $3,
            events = '{}'
        where kind = $1 and person_id = any($2) and state = 'open' and score is not null returning id""",
        kind.value,
        list(people),
        now,
    )
    return [row["id"] for row in rows]


async def take_news(conn: Connection, kind: Kind, now: datetime, limit: int) -> set[str]:
    """Take out who is to be counted anew by now; one of several instances does that for a kind at a time."""
    if not await conn.fetchval("select pg_try_advisory_xact_lock(hashtextextended($1, 6))", kind.value):
        return set()
    rows = await conn.fetch(
        """delete from flag_news using (select distinct person_id from (select person_id from flag_news
            where due_at <= $2 and kind = $1 order by due_at limit $3) due) chosen
        where flag_news.person_id = chosen.person_id and kind = $1 and due_at <= $2
        returning flag_news.person_id""",
        kind.value,
        now,
        limit,
    )
    return {row["person_id"] for row in rows}


async def kinds_due(conn: Connection, now: datetime) -> set[Kind]:
    """Return for which patterns anybody is to be counted; what is not due yet costs nothing."""
    rows = await conn.fetch(
        """select distinct kind from
            (select kind from flag_news where due_at <= $1 order by due_at limit 500) due""",
        now,
    )
    return {Kind(row["kind"]) for row in rows}


async def somebodies(conn: Connection, people: Iterable[str]) -> dict[str, Somebody]:
    """Return of these persons those who are members, with their side and plan."""
    rows = await conn.fetch(
        """select person_id, role, coalesce(organisation.plan, member.plan) as plan, rating, completed_jobs
        from member left join organisation on organisation.id = organisation_id and role = 'client'
        where person_id = any($1)""",
        list(people),
    )
    return {
        row["person_id"]: Somebody(
            Peers(row["role"], row["plan"] if row["role"] == "client" else ""),
            row["rating"],
            row["completed_jobs"],
        )
        for row in rows
    }


async def counted(conn: Connection, kind: Kind, people: Iterable[str]) -> dict[str, Counted]:
    """Return the counts of these persons as they were last taken."""
    rows = await conn.fetch(
        "select * from flag_count where kind = $1 and person_id = any($2)", kind.value, list(people)
    )
    return {
        row["person_id"]: Counted(Count(row["trials"], row["hits"]), Peers(row["side"], row["plan"]))
        for row in rows
    }


async def keep_counts(conn: Connection, kind: Kind, counts: Mapping[str, Counted], now: datetime) -> None:
    """Keep persons' counts."""
    await conn.executemany(
        """insert into flag_count (kind, person_id, side, plan, trials, hits, at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (kind, person_id) do update set side = excluded.side,
            plan = excluded.plan, trials = excluded.trials, hits = excluded.hits, at = excluded.at""",
        [
            (kind.value, person, each.peers.side, each.peers.plan, each.count.trials, each.count.hits, now)
            for person, each in counts.items()
        ],
    )


async def bases(conn: Connection, kind: Kind) -> dict[str, Sums]:
    """Return the sums over all peers, by the peers' keys."""
    rows = await conn.fetch("select * from flag_base where kind = $1", kind.value)
    return {
        row["peers"]: Sums(row["people"], row["trials"], row["hits"], row["pairs"], row["hit_pairs"])
        for row in rows
    }


async def keep_bases(conn: Connection, kind: Kind, bases: Mapping[str, Sums]) -> None:
    """Keep the sums over all peers."""
    await conn.executemany(
        """insert into flag_base (kind, peers, people, trials, hits, pairs, hit_pairs)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (kind, peers) do update set people = excluded.people,
            trials = excluded.trials, hits = excluded.hits, pairs = excluded.pairs,
            hit_pairs = excluded.hit_pairs""",
        [
            (kind.value, key, each.people, each.trials, each.hits, each.pairs, each.hit_pairs)
            for key, each in bases.items()
        ],
    )


async def member_id(conn: Connection, person_id: str) -> str | None:
    """Return the marketplace's id of a member."""
    found: str | None = await conn.fetchval("select external_id from member where person_id = $1", person_id)
    return found


async def hold_person(conn: Connection, person_id: str) -> None:
    """Hold a person's row, of which the chain `person:…` tells."""
    await conn.execute("select 1 from person where id = $1 for no key update", person_id)


def _flag(row: Row) -> Flag:
    return Flag(
        id=row["id"],
        kind=Kind(row["kind"]),
        at=row["at"],
        state=State(row["state"]),
        person_id=row["person_id"],
        member=row["member"],
        proposal=row["proposal"],
        held=row["held_id"],
        contract=row["contract"],
        score=row["score"],
        trials=row["trials"],
        hits=row["hits"],
        base=row["base"],
        peers=Peers.of_key(row["peers"]) if row["peers"] else None,
        people=row["people"],
        reviewer=row["reviewer"],
        reason=row["reason"],
        closed_at=row["closed_at"],
        case_id=row["case_id"],
    )
