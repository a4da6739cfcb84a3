"""Rules of counters: when two say the same, which can still be decided, what becomes of the others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from anteroom.errors import Conflict
from anteroom.interviews.model import Counter, CounterState, Interview

MOST = 30
"""How many one party may make in an interview: every card is shown anew for each, and each is kept."""


def made_by(interview: Interview, party_id: str) -> int:
    """Count what a party proposed so far, whatever became of it."""
    return sum(each.party_id == party_id for each in interview.counters)


def says_the_same(old: Counter, new: Counter) -> bool:
    """Tell whether a counter repeats one that is still open."""
    return old.state is CounterState.OPEN and (old.party_id, old.starts_at, old.ends_at, old.sequence) == (
        new.party_id,
        new.starts_at,
        new.ends_at,
        new.sequence,
    )


def overtakes(old: Counter, new: Counter) -> bool:
    """Tell whether an open one was made after a new one of the same party, as its author's calendar says.

    DTSTAMP has whole seconds only: of two in one second the one that arrives last counts.
    """
    if old.state is not CounterState.OPEN or old.party_id != new.party_id:
        return False
    if old.stamp is None or new.stamp is None:
        return False
    return new.stamp.replace(microsecond=0) < old.stamp.replace(microsecond=0)


def said_again(counters: Iterable[Counter], made: Counter) -> tuple[Counter, ...]:
    """Return `counters`, in which the open one that says the same is as new as the newest of the two."""
    return tuple(
        replace(old, stamp=max(filter(None, (old.stamp, made.stamp)), default=None))
        if says_the_same(old, made)
        else old
        for old in counters
    )


def added(counters: Iterable[Counter], made: Counter) -> tuple[Counter, ...]:
    """Return `counters` with a new one; an earlier open one of the same party is superseded."""
    older = tuple(
        replace(old, state=CounterState.SUPERSEDED)
        if old.party_id == made.party_id and old.state is CounterState.OPEN
        else old
        for old in counters
    )
    return (*older, made)


def open_counter(interview: Interview, counter_id: str) -> Counter:
    """Return a counter that can still be decided. Raises Conflict, saying what became of it."""
    chosen = interview.counter(counter_id)
    if chosen is None:
        raise Conflict("There is no such proposed time.")
    if chosen.state is not CounterState.OPEN:
        raise Conflict(f"This proposed time is already {chosen.state.value}.")
    return chosen


def accepted(counters: Iterable[Counter], chosen: Counter) -> tuple[Counter, ...]:
    """Return `counters` with the chosen one accepted and every other open one superseded."""
    return tuple(
        replace(each, state=CounterState.ACCEPTED) if each.id == chosen.id else each
        for each in superseded(counters, but=chosen)
    )


def declined(counters: Iterable[Counter], chosen: Counter) -> tuple[Counter, ...]:
    """Return `counters` with the chosen one declined; the others stay."""
    return tuple(
        replace(each, state=CounterState.DECLINED) if each.id == chosen.id else each for each in counters
    )


def withdrawn(counters: Iterable[Counter], party_id: str) -> tuple[Counter, ...]:
    """Return `counters` with every open one of a party superseded: the party is gone."""
    return tuple(
        replace(each, state=CounterState.SUPERSEDED)
        if each.party_id == party_id and each.state is CounterState.OPEN
        else each
        for each in counters
    )


def superseded(counters: Iterable[Counter], *, but: Counter | None = None) -> tuple[Counter, ...]:
    """Return `counters` with every open one superseded: the time they answered is no more."""
    return tuple(
        replace(each, state=CounterState.SUPERSEDED)
        if each.state is CounterState.OPEN and (but is None or each.id != but.id)
        else each
        for each in counters
    )
