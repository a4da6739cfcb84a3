"""The VTIMEZONE that goes out: yearly RRULEs, because Outlook reads a list of RDATEs an hour wrong.

Sources: iCalcreator issues 86 and 106 (RDATE), skarim/vobject issue 151 (an RRULE needs BYDAY), ri_cal pull
request 11 (give STANDARD and DAYLIGHT both where there are both).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from .posix_rule import Onset, PosixRule, rule_of

_WEEKDAYS = ("SU", "MO", "TU", "WE", "TH", "FR", "SA")
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "Etc/Universal", "UCT", "Zulu", "Universal"})


@lru_cache(maxsize=4096)  # all recipients of an interview who share a zone
def vtimezone(zone: str | None, *instants: datetime) -> bytes | None:
    """The zone's component, CRLF-ended, or None where these instants are better written in UTC.

    UTC is right for every one-off event; a zone only makes it read well. So UTC it is when the zone has no
    yearly rule, when the rule is not true at an instant, when the rule is no plain "nth weekday"
    (Santiago, Jerusalem, Cairo), and in both passes of the hour that comes twice when a clock goes back:
    local time names the first by RFC 5545 3.3.5, and libical and ical.js read the second. Instants are
    aware and UTC. Raises NotWritable for a zone nobody knows.
    """
    if zone is None or zone in _UTC_NAMES:
        return None
    for instant in instants:
        rule = rule_of(zone, instant)
        if rule is None:
            return None
        local = instant.astimezone(ZoneInfo(zone))
        twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
        if twice or rule.offset(instant) != local.utcoffset():
            return None
    return _component(zone, rule_of(zone, instants[0])) if instants else None


@lru_cache(maxsize=1024)
def _component(zone: str, rule: PosixRule | None) -> bytes | None:
    if rule is None or any(part.total_seconds() % 60 for part in (rule.standard, rule.summer)):
        return None
    standard_name, summer_name = rule.standard_name, rule.summer_name
    if rule.begins is None or rule.ends is None:
        lines = _observance("STANDARD", standard_name, rule.standard, rule.standard, None)
    elif not (_plain(rule.begins) and _plain(rule.ends)):
        return None
    else:
        summer = _observance("DAYLIGHT", summer_name, rule.standard, rule.summer, rule.begins)
        winter = _observance("STANDARD", standard_name, rule.summer, rule.standard, rule.ends)
        if rule.summer < rule.standard:
            # Dublin calls its summer the standard; every calendar program takes DAYLIGHT for the later clock.
            summer = _observance("STANDARD", summer_name, rule.standard, rule.summer, rule.begins)
            winter = _observance("DAYLIGHT", standard_name, rule.summer, rule.standard, rule.ends)
        lines = summer + winter
    text = "\r\n".join(["BEGIN:VTIMEZONE", f"TZID:{zone}", *lines, "END:VTIMEZONE", ""])
    return text.encode("ascii")


def _observance(kind: str, name: str, before: timedelta, after: timedelta, onset: Onset | None) -> list[str]:
    begins = onset.in_year(1970) if onset else datetime(1970, 1, 1)
    rule = []
    if onset:
        nth = -1 if onset.week == 5 else onset.week
        rule = [f"RRULE:FREQ=YEARLY;BYMONTH={onset.month};BYDAY={nth}{_WEEKDAYS[onset.weekday]}"]
    return [
        f"BEGIN:{kind}",
        f"DTSTART:{begins:%Y%m%dT%H%M%S}",
        f"TZOFFSETFROM:{_offset(before)}",
        f"TZOFFSETTO:{_offset(after)}",
        f"TZNAME:{name}",
        *rule,
        f"END:{kind}",
    ]


def _plain(onset: Onset) -> bool:
    """Whether the change falls on the nth weekday itself, not hours before or after that day."""
    return timedelta() <= onset.time < timedelta(days=1)


def _offset(offset: timedelta) -> str:
    minutes = int(offset.total_seconds()) // 60
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02}{abs(minutes) % 60:02}"
