"""REST v1: interviews."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

from aiohttp import web

from anteroom.api.body import read, required_instant
from anteroom.api.doorway import HOUSE, PASSAGE, Passage
from anteroom.api.interview_bodies import (
    AgreementBody,
    AnswerBody,
    CancelBody,
    CounterBody,
    InterviewBody,
    LateBody,
    MoveBody,
    OffersBody,
    TakeBody,
)
from anteroom.api.members import person_of
from anteroom.database.connection import Connection
from anteroom.errors import BadInput, KeyReused, NotFound
from anteroom.gate.store import seats_of
from anteroom.house import House
from anteroom.interviews import actions, agreement, store
from anteroom.interviews.commands import GuestWish, ProposeCounter, ScheduleInterview
from anteroom.interviews.lateness import run_late
from anteroom.interviews.model import Answer, Interview
from anteroom.interviews.offers import offer_times, open_offers, take_offer
from anteroom.meetings.model import Kind, crowded
from anteroom.once import once
from anteroom.proposals import store as proposals
from anteroom.verdicts.store import after_of

LONGEST_KEY = 255


async def post_interview(request: web.Request) -> web.Response:
    """Invite everybody."""
    body = await read(request, InterviewBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, body.proposal)
        if proposal is None:
            raise BadInput("There is no such proposal.", field="proposal")
        host = await person_of(conn, body.host, "host")
    starts_at = required_instant(body.starts_at, "starts_at")
    asked = body.agreement or (AgreementBody() if body.nda else None)
    command = ScheduleInterview(
        proposal_id=proposal.id,
        actor=host,
        starts_at=starts_at,
        ends_at=_after(starts_at, timedelta(minutes=body.minutes)),
        title=body.title,
        agenda=body.agenda,
        nda=asked.whole if asked else "",
        nda_title=asked.title if asked else "",
        guests=tuple(
            GuestWish(label=guest.label, email=guest.email, required=guest.required) for guest in body.guests
        ),
        link=body.link,
        tool=body.tool,
    )
    interview_id = await schedule_once(request, command)
    async with house.database.connection() as conn:
        interview = await store.load(conn, interview_id)
    return await answer_with(request, interview, 201)


async def schedule_once(request: web.Request, command: ScheduleInterview) -> str:
    """Schedule, and return the interview's id; a repeat under one Idempotency-Key schedules nothing new.

    Raises KeyReused for another body under the same key (draft-ietf-httpapi-idempotency-key-header-06).
    """
    house, key = request.app[HOUSE], request.headers.get("Idempotency-Key", "")
    if not key:
        return (await actions.schedule(house, command)).id
    if len(key) > LONGEST_KEY:
        raise BadInput(f"The Idempotency-Key is longer than {LONGEST_KEY} characters.")
    body = hashlib.sha256(await request.read()).hexdigest()

    async def act(house: House, _conn: Connection) -> dict[str, str]:
        return {"interview": (await actions.schedule(house, command)).id, "body": body}

    kept, _ = await once(house, "api", f"POST /v1/interviews {key}", act)
    if kept["body"] != body:
        raise KeyReused("This Idempotency-Key was used for another request.")
    return str(kept["interview"])


async def get_interview(request: web.Request) -> web.Response:
    """Show an interview."""
    async with request.app[HOUSE].database.connection() as conn:
        interview = await store.load(conn, request.match_info["id"])
    return await answer_with(request, interview)


async def list_interviews(request: web.Request) -> web.Response:
    """Show a proposal's interviews."""
    external = request.query.get("proposal")
    if not external:
        raise BadInput("Say which proposal.", field="proposal")
    async with request.app[HOUSE].database.connection() as conn:
        proposal = await proposals.proposal_by_external_id(conn, external)
        if proposal is None:
            raise NotFound("There is no such proposal.")
        found = await store.of_proposal(conn, proposal.id)
        rows = [await interview_json(conn, interview, external) for interview in found]
    # What an exempt client was permitted to write in these interviews is no leak in their list.
    request[PASSAGE] = Passage(minted=tuple(text for each in found for text in each.permitted))
    return web.json_response({"interviews": rows})


async def move_interview(request: web.Request) -> web.Response:
    """Give it another time."""
    body = await read(request, MoveBody)
    house, interview_id = request.app[HOUSE], request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        interview = await store.load(conn, interview_id)
    starts_at = required_instant(body.starts_at, "starts_at")
    length = timedelta(minutes=body.minutes) if body.minutes else interview.length
    ends_at = _after(starts_at, length)
    return await answer_with(request, await actions.move(house, interview_id, person, starts_at, ends_at))


