"""When somebody is busy in Google Calendar: freeBusy.query of the person's own calendar, and of no other.

The scope lets us ask for nothing else (developers.google.com, "Choose Google Calendar API scopes"), so there
are no subjects to drop. More scopes would find more calendars; the narrowest one was worth more.
"""

from __future__ import annotations

from datetime import datetime

import msgspec

from anteroom.times.availability.model import Span, Trouble, Window, merged
from anteroom_availability.asking import Asking, Reply, Untold, judged
from anteroom_availability.windows import instant, parts, span_of

SCOPE = "https://www.googleapis.com/auth/calendar.freebusy"
OWN = "primary"
LONGEST = 60 * 24 * 3600
"""Google documents no longest window, and refuses one of more than about three months."""
TOO_OFTEN = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "quotaExceeded", "dailyLimitExceeded"})


class _Busy(msgspec.Struct, frozen=True):
    start: datetime
    end: datetime


class _Said(msgspec.Struct, frozen=True):
    reason: str = ""


class _Calendar(msgspec.Struct, frozen=True):
    busy: tuple[_Busy, ...] = ()
    errors: tuple[_Said, ...] = ()


class _Answer(msgspec.Struct, frozen=True):
    calendars: dict[str, _Calendar]


class _Error(msgspec.Struct, frozen=True):
    errors: tuple[_Said, ...] = ()


class _Refusal(msgspec.Struct, frozen=True):
    error: _Error


async def busy(asking: Asking, api_url: str, token: str, window: Window) -> tuple[Span, ...]:
    """Return when whoever the token belongs to is busy in a window. Raises Untold."""
    found: list[Span] = []
    for part in parts(window, LONGEST):
        found += await _asked(asking, api_url, token, part)
    return merged(found, window)


async def _asked(asking: Asking, api_url: str, token: str, window: Window) -> list[Span]:
    said = {
        "timeMin": instant(window.begins).isoformat(),
        "timeMax": instant(window.ends).isoformat(),
        "items": [{"id": OWN}],
    }
    reply = await asking.ask("POST", f"{api_url}/calendar/v3/freeBusy", bearer=token, said=said)
    answer = judged(reply, throttles=reply.status == 403 and _too_often(reply)).read(_Answer)
    own = answer.calendars.get(OWN)
    if own is None:
        raise Untold(Trouble.BROKEN)
    if own.errors:
        # One that has no calendar stays without; whatever else it is may pass.
        gone = any(each.reason == "notFound" for each in own.errors)
        raise Untold(Trouble.NO_CALENDAR if gone else Trouble.BROKEN)
    if any(each.start.tzinfo is None or each.end.tzinfo is None for each in own.busy):
        raise Untold(Trouble.BROKEN)
    return [span_of(each.start, each.end) for each in own.busy]


def _too_often(reply: Reply) -> bool:
    """Tell a limit from a lack of permission: both are 403 ("Handle API errors")."""
    try:
        said = reply.read(_Refusal)
    except Untold:
        return False
    return any(each.reason in TOO_OFTEN for each in said.error.errors)
