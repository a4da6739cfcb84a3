"""REST v1: an interview as the marketplace may see it: labels, never addresses."""

from __future__ import annotations

from aiohttp import web

from anteroom.agreements.notetakers import Notetaker
from anteroom.api.answers import Instant, Shown, respond, written
from anteroom.api.doorway import PASSAGE, Passage
from anteroom.api.joined import house_of
from anteroom.database.connection import Connection
from anteroom.errors import (
    AlreadyOver,
    AnteroomError,
    Conflict,
    ContactInText,
    KeyReused,
    NotAllowed,
    ProposalNotLiving,
    TooManyInvitations,
)
from anteroom.gate.model import Stands
from anteroom.gate.store import seats_of
from anteroom.interviews import agreement
from anteroom.interviews.model import Answer, Interview, Polling, Role, Side, State
from anteroom.interviews.offers import open_offers
from anteroom.meetings.choice import ToolNotAllowed, ToolNotThere
from anteroom.meetings.link import LinkRefused
from anteroom.meetings.model import Kind, Tool, crowded
from anteroom.proposals import store as proposals
from anteroom.verdicts.model import Cause
from anteroom.verdicts.store import after_of

REFUSED: tuple[type[AnteroomError], ...] = (NotAllowed, Conflict, AlreadyOver, ProposalNotLiving)
"""What keeps anybody from doing something in an interview."""
NOT_INVITED = (
    *REFUSED,
    ContactInText,
    TooManyInvitations,
    KeyReused,
    LinkRefused,
    ToolNotThere,
    ToolNotAllowed,
    Notetaker,
)
"""What keeps anybody from inviting people to one."""


class AgreementShown(Shown, frozen=True):
    """What is asked to be signed; `signed` once everybody has. Who would rather not is between them."""

    title: str
    shown_hash: str
    full_hash: str
    signed: bool


class AfterShown(Shown, frozen=True):
    """What is known after the call: why it failed, whether people look at it, and the next try."""

    cause: Cause | None
    under_review: bool
    again: str | None


class PlaceShown(Shown, frozen=True):
    """Where the call takes place: the tool, and never the link."""

    kind: Kind
    tool: Tool | None
    words: str
    grade: str
    ready: bool
    instead_of: Tool | None
    crowded: bool


class OfferShown(Shown, frozen=True):
    """Another time that the host offers."""

    id: str
    starts_at: Instant


class PartyShown(Shown, frozen=True):
    """Somebody in an interview. `member` is null for who has no account; `seat` is where the seat stands."""

    id: str
    role: Role
    side: Side
    label: str
    answer: Answer
    required: bool
    reachable: bool
    late_until: Instant | None
    notetaker: bool
    member: str | None
    seat: Stands


class InterviewShown(Shown, frozen=True):
    """An interview. `revision` grows with each change, `sequence` with each for which all are asked anew.

    `polling` says whose word is awaited while its time is being found, "" once it has one.
    """

    id: str
    proposal: str
    state: State
    starts_at: Instant
    ends_at: Instant
    sequence: int
    revision: int
    title: str
    polling: Polling
    agreement: AgreementShown | None
    held_minutes: int | None
    after: AfterShown
    place: PlaceShown
    offers: tuple[OfferShown, ...]
    parties: tuple[PartyShown, ...]


async def interview_shown(
    conn: Connection, interview: Interview, proposal_external_id: str
) -> InterviewShown:
    """Return an interview as the marketplace may see it."""
    people = {party.person_id for party in interview.present}
    rows = await conn.fetch(
        "select person_id, external_id from member where person_id = any($1::text[])", list(people)
    )
    members = {row["person_id"]: row["external_id"] for row in rows}
    seats = await seats_of(conn, interview)
    after = await after_of(conn, interview, None, interview.ends_at)
    return InterviewShown(
        id=interview.id,
        proposal=proposal_external_id,
        state=interview.state,
        starts_at=interview.starts_at.isoformat(),
        ends_at=interview.ends_at.isoformat(),
        sequence=interview.sequence,
        revision=interview.revision,
        title=interview.title,
        polling=interview.polling,
        agreement=_agreement_shown(interview),
        held_minutes=interview.held_minutes,
        after=AfterShown(
            cause=after.cause or None,
            under_review=after.under_review,
            again=after.again_id or None,
        ),
        place=_place_shown(interview),
        offers=tuple(
            OfferShown(id=each.id, starts_at=each.starts_at.isoformat()) for each in open_offers(interview)
        ),
        parties=tuple(
            PartyShown(
                id=party.id,
                role=party.role,
                side=party.side,
                label=party.label,
                answer=party.answer,
                required=party.required,
                reachable=party.reachable,
                late_until=written(party.late_until),
                notetaker=party.notetaker,
                member=members.get(party.person_id),
                seat=seats[party.id].stands,
            )
            for party in interview.present
        ),
    )


def _agreement_shown(interview: Interview) -> AgreementShown | None:
    if not interview.nda:
        return None
    shown = agreement.hash_of(interview.nda)
    return AgreementShown(
        title=interview.nda_title,
        shown_hash=shown,
        full_hash=interview.nda_full or shown,
        signed=agreement.signed_by_all(interview),
    )


def _place_shown(interview: Interview) -> PlaceShown:
    place = interview.place
    return PlaceShown(
        kind=place.kind,
        tool=place.tool,
        words=place.words,
        grade=place.grade.value,
        ready=place.ready or place.kind is not Kind.MADE,
        instead_of=place.instead_of,
        crowded=crowded(place, len(interview.present)),
    )


async def answer_with(request: web.Request, interview: Interview, status: int = 200) -> web.Response:
    """Answer with an interview, past the door."""
    async with house_of(request).database.connection() as conn:
        proposal = await proposals.proposal(conn, interview.proposal_id)
        shown = await interview_shown(conn, interview, proposal.external_id)
    offers = [text for each in interview.counters for text in (each.id, each.starts_at.isoformat())]
    late = (party.late_until.isoformat() for party in interview.parties if party.late_until)
    instants = (interview.starts_at.isoformat(), interview.ends_at.isoformat(), *late)
    parties = (party.id for party in interview.parties)
    minted = (interview.id, shown.after.again or "", *parties, *instants, *offers)
    request[PASSAGE] = Passage(interview_id=interview.id, minted=minted)
    return respond(request, shown, status)
