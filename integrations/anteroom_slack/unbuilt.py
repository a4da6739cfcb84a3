"""Verbs that people will look for and that do nothing yet: each says so, and what to do instead."""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom_slack.call import Call, Outcome

TIMES = (
    "I cannot find a time that suits everybody yet: I do not look into anybody's calendar. Offer one time "
    "with `/interview schedule`. Whoever cannot come proposes another on the own card or in the calendar; "
    "you see whom it suits and accept it with one press."
)


async def times(call: Call) -> Outcome:
    """Say how a time is found until we can."""
    return Outcome.saying(TIMES, Passage())
