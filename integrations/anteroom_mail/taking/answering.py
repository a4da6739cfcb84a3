"""What a calendar's answer does: it answers, proposes a time, or asks for the invitation again."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again
from anteroom.errors import (
    AlreadyOver,
    AnteroomError,
    ContactInText,
    OlderRevision,
    ProposalNotLiving,
)
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.doubted import Said, lapse_all
from anteroom.interviews.model import CounterState, Interview, Party
from anteroom.people import zones
from anteroom.people.zones import Source
from anteroom.texts.holding import hold_refused
from anteroom.texts.model import Way
from anteroom_calendar import Answer as CalendarAnswer
from anteroom_calendar import Answering, Kind
from anteroom_mail.taking.meaning import Meaning, meaning
from anteroom_mail.ways_in.outcome import Outcome, Telling, Verdict, held, ignored, taken

MOST_REFRESHED_A_DAY = 5
"""How often a party's program gets the invitation anew by asking: one that asks at each look is broken."""


@dataclass(frozen=True, slots=True)
class Given:
    """A calendar's answer that is taken for the party's; `line` is the ATTENDEE that speaks for the party."""

    message: CalendarAnswer
    line: Answering
    interview: Interview
    party: Party


async def apply(house: House, given: Given) -> Outcome:
    """Do what the answer asks for. Whatever the heart refuses changes nothing, and the outcome says why."""
    try:
        if given.message.kind is Kind.REFRESH:
            return await _refresh(house, given)
        meant = meaning(given.message, given.line, given.interview, house.clock.now())
        if isinstance(meant, Outcome):
            return meant
        outcome = await (_counter if meant.said.times else _answer)(house, given, meant)
    except OlderRevision:
        return ignored("it answers an earlier time")
    except (AlreadyOver, ProposalNotLiving):
        return ignored("the interview is over")
    except AnteroomError as error:
        return held(f"the interview does not allow it: {error.code}")
    if outcome.verdict is Verdict.TAKEN:
        async with house.database.transaction() as conn:
            await lapse_all(conn, given.party.id)
    return outcome


async def _answer(house: House, given: Given, meant: Meaning) -> Outcome:
    said = meant.said
    after = await actions.answer(
        house,
        given.interview.id,
        given.party.person_id,
        said.answer,
        sequence=said.sequence,
        stamp=_stamp(house, given),
    )
    party = after.party(given.party.id)
    if party is None or party.answer is not said.answer:
        return ignored("a later answer was given already")
    if meant.flag is None:
        return replace(taken(f"answer: {said.answer}"), plain_answer=True)
    reason = f"answer: {said.answer}, by a counter for a {meant.flag} time"
    flagged = taken(reason, note="counter.read_as_answer", tell=(meant.flag,))
    return replace(flagged, plain_answer=True)


async def _counter(house: House, given: Given, meant: Meaning) -> Outcome:
    said, times = meant.said, meant.said.times
    assert times is not None
    if _declined_already(given, said):
        return ignored("the host has declined this time already")
    command = ProposeCounter(
        given.interview.id,
        given.party.person_id,
        *times,
        said.comment,
        given.message.sequence,
        given.message.dtstamp,
    )
    if given.message.zone is not None and not given.message.zone.startswith("Etc/"):
        async with house.database.transaction() as conn:
            # Of all words on where somebody is the least: it counts only where nothing else is known.
            person_id, now = given.party.person_id, house.clock.now()
            await zones.tell(conn, person_id, Source.ANSWER, given.message.zone, now)
    outcome = taken("counter")
    try:
        after = await actions.counter(house, command)
    except ContactInText as error:
        # The time is worth having; the comment is held, after what would else pass for its rewording.
        after = await actions.counter(house, replace(command, comment=""))
        await hold_refused(house, error, Way.MAIL)
        outcome = taken("counter, its comment held", note="comment.held", tell=(Telling.COMMENT,))
    if not any(
        (each.party_id, each.state, (each.starts_at, each.ends_at))
        == (given.party.id, CounterState.OPEN, times)
        for each in after.counters
    ):
        return ignored("a later time was proposed already")
    return outcome


async def _refresh(house: House, given: Given) -> Outcome:
    if given.interview.state.over:
        return ignored("the interview is over")
    async with house.database.transaction() as conn:
        return await refresh(conn, house, given.party.id, f"calendar:{given.interview.id}:{given.party.id}")


async def refresh(conn: Connection, house: House, party_id: str, effect_id: str) -> Outcome:
    """Have an entry of a party sent once more, unless its program asked for that often enough today."""
    asked = await conn.fetchval(
        "select count(*) from inbound_mail where party_id = $1 and reason = 'refresh' and at > $2",
        party_id,
        house.clock.now() - timedelta(days=1),
    )
    if asked >= MOST_REFRESHED_A_DAY:
        return ignored("it was sent again often enough today")
    await want_again(conn, house, effect_id)
    return taken("refresh")


def _declined_already(given: Given, said: Said) -> bool:
    # Also what makes a COUNTER happen once when it was taken, and we died before it was noted as seen.
    return any(
        (old.party_id, (old.starts_at, old.ends_at), old.sequence)
        == (given.party.id, said.times, said.sequence)
        and old.state is CounterState.DECLINED
        for old in given.interview.counters
    )


def _stamp(house: House, given: Given) -> datetime | None:
    if given.message.dtstamp is None:
        return None
    # A program whose clock runs ahead must not shut out everything it says later.
    stamp = min(given.message.dtstamp, house.clock.now())
    last = given.party.answer_stamp
    if last is not None and stamp.replace(microsecond=0) == last.replace(microsecond=0):
        # DTSTAMP has whole seconds only: of two answers in one second the one that arrives last counts.
        return last + timedelta(microseconds=1)
    return stamp
