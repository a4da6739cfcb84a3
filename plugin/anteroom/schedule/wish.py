"""From what was filled in to what is asked of the heart; every fault is named at its field."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anteroom.errors import AnteroomError
from anteroom.interviews import agreement
from anteroom.interviews.commands import (
    LONGEST_AGENDA,
    LONGEST_LABEL,
    LONGEST_TITLE,
    GuestWish,
    ScheduleInterview,
)
from anteroom.interviews.hours import FURTHEST
from anteroom.meetings.link import LONGEST as LONGEST_LINK
from anteroom.people.persons import is_address, known_zone
from anteroom.schedule.filled import LENGTHS, LINK, LONGEST_NDA, MADE, ROOM, Filled, TypedTime
from anteroom.schedule.local_time import Wrong, instant_of

Faults = dict[str, str]
"""By the name of a field, the name of the sentence that says what is wrong with it."""

FIELDS = {
    "starts_at": "day",
    "minutes": "minutes",
    "title": "title",
    "agenda": "agenda",
    "nda": "nda_text",
    "nda_title": "nda_title",
    "link": "link",
    "tool": "where",
    "guests": "guests",
    "email": "guests",
    "offers": "offers",
}
"""The field of the form at which a refusal of the heart is shown, by what the heart calls it."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a form asks for: the interview, and times offered beside its own."""

    command: ScheduleInterview
    offers: tuple[tuple[datetime, datetime], ...]


def wish_of(filled: Filled, proposal_id: str, person_id: str, now: datetime) -> Wish | Faults:
    """Return what is asked for, or what is wrong with which fields."""
    faults: Faults = {}
    minutes = int(filled.minutes) if filled.minutes in {str(each) for each in LENGTHS} else 0
    if not minutes:
        faults["minutes"] = "fault.minutes"
    starts_at = _instant(filled, filled.time, "day", now, faults)
    offers: list[datetime] = []
    for number, typed in enumerate(filled.offers):
        if typed.empty:
            continue
        moment = _instant(filled, typed, f"offer.{number}.day", now, faults)
        if moment is not None and (moment == starts_at or moment in offers):
            faults[f"offer.{number}.day"] = "fault.offer.twice"
        elif moment is not None:
            offers.append(moment)
    guests = _guests(filled, faults)
    _check_texts(filled, faults)
    if faults or starts_at is None:
        return faults
    length = timedelta(minutes=minutes)
    command = ScheduleInterview(
        proposal_id=proposal_id,
        actor=person_id,
        starts_at=starts_at,
        ends_at=starts_at + length,
        title=filled.title.strip(),
        agenda=filled.agenda.strip(),
        nda=(filled.nda_text.strip() or agreement.STANDARD) if filled.nda else "",
        nda_title=filled.nda_title.strip() if filled.nda else "",
        guests=guests,
        link=filled.link.strip() if filled.where == LINK else "",
        tool=filled.where.removeprefix(MADE) if filled.where.startswith(MADE) else "",
    )
    return Wish(command, tuple((each, each + length) for each in sorted(offers)))


def field_of(error: AnteroomError) -> str:
    """Return the field at which a refusal is shown; "" where it is about none."""
    return FIELDS.get(error.field or "", "")


def _instant(filled: Filled, typed: TypedTime, field: str, now: datetime, faults: Faults) -> datetime | None:
    zone = known_zone(filled.zone)
    if zone is None:
        faults["zone"] = "fault.zone"
        return None
    found = instant_of(typed, zone)
    if isinstance(found, Wrong):
        faults[field] = f"fault.{found}"
        return None
    if found <= now:
        faults[field] = "fault.when.past"
        return None
    if found - now > FURTHEST:
        faults[field] = "fault.when.far"
        return None
    return found.astimezone(UTC)


def _guests(filled: Filled, faults: Faults) -> tuple[GuestWish, ...]:
    found: dict[str, GuestWish] = {}
    for number, typed in enumerate(filled.guests):
        if typed.empty:
            continue
        email = typed.email.strip()
        if not is_address(email):
            faults[f"guest.{number}.email"] = "fault.guest.email"
        elif email.casefold() in found:
            faults[f"guest.{number}.email"] = "fault.guest.twice"
        elif len(typed.label.strip()) > LONGEST_LABEL:
            faults[f"guest.{number}.label"] = "fault.guest.label"
        else:
            found[email.casefold()] = GuestWish(typed.label.strip(), email=email, required=typed.required)
    return tuple(found.values())


def _check_texts(filled: Filled, faults: Faults) -> None:
    for field, text, longest in (
        ("title", filled.title, LONGEST_TITLE),
        ("agenda", filled.agenda, LONGEST_AGENDA),
        ("nda_title", filled.nda_title, LONGEST_TITLE),
        ("nda_text", filled.nda_text, LONGEST_NDA),
        ("link", filled.link, LONGEST_LINK),
    ):
        if len(text) > longest:
            faults[field] = f"fault.long.{field}"
    if filled.where == LINK and not filled.link.strip():
        faults["link"] = "fault.link"
    if filled.where not in (ROOM, LINK) and not filled.where.startswith(MADE):
        faults["where"] = "fault.where"
