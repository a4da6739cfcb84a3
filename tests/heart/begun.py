"""An interview that has just been proposed, for the pure rules: moments, people, and other times for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anteroom.interviews import life
from anteroom.interviews.hours import Hours
from anteroom.interviews.model import Counter, CounterState, Interview, Role, Side
from plain_interview import a_party, an_interview

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
START = NOW + timedelta(days=2)
HOURS = Hours()


def begun() -> Interview:
    """An interview that has just been proposed: host, candidate and two guests."""
    parties = (
        a_party("maya", 0, Role.HOST, Side.CLIENT),
        a_party("leo", 1, Role.CANDIDATE, Side.FREELANCER),
        a_party("dana", 2, Role.GUEST, Side.CLIENT),
        a_party("priya", 3, Role.GUEST, Side.CLIENT),
    )
    interview = an_interview(parties, START, NOW)
    return life.propose(interview, "maya", HOURS, NOW).interview


def wished(by: str, later: timedelta = timedelta(hours=1), sequence: int = 0, name: str = "ctr_1") -> Counter:
    """Another time that somebody proposes."""
    start = START + later
    return Counter(name, by, start, start + timedelta(minutes=45), "", sequence, CounterState.OPEN, NOW)
