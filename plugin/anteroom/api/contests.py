"""REST v1: that it was otherwise: contested by who was in an interview, read and decided by trust people."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from aiohttp import web

from anteroom.api.answers import Instant, Shown, respond, texts_of, written
from anteroom.api.body import Told, read, read_query
from anteroom.api.cursor import PageQuery, cursor_behind, leading_on, wanted
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.interview_answers import REFUSED, InterviewShown, answer_with
from anteroom.api.joined import house_of
from anteroom.api.members import Short, person_of
from anteroom.api.reviews import Name, ReadingBody
from anteroom.api.route import Route
from anteroom.api.scopes import Scope
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, ContactInText, NotFound
from anteroom.interviews.model import Side, State
from anteroom.verdicts import contests
from anteroom.verdicts.contests import Contest, MakeContest, Ruled, SideSeen
from anteroom.verdicts.model import Cause, Missing, Verdict

Became = Literal["held", "missed", "technical"]


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


class ContestsQuery(PageQuery, frozen=True):
    """What is still to be decided, or all that was ever contested."""

    state: Literal["open", "all"] = "open"


class ContestShown(Shown, frozen=True):
    """A contest without its words; `member` is null for somebody without an account."""

    id: str
    at: Instant
    expires_at: Instant
    state: str
    interview: str
    proposal: str
    says_now: State
    claim: State
    side: Side
    member: str | None
    reason: str | None


class ContestsShown(Shown, frozen=True):
    """What is contested, oldest first; `next_cursor` leads on, null at the end."""

    contests: tuple[ContestShown, ...]
    next_cursor: str | None


class SideShown(Shown, frozen=True):
    """What was seen of one side: when it first came and last went, for how many cut off, what it said."""

    first: Instant | None
    last: Instant | None
    cut_off: int
    connection: tuple[str, ...]


class ContestRead(ContestShown, frozen=True):
    """A contest with its words and with what was seen of each side."""

    words: str
    seen: dict[Side, SideShown]
    minutes_together: int | None


async def post_contest(request: web.Request) -> web.Response:
    """Take a member's word that it was otherwise."""
    body = await read(request, ContestBody)
    house = house_of(request)
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    command = MakeContest(request.match_info["id"], person, State(body.claim), body.words)
    return await answer_with(request, await contests.contest(house, command), 201)


async def list_contests(request: web.Request) -> web.Response:
    """Show what is contested, oldest first, without what it says."""
    house = house_of(request)
    query = read_query(request, ContestsQuery)
    still = query.state == "open"
    page = wanted(request, f"contests:{query.state}", 1)
    after = page.place[0] if page.place else ""
    found, following = await contests.list_contests(house, after, page.limit, still=still)
    more = cursor_behind(request, page, (following,)) if following else ""
    async with house.database.connection() as conn:
        rows = [await contest_shown(conn, each) for each in found]
    request[PASSAGE] = Passage(minted=(more, *(text for row in rows for text in texts_of(row))))
    said = ContestsShown(contests=tuple(rows), next_cursor=more or None)
    return respond(request, said, headers=leading_on(request, more))


async def post_reading(request: web.Request) -> web.Response:
    """Show what a contest says and what was seen, to who bears the key; the reading is in the ledger."""
    body = await read(request, ReadingBody)
    house = house_of(request)
    found, words, seen, minutes = await contests.read_contest(
        house, request.match_info["id"], body.reviewer, body.reason
    )
    async with house.database.connection() as conn:
        shown = await contest_shown(conn, found)
    sides = {each.side: _side_shown(each) for each in seen}
    instants = (text for side in sides.values() for text in texts_of(side))
    request[PASSAGE] = Passage(minted=(words, *instants, *texts_of(shown)))
    whole = msgspec.structs.asdict(shown)
    return respond(request, ContestRead(**whole, words=words, seen=sides, minutes_together=minutes))


async def post_decision(request: web.Request) -> web.Response:
    """Correct what was said of an interview, or keep it."""
    body = await read(request, RulingBody)
    house = house_of(request)
    verdict = Verdict(State(body.state), body.minutes, body.missing, body.cause) if body.state else None
    found, _ = await contests.decide(
        house, request.match_info["id"], body.decision, body.reviewer, body.reason, verdict
    )
    async with house.database.connection() as conn:
        shown = await contest_shown(conn, found)
    request[PASSAGE] = Passage(minted=texts_of(shown))
    return respond(request, shown)


async def contest_shown(conn: Connection, contest: Contest) -> ContestShown:
    """Return a contest without its words."""
    row = await conn.fetchrow(
        """select member.external_id as member, party.side, proposal.external_id as proposal, interview.state
        from party join interview on interview.id = interview_id join proposal on proposal.id = proposal_id
        left join member on member.person_id = party.person_id where party.id = $1""",
        contest.party_id,
    )
    assert row is not None
    return ContestShown(
        id=contest.id,
        at=contest.at.isoformat(),
        expires_at=contest.expires_at.isoformat(),
        state=contest.state,
        interview=contest.interview_id,
        proposal=row["proposal"],
        says_now=State(row["state"]),
        claim=contest.claim,
        side=Side(row["side"]),
        member=row["member"],
        reason=contest.reason,
    )


def _side_shown(seen: SideSeen) -> SideShown:
    return SideShown(
        first=written(seen.first), last=written(seen.last), cut_off=seen.cut_off, connection=seen.said
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/interviews/{id}/contests",
        name="contest_interview",
        tag="After the call",
        summary="Say that it was otherwise",
        handler=post_contest,
        scope=Scope.INTERVIEWS_WRITE,
        body=ContestBody,
        answers={201: InterviewShown},
        problems=(*REFUSED, ContactInText),
        actor="A party of the interview.",
        notes="Once, within three days, where your trust people have a key.",
        remembers=True,
        tagged=True,
    ),
    Route(
        method="GET",
        path="/v1/contests",
        name="list_contests",
        tag="Trust",
        summary="Show what is contested, oldest first, without what it says",
        handler=list_contests,
        scope=Scope.TRUST_READ,
        query=ContestsQuery,
        answers={200: ContestsShown},
        problems=(NotFound,),
        paged=True,
    ),
    Route(
        method="POST",
        path="/v1/contests/{id}/reading",
        name="read_contest",
        tag="Trust",
        summary="Show what a contest says, by whom and for a reason",
        handler=post_reading,
        scope=Scope.TRUST_READ,
        body=ReadingBody,
        answers={200: ContestRead},
        problems=(Conflict,),
        notes="Who read it and why is in the ledger before it is shown.",
    ),
    Route(
        method="POST",
        path="/v1/contests/{id}/decision",
        name="decide_contest",
        tag="Trust",
        summary="Correct what was said of an interview, or keep it",
        handler=post_decision,
        scope=Scope.TRUST_DECIDE,
        body=RulingBody,
        answers={200: ContestShown},
        problems=(Conflict,),
        notes="A correction says what it was.",
        remembers=True,
    ),
)
