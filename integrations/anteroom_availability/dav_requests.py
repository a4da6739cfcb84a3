"""What we ask CalDAV servers, and how their answers say yes."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from yarl import URL

from anteroom.times.availability.model import Window
from anteroom_availability.dav_xml import CALDAV, Element

if TYPE_CHECKING:
    import tldextract

_CALENDAR_USER = re.compile(r"mailto:[^\s\x00-\x20\x7f-\x9f<>\"(),:;\[\]\\@]{1,64}@[A-Za-z0-9.-]{1,250}")
_FIND = (
    '<?xml version="1.0" encoding="utf-8"?>'
    '<D:propfind xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop>{}</D:prop></D:propfind>'
)
ENTRANCE = _FIND.format("<D:current-user-principal/><D:resourcetype/><C:calendar-home-set/>").encode()
PRINCIPAL = _FIND.format(
    "<C:calendar-home-set/><C:schedule-outbox-URL/><C:calendar-user-address-set/>"
).encode()
CALENDARS = _FIND.format("<D:resourcetype/><C:schedule-calendar-transp/>").encode()
_EVENTS = """<?xml version="1.0" encoding="utf-8"?>
<C:calendar-query xmlns:D="DAV:" xmlns:C="urn:ietf:params:xml:ns:caldav"><D:prop><C:calendar-data>{}
</C:calendar-data></D:prop>
<C:filter><C:comp-filter name="VCALENDAR"><C:comp-filter name="VEVENT"><C:time-range start="{}" end="{}"/>
</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>"""
_TIMES = """
<C:comp name="VCALENDAR"><C:allprop/><C:comp name="VTIMEZONE"><C:allprop/><C:allcomp/></C:comp>
<C:comp name="VEVENT"><C:prop name="UID"/><C:prop name="DTSTART"/><C:prop name="DTEND"/>
<C:prop name="DURATION"/><C:prop name="RRULE"/><C:prop name="RDATE"/><C:prop name="EXDATE"/>
<C:prop name="RECURRENCE-ID"/><C:prop name="TRANSP"/><C:prop name="STATUS"/><C:prop name="SEQUENCE"/>
<C:prop name="X-MICROSOFT-CDO-BUSYSTATUS"/>
</C:comp></C:comp>"""
_FREE_BUSY = """<?xml version="1.0" encoding="utf-8"?>
<C:free-busy-query xmlns:C="urn:ietf:params:xml:ns:caldav"><C:time-range start="{}" end="{}"/>
</C:free-busy-query>"""
_REQUEST = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Anteroom//Availability//EN
METHOD:REQUEST
BEGIN:VFREEBUSY
UID:availability-{0}-{1}
DTSTAMP:{0}
DTSTART:{0}
DTEND:{1}
ORGANIZER:{2}
ATTENDEE:{2}
END:VFREEBUSY
END:VCALENDAR
"""


def free_busy_query(window: Window) -> bytes:
    """When the owner of a calendar is busy (RFC 4791, 7.10)."""
    return _FREE_BUSY.format(*_span(window)).encode()


def times_query(window: Window) -> bytes:
    """The times of the events of a calendar, without what they are about (RFC 4791, 7.8 and 9.6)."""
    return _EVENTS.format(_TIMES, *_span(window)).encode()


def events_query(window: Window) -> bytes:
    """The events of a calendar, of which only the times are read."""
    return _EVENTS.format("", *_span(window)).encode()


def free_busy(own: str, window: Window) -> bytes:
    """When the owner is busy by all calendars (RFC 6638, 5.1), asked in the owner's name of the owner."""
    return _REQUEST.format(*_span(window), own).replace("\n", "\r\n").encode()


def is_calendar_user(address: str) -> bool:
    """Tell whether it is a mail address that can be written into a calendar."""
    return _CALENDAR_USER.fullmatch(address) is not None


def says_yes(response: Element) -> bool:
    """Tell whether a scheduling response is about somebody who could be asked (RFC 6638, 3.2.2)."""
    status = response.first("request-status", CALDAV)
    return status is not None and status.text.strip().startswith("2.")


def same_house(one: URL, other: URL) -> bool:
    """Tell whether two addresses are one owner's: the same host, or hosts of one registered domain.

    iCloud leads from caldav.icloud.com to a host of its own for each person.
    """
    if one.scheme != other.scheme or not one.host or not other.host:
        return False
    return one.host == other.host or _registered(one.host) == _registered(other.host) != ""


def _registered(host: str) -> str:
    """The domain that somebody registered; "" for an address in digits and a name without one."""
    parts = _extractor()(host)
    return f"{parts.domain}.{parts.suffix}" if parts.domain and parts.suffix else ""


@cache
def _extractor() -> tldextract.TLDExtract:
    import tldextract  # it takes a tenth of a second, and few calendars are asked for

    # The list that the package ships, with suffixes below which anybody can have a name.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


def _span(window: Window) -> tuple[str, str]:
    begins, ends = (datetime.fromtimestamp(each, UTC) for each in (window.begins, window.ends))
    return f"{begins:%Y%m%dT%H%M%SZ}", f"{ends:%Y%m%dT%H%M%SZ}"
