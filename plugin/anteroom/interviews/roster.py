"""Who is in an interview that stands already: somebody more, or somebody less. Pure functions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.errors import BadInput, NotAllowed, NotFound
from anteroom.interviews import counters
from anteroom.interviews.commands import MOST_PEOPLE
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Decision, Event, Happened, Interview, Party, Role

FIXED = frozenset({Role.HOST, Role.CANDIDATE})
"""Without these two it is no interview."""


def added(interview: Interview, party: Party, actor: str) -> Decision:
    """Take one more party in. Whoever is in it already changes nothing; nobody is asked anew.

    Raises AlreadyOver, NotAllowed unless `actor` hosts, BadInput beyond twenty people.
    """
    refuse_if_over(interview)
    refuse_unless_host(interview, actor)
    if interview.party_of(party.person_id) is not None:
        return Decision(interview)
    if sum(each.role not in FIXED for each in interview.present) >= MOST_PEOPLE:
        raise BadInput(f"At most {MOST_PEOPLE} people can be looped in.", field="guests")
    # Places are never used twice: a removed party keeps its own.
    placed = replace(party, position=1 + max(each.position for each in interview.parties))
    changed = replace(interview, parties=(*interview.parties, placed))
    return Decision(changed, (Happened(Event.PARTY_ADDED, actor, {"party": placed.id}),))


def removed(interview: Interview, party_id: str, actor: str, now: datetime) -> Decision:
    """Let a party go: its pass dies, its counters are nobody's. One that is gone already changes nothing.

    Raises AlreadyOver, NotAllowed unless `actor` hosts, and for the host and the freelancer.
    """
    refuse_if_over(interview)
    refuse_unless_host(interview, actor)
    party = interview.party(party_id)
    if party is None:
        return Decision(interview)
    if party.role in FIXED:
        raise NotAllowed("An interview needs its host and its freelancer. Cancel it instead.")
    gone = interview.with_party(replace(party, removed_at=now, epoch=party.epoch + 1))
    gone = replace(gone, counters=counters.withdrawn(gone.counters, party_id))
    return Decision(gone, (Happened(Event.PARTY_REMOVED, actor, {"party": party_id}),))


def renewed(interview: Interview, party_id: str, actor: str) -> Decision:
    """Let a party's pass open nothing any more and have another one sent in its place.

    Raises AlreadyOver, NotFound, and NotAllowed unless `actor` hosts or it is the own pass.
    """
    refuse_if_over(interview)
    if actor != party_id:
        refuse_unless_host(interview, actor)
    party = interview.party(party_id)
    if party is None or party.removed_at is not None:
        raise NotFound("There is no such party.")
    changed = interview.with_party(replace(party, epoch=party.epoch + 1))
    return Decision(changed, (Happened(Event.PASS_RENEWED, actor, {"party": party_id}),))


def refuse_unless_host(interview: Interview, actor: str) -> None:
    """Raise NotAllowed for anybody but the host's party."""
    if actor != interview.host.id:
        raise NotAllowed("Only the host can do this.")
