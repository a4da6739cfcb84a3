"""Who is asked, which way, and who will see what: read from the interview itself, before it is sent."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.model import Interview, Role
from anteroom.interviews.view import view_of
from anteroom.meetings.model import MOST_IN_ROOM, Kind, crowded
from anteroom.meetings.words import words_of
from anteroom.passes.times import WrittenTime, written
from anteroom.passes.words import LobbyWords
from anteroom.people.persons import zone_and_language
from anteroom.schedule.wish import Wish


@dataclass(frozen=True, slots=True)
class Asked:
    """One who is asked. `label` is what everybody reads; `email` is shown to who typed it alone."""

    label: str
    required: bool
    email: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Preview:
    """The last step before anybody is contacted.

    `theirs` is the freelancer's hour, "" where it is the same or not known. Where a freelancer lives is told
    as an offset only. `sees` is what the freelancer reads of people; `place` how the place is said.
    """

    title: str
    agenda: str
    when: WrittenTime
    theirs: str
    theirs_known: bool
    offers: tuple[WrittenTime, ...]
    host: str
    freelancer: str
    guests: tuple[Asked, ...]
    sees: tuple[str, ...]
    place: str
    place_notes: tuple[str, ...]
    nda: str
    nda_title: str
    minted: tuple[str, ...]


async def preview_of(
    conn: Connection, house: House, interview: Interview, wish: Wish, zone: str | None, say: LobbyWords
) -> Preview:
    """Return what a scheduled interview would be. `zone` is that of whoever reads it."""
    freelancer = interview.candidate
    seen = await view_of(conn, house, interview, freelancer)
    theirs, _ = await zone_and_language(conn, freelancer.person_id)
    own = written(interview.starts_at, interview.ends_at, zone, say)
    guests = [party for party in interview.present if party.role is Role.GUEST]
    asked = tuple(
        Asked(party.label, party.required, each.email or "")
        for party, each in zip(guests, wish.command.guests, strict=True)
    )
    return Preview(
        title=interview.title,
        agenda=interview.agenda,
        when=own,
        theirs=_theirs(interview.starts_at, interview.ends_at, theirs, own, say),
        theirs_known=theirs is not None,
        offers=tuple(written(start, end, zone, say) for start, end in wish.offers),
        host=interview.host.label,
        freelancer=freelancer.label,
        guests=asked,
        sees=tuple(line.label for line in seen.lines if not line.own),
        place=interview.place.words if interview.place.outside else say("schedule.where.room"),
        place_notes=_notes(interview, say),
        nda=interview.nda,
        nda_title=interview.nda_title,
        minted=_minted(interview, wish),
    )


def _theirs(
    starts_at: datetime, ends_at: datetime, zone: str | None, own: WrittenTime, say: LobbyWords
) -> str:
    if zone is None:
        return ""
    theirs = written(starts_at, ends_at, zone, say)
    return "" if theirs.span == own.span else f"{theirs.span} ({theirs.zone.rpartition(', ')[2]})"


def _notes(interview: Interview, say: LobbyWords) -> tuple[str, ...]:
    words = words_of(interview.place, say.language)
    if interview.place.kind is Kind.MADE:
        return (words.say("choose.make.hint"), words.rename)
    if interview.place.outside:
        return (say("check.link.sealed"), words.rename)
    if crowded(interview.place, len(interview.present)):
        return (words.say("crowded", most=MOST_IN_ROOM),)
    return ()


def _minted(interview: Interview, wish: Wish) -> tuple[str, ...]:
    moments = [interview.starts_at, interview.ends_at, *(each for span in wish.offers for each in span)]
    return (interview.nda, interview.title, interview.agenda, *(each.isoformat() for each in moments))
