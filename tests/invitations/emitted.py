"""About 2,000 messages that we can emit, the same in each run: each form, zone, clock change and name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

from anteroom_calendar import Attendee, Invitation, Method, Organizer, Partstat

YEARS = (2026, 2027, 2028, 2029)
LENGTH = timedelta(minutes=45)
# The last hour before a clock goes back comes twice and is written in UTC; two hours before it is not.
STEPS = (timedelta(hours=-2), timedelta(seconds=-1), timedelta(), timedelta(hours=1))

_ZONES = """
    America/New_York America/Chicago America/Denver America/Los_Angeles America/Anchorage America/Halifax
    America/St_Johns America/Toronto America/Havana America/Phoenix America/Mexico_City America/Bogota
    America/Lima America/Sao_Paulo America/Argentina/Buenos_Aires America/Santiago America/Nuuk
    Europe/London Europe/Dublin Europe/Lisbon Europe/Madrid Europe/Paris Europe/Berlin Europe/Rome
    Europe/Warsaw Europe/Athens Europe/Helsinki Europe/Kyiv Europe/Chisinau Europe/Istanbul Europe/Moscow
    Atlantic/Azores Atlantic/Reykjavik Africa/Casablanca Africa/Lagos Africa/Johannesburg Africa/Nairobi
    Africa/Cairo Asia/Jerusalem Asia/Beirut Asia/Dubai Asia/Tehran Asia/Karachi Asia/Kolkata Asia/Kathmandu
    Asia/Dhaka Asia/Bangkok Asia/Singapore Asia/Manila Asia/Shanghai Asia/Tokyo Australia/Perth
    Australia/Brisbane Australia/Adelaide Australia/Sydney Australia/Lord_Howe Pacific/Auckland
    Pacific/Chatham Pacific/Honolulu Pacific/Kiritimati
