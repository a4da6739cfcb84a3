"""Who is the viewer of an embed's request.

An embed is a page of ours in a frame of the marketplace's. The page around it hands the frame a viewer token
(`passes/vouched.py`: signed by the marketplace, minutes long, good once). The frame exchanges it here for a
session, which it keeps in memory alone and sends with each request as `Authorization: Embed emb_…`. There is
no cookie, so nothing depends on third-party cookies, and no other page can send a request in the viewer's
name; nothing is in an address, so nothing is in a log. The house keeps a digest.

A session opens one interview, or all interviews of one proposal, to one member. Whether it still does is
asked at every request:

    viewer = await viewer_of_request(request, house)      # raises NoSession (401): the frame asks for a token
    viewer.person_id, viewer.member                       # who looks
    viewer.proposal                                       # on what it hangs, as it stands now
    viewer.interview_id                                   # None: every interview of the proposal
    viewer.is_client, viewer.is_freelancer, viewer.schedules   # what that person is to the proposal

A fragment inside the frame is what a handler under `/embed/` answers, as HTML without a page around it: the
frame's script (`static/frame.js`) fetches it with the session and puts it into the frame, sends the forms in
it the same way and follows links that bear `data-go`. Render one with `pages.fragment`. A page of its own,
outside of any frame, is `pages.shell` with a session in it.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, NotAllowed, NotFound
from anteroom.house import House
from anteroom.interviews import store as interviews
from anteroom.interviews.invite import refuse_unless_scheduler
from anteroom.interviews.model import Side
from anteroom.passes.vouched import vouched_member
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Member, Proposal

SESSION_LIFE = timedelta(minutes=15)
"""Then the marketplace is asked anew whether this is still the member who is signed in."""
MOST = 30
"""Sessions that one member can have at a time; another one ends the oldest."""
SCHEME = "embed"
PREFIX = "emb_"
LONGEST = 80


class NoSession(AnteroomError):
    """The embed's session is over, or there was none; another viewer token begins the next."""

    code = "no-session"
    status = 401


@dataclass(frozen=True, slots=True)
class Session:
    """What the frame is given: `token` once and in memory, and when it ends."""

    token: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Viewer:
    """The member who looks, and at what. `schedules`: may schedule for the proposal's client."""

    member: Member
    proposal: Proposal
    interview_id: str | None
    schedules: bool
    expires_at: datetime
    session: bytes

    @property
    def person_id(self) -> str:
        """Who it is to us."""
        return self.member.person_id

    @property
    def is_client(self) -> bool:
        """Tell whether the proposal's own client looks."""
        return self.person_id == self.proposal.client_id

    @property
    def is_freelancer(self) -> bool:
        """Tell whether the proposal's freelancer looks."""
        return self.person_id == self.proposal.freelancer_id


async def open_session(
    house: House,
    viewer_token: str,
    *,
    interview: str = "",
    proposal: str = "",
    life: timedelta = SESSION_LIFE,
) -> tuple[Session, Member]:
    """Take a viewer token for a session at an interview (our id) or a proposal (the marketplace's id).

    Raises NotAllowed for a token that is wrong, old or used, and for a member to whom that is not open;
    NotFound where there is no such thing. A token is used up by a session alone.
    """
    now = house.clock.now()
    async with house.database.transaction() as conn:
        member = await vouched_member(conn, house, viewer_token)
        proposal_id, interview_id = await _named(conn, interview, proposal)
        await _rights(conn, proposal_id, interview_id, member)
        token = PREFIX + house.randomness.token(40)
        session = Session(token, now + life)
        await conn.execute(
            """insert into embed_session (digest, person_id, proposal_id, interview_id, began_at, expires_at)
            values ($1, $2, $3, $4, $5, $6)""",
            _digest(token),
            member.person_id,
            proposal_id,
            interview_id,
            now,
            session.expires_at,
        )
        await conn.execute(
            """delete from embed_session where person_id = $1 and (expires_at <= $2 or digest not in
                (select digest from embed_session where person_id = $1
                order by began_at desc, digest limit $3))""",
            member.person_id,
            now,
            MOST,
        )
    return session, member


async def viewer_of_request(request: web.Request, house: House) -> Viewer:
    """Return who looks. Raises NoSession, and NotAllowed where it is not open to that member any more."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != SCHEME:
        raise NoSession("Please open this from the marketplace again.", reason="no session said")
    return await viewer_of_token(house, token)


async def viewer_of_token(house: House, token: str) -> Viewer:
    """Return whose session this is, as `viewer_of_request` does."""
    async with house.database.connection() as conn:
        if not token.startswith(PREFIX) or len(token) > LONGEST:
            raise NoSession("Please open this from the marketplace again.", reason="no session of ours")
        row = await conn.fetchrow(
            "select * from embed_session where digest = $1 and expires_at > $2",
            _digest(token),
            house.clock.now(),
        )
        if row is None:
            raise NoSession("Please open this from the marketplace again.", reason="session over")
        member = await proposals.member_by_person(conn, row["person_id"])
        if member is None:
            raise NoSession("Please open this from the marketplace again.", reason="no member any more")
        proposal, schedules = await _rights(conn, row["proposal_id"], row["interview_id"], member)
    return Viewer(member, proposal, row["interview_id"], schedules, row["expires_at"], row["digest"])


async def forget(conn: Connection, now: datetime) -> None:
    """Forget the sessions that are over."""
    await conn.execute("delete from embed_session where expires_at <= $1", now)


async def _named(conn: Connection, interview: str, proposal: str) -> tuple[str, str | None]:
    """Return our ids of what an embed names. Raises NotFound."""
    if interview:
        found = await interviews.load(conn, interview)
        return found.proposal_id, found.id
    known = await proposals.proposal_by_external_id(conn, proposal)
    if known is None:
        raise NotFound("There is no such proposal.")
    return known.id, None


async def _rights(
    conn: Connection, proposal_id: str, interview_id: str | None, member: Member
) -> tuple[Proposal, bool]:
    """Return the proposal, and whether the member schedules for its client. Raises NotAllowed.

    An interview is open to its parties; a proposal to its two members, and to who schedules for the client.
    """
    proposal = await proposals.proposal(conn, proposal_id)
    try:
        await refuse_unless_scheduler(conn, proposal, member.person_id)
        schedules = True
    except NotAllowed:
        schedules = False
    if interview_id is not None:
        interview = await interviews.load(conn, interview_id)
        party = interview.party_of(member.person_id)
        if party is None or (interview.hidden and party.side is Side.FREELANCER):
            raise NotAllowed("This interview is open to its parties only.")
    elif not schedules and member.person_id != proposal.freelancer_id:
        raise NotAllowed("This proposal is open to its members only.")
    return proposal, schedules


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
