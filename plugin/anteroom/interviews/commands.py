"""What one can ask for: frozen commands, parsed at the edge by whoever heard the person."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

LONGEST_TITLE = 120
LONGEST_AGENDA = 4000
LONGEST_COMMENT = 1000
LONGEST_LABEL = 80
MOST_PEOPLE = 20


@dataclass(frozen=True, slots=True)
class GuestWish:
    """Somebody to loop in: a known person or an address, and what others will read as the name.

    `zone` is an IANA name where whoever knows the person there tells one.
    """

    label: str
    person_id: str | None = None
    email: str | None = None
    required: bool = True
    zone: str = ""


@dataclass(frozen=True, slots=True)
class PollWish:
    """Offer several times in place of one: `times` as they begin and end, best first.

    `automatic`: the best is chosen as soon as all who must be there say yes, or at the `deadline`; otherwise
    the host chooses. `team_first`: the freelancer is asked once the client's own people were. Without a
    deadline the house sets one.
    """

    times: tuple[tuple[datetime, datetime], ...]
    automatic: bool = True
    team_first: bool = False
    deadline: datetime | None = None


@dataclass(frozen=True, slots=True)
class ScheduleInterview:
    """Ask everybody to an interview. `actor` asks and will host; `day` is the interview day it belongs to.

    `link` is the company's own link where the call takes place, "" for the embedded room. `again` is the
    interview, which is over, in whose place this one is scheduled. With a `poll` everybody is asked about its
    times first, and `starts_at` and `ends_at` say nothing.
    """

    proposal_id: str
    actor: str
    starts_at: datetime
    ends_at: datetime
    title: str = ""
    agenda: str = ""
    nda: str = ""
    nda_title: str = ""
    guests: tuple[GuestWish, ...] = ()
    day: str | None = None
    link: str = field(default="", repr=False)
    tool: str = ""
    again: str = ""
    poll: PollWish | None = None


@dataclass(frozen=True, slots=True)
class ProposeCounter:
    """Propose another time. `sequence` is the revision answered, `stamp` when, where a calendar says it."""

    interview_id: str
    person_id: str
    starts_at: datetime
    ends_at: datetime
    comment: str = ""
    sequence: int | None = None
    stamp: datetime | None = None
