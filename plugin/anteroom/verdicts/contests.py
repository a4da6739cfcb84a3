"""“That is not how it was”: said by a party, decided by the marketplace's people, told to all neutrally."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

import structlog

from anteroom.database.connection import Connection, Row
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.house import House
from anteroom.interviews import actions, attendance
from anteroom.interviews import store as interviews
from anteroom.interviews.model import Decision, Event, Happened, Interview, Side, State
from anteroom.interviews.presence import together
from anteroom.interviews.reading import read_text
from anteroom.ledger import chain
from anteroom.plain_text import lines
from anteroom.texts.errand import ToContest
from anteroom.verdicts import store
from anteroom.verdicts.model import CONTEST_WITHIN, Cause, Missing, Verdict
from anteroom.verdicts.rejudging import correct, stands

log = structlog.get_logger()

LONGEST = 1000
"""Characters of what is said of it."""
LOOKED_AT_WITHIN = timedelta(days=14)
"""What nobody has decided by then ends, and the verdict stands."""
NOBODY_LOOKS = "Nobody could look at that here."


class Ruled(StrEnum):
    """What people decide about a contest."""

    CORRECT = "correct"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class MakeContest:
    """Somebody says that a verdict is wrong: it was `claim`, and why."""

    interview_id: str
    person_id: str
    claim: State
    words: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Contest:
    """A contest as a list shows it: without what it says."""

    id: str
    interview_id: str
    party_id: str
    claim: State
    at: datetime
    expires_at: datetime
    state: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class SideSeen:
    """What was seen of one side: when somebody of it first came and last went, for how many cut off."""

    side: Side
    first: datetime | None
    last: datetime | None
    cut_off: int
    said: tuple[str, ...]


async def contest(house: House, command: MakeContest) -> Interview:
    """Take somebody's word against a verdict; the card says from now on that people look at it.

    One each, within three days after the end. The guard reads the words, as all that people write. Raises
    BadInput, ContactInText, NotFound, NotAllowed for who was no party, Conflict.
    """
    if not house.settings.reviewed:
        raise Conflict(NOBODY_LOOKS)
    words = lines(command.words)
    if not words:
        raise BadInput("Say in a few words how it was.", field="words")
    if len(words) > LONGEST:
        raise BadInput(f"That is longer than {LONGEST:,} characters.", field="words")
    async with house.database.transaction() as conn:
        interview, proposal = await interviews.load_with_proposal(conn, command.interview_id)
        party_id = actions.party_of(interview, command.person_id)
        now = house.clock.now()
        _refuse_unless_open(interview, command.claim, now)
        read = await read_text(
            conn,
            house,
            proposal,
            words,
            writer=command.person_id,
            surface="report",
            field="words",
            errand=ToContest(interview.id, command.person_id, command.claim.value),
        )
        made = f"cnt_{house.randomness.token(20)}"
        fresh = await conn.fetchval(
            """insert into contest (id, interview_id, party_id, claim, sealed, at, expires_at, state)
            values ($1, $2, $3, $4, $5, $6, $7, 'open')
            on conflict (interview_id, party_id) do nothing returning true""",
            made,
            interview.id,
            party_id,
            command.claim.value,
            house.vault.seal(read.text.encode(), made),
            now,
            now + LOOKED_AT_WITHIN,
        )
        if not fresh:
            raise Conflict("You have said so already. Once is enough.")
        happened = Happened(Event.CONTESTED, party_id, {"contest": made, "claim": command.claim.value})
        return await actions.commit(conn, house, interview, Decision(interview, (happened,)))


async def list_contests(
    house: House, after: str, limit: int, *, still: bool
) -> tuple[Sequence[Contest], str]:
    """Return contests, oldest first, and what names the next page, "" after the last; `still`: open ones.

    `after` is such a name or "". Raises NotFound for a name that is none.
    """
    async with house.database.connection() as conn:
        last = await _row(conn, after) if after else None
        rows = await conn.fetch(
            """select * from contest where ($1::timestamptz is null or (at, id) > ($1, $2))
            and (state = 'open' or not $4) order by at, id limit $3""",
            last["at"] if last else None,
            last["id"] if last else "",
            limit + 1,
            still,
        )
    page = [_contest(row) for row in rows[:limit]]
    return page, page[-1].id if len(rows) > limit else ""


async def read_contest(
    house: House, contest_id: str, reviewer: str, reason: str
) -> tuple[Contest, str, list[SideSeen], int]:
    """Return a contest, what it says, what was seen of each side, and the minutes of both together.

    Who read it and why is in the ledger before it is shown. Raises NotFound, Conflict once it is decided.
    """
    async with house.database.transaction() as conn:
        found = _contest(await _row(conn, contest_id))
        interview = await interviews.load(conn, found.interview_id, lock=True)
        row = await _row(conn, contest_id)
        if row["sealed"] is None:
            raise Conflict("This was decided, and what it said is gone.")
        facts = {"contest": found.id, "reason": reason}
        await chain.write(conn, interview.id, house.clock.now(), "contest.read", reviewer, facts)
        visits = await attendance.visits(conn, interview.id)
        said = await store.words(conn, interview.id)
    now = interview.ended_at or house.clock.now()
    seen = []
    for side in (Side.CLIENT, Side.FREELANCER):
        ids = {each.id for each in interview.parties if each.side is side}
        own = [each for each in visits if each.party_id in ids]
        seen.append(
            SideSeen(
                side,
                min((each.joined_at for each in own), default=None),
                max((each.left_at or now for each in own), default=None),
                sum(each.lost for each in own),
                tuple(sorted(said[each].value for each in ids & said.keys())),
            )
        )
    minutes = together(interview, visits, now) // timedelta(minutes=1)
    return found, house.vault.unseal(row["sealed"], found.id).decode(), seen, minutes


async def decide(
    house: House, contest_id: str, ruled: Ruled, reviewer: str, reason: str, verdict: Verdict | None
) -> tuple[Contest, Interview]:
    """Correct a verdict or keep it, for all that is open about its interview; everybody is shown the outcome.

    `verdict` is the one that takes its place. The same decision twice is one. Raises BadInput for a
    correction without one or that changes nothing, NotFound, Conflict once it was decided otherwise.
    """
    if (verdict is None) is (ruled is Ruled.CORRECT):
        raise BadInput("A correction says what it was, and nothing else does.", field="state")
    async with house.database.transaction() as conn:
        found = _contest(await _row(conn, contest_id))
        interview, _ = await interviews.load_with_proposal(conn, found.interview_id)
        found = _contest(await _row(conn, contest_id))
        ended = "corrected" if ruled is Ruled.CORRECT else "kept"
        if found.state == ended and (verdict is None or verdict.state is interview.state):
            return found, interview
        if found.state != "open":
            raise Conflict("This was decided already.")
        if verdict is not None:
            _refuse_impossible(interview, verdict)
        await conn.execute(
            """update contest set state = $2, sealed = null, closed_at = $3, reviewer = $4, reason = $5
            where interview_id = $1 and state = 'open'""",
            interview.id,
            ended,
            house.clock.now(),
            reviewer,
            reason,
        )
        facts = {"contest": found.id, "decision": ruled.value, "reason": reason}
        await chain.write(conn, interview.id, house.clock.now(), "contest.decided", reviewer, facts)
        if verdict is None:
            after = await stands(conn, house, interview, reviewer, ruled.value)
        else:
            after = await correct(conn, house, interview, verdict, reviewer, ruled.value)
        return _contest(await _row(conn, contest_id)), after


async def expire_due(house: House) -> None:
    """End what nobody decided in time. Raises an ExceptionGroup of what failed, at the end."""
    now = house.clock.now()
    async with house.database.connection() as conn:
        rows = await conn.fetch(
            "select distinct interview_id from contest where state = 'open' and expires_at <= $1 limit 50",
            now,
        )
    failures: list[Exception] = []
    for row in rows:
        try:
            await _expire(house, row["interview_id"], now)
        except Exception as error:  # the others' time is over all the same
            log.exception("contest.not_expired", interview=row["interview_id"])
            failures.append(error)
    if failures:
        raise ExceptionGroup("not every contest could be ended", failures)


async def _expire(house: House, interview_id: str, now: datetime) -> None:
    async with house.database.transaction() as conn:
        interview, _ = await interviews.load_with_proposal(conn, interview_id)
        ended = await conn.execute(
            """update contest set state = 'expired', sealed = null, closed_at = $2
            where interview_id = $1 and state = 'open' and expires_at <= $2""",
            interview_id,
            now,
        )
        if ended != "UPDATE 0":
            await stands(conn, house, interview, "time", "expired")


def _refuse_unless_open(interview: Interview, claim: State, now: datetime) -> None:
    if interview.state not in store.JUDGED:
        raise Conflict("There is nothing to be said of this interview yet, or no more.")
    if now >= (interview.ended_at or interview.ends_at) + CONTEST_WITHIN:
        raise Conflict("Three days have passed, so it stands as it is.")
    if claim not in store.JUDGED or claim is interview.state:
        raise BadInput("Say how it was, other than it is said now.", field="claim")


def _refuse_impossible(interview: Interview, verdict: Verdict) -> None:
    if verdict.state not in store.JUDGED or verdict.state is interview.state:
        raise BadInput("Say what it was, other than it is said now.", field="state")
    if verdict.minutes is not None:
        begun, ended = interview.opened_at or interview.starts_at, interview.ended_at or interview.ends_at
        if verdict.state is not State.HELD or timedelta(minutes=verdict.minutes) > ended - begun:
            raise BadInput("It cannot have lasted so many minutes.", field="minutes")
    if (verdict.missing is not Missing.NOBODY) and verdict.state is not State.MISSED:
        raise BadInput("Only of a missed interview somebody was missing.", field="missing")
    if (verdict.cause is not Cause.NONE) is not (verdict.state is State.TECHNICAL):
        raise BadInput("Of technical trouble say what it was, and of nothing else.", field="cause")


async def _row(conn: Connection, contest_id: str) -> Row:
    row = await conn.fetchrow("select * from contest where id = $1", contest_id)
    if row is None:
        raise NotFound("There is no such contest.")
    return row


def _contest(row: Row) -> Contest:
    return Contest(
        row["id"],
        row["interview_id"],
        row["party_id"],
        State(row["claim"]),
        row["at"],
        row["expires_at"],
        row["state"],
        row["reason"],
    )
