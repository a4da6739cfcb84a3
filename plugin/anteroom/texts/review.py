"""Appeals, as the marketplace's trust people look at them; readings and decisions are in the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

import structlog

from anteroom.errors import AnteroomError, BadInput, Conflict, NotFound
from anteroom.house import House
from anteroom.once import Joined
from anteroom.proposals import store as proposals
from anteroom.texts import store
from anteroom.texts.actions import WORDS, perform
from anteroom.texts.errand import ToSay, message_of
from anteroom.texts.holding import note
from anteroom.texts.model import Content, Held, News, State
from anteroom.texts.notices import show_outcome, tell

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


REASONS = {
    Decision.RELEASE: (Reason.NOT_CONTACT, Reason.PERMITTED, Reason.UNCLEAR),
    Decision.KEEP: (Reason.CONTACT, Reason.SOLICITATION, Reason.UNCLEAR),
}
"""Which reasons bear out which decision."""


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

    A released text passes for its writer on its proposal from now on, and goes on its way in the same
    transaction; where its way is closed by now its writer is told of the release all the same. What is
    really somebody's contact detail the door holds, whatever was decided. The same decision twice is one.
    Raises BadInput for a reason that contradicts the decision, NotFound, Conflict, also where the same was
    decided for another reason.
    """
    if reason not in REASONS[decision]:
        allowed = ", ".join(REASONS[decision])
        raise BadInput(f"This reason contradicts “{decision}”; its reasons are {allowed}.", field="reason")
    state = State.RELEASED if decision is Decision.RELEASE else State.KEPT
    async with house.database.transaction() as conn:
        held = await store.load(conn, held_id)
        if held.appealed_at is None:
            raise NotFound("There is no such review.", reason="no appeal")
        await proposals.proposal(conn, held.proposal_id, lock=True)
        held = await store.load(conn, held_id, lock=True)
        if held.state is state:
            if held.reason != reason:
                raise Conflict("This was decided already, for another reason.")
            return held, ""
        content = await store.content(conn, house, held_id)
        if held.state is not State.HELD or content is None:
            raise Conflict(WORDS.get(held.state, GONE))
        await store.close(conn, held_id, state, house.clock.now(), reviewer=reviewer, reason=reason.value)
        await note(conn, house, held, f"text.{state}", "reviewer", reviewer=reviewer, reason=reason.value)
        await show_outcome(conn, house, held)
        went = ""
        if decision is Decision.RELEASE:
            went = await _send_on(replace(house, database=Joined(conn)), held, content)
        news = News.RELEASED if decision is Decision.RELEASE else News.KEPT
        more = {"interview": went} if went else message_of(content.errand)
        await tell(conn, house, held, news, **more)
        held = await store.load(conn, held_id)
    return held, went


async def _send_on(inside: House, held: Held, content: Content) -> str:
    """Do what a released text was on its way to do; what cannot be done any more undoes only itself."""
    if isinstance(content.errand, ToSay):
        return ""  # the marketplace has the message, and asks again: text.released names it
    try:
        async with inside.database.transaction():
            done = await perform(inside, held, content.errand, content.text)
    except AnteroomError as error:
        log.info("text.not_sent_on", code=error.code, interview=held.interview_id)
        return ""
    return done.interview_id or ""
