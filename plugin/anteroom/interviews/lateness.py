"""Running late: one word, and everybody in the interview is told once, each by the own way."""

from __future__ import annotations

from datetime import datetime, timedelta

from anteroom.errors import BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Answer, Decision, Event, Happened, Interview, Party, Role
from anteroom.interviews.view import Line, View
from anteroom.replaced import replace

CHOICES = (5, 10, 15)
"""Minutes. Whoever needs more should propose another time."""
EARLIEST = timedelta(hours=2)
"""Before the start: earlier than that it is another time that is wanted."""
MOST = 3
"""How often one party may say so in one interview: each time everybody is written to."""
THE_SAME = timedelta(minutes=2)
"""Two presses that close together say one thing."""


def running_late(interview: Interview, party_id: str, minutes: int, now: datetime) -> Decision:
    """Keep when a party expects to come: so many minutes after the start, or from now if that has passed.

    The same once more changes nothing. Raises AlreadyOver, NotAllowed for who is no party, BadInput for
    other minutes, Conflict where it is too early, of no use, or was said often enough.
    """
    refuse_if_over(interview)
    party = interview.party(party_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    if minutes not in CHOICES:
        raise BadInput("You can be 5, 10 or 15 minutes late.", field="minutes")
    comes_at = max(now, interview.starts_at) + timedelta(minutes=minutes)
    if party.late_until is not None and abs(comes_at - party.late_until) < THE_SAME:
        return Decision(interview)
    _refuse_if_useless(interview, party, comes_at, now)
    changed = interview.with_party(replace(party, late_until=comes_at, late_count=party.late_count + 1))
    return Decision(changed, (Happened(Event.LATE, party_id, {"late": party_id, "minutes": minutes}),))


async def run_late(house: House, interview_id: str, person_id: str, minutes: int) -> Interview:
    """Say that a person runs late; everybody else is told. Raises what `running_late` raises, NotFound."""
    now = house.clock.now()
    return await actions.change(
        house, interview_id, lambda it: running_late(it, actions.party_of(it, person_id), minutes, now)
    )


def may_be_late(interview: Interview, party: Party, now: datetime) -> bool:
    """Tell whether a party can still say so, for whoever draws a button."""
    if interview.state.over or party.answer is Answer.DECLINED or party.late_count >= MOST:
        return False
    least = timedelta(minutes=min(CHOICES))
    return interview.starts_at - EARLIEST <= now and max(now, interview.starts_at) + least < interview.ends_at


def told_of(view: View, late: str, now: datetime) -> tuple[Line, datetime] | None:
    """Return the party `late`, and when it comes, if a view's person is to hear of it.

    None for who runs late, for who does not come, and where it is over or old.
    """
    if view.state.over or view.answer is Answer.DECLINED:
        return None
    whom = next((each for each in view.lines if each.party_id == late), None)
    if whom is None or whom.own or whom.late_until is None or whom.late_until <= now:
        return None
    return whom, whom.late_until


def _refuse_if_useless(interview: Interview, party: Party, comes_at: datetime, now: datetime) -> None:
    instead = "Move it" if party.role is Role.HOST else "Propose another time"
    if party.answer is Answer.DECLINED:
        raise Conflict("You have declined, so nobody waits for you. Accept first.")
    if now < interview.starts_at - EARLIEST:
        raise Conflict(f"It is too early for that: two hours before the start it can be said. {instead}.")
    if comes_at >= interview.ends_at:
        raise Conflict(f"The interview is over by then. {instead} instead.")
    if party.late_count >= MOST:
        raise Conflict("You have said so often enough. Everybody knows that you come later.")
