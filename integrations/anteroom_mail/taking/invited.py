"""A calendar message of somebody else's making → the event that it asks us to, parsed once."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from anteroom.house import House
from anteroom.requests.model import CalendarEvent, Invited, Refusal
from anteroom_calendar import Answer as CalendarMessage
from anteroom_calendar import Answering, Problem
from anteroom_mail.taking.addressing import InterviewAddress

MOST_READ = 60
"""How many attendees are looked at: more than may come, so that too many are refused and not cut off."""
THINGS = frozenset({"ROOM", "RESOURCE"})
# What Teams and Google Meet write below a person's own words: ways into a call that nobody will hold.
_CALL_BLOCK = re.compile(r"^[ \t]*(?:_{20,}|-::~:~::~.*)[ \t]*$", re.MULTILINE)
_FIRST, _LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(9000, 1, 1, tzinfo=UTC)
# In the order in which they are told: what is wrong with a day is said before what is wrong with its hours.
_TROUBLES = (
    (Problem.RECURRING, Refusal.SERIES),
    (Problem.SEVERAL_EVENTS, Refusal.SERIES),
    (Problem.ALL_DAY, Refusal.ALL_DAY),
    (Problem.FLOATING_TIME, Refusal.FLOATING),
    (Problem.UNKNOWN_ZONE, Refusal.UNKNOWN_ZONE),
    (Problem.NO_START, Refusal.UNDATED),
    (Problem.ENDS_BEFORE_START, Refusal.UNDATED),
)


def event_of(
    house: House, whose: InterviewAddress, message: CalendarMessage, organizer_id: str, sender_id: str
) -> CalendarEvent:
    """Return what a REQUEST or CANCEL tells. Its place is only noted: no link of it is ever passed on."""
    trouble = _trouble(message)
    dated = trouble in (Refusal.NONE, Refusal.SERIES)
    return CalendarEvent(
        uid=message.uid,
        local=whose.local,
        proposal_id=whose.proposal_id,
        organizer_id=organizer_id,
        sender_id=sender_id,
        sequence=message.sequence,
        stamp=message.dtstamp,
        starts_at=message.start if dated else None,
        ends_at=message.end if dated else None,
        trouble=trouble,
        title=message.summary,
        description=own_words(message.description),
        place=bool(message.location.strip()),
        left_out=any(line.cutype == "GROUP" for line in message.attendees[:MOST_READ]),
        invited=tuple(_invited(house, message)),
    )


def own_words(description: str) -> str:
    """Return what a person wrote above the block that a meeting tool appended."""
    found = _CALL_BLOCK.search(description)
    return (description[: found.start()] if found else description).strip()


def _trouble(message: CalendarMessage) -> Refusal:
    for problem, refusal in _TROUBLES:
        if problem in message.problems:
            return refusal
    if message.start is None or message.end is None:
        return Refusal.UNDATED
    # Times that cannot be written or shown in every zone are refused by what is wrong with them, and let go.
    if message.start < _FIRST:
        return Refusal.PAST
    if message.start > _LAST:
        return Refusal.FAR
    return Refusal.LENGTH if message.end > _LAST else Refusal.NONE


def _invited(house: House, message: CalendarMessage) -> list[Invited]:
    ours = f"@{house.settings.relay_domain.lower()}"
    organizer = message.organizer.address.casefold() if message.organizer else ""
    return [
        Invited(line.address, _name(line), required=line.role != "OPT-PARTICIPANT")
        for line in message.attendees[:MOST_READ]
        if "@" in line.address
        and line.cutype not in THINGS | {"GROUP"}
        and line.role != "NON-PARTICIPANT"
        and not line.address.casefold().endswith(ours)
        and line.address.casefold() != organizer
    ]


def _name(line: Answering) -> str:
    # Many programs repeat the address where they know no name.
    return "" if "@" in line.label else line.label
