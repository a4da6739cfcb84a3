"""Which zone an inbound TZID means: by its name first, because the definition sent along can be empty or
wrong.

Xandikos, for one, sends VTIMEZONEs without observances, and Exchange names zones as Windows does.
"""

from __future__ import annotations

from functools import lru_cache
from zoneinfo import available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

# Names that occur in mail and are in neither list.
_OTHER_NAMES = {
    "z": "UTC",
    "tzone://microsoft/utc": "UTC",
    "gmt": "UTC",
    "coordinated universal time": "UTC",
    "(utc) coordinated universal time": "UTC",
}


def zone_name(tzid: str) -> str | None:
    """The IANA name that a TZID means, None if its name says nothing.

    Takes IANA names in any case, Windows names, and names behind a vendor's prefix such as
    `/freeassociation.sourceforge.net/Europe/Berlin` (RFC 5545 3.2.19).
    """
    if len(tzid) > 200:
        return None
    names = _names()
    parts = tzid.strip().strip('"').casefold().strip("/").split("/")
    candidates = ("/".join(parts[start:]) for start in range(len(parts)))
    return next((names[candidate] for candidate in candidates if candidate in names), None)


@lru_cache(maxsize=1)
def _names() -> dict[str, str]:
    windows = {windows.casefold(): olson for windows, olson in WINDOWS_TO_OLSON.items()}
    return windows | {name.casefold(): name for name in available_timezones()} | _OTHER_NAMES
