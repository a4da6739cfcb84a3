"""REST v1: after the call. Another try, how the connection was, and that it was otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.body import Told, read, required_instant
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.interview_bodies import Minutes
from anteroom.api.interviews import answer_with
from anteroom.api.members import Short, person_of
from anteroom.api.reviews import Name, ReadingBody, page_limit
from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.interviews import store
from anteroom.interviews.model import State
from anteroom.verdicts import contests, rebooking
from anteroom.verdicts.connection import say_how_it_was
from anteroom.verdicts.contests import Contest, MakeContest, Ruled, SideSeen
from anteroom.verdicts.model import Cause, Missing, Said, Trouble, Verdict

Became = Literal["held", "missed", "technical"]


class AgainBody(Told, frozen=True):
    """Who would like another try."""

    member: Short


class RebookBody(Told, frozen=True):
    """When the host has everybody meet instead; without `minutes` as long as before."""

    member: Short
    starts_at: datetime
    minutes: Minutes | None = None


class ConnectionBody(Told, frozen=True):
    """How a member found the connection."""

    member: Short
    said: Said
    what: Annotated[tuple[Trouble, ...], msgspec.Meta(max_length=4)] = ()


class ContestBody(Told, frozen=True):
    """What a member says that it was, and how."""

    member: Short
    claim: Became
    words: Annotated[str, msgspec.Meta(max_length=4000)]


class RulingBody(Told, frozen=True):
    """What was decided of a contest, by whom and why; a correction says what it was."""

    reviewer: Name
    decision: Ruled
    reason: Annotated[str, msgspec.Meta(min_length=1, max_length=64, pattern=r"^[a-z_-]+\Z")]
    state: Became | None = None
    minutes: Annotated[int, msgspec.Meta(ge=0, le=600)] | None = None
    missing: Missing = Missing.NOBODY
    cause: Cause = Cause.NONE


async def ask_again(request: web.Request) -> web.Response:
    """Tell the host that a member would like another try."""
    body = await read(request, AgainBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(request, await rebooking.ask_again(house, request.match_info["id"], person))


async def list_times(request: web.Request) -> web.Response:
    """Show times that suit the member for another try."""
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, request.query.get("member", ""), "member")
        interview = await store.load(conn, request.match_info["id"])
        found = await rebooking.proposed_times(conn, interview, person, house.clock.now())
    times = [each.isoformat() for each in found]
    request[PASSAGE] = Passage(interview_id=interview.id, minted=tuple(times))
    return web.json_response({"times": times})


async def rebook(request: web.Request) -> web.Response:
    """Schedule it once more; the answer is the new interview."""
    body = await read(request, RebookBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    starts_at = required_instant(body.starts_at, "starts_at")
    length = timedelta(minutes=body.minutes) if body.minutes else None
    made = await rebooking.rebook(house, request.match_info["id"], person, starts_at, length)
    return await answer_with(request, made, 201)


async def put_connection(request: web.Request) -> web.Response:
    """Keep how a member found the connection."""
    body = await read(request, ConnectionBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await say_how_it_was(house, request.match_info["id"], person, body.said, body.what)
    return await answer_with(request, interview)


async def post_contest(request: web.Request) -> web.Response:
    """Take a member's word that it was otherwise."""
    body = await read(request, ContestBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    command = MakeContest(request.match_info["id"], person, State(body.claim), body.words)
    return await answer_with(request, await contests.contest(house, command), 201)


async def list_contests(request: web.Request) -> web.Response:
    """Show what is contested, oldest first, without what it says."""
    house = request.app[HOUSE]
    wanted = request.query.get("state", "open")
    if wanted not in ("open", "all"):
        raise BadInput("The state is “open” or “all”.", field="state")
    after = request.query.get("after", "")
    page, following = await contests.list_contests(house, after, page_limit(request), still=wanted == "open")
    async with house.database.connection() as conn:
        rows = [await contest_json(conn, each) for each in page]
    request[PASSAGE] = Passage(minted=tuple(str(value) for row in rows for value in row.values() if value))
    return web.json_response({"contests": rows, "next": following or None})


async def post_reading(request: web.Request) -> web.Response:
    """Show what a contest says and what was seen, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = request.app[HOUSE]
    found, words, seen, minutes = await contests.read_contest(
        house, request.match_info["id"], body.reviewer, body.reason
    )
    async with house.database.connection() as conn:
        shown = await contest_json(conn, found)
    sides = {each.side.value: _side_json(each) for each in seen}
    instants = [str(value) for side in sides.values() for value in side.values() if isinstance(value, str)]
    minted = (words, *instants, *(str(value) for value in shown.values() if value))
    request[PASSAGE] = Passage(minted=minted)
    return web.json_response({**shown, "words": words, "seen": sides, "minutes_together": minutes})


async def post_decision(request: web.Request) -> web.Response:
    """Correct what was said of an interview, or keep it."""
    body = await read(request, RulingBody)
    house = request.app[HOUSE]
    verdict = Verdict(State(body.state), body.minutes, body.missing, body.cause) if body.state else None
    found, _ = await contests.decide(
        house, request.match_info["id"], body.decision, body.reviewer, body.reason, verdict
    )
    async with house.database.connection() as conn:
        shown = await contest_json(conn, found)
    request[PASSAGE] = Passage(minted=tuple(str(value) for value in shown.values() if value))
    return web.json_response(shown)


async def contest_json(conn: Connection, contest: Contest) -> dict[str, str | None]:
    """Return a contest without its words; `member` is null for somebody without an account."""
    row = await conn.fetchrow(
        """select member.external_id as member, party.side, proposal.external_id as proposal, interview.state
        from party join interview on interview.id = interview_id join proposal on proposal.id = proposal_id
        left join member on member.person_id = party.person_id where party.id = $1""",
        contest.party_id,
    )
    assert row is not None
    return {
        "id": contest.id,
        "at": contest.at.isoformat(),
        "expires_at": contest.expires_at.isoformat(),
        "state": contest.state,
        "interview": contest.interview_id,
        "proposal": row["proposal"],
        "says_now": row["state"],
        "claim": contest.claim.value,
        "side": row["side"],
        "member": row["member"],
        "reason": contest.reason,
    }


def _side_json(seen: SideSeen) -> dict[str, object]:
    return {
        "first": seen.first.isoformat() if seen.first else None,
        "last": seen.last.isoformat() if seen.last else None,
        "cut_off": seen.cut_off,
        "connection": list(seen.said),
    }


ROUTES = (
    web.post("/v1/interviews/{id}/again", ask_again),
    web.get("/v1/interviews/{id}/times", list_times),
    web.post("/v1/interviews/{id}/rebook", rebook),
    web.post("/v1/interviews/{id}/connection", put_connection),
    web.post("/v1/interviews/{id}/contests", post_contest),
    web.get("/v1/contests", list_contests),
    web.post("/v1/contests/{id}/reading", post_reading),
    web.post("/v1/contests/{id}/decision", post_decision),
)
