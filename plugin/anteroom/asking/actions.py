"""Asking one's own people first: each action is one transaction, and nobody else hears of any of them.

Neither the proposal's thread nor its ledger nor a webhook tells of a question: before the invitations are
sent there is nothing of it on the freelancer's side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import structlog

from anteroom.asking import store
from anteroom.asking.model import (
    Asked,
    Question,
    Said,
    State,
    answered,
    expires,
    refuse_unless_host,
    refuse_unless_open,
)
from anteroom.database.connection import Connection
from anteroom.effects.wish import want_surface
from anteroom.errors import (
    AnteroomError,
    BadInput,
    NotAllowed,
    NotFound,
    ProposalNotLiving,
    TooManyInvitations,
)
from anteroom.house import House
from anteroom.interviews import actions as interviews
from anteroom.interviews.caps import WINDOW
from anteroom.interviews.commands import ScheduleInterview
from anteroom.interviews.day import schedule_day
from anteroom.interviews.model import Answer
from anteroom.interviews.rehearsal import rehearse
from anteroom.ledger import chain
from anteroom.once import Joined
from anteroom.one_by_one import one_by_one
from anteroom.proposals import store as proposals

log = structlog.get_logger()

BY_SLACK = "slack_question"
"""The kind of surface that asks, and shows the host who said what; its key names question and reader."""
NOBODY = "Choose at least one colleague to ask, or take this tick away."
MANY = "One client can ask {most} people within a day, and this would be more. Ask fewer."
OFTEN = "One person can be asked {most} times within a day. Invite everybody at once, or wait until tomorrow."
FOR_GOOD = (ProposalNotLiving, NotAllowed, NotFound)
"""What ends a question that was to be sent; anything else may pass later."""


async def ask(
    house: House, host_id: str, commands: Sequence[ScheduleInterview], asked: Sequence[Asked]
) -> Question:
    """Ask these people whether the time suits them, and keep what is to be sent when they agree.

    Raises BadInput for nobody to ask or too little time, TooManyInvitations for more than a day allows, and
    what `schedule_day` raises; nothing is kept then.
    """
    if not asked:
        raise BadInput(NOBODY, field="first")

    async def send(inside: House) -> None:
        await schedule_day(inside, commands)

    async with house.database.transaction() as conn:
        inside = replace(house, database=Joined(conn))
        await rehearse(inside, send)
        await _refuse_unless_reached(conn, inside, commands, asked)
        await _refuse_too_many(conn, house, host_id, asked)
        now = house.clock.now()
        starts_at = min(each.starts_at for each in commands)
        question = Question(
            id=f"tmq_{house.randomness.token(20)}",
            host_id=host_id,
            starts_at=starts_at,
            ends_at=max(each.ends_at for each in commands),
            state=State.OPEN,
            trouble="",
            at=now,
            expires_at=expires(now, starts_at),
            asked=tuple(asked),
        )
        await store.insert(conn, house, question, commands)
        await _note(conn, house, question, "question.asked", host_id)
        await _show(conn, house, question)
    return question


async def say(house: House, question_id: str, person_id: str, said: Said) -> Question:
    """Take somebody's answer; with the last yes everything is sent. Raises Conflict, NotAllowed, NotFound."""
    async with house.database.transaction() as conn:
        before = await store.load(conn, question_id, lock=True)
        question = answered(before, person_id, said)
        if question == before:
            return before
        await store.save_answer(conn, question_id, person_id, said, house.clock.now())
        await _note(conn, house, question, f"question.{said}", person_id)
        if question.agreed:
            question = await _send(conn, house, question, person_id)
        await _show(conn, house, question)
    return question


async def send(house: House, question_id: str, person_id: str) -> Question:
    """Send everything on the host's word. What it cannot be sent for stands in the question's `trouble`.

    Raises Conflict, NotAllowed, NotFound.
    """
    async with house.database.transaction() as conn:
        question = await store.load(conn, question_id, lock=True)
        refuse_unless_host(question, person_id)
        refuse_unless_open(question)
        question = await _send(conn, house, question, person_id)
        await _show(conn, house, question)
    return question


async def call_off(house: House, question_id: str, person_id: str) -> Question:
    """End it unsent. Raises Conflict, NotAllowed, NotFound."""
    async with house.database.transaction() as conn:
        question = await store.load(conn, question_id, lock=True)
        refuse_unless_host(question, person_id)
        refuse_unless_open(question)
        return await _close(conn, house, question, State.CALLED_OFF, "", person_id)