"""
ZONES = tuple(_ZONES.split())

# What is given, and what everybody reads. A label is one line; a backslash would swallow a quote (icalendar).
NAMES = {
    "Dana": "Dana",
    "Dana, VP Engineering": "Dana, VP Engineering",
    'Dana "the boss"; Inc: Ltd': 'Dana "the boss"; Inc: Ltd',
    "caret ^ and ^n and ^'": "caret ^ and ^n and ^'",
    "Éva 😀 Ödön 👩‍💻, legal": "Éva 😀 Ödön 👩‍💻, legal",
    "نور الهدى، مهندسة": "نور الهدى، مهندسة",
    "x" * 200: "x" * 200,
    "名前、" * 66 + "名前": "名前、" * 66 + "名前",
    ('"😀", نور; ' * 20).strip(): ('"😀", نور; ' * 20).strip(),
    "Dana\r\nATTENDEE:mailto:evil@evil.example\r\n": "Dana ATTENDEE:mailto:evil@evil.example",
    "a = b\t\\ c": "a = b / c",
}


def _request(plain: Invitation) -> Invitation:
    return replace(plain, sequence=0, created=plain.dtstamp, last_modified=plain.dtstamp)


def _answered(plain: Invitation, *partstats: Partstat) -> tuple[Attendee, ...]:
    return tuple(
        replace(each, partstat=partstat) for each, partstat in zip(plain.attendees, partstats, strict=True)
    )


def _status(plain: Invitation) -> Invitation:
    """What answers a REFRESH or refuses a delegation: where everybody stands, and a word about it."""
    people = _answered(plain, Partstat.TENTATIVE, Partstat.DECLINED, Partstat.ACCEPTED)
    return replace(plain, attendees=people, comment="Only the host can add somebody; nothing was changed.")


def _own(plain: Invitation, partstat: Partstat) -> tuple[Attendee, ...]:
    return (replace(plain.attendees[0], partstat=partstat),)


FORMS: dict[str, Callable[[Invitation], Invitation]] = {
    "request": _request,
    "update": lambda plain: replace(plain, sequence=3, last_modified=plain.dtstamp),
    "status": _status,
    "cancel": lambda plain: replace(plain, method=Method.CANCEL, sequence=4, conference=""),
    "removal": lambda plain: replace(
        plain, method=Method.CANCEL, removal=True, attendees=plain.attendees[:1], conference=""
    ),
    "declinecounter": lambda plain: replace(
        plain, method=Method.DECLINECOUNTER, sequence=2, comment="We keep the time."
    ),
    "accepted": lambda plain: replace(
        plain, method=Method.REPLY, attendees=_own(plain, Partstat.ACCEPTED), comment="gladly"
    ),
    "declined": lambda plain: replace(plain, method=Method.REPLY, attendees=_own(plain, Partstat.DECLINED)),
    "tentative": lambda plain: replace(plain, method=Method.REPLY, attendees=_own(plain, Partstat.TENTATIVE)),
    "delegated": lambda plain: replace(plain, method=Method.REPLY, attendees=_own(plain, Partstat.DELEGATED)),
    "counter": lambda plain: replace(plain, method=Method.COUNTER),
    "refresh": lambda plain: replace(plain, method=Method.REFRESH, attendees=plain.attendees[:1]),
    "publish": lambda plain: replace(plain, method=Method.PUBLISH, attendees=()),
}


@dataclass(frozen=True, slots=True)
class Sample:
    """`invitation` is what the writer is given, `expected` what every reader should find in it."""

    form: str
    name: str
    invitation: Invitation
    expected: Invitation


@cache
def samples() -> tuple[Sample, ...]:
    """For each zone and year both changes of its clock, or where it has none four days; forms and names take
    turns. Then each form with each name.
    """
    taken: list[tuple[str | None, datetime]] = [(zone, moment) for zone in ZONES for moment in moments(zone)]
    plan = [(taken[number], number % len(FORMS), number % len(NAMES)) for number in range(len(taken))]
    summer = datetime(2026, 7, 1, 16, 20, tzinfo=UTC)
    plan += [((None, summer), form, name) for form in range(len(FORMS)) for name in range(len(NAMES))]
    forms, names = tuple(FORMS), tuple(NAMES)
    return tuple(
        _sample(number, *place, forms[form], names[name]) for number, (place, form, name) in enumerate(plan)
    )


@cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The instants of those years at which the zone's clock changes."""
    real, found = ZoneInfo(zone), []
    day = datetime(YEARS[0], 1, 1, tzinfo=UTC)
    while day.year <= YEARS[-1]:
        low, high = day, day + timedelta(days=1)
        before = low.astimezone(real).utcoffset()
        if before != high.astimezone(real).utcoffset():
            while high - low > timedelta(seconds=1):
                middle = low + timedelta(seconds=(high - low) // timedelta(seconds=2))
                low, high = (middle, high) if middle.astimezone(real).utcoffset() == before else (low, middle)
            found.append(high)
        day += timedelta(days=1)
    return tuple(found)


def moments(zone: str) -> Iterator[datetime]:
    """When the zone's samples begin: around each change, in a year without one on four days."""
    for year in YEARS:
        of_year = [change for change in changes(zone) if change.year == year]
        for change in of_year:
            yield from (change + step for step in STEPS)
        if not of_year:
            yield from (datetime(year, month, 15, 9, 5, tzinfo=UTC) for month in (1, 4, 7, 10))
            yield from (datetime(year, month, 28, 22, 0, tzinfo=UTC) for month in (2, 5, 8, 11))


def _sample(number: int, zone: str | None, start: datetime, form: str, name: str) -> Sample:
    make = FORMS[form]
    given = _invitation(number, zone, start, name, name)
    expected = _invitation(number, zone, start, NAMES[name], name.replace("\r\n", "\n"))
    return Sample(form, name, make(given), make(expected))


def _invitation(number: int, zone: str | None, start: datetime, label: str, text: str) -> Invitation:
    return Invitation(
        method=Method.REQUEST,
        uid=f"n{number}@relay.example",
        sequence=1,
        dtstamp=datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number),
        start=start,
        end=start + LENGTH,
        organizer=Organizer("r-7f3k@relay.example", label),
        attendees=(
            Attendee("dana@corp.example", label, rsvp=True),
            Attendee("a-9qzt@relay.example", "Noor"),
            Attendee("a-81xc@relay.example", label),
        ),
        summary=f"Interview: {text}",
        description=f"With {text}.\nYour own link, yours alone: https://meet.example/i#pty_a.1.b",
        conference="https://meet.example/i#pty_a.1.b",
        conference_label=label,
        zone=zone,
    )
