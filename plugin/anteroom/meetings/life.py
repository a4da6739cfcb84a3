"""What may happen to the place of a call: pure functions from a state and a wish to a decision."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.errors import Conflict, NotAllowed
from anteroom.interviews.life import refuse_if_over
from anteroom.interviews.model import Decision, Event, Happened, Interview, Party
from anteroom.interviews.roster import refuse_unless_host
from anteroom.meetings.choice import Chosen
from anteroom.meetings.model import EMBEDDED
from anteroom.meetings.provider import LeakProfile
from anteroom.meetings.words import hash_of

TOOL = "tool"
"""Who acts where it is no person."""
HERE = "This interview takes place in the browser."


def placed(interview: Interview, chosen: Chosen, actor: str) -> Decision:
    """Move the call to another place. What people agreed to of another tool's lapses by itself.

    Raises AlreadyOver, NotAllowed for anybody but the host, Conflict once both sides are in the call.
    """
    refuse_if_over(interview)
    refuse_unless_host(interview, actor)
    if interview.first_together_at is not None:
        raise Conflict("The call has begun; it cannot move to another place any more.")
    if not chosen.place.outside and not interview.place.outside:
        return Decision(interview)
    facts = chosen.facts or {"place": chosen.place.kind.value}
    return Decision(replace(interview, place=chosen.place), (Happened(Event.PLACED, actor, dict(facts)),))


def made(interview: Interview, shows: LeakProfile) -> Decision:
    """The call is there. Where it shows more than was thought, everybody is asked about that anew."""
    changed = replace(interview, place=replace(interview.place, ready=True, shows=shows))
    facts = {"tool": str(interview.place.tool), "grade": shows.grade.value}
    return Decision(changed, (Happened(Event.CALL_MADE, TOOL, facts),))


def fell_back(interview: Interview, because: str) -> Decision:
    """The tool is not there for this call: it takes place in the room, even if it has begun elsewhere."""
    if interview.state.over or not interview.place.outside:
        return Decision(interview)
    tool = interview.place.tool
    facts = {"tool": str(tool), "because": because}
    changed = replace(interview, place=replace(EMBEDDED, instead_of=tool))
    return Decision(changed, (Happened(Event.FELL_BACK, TOOL, facts),))


def agreed(interview: Interview, party_id: str, told: str, now: datetime, *, may_record: bool) -> Decision:
    """Keep that a party knows what the tool shows (`told` is the hash of that), and minds a recording or not.

    Raises AlreadyOver, NotAllowed; Conflict where the call takes place here after all.
    """
    refuse_if_over(interview)
    party = interview.party(party_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    if not interview.place.outside:
        raise Conflict(HERE)
    if (party.tool_hash, party.may_record) == (told, may_record):
        return Decision(interview)
    changed = interview.with_party(replace(party, tool_hash=told, tool_agreed_at=now, may_record=may_record))
    facts = {"text": told, "recording": "agreed" if may_record else "refused"}
    happened = [Happened(Event.TOOL_AGREED, party_id, facts)]
    if all_may_record(interview) and not all_may_record(changed):
        happened.append(Happened(Event.RECORDING_ENDED, party_id))
    return Decision(changed, tuple(happened))


def must_agree(interview: Interview, party: Party) -> bool:
    """Tell whether a party has not yet said that it knows what the tool shows, as it stands now."""
    return interview.place.outside and party.tool_hash != hash_of(interview.place)


def kept_out(interview: Interview, party: Party) -> bool:
    """Tell whether a party is a notetaker that may not come in: not everybody agreed to a recording.

    Into our own room none does: it records nothing, whoever agrees to what.
    """
    return party.notetaker and not (interview.place.outside and all_may_record(interview))


def all_may_record(interview: Interview) -> bool:
    """Tell whether everybody who is in the interview agreed to a recording, of this tool.

    A notetaker is not asked: it is what the others are asked about.
    """
    told = hash_of(interview.place)
    asked = [party for party in interview.present if not party.notetaker]
    return all(party.may_record and party.tool_hash == told for party in asked)