async def expire_due(house: House) -> int:
    """End what has waited long enough; return how many. One that cannot be ended holds up no other.

    Raises an ExceptionGroup of what failed, at the end.
    """
    async with house.database.connection() as conn:
        ids = await store.due(conn, house.clock.now())
    return await one_by_one(ids, partial(_expire, house), _failed)


def _failed(reference: str) -> None:
    log.exception("question.not_expired", reference=reference)


async def _expire(house: House, question_id: str) -> None:
    async with house.database.transaction() as conn:
        question = await store.load(conn, question_id, lock=True)
        if question.state is State.OPEN and question.expires_at <= house.clock.now():
            await _close(conn, house, question, State.EXPIRED, "", "time")


def surface_key(question_id: str, person_id: str) -> str:
    """Return what names the surface of one reader of a question."""
    return f"{question_id}:{person_id}"


async def _send(conn: Connection, house: House, question: Question, actor: str) -> Question:
    commands = await store.commands_of(conn, house, question.id)
    inside = replace(house, database=Joined(conn))
    try:
        async with conn.transaction():
            outcome = await schedule_day(inside, commands)
            for interview in outcome.scheduled:
                for each in question.asked:
                    if each.said is Said.YES and interview.party_of(each.person_id) is not None:
                        # They have said so of this very time: they are not asked a second time.
                        await interviews.answer(inside, interview.id, each.person_id, Answer.ACCEPTED)
    except FOR_GOOD as error:
        return await _close(conn, house, question, State.FAILED, error.sentence, actor)
    except AnteroomError as error:
        await store.save_trouble(conn, question.id, error.sentence)
        return replace(question, trouble=error.sentence)
    missing = " ".join(error.sentence for _, error in outcome.refused)
    return await _close(conn, house, question, State.SENT, missing, actor)


async def _close(
    conn: Connection, house: House, question: Question, state: State, trouble: str, actor: str
) -> Question:
    await store.close(conn, question.id, state, trouble, house.clock.now())
    if state is not State.SENT:
        for person_id in await store.asked_for_nothing(conn, question.id):
            # An address was kept to invite them, and nobody is.
            await house.vault.keep(conn, person_id, {"email": ""})
    closed = replace(question, state=state, trouble=trouble)
    await _note(conn, house, closed, f"question.{state}", actor)
    await _show(conn, house, closed)
    return closed


async def _refuse_unless_reached(
    conn: Connection, house: House, commands: Sequence[ScheduleInterview], asked: Sequence[Asked]
) -> None:
    adapter = house.adapters.of(BY_SLACK)
    # A freelancer hears of no question, and why is not said: it would tell whose profile was picked.
    deaf = {(await proposals.proposal(conn, each.proposal_id)).freelancer_id for each in commands}
    for each in asked:
        if (
            adapter is None
            or each.person_id in deaf
            or not await adapter.reaches(conn, house, each.person_id)
        ):
            raise BadInput(f"{each.label} cannot be asked first: no message would arrive.", field="guests")


async def _refuse_too_many(conn: Connection, house: House, host_id: str, asked: Sequence[Asked]) -> None:
    """Keep the caps that hold for invitations: the rehearsal's count is undone with it."""
    caps, since = house.settings.interviews.caps, house.clock.now() - WINDOW
    before = await store.asked_since(conn, host_id, since)
    if before + len(asked) > caps.guests_per_client:
        raise TooManyInvitations(MANY.format(most=caps.guests_per_client), again_at=None)
    if await store.times_asked(conn, [each.person_id for each in asked], since) >= caps.times_per_person:
        raise TooManyInvitations(OFTEN.format(most=caps.times_per_person), again_at=None)


async def _show(conn: Connection, house: House, question: Question) -> None:
    for person_id in (question.host_id, *(each.person_id for each in question.asked)):
        await want_surface(conn, house, BY_SLACK, surface_key(question.id, person_id))


async def _note(conn: Connection, house: House, question: Question, event: str, actor: str) -> None:
    facts: dict[str, chain.Fact] = {
        "host": question.host_id,
        "asked": len(question.asked),
        "state": question.state.value,
    }
    await chain.write(conn, f"question:{question.id}", house.clock.now(), event, actor, facts)
