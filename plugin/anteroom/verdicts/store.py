"""SQL of verdicts: what they rest on, what was kept of them, and what each viewer may know of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.errors import Conflict
from anteroom.interviews import attendance
from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Interview, Party, Role, Side, State
from anteroom.meetings import calls
from anteroom.verdicts.after import AGAIN_STATES, AGAIN_WITHIN, NOTHING, After, Seen
from anteroom.verdicts.model import CONTEST_WITHIN, Cause, Missing, Said, Span, Verdict, judge

JUDGED = (State.HELD, State.MISSED, State.TECHNICAL)
"""States that somebody may contest, and say something of the connection in."""
ALREADY = "Another time was set for this interview already."


@dataclass(frozen=True, slots=True)
class Kept:
    """What was kept beside an interview's end: who was not seen, why a call was none, what took its place."""

    missing: Missing = Missing.NOBODY
    cause: Cause = Cause.NONE
    again_id: str | None = None


async def judged(conn: Connection, interview: Interview, hours: Hours, now: datetime) -> Verdict:
    """Say what became of an interview, from all that is known of it now."""
    visits = await attendance.visits(conn, interview.id)
    rows = await conn.fetch(
        "select began_at, ended_at from outage where ended_at > $1 and began_at < $2",
        interview.starts_at,
        interview.ends_at + hours.grace,
    )
    outages = [Span(row["began_at"], row["ended_at"]) for row in rows]
    seen = await calls.came_to(conn, interview.id) if interview.place.outside else frozenset()
    measured = {visit.party_id for visit in visits} <= seen
    said = await words(conn, interview.id)
    return judge(interview, visits, said, outages, hours, now, measured=measured)


async def keep(conn: Connection, interview_id: str, verdict: Verdict, now: datetime) -> None:
    """Keep what a verdict rests on, or what it rests on now that it was corrected."""
    await conn.execute(
        """insert into verdict (interview_id, missing, cause, judged_at) values ($1, $2, $3, $4)
        on conflict (interview_id) do update set missing = excluded.missing, cause = excluded.cause,
            judged_at = excluded.judged_at""",
        interview_id,
        verdict.missing.value,
        verdict.cause.value,
        now,
    )


async def kept(conn: Connection, interview_id: str) -> Kept:
    """Return what was kept; of an interview that ended before verdicts were, nothing."""
    row = await conn.fetchrow(
        "select missing, cause, again_id from verdict where interview_id = $1", interview_id
    )
    return Kept(Missing(row["missing"]), Cause(row["cause"]), row["again_id"]) if row else Kept()


async def replaced_by(conn: Connection, interview: Interview, again_id: str, now: datetime) -> None:
    """Note which interview takes the place of one that is over. Raises Conflict for a second one."""
    done = await conn.fetchval(
        """insert into verdict (interview_id, missing, cause, judged_at, again_id) values ($1, '', '', $2, $3)
        on conflict (interview_id) do update set again_id = excluded.again_id
            where verdict.again_id is null returning true""",
        interview.id,
        now,
        again_id,
    )
    if not done:
        raise Conflict(ALREADY)


async def words(conn: Connection, interview_id: str) -> dict[str, Said]:
    """Return what parties, by id, said of the connection."""
    rows = await conn.fetch(
        "select party_id, said from connection_word where interview_id = $1", interview_id
    )
    return {row["party_id"]: Said(row["said"]) for row in rows}


async def decided_by_people(conn: Connection, interview_id: str) -> bool:
    """Tell whether people looked at what was said of an interview, and corrected or kept it."""
    decided = "select true from contest where interview_id = $1 and state in ('corrected', 'kept') limit 1"
    return bool(await conn.fetchval(decided, interview_id))


async def after_of(conn: Connection, interview: Interview, viewer: Party | None, now: datetime) -> After:
    """Return what a viewer may know and do about an interview that is over; `viewer` None is the thread."""
    if interview.state not in (*JUDGED, State.EXPIRED):
        return NOTHING
    found = await kept(conn, interview.id)
    contests = await conn.fetch("select party_id, state from contest where interview_id = $1", interview.id)
    after = After(
        under_review=any(row["state"] == "open" for row in contests),
        cause=found.cause,
        again_id=found.again_id or "",
    )
    ended = interview.ended_at or interview.ends_at
    open_still = found.again_id is None and now < ended + AGAIN_WITHIN and interview.state in AGAIN_STATES
    if viewer is None:
        return replace(after, may_rebook=open_still, may_contest=_contestable(interview, now))
    hosts = viewer.role is Role.HOST
    own = next((row["state"] for row in contests if row["party_id"] == viewer.id), "")
    wishes = await conn.fetch("select party_id from again_wish where interview_id = $1", interview.id)
    asking = {row["party_id"] for row in wishes}
    said = (await words(conn, interview.id)).get(viewer.id)
    return replace(
        after,
        may_rebook=open_still and hosts,
        may_ask=open_still and not hosts and viewer.id not in asking,
        asked=open_still and viewer.id in asking,
        asking=tuple(each.label for each in interview.present if each.id in asking) if hosts else (),
        may_contest=_contestable(interview, now) and not own,
        contested=own,
        said=said.value if said else "",
        may_say=interview.state in JUDGED and now < ended + CONTEST_WITHIN,
        seen=_seen(found.missing, viewer),
        stays=await _stays(conn, viewer, now) if _seen(found.missing, viewer) is not Seen.NOTHING else (),
    )


def _contestable(interview: Interview, now: datetime) -> bool:
    ended = interview.ended_at or interview.ends_at
    return interview.state in JUDGED and now < ended + CONTEST_WITHIN


def _seen(missing: Missing, viewer: Party) -> Seen:
    """Return what a viewer learns of who did not come: the host, and whoever is of the side that did not."""
    own = missing.value == viewer.side.value
    if missing is Missing.NOBODY:
        return Seen.NOTHING
    if missing is Missing.BOTH:
        return Seen.BOTH if viewer.role is Role.HOST else Seen.OWN
    if own:
        return Seen.OWN
    return Seen.OTHER if viewer.role is Role.HOST and viewer.side is not Side.NEITHER else Seen.NOTHING


async def _stays(conn: Connection, viewer: Party, now: datetime) -> Sequence[tuple[datetime, datetime]]:
    rows = await conn.fetch(
        "select joined_at, left_at from attendance where party_id = $1 order by joined_at limit 5", viewer.id
    )
    return tuple((row["joined_at"], row["left_at"] or now) for row in rows)


async def ended_since(conn: Connection, since: datetime) -> tuple[int, int]:
    """Return how many interviews have ended since, and how many of them with technical trouble."""
    row = await conn.fetchrow(
        """select count(*) filter (where state in ('held', 'missed', 'technical')) as ended,
        count(*) filter (where state = 'technical') as technical from interview where ended_at > $1""",
        since,
    )
    assert row is not None
    return row["ended"], row["technical"]


async def words_since(conn: Connection, since: datetime) -> dict[Said, int]:
    """Return how often each word was said of a connection since."""
    rows = await conn.fetch(
        "select said, count(*) as times from connection_word where at > $1 group by said", since
    )
    return {each: next((row["times"] for row in rows if row["said"] == each), 0) for each in Said}


RECENT = timedelta(days=1)
"""What counters look back at."""
