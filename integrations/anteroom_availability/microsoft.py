"""When somebody is busy in Microsoft 365: Graph's getSchedule of the person's own mailbox, and of no other.

Graph sends subjects and places along (learn.microsoft.com, "Get free/busy schedule"); they are never read. It
wants the address of the mailbox, which is asked for each time and kept nowhere.
"""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from anteroom.times.availability.model import Span, Trouble, Window, merged
from anteroom_availability.asking import Asking, Untold, judged
from anteroom_availability.windows import instant, parts, span_of

SCOPE = "https://graph.microsoft.com/Calendars.ReadBasic"
LONGEST = 61 * 24 * 3600
"""A window must be less than 62 days."""
SLOT, LONGEST_SLOT = 5, 1440
"""Minutes of a slot of the view, which is never longer than the window. The view is not read."""
FREE = frozenset({"free", "workingelsewhere"})
NO_SUCH_ADDRESS = "5009"


class _Owner(msgspec.Struct, frozen=True):
    address: str


class _Own(msgspec.Struct, frozen=True):
    owner: _Owner


class _Instant(msgspec.Struct, frozen=True, rename={"at": "dateTime", "zone": "timeZone"}):
    at: str
    zone: str


class _Item(msgspec.Struct, frozen=True):
    start: _Instant
    end: _Instant
    status: str = "unknown"


class _Trouble(msgspec.Struct, frozen=True, rename={"code": "responseCode"}):
    code: str = ""


class _Schedule(msgspec.Struct, frozen=True, rename={"items": "scheduleItems"}):
    items: tuple[_Item, ...] | None = None
    error: _Trouble | None = None


class _Answer(msgspec.Struct, frozen=True):
    value: tuple[_Schedule, ...]


async def busy(asking: Asking, graph_url: str, token: str, window: Window) -> tuple[Span, ...]:
    """Return when whoever the token belongs to is busy in a window. Raises Untold."""
    own = await asking.ask("GET", f"{graph_url}/v1.0/me/calendar?$select=owner", bearer=token)
    address = judged(own).read(_Own).owner.address
    found: list[Span] = []
    for part in parts(window, LONGEST):
        found += await _asked(asking, graph_url, token, address, part)
    return merged(found, window)


async def _asked(asking: Asking, graph_url: str, token: str, address: str, window: Window) -> list[Span]:
    ends = max(window.ends, window.begins + SLOT * 60)
    said = {
        "schedules": [address],
        "startTime": _written(window.begins),
        "endTime": _written(ends),
        "availabilityViewInterval": min(LONGEST_SLOT, (ends - window.begins) // 60),
    }
    reply = await asking.ask(
        "POST",
        f"{graph_url}/v1.0/me/calendar/getSchedule",
        bearer=token,
        headers={"Prefer": 'outlook.timezone="UTC"'},
        said=said,
    )
    schedules = judged(reply).read(_Answer).value
    if len(schedules) != 1:
        raise Untold(Trouble.BROKEN)
    trouble, items = schedules[0].error, schedules[0].items
    if trouble is not None:
        gone = trouble.code == NO_SUCH_ADDRESS
        raise Untold(Trouble.NO_CALENDAR if gone else Trouble.BROKEN)
    if items is None:
        raise Untold(Trouble.BROKEN)  # a view alone, and nothing of what is in it
    # Tentative is not free: whoever may come to something else is not asked for the same hour.
    return [span_of(_read(each.start), _read(each.end)) for each in items if each.status.lower() not in FREE]


def _written(second: int) -> dict[str, str]:
    return {"dateTime": instant(second).strftime("%Y-%m-%dT%H:%M:%S"), "timeZone": "UTC"}


def _read(said: _Instant) -> datetime:
    """Graph writes seven digits of a second, of which Python reads six."""
    if said.zone.upper() != "UTC":
        raise Untold(Trouble.BROKEN)
    try:
        read = datetime.fromisoformat(said.at[:26])
    except ValueError:
        raise Untold(Trouble.BROKEN) from None
    if read.utcoffset():
        raise Untold(Trouble.BROKEN)
    return read.replace(tzinfo=UTC)
