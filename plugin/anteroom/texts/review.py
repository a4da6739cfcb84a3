"""Appeals, as the marketplace's trust people look at them; readings and decisions are in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import structlog

from anteroom.errors import AnteroomError, Conflict, NotFound
from anteroom.house import House
from anteroom.proposals import store as proposals
from anteroom.texts import store
from anteroom.texts.actions import WORDS, perform
from anteroom.texts.errand import ToSay, message_of
from anteroom.texts.holding import note
from anteroom.texts.model import Content, Held, News, State
from anteroom.texts.notices import tell

log = structlog.get_logger()

GONE = "What this text said is gone."


class Decision(StrEnum):
    """What people decide about a held text."""

    RELEASE = "release"
    KEEP = "keep"


class Reason(StrEnum):
    """Why; a word each, since the ledger holds no texts."""

    NOT_CONTACT = "not_contact"
    PERMITTED = "permitted"
    CONTACT = "contact"
    SOLICITATION = "solicitation"
    UNCLEAR = "unclear"


async def list_appealed(house: House, after: str, limit: int, *, still: bool) -> tuple[Sequence[Held], str]:
    """Return appealed texts in the order of their appeals, and what names the next page, "" after the last.

    `after` is such a name or "". Raises NotFound for a name that is none.
    """
    async with house.database.connection() as conn:
        cursor: tuple[datetime, str] | None = None
        if after:
            last = await store.load(conn, after)
            if last.appealed_at is None:
                raise NotFound("There is no such page.")
            cursor = (last.appealed_at, last.id)
        found = await store.appealed(conn, cursor, limit + 1, still=still)
    page = found[:limit]
    return page, page[-1].id if len(found) > limit else ""


async def read_held(house: House, held_id: str, reviewer: str, reason: str) -> tuple[Held, Content]:
    """Return what an appealed text says; who read it and why is in the ledger before it is shown.

    Raises NotFound for one that nobody appealed: it is nobody's business. Raises Conflict once it is gone.
    """
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        if held.appealed_at is None:
            raise NotFound("There is no such review.", reason="no appeal")
        content = await store.content(conn, house, held_id)
        if content is None:
            raise Conflict(GONE)
        await proposals.proposal(conn, held.proposal_id, lock=True)
        await note(conn, house, held, "text.read", "reviewer", reviewer=reviewer, reason=reason)
    return held, content


async def decide(
    house: House, held_id: str, decision: Decision, reviewer: str, reason: Reason
) -> tuple[Held, str]:
    """Release an appealed text or keep it held; tell its writer. Return it, and the interview it went to.

    A released text passes for its writer on its proposal from now on, and goes on its way at once; where its
    way is closed by now, or the door holds it, its writer is told of the release all the same. The same
    decision twice is one. Raises NotFound, Conflict.
    """
    content = await _decided(house, held_id, decision, reviewer, reason)
    went = ""
    if content is not None and decision is Decision.RELEASE:
        went = await _send_on(house, held_id, content)
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        if content is not None:
            news = News.RELEASED if decision is Decision.RELEASE else News.KEPT
            more = {"interview": went} if went else message_of(content.errand)
            await tell(conn, house, held, news, **more)
    return held, went


async def _decided(
    house: House, held_id: str, decision: Decision, reviewer: str, reason: Reason
) -> Content | None:
    """Write the decision; return what the text says, None where the same was decided before."""
    state = State.RELEASED if decision is Decision.RELEASE else State.KEPT
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        if held.appealed_at is None:
            raise NotFound("There is no such review.", reason="no appeal")
        await proposals.proposal(conn, held.proposal_id, lock=True)
        held = await store.load(conn, held_id, lock=True)
        if held.state is state:
            return None
        if held.state is not State.HELD:
            raise Conflict(WORDS[held.state])
        content = await store.content(conn, house, held_id)
        now = house.clock.now()
        await store.close(conn, held_id, state, now, reviewer=reviewer, reason=reason.value)
        await note(conn, house, held, f"text.{state}", "reviewer", reviewer=reviewer, reason=reason.value)
    return content


async def _send_on(house: House, held_id: str, content: Content) -> str:
    async with house.database.connection() as conn:
        held = await store.load(conn, held_id)
    if isinstance(content.errand, ToSay):
        return ""  # the marketplace has the message, and asks again: text.released names it
    try:
        done = await perform(house, replace(held, state=State.HELD), content.errand, content.text)
    except AnteroomError as error:
        log.info("text.not_sent_on", code=error.code, interview=held.interview_id)
        return ""
    return done.interview_id or ""
