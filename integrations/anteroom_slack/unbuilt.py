"""Verbs that people will look for and that do nothing yet: each says so, and what to do instead."""

from __future__ import annotations

from anteroom.api.doorway import Passage
from anteroom_slack.call import Call, Outcome
from anteroom_slack.cards import escaped

TIMES = (
    "I cannot find a time that suits everybody yet: I do not look into anybody's calendar. Offer one time "
    "with `/interview schedule`. Whoever cannot come proposes another on the own card or in the calendar; "
    "you see whom it suits and accept it with one press."
)
REPORT = (
    "I cannot take a report in Slack yet, so nothing was sent to anybody. Report it on {marketplace}: {url}\n"
    "What you can do at once: `/interview remove` lets a guest go, `/interview cancel` calls it off."
)


async def times(call: Call) -> Outcome:
    """Say how a time is found until we can."""
    return Outcome.saying(TIMES, Passage())


async def report(call: Call) -> Outcome:
    """Say where a report is taken."""
    place = call.house.settings.marketplace
    return Outcome.saying(REPORT.format(marketplace=escaped(place.name), url=escaped(place.url)), Passage())
