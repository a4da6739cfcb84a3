"""Holding a text: kept sealed with why, noted without its value, its writer told at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from anteroom.conduct.lessons import actions as lessons
from anteroom.database.connection import Connection
from anteroom.errors import ContactInText
from anteroom.house import House
from anteroom.ledger import chain
from anteroom.ledger.chain import Fact
from anteroom.proposals import store as proposals
from anteroom.texts import store
from anteroom.texts.errand import Errand, begins, message_of
from anteroom.texts.model import Held, News, Patience, State, Unsent, Way, kinds_of
from anteroom.texts.notices import flagged, show_outcome, tell
from anteroom.texts.rulings import Subject, record

MOST_HELD = 20
"""Texts of one writer on one proposal that wait at a time; for one more the oldest of them expires."""
MOST_APPEALS = 10
"""Of these, those that people are asked to look at; they do not expire for others."""


async def hold_refused(house: House, error: ContactInText, way: Way) -> Held | None:
    """Hold what an action refused; None where there is nothing to hold.

    For whoever answers the person, once everything that the action did is undone: a transaction of its own.
    """
    if error.unsent is None:
        return None
    async with house.database.transaction() as conn:
        # By mail and in calendars the answer to the mail tells it.
        held = await hold(conn, house, error.unsent, way, told=way is not Way.SLACK)
    error.held = held
    return held


async def hold(conn: Connection, house: House, unsent: Unsent, way: Way, *, told: bool = False) -> Held:
    """Hold a text inside a transaction; the same text for the same use is held once.

    `told`: its writer hears of it from the caller, with everything that a notice would say.
    """
    # One writer a chain; and the same text may come twice at once.
    await proposals.proposal(conn, unsent.proposal_id, lock=True)
    now = house.clock.now()
    until = patience(house).until(now, await starts_of(conn, unsent.interview_id, unsent.errand))
    known = await store.same(conn, house, unsent)
    if known is not None:
        await _ruled(conn, house, unsent, known.id, way)
        content = await store.content(conn, house, known.id)
        if content is not None and content.errand == unsent.errand:
            return known
        # Asked again otherwise, at another time perhaps: other words must not do what was asked first.
        await store.renew(conn, house, known.id, unsent, until)
        return replace(known, expires_at=until)
    await _make_room(conn, house, unsent)
    held = await store.insert(conn, house, unsent, way, now, until)
    await _ruled(conn, house, unsent, held.id, way)
    policy = unsent.decided.ruling.policy if unsent.decided else None
    await note(conn, house, held, "text.held", held.writer_id, policy=policy)
    await _flag(conn, house, held)
    if not told:
        await tell(conn, house, held, News.HELD)
    return held


async def _ruled(conn: Connection, house: House, unsent: Unsent, held_id: str, way: Way) -> None:
    """Keep what was decided, and by which table; and what its writer is taught."""
    if unsent.decided is not None:
        subject = Subject(
            unsent.proposal_id,
            unsent.writer_id,
            store.digest_of(house, unsent.proposal_id, unsent.writer_id, unsent.text, unsent.earlier),
            kinds_of(unsent.verdict),
            unsent.verdict.version,
            held_id,
        )
        await record(conn, house, subject, unsent.decided)
    # Why an event was called off is held without a word to its writer, who is then taught nothing.
    if unsent.lesson is not None and way is not Way.CALENDAR:
        await lessons.keep(conn, house, unsent.lesson)


async def expire(conn: Connection, house: House, held: Held, actor: str) -> None:
    """End a text that waited too long, or that others take the place of; what it says is gone."""
    content = await store.content(conn, house, held.id)
    await store.close(conn, held.id, State.EXPIRED, house.clock.now())
    await note(conn, house, held, "text.expired", actor)
    await show_outcome(conn, house, held)
    await tell(conn, house, held, News.EXPIRED, **(message_of(content.errand) if content else {}))


async def _make_room(conn: Connection, house: House, unsent: Unsent) -> None:
    """Let the oldest text of a writer expire where too many wait: nobody is to be buried in them."""
    waiting, appealed = [
        await store.open_of(conn, unsent.proposal_id, unsent.writer_id, appealed=which)
        for which in (False, True)
    ]
    for held in waiting[: max(len(waiting) + len(appealed) + 1 - MOST_HELD, 0)]:
        await expire(conn, house, held, unsent.writer_id)


async def _flag(conn: Connection, house: House, held: Held) -> None:
    """Show people that somebody tries again and again; once for as long as tries count."""
    tries = house.settings.policy.tries
    if held.nth < tries.flag_from:
        return
    flag_id = await store.raise_flag(conn, house, held, held.at - timedelta(days=tries.days))
    if flag_id is not None:
        await note(conn, house, held, "flag.raised", "guard", flag=flag_id)
        await flagged(conn, house, held, flag_id)


async def reworded(
    conn: Connection, house: House, proposal_id: str, writer_id: str, field: str, interview_id: str | None
) -> None:
    """End what waits of a writer for the same use: other words for it have passed."""
    now = house.clock.now()
    for held_id in await store.close_reworded(conn, proposal_id, writer_id, field, interview_id, now):
        await proposals.proposal(conn, proposal_id, lock=True)
        held = await store.load(conn, held_id)
        await note(conn, house, held, "text.reworded", writer_id)
        await show_outcome(conn, house, held)


async def note(conn: Connection, house: House, held: Held, event: str, actor: str, **more: Fact) -> None:
    """Write into the proposal's chain what happened to a held text: what was found and by which rule, never
    what it says. The proposal is locked.
    """
    facts: dict[str, Fact] = {
        "held": held.id,
        "writer": held.writer_id,
        "interview": held.interview_id,
        "field": held.field,
        "way": held.way.value,
        "verdict": held.verdict,
        "kinds": " ".join(held.kinds),
        "rules": " ".join(held.rules),
        "guard": held.guard,
        "row": held.row,
        "nth": held.nth,
        **more,
    }
    await chain.write(conn, f"proposal:{held.proposal_id}", house.clock.now(), event, actor, facts)


def patience(house: House) -> Patience:
    """Return how long texts are held here."""
    waits = house.settings.policy.held
    return Patience(timedelta(hours=waits.hours), timedelta(hours=waits.hours_before_start))


async def starts_of(conn: Connection, interview_id: str | None, errand: Errand | None) -> datetime | None:
    """Return when the interview begins that a text is about; None where it is about none."""
    if interview_id is None:
        return begins(errand) if errand is not None else None
    found: datetime | None = await conn.fetchval(
        "select starts_at from interview where id = $1", interview_id
    )
    return found