async def cancel_interview(request: web.Request) -> web.Response:
    """Call it off."""
    body = await read(request, CancelBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(
        request, await actions.cancel(house, request.match_info["id"], person, body.reason)
    )


async def answer_interview(request: web.Request) -> web.Response:
    """Take a member's answer from the thread's card."""
    body = await read(request, AnswerBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    saw = Answer(body.saw) if body.saw else None
    interview = await actions.answer(house, request.match_info["id"], person, Answer(body.answer), saw=saw)
    return await answer_with(request, interview)


async def counter_interview(request: web.Request) -> web.Response:
    """Take another time that a member proposes."""
    body = await read(request, CounterBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    starts_at = required_instant(body.starts_at, "starts_at")
    command = ProposeCounter(
        interview_id=request.match_info["id"],
        person_id=person,
        starts_at=starts_at,
        ends_at=_after(starts_at, timedelta(minutes=body.minutes)),
        comment=body.comment,
    )
    return await answer_with(request, await actions.counter(house, command))


async def late_interview(request: web.Request) -> web.Response:
    """Tell everybody else that a member runs late."""
    body = await read(request, LateBody)
    house = request.app[HOUSE]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    interview = await run_late(house, request.match_info["id"], person, body.minutes)
    return await answer_with(request, interview)


async def offer_times_of(request: web.Request) -> web.Response:
    """Offer the freelancer other times."""
    body = await read(request, OffersBody)
    house, interview_id = request.app[HOUSE], request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
        length = (await store.load(conn, interview_id)).length
    starts = [required_instant(each, "offers") for each in body.offers]
    spans = [(each, _after(each, length)) for each in starts]
    return await answer_with(request, await offer_times(house, interview_id, person, spans))


async def take_offer_of(request: web.Request) -> web.Response:
    """Take an offered time."""
    body = await read(request, TakeBody)
    house, interview_id = request.app[HOUSE], request.match_info["id"]
    async with house.database.connection() as conn:
        person = await person_of(conn, body.member, "member")
    return await answer_with(
        request, await take_offer(house, interview_id, request.match_info["offer"], person)
    )


async def interview_json(
    conn: Connection, interview: Interview, proposal_external_id: str
) -> dict[str, object]:
    """Return an interview as the marketplace may see it: labels, never addresses."""
    people = {party.person_id for party in interview.present}
    rows = await conn.fetch(
        "select person_id, external_id from member where person_id = any($1::text[])", list(people)
    )
    members = {row["person_id"]: row["external_id"] for row in rows}
    seats = await seats_of(conn, interview)
    after = await after_of(conn, interview, None, interview.ends_at)
    return {
        "id": interview.id,
        "proposal": proposal_external_id,
        "state": interview.state.value,
        "starts_at": interview.starts_at.isoformat(),
        "ends_at": interview.ends_at.isoformat(),
        "sequence": interview.sequence,
        "revision": interview.revision,
        "title": interview.title,
        "agreement": agreement_json(interview),
        "held_minutes": interview.held_minutes,
        "after": {
            "cause": after.cause.value or None,
            "under_review": after.under_review,
            "again": after.again_id or None,
        },
        "place": place_json(interview),
        "offers": [
            {"id": each.id, "starts_at": each.starts_at.isoformat()} for each in open_offers(interview)
        ],
        "parties": [
            {
                "id": party.id,
                "role": party.role.value,
                "side": party.side.value,
                "label": party.label,
                "answer": party.answer.value,
                "required": party.required,
                "reachable": party.reachable,
                "late_until": party.late_until.isoformat() if party.late_until else None,
                "notetaker": party.notetaker,
                "member": members.get(party.person_id),
                "seat": seats[party.id].stands.value,
            }
            for party in interview.present
        ],
    }


def agreement_json(interview: Interview) -> dict[str, object] | None:
    """Return what is asked to be signed, and whether everybody has; who would rather not is between them."""
    if not interview.nda:
        return None
    shown = agreement.hash_of(interview.nda)
    return {
        "title": interview.nda_title,
        "shown_hash": shown,
        "full_hash": interview.nda_full or shown,
        "signed": agreement.signed_by_all(interview),
    }


def place_json(interview: Interview) -> dict[str, object]:
    """Return where the call takes place: the tool, and never the link."""
    place = interview.place
    return {
        "kind": place.kind.value,
        "tool": place.tool.value if place.tool else None,
        "words": place.words,
        "grade": place.grade.value,
        "ready": place.ready or place.kind is not Kind.MADE,
        "instead_of": place.instead_of.value if place.instead_of else None,
        "crowded": crowded(place, len(interview.present)),
    }


async def answer_with(request: web.Request, interview: Interview, status: int = 200) -> web.Response:
    """Return an interview as the marketplace may see it, past the door."""
    async with request.app[HOUSE].database.connection() as conn:
        proposal = await proposals.proposal(conn, interview.proposal_id)
        body = await interview_json(conn, interview, proposal.external_id)
    offers = [text for each in interview.counters for text in (each.id, each.starts_at.isoformat())]
    late = (party.late_until.isoformat() for party in interview.parties if party.late_until)
    instants = (interview.starts_at.isoformat(), interview.ends_at.isoformat(), *late)
    after = body["after"]
    again = str(after["again"] or "") if isinstance(after, dict) else ""
    minted = (interview.id, again, *(party.id for party in interview.parties), *instants, *offers)
    request[PASSAGE] = Passage(interview_id=interview.id, minted=minted)
    return web.json_response(body, status=status)


def _after(starts_at: datetime, length: timedelta) -> datetime:
    try:
        return starts_at + length
    except OverflowError as error:
        raise BadInput("There is no such instant.", field="starts_at") from error


ROUTES = (
    web.post("/v1/interviews", post_interview),
    web.get("/v1/interviews", list_interviews),
    web.get("/v1/interviews/{id}", get_interview),
    web.post("/v1/interviews/{id}/move", move_interview),
    web.post("/v1/interviews/{id}/cancel", cancel_interview),
    web.post("/v1/interviews/{id}/answers", answer_interview),
    web.post("/v1/interviews/{id}/counters", counter_interview),
    web.post("/v1/interviews/{id}/late", late_interview),
    web.post("/v1/interviews/{id}/offers", offer_times_of),
    web.post("/v1/interviews/{id}/offers/{offer}/take", take_offer_of),
)
