"""What one viewer may know and do once a call is over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.interviews.model import State
from anteroom.verdicts.model import Cause

AGAIN_WITHIN = timedelta(days=14)
"""After the end: another time can be set for the same people so long."""
AGAIN_STATES = (State.HELD, State.MISSED, State.TECHNICAL, State.EXPIRED)


class Seen(StrEnum):
    """What a viewer learns of who did not come."""

    NOTHING = ""
    OWN = "own"
    """Nobody of the viewer's own side was seen."""
    OTHER = "other"
    """The host learns that nobody of the freelancer's side was."""
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class After:
    """What a viewer may know and do about an interview that is over.

    `stays` are the viewer's own, as they were seen. `asking` are labels of those who would like to try once
    more, for the host alone; `asked` that the viewer is one. `contested` is the state of the viewer's own
    contest, `said` its own word on the connection.
    """

    under_review: bool = False
    cause: Cause = Cause.NONE
    again_id: str = ""
    may_rebook: bool = False
    may_ask: bool = False
    asked: bool = False
    asking: tuple[str, ...] = ()
    may_contest: bool = False
    contested: str = ""
    may_say: bool = False
    said: str = ""
    seen: Seen = Seen.NOTHING
    stays: Sequence[tuple[datetime, datetime]] = ()


NOTHING = After()
