"""Another try for the same people about the same: whoever was there may ask, and the host schedules."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.agreements import store as agreements
from anteroom.database.connection import Connection
from anteroom.errors import Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions, store
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.invite import refuse_unless_living
from anteroom.interviews.model import Decision, Event, Happened, Interview, Role, Side, State
from anteroom.once import Joined
from anteroom.people.persons import known_zone, zone_and_language
from anteroom.proposals import store as proposals
from anteroom.verdicts import store as verdicts
from anteroom.verdicts.after import AGAIN_STATES, AGAIN_WITHIN
from anteroom.verdicts.times import next_times

MARKABLE = re.compile(r"[^\[\]\n]{1,200}")
TOO_LATE = "That is too long ago. Please schedule a new interview."


async def rebook(
    house: House, interview_id: str, person_id: str, starts_at: datetime, length: timedelta | None = None
) -> Interview:
    """Schedule the interview once more: the same people, title, agenda and agreement, in a room of its own.

    A company's own link is not taken along, since it was forgotten when the interview ended, and neither is a
    notetaker, as everybody agreed to it for the call that is over. Raises what
    `actions.schedule` raises, NotFound, NotAllowed for all but the host, Conflict where another time was set
    already, where nothing ended that could be tried again, and two weeks after.
    """
    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        before = await _over(conn, house, interview_id)
        _refuse_unless_schedules(before, person_id, await _client(conn, before))
        guests = [
            each
            for each in before.present
            if each.side is Side.CLIENT
            and each.person_id != person_id
            and each.role is not Role.CANDIDATE
            and not each.notetaker
        ]
        command = ScheduleInterview(
            proposal_id=before.proposal_id,
            actor=person_id,
            starts_at=starts_at,
            ends_at=starts_at + (length or before.length),
            title=before.title,
            agenda=before.agenda,
            nda=await _agreement(conn, house, before),
            nda_title=before.nda_title,
            guests=tuple(GuestWish(each.label, each.person_id, required=each.required) for each in guests),
            again=before.id,
        )
        return await actions.schedule(inside, command)


async def ask_again(house: House, interview_id: str, person_id: str) -> Interview:
    """Tell the host that somebody would like to try once more; saying so twice tells it once.

    Raises NotFound, NotAllowed for who is no party and for the host, Conflict as `rebook` does.
    """
    async with house.database.transaction() as conn:
        before = await _over(conn, house, interview_id)
        party_id = actions.party_of(before, person_id)
        if party_id == before.host.id:
            raise NotAllowed("You host this interview: choose another time for it.")
        fresh = await conn.fetchval(
            """insert into again_wish (interview_id, party_id, at) values ($1, $2, $3)
            on conflict do nothing returning true""",
            before.id,
            party_id,
            house.clock.now(),
        )
        if not fresh:
            return before
        facts = {"by": party_id, "party": before.host.id}
        return await actions.commit(
            conn, house, before, Decision(before, (Happened(Event.ASKED_AGAIN, party_id, facts),))
        )


async def proposed_times(
    conn: Connection, interview: Interview, person_id: str, now: datetime
) -> list[datetime]:
    """Return times that suit for another try: at the same hour where this person lives, when it is free."""
    zone, _ = await zone_and_language(conn, person_id)
    found = next_times(interview.starts_at, known_zone(zone), now, soon=interview.state is State.TECHNICAL)
    free = []
    for each in found:
        busy = await store.busy(conn, [person_id], each, each + interview.length, interview.id)
        if not busy:
            free.append(each)
    return free


async def _over(conn: Connection, house: House, interview_id: str) -> Interview:
    """Return an interview that can be tried again, with its proposal and itself locked."""
    interview, proposal = await store.load_with_proposal(conn, interview_id)
    refuse_unless_living(proposal)
    if interview.state not in AGAIN_STATES:
        raise Conflict("This interview is not over. Move it, if it is to be at another time.")
    ended = interview.ended_at or interview.ends_at
    if house.clock.now() >= ended + AGAIN_WITHIN:
        raise Conflict(TOO_LATE)
    if (await verdicts.kept(conn, interview.id)).again_id is not None:
        raise Conflict(verdicts.ALREADY)
    return interview


async def _agreement(conn: Connection, house: House, before: Interview) -> str:
    """Return the agreement as its host typed it, with what was hidden in it marked to be hidden again."""
    version = await agreements.newest(conn, before.id) if before.nda else None
    if version is None or version.shown != before.nda:
        return before.nda
    whole, pieces, done = await agreements.content(conn, house, version.id), [], 0
    for span in whole.hidden:
        # No mark holds a bracket or a line's end, which a number written with one may.
        marked = MARKABLE.sub(r"[[\g<0>]]", whole.text[span.start : span.end])
        pieces += [whole.text[done : span.start], marked]
        done = span.end
    return "".join([*pieces, whole.text[done:]])


async def _client(conn: Connection, interview: Interview) -> str:
    return (await proposals.proposal(conn, interview.proposal_id)).client_id


def _refuse_unless_schedules(interview: Interview, person_id: str, client_id: str) -> None:
    """The host schedules; the client may too: the hosting may have gone to somebody without an account."""
    if person_id not in (interview.host.person_id, client_id):
        raise NotAllowed("Only the host can set another time. You can say that you would like one.")
