"""Times that several people have in common: the one way by which anybody is told any.

Every path (REST, Slack, pages) asks here, so that the bounds of `telling` and `questions` hold for all of
them together. Whoever asks learns times and nothing else; a host also reads what people told of themselves:
hours, and that nothing is known.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotAllowed
from anteroom.house import House
from anteroom.interviews.model import Answer, Interview, Role
from anteroom.people.persons import known_zone
from anteroom.people.zones import NOWHERE, Whereabouts, whereabouts
from anteroom.times import questions
from anteroom.times.asker import Asker, asker_of
from anteroom.times.availability.known import Wanted, attendees
from anteroom.times.availability.model import Window
from anteroom.times.availability.refreshing import refresh
from anteroom.times.finder.find import find
from anteroom.times.finder.model import LONGEST_WINDOW, MINUTE, Attendee, Code, Question, Reason, Slot, Span
from anteroom.times.finder.together import together
from anteroom.times.met_before import met_before
from anteroom.times.telling import (
    OF_OTHERS,
    OF_OWN_SIDE,
    QUARTER,
    SCARCE,
    WIDE,
    Chosen,
    Read,
    choose,
    short,
)
from anteroom.times.veil import Veil, kept_back, spent, with_spans

MOST = 10
"""Times that one question is answered with."""
SHORTEST_WINDOW = timedelta(hours=8)
SHORTEST = timedelta(minutes=15)
FOUND = 400
"""How many of the best are looked at for those that are told."""
NOTICE = timedelta(hours=2)
"""No time is told that is nearer than that."""
AHEAD = timedelta(days=14)
"""How far the next common times lie ahead at most."""
STEP = timedelta(minutes=30)
SHORT_STEP = timedelta(minutes=15)
"""For what lasts shorter than the other step."""
HOST_READS = frozenset(set(Code) - {Code.OPTIONAL_CAN})
"""Reasons that a host is told. How many of those can who need not come is not among them: asked for one such
person, it would be a calendar."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for. The length is whole minutes, 15 at least; `near` is a time to keep close to.

    `but` is the interview that is to be moved: it occupies nobody.
    """

    since: datetime
    until: datetime
    length: timedelta
    most: int = MOST
    near: datetime | None = None
    but: str = ""


class CommonTime(msgspec.Struct, frozen=True):
    """A time that is told, in UTC; `reasons` name people by the caller's keys."""

    starts_at: datetime
    ends_at: datetime
    reasons: tuple[Reason, ...] = ()


class CommonTimes(msgspec.Struct, frozen=True):
    """What is told: the best first, or by time where the order would tell of somebody who need not come.

    `short`: there may be more, and enough was told of somebody's week. `unknown` are keys of those of whom
    it is not known when they can, for a host.
    """

    times: tuple[CommonTime, ...]
    short: bool = False
    unknown: tuple[str, ...] = ()


async def common_times(
    house: House,
    asker: Asker,
    people: Sequence[Wanted],
    wish: Wish,
    strangers: Sequence[Attendee] = (),
) -> CommonTimes:
    """Return times at which these people can meet; `strangers` are such as are nobody here yet.

    Calendars that were opened are asked before, some five seconds long at most: not within a transaction.
    Raises BadInput for a question that cannot be asked, NotAllowed for one about one other person alone,
    TooManyQuestions.
    """
    now = house.clock.now()
    wish = _within_bounds(wish, now)
    about = sorted({each.person_id for each in people} - {asker.person_id})
    if not about and not strangers:
        raise BadInput("Say with whom.", field="people")
    if not strangers and len(about) == 1 and len({each.person_id for each in people}) == 1:
        raise NotAllowed("Nobody is told when one person alone can. Look for a time that suits you, too.")
    digest = _digest(asker, people, strangers, wish)
    await refresh(house, [*about, asker.person_id])
    async with house.database.transaction() as conn:
        await questions.hold(conn, asker.side, about)
        kept = await questions.answered(conn, asker.side, digest, now)
        if kept is not None:
            return _for_reader(msgspec.json.decode(kept, type=CommonTimes), asker)
        await questions.refuse_if_too_many(conn, asker.side, asker.person_id, about, now)
        found = await _found(conn, house, asker, people, strangers, wish, now)
        await questions.note(
            conn, asker.side, asker.person_id, digest, about, msgspec.json.encode(found), now
        )
    return _for_reader(found, asker)


async def next_common(
    house: House, interview: Interview, person_id: str, near: datetime | None = None, count: int = 5
) -> CommonTimes:
    """Return the next times at which the people of an interview can meet, for one of its parties.

    They lie close to `near`, or else to the interview's own time, and are other than that. Raises
    NotAllowed for who is no party, TooManyQuestions.
    """
    party = interview.party_of(person_id)
    if party is None:
        raise NotAllowed("You are not part of this interview.")
    async with house.database.connection() as conn:
        asker = await asker_of(conn, interview, person_id)
    now, near = house.clock.now(), near or interview.starts_at
    wish = Wish(
        since=now,
        until=max(now, min(near, now + AHEAD)) + AHEAD,
        length=max(interview.length, SHORTEST),
        most=count + 1,
        near=near,
        but=interview.id,
    )
    async with house.database.connection() as conn:
        known, strangers = await _people_of(conn, interview, person_id, now)
    found = await common_times(house, asker, known, wish, strangers)
    others = [each for each in found.times if each.starts_at != interview.starts_at]
    return CommonTimes(tuple(others[:count]), found.short, found.unknown)


async def _people_of(
    conn: Connection, interview: Interview, person_id: str, now: datetime
) -> tuple[list[Wanted], list[Attendee]]:
    """Return whose calendars may be drawn on, and the others of an interview.

    An invitation alone opens nobody's: whoever was looped in by an address must have accepted it, or one
    like it before.
    """
    looped = [each for each in interview.present if each.role in (Role.GUEST, Role.ASSISTANT)]
    met = await met_before(conn, person_id, [each.person_id for each in looped])
    where = await whereabouts(conn, [each.person_id for each in looped], now)
    known: list[Wanted] = []
    strangers: list[Attendee] = []
    for each in interview.present:
        willing = each.answer in (Answer.ACCEPTED, Answer.TENTATIVE) or each.person_id in (person_id, *met)
        if willing or each not in looped:
            known.append(Wanted(each.person_id, each.id, each.required))
        else:
            zone = known_zone(where.get(each.person_id, NOWHERE).at(now))
            strangers.append(Attendee(each.id, zone, required=each.required))
    return known, strangers


async def _found(
    conn: Connection,
    house: House,
    asker: Asker,
    people: Sequence[Wanted],
    strangers: Sequence[Attendee],
    wish: Wish,
    now: datetime,
) -> CommonTimes:
    """Look for times, and note what is told of whom."""
    window = Window(_seconds(wish.since), _seconds(wish.until))
    known = await attendees(house, conn, people, window, but=wish.but)
    by_key = {each.key: each.person_id for each in people}
    where = await whereabouts(conn, sorted(set(by_key.values())), now)
    # Of whom nothing is known is read as well: that interviews are held here is seen by nothing else.
    others = sorted({*by_key.values()} - {asker.person_id})
    told = await questions.told(conn, asker.side, others)
    read = [
        Read(person, OF_OWN_SIDE if person in asker.own else OF_OTHERS, told.get(person, frozenset()))
        for person in others
    ]
    span, length = (window.begins, window.ends), -(-int(wish.length.total_seconds()) // QUARTER)

    def chosen_with(back: Mapping[str, tuple[Span, ...]], most: int) -> Chosen:
        busier = [with_spans(each, back.get(by_key[each.key], ())) for each in known]
        slots = _slots(busier, strangers, by_key, where, asker, wish, now)
        if wish.near is not None:
            near = _seconds(wish.near)
            slots.sort(key=lambda slot: (slot.score, abs(slot.begins - near), slot.begins))
        return choose(slots, read, most)

    veil = Veil(house.settings.secrets.index_key, asker.side)
    chosen = chosen_with(kept_back(read, veil.hidden, span, length), wish.most)
    few = len(chosen.slots) < min(SCARCE, wish.most) and window.ends - window.begins >= WIDE
    if few and not await questions.all_told_today(conn, asker.side, others, now):
        await questions.note_all_told(conn, asker.side, asker.person_id, others, now)
        chosen = chosen_with(spent(read, span, length), min(SCARCE, wish.most))
    await questions.add_told(conn, asker.side, chosen.new)
    shown = list(chosen.slots)
    must = sum(each.required for each in (*known, *strangers))
    if any(not each.required for each in known):
        # How well a time suits would tell of each whether one who need not come can.
        shown.sort(key=lambda slot: slot.begins)
    else:
        must = 0
    return CommonTimes(
        tuple(_time(slot, must, wish.length) for slot in shown),
        short(read, chosen.new, span, length),
        tuple(each.key for each in (*known, *strangers) if not each.known or each.zone is None),
    )


def _slots(
    known: Sequence[Attendee],
    strangers: Sequence[Attendee],
    by_key: dict[str, str],
    where: dict[str, Whereabouts],
    asker: Asker,
    wish: Wish,
    now: datetime,
) -> list[Slot]:
    """Return the times that suit, best first; who travels is elsewhere in one part of the window."""
    turns = {wish.since, wish.until}
    for each in where.values():
        if each.travel is not None:
            turns |= {
                turn for turn in (each.travel.begins_at, each.travel.until) if wish.since < turn < wish.until
            }
    found: list[tuple[Slot, ...]] = []
    for begins, ends in pairwise(sorted(turns)):
        if ends - begins < wish.length:
            continue
        there = tuple(
            replace(
                each,
                zone=known_zone(where.get(by_key[each.key], NOWHERE).at(begins)),
                required=each.required or by_key[each.key] == asker.person_id,
            )
            for each in known
        )
        zone = known_zone(where.get(asker.person_id, NOWHERE).at(begins)) or ZoneInfo("UTC")
        question = Question(
            attendees=(*there, *strangers),
            zone=zone,
            now=_seconds(now),
            since=_seconds(begins),
            until=_seconds(ends),
            # Whole quarters are told of: in a part of one somebody could be busy.
            length=-(-int(wish.length.total_seconds()) // QUARTER) * QUARTER,
            step=int((STEP if wish.length >= STEP else SHORT_STEP).total_seconds()),
            notice=int(NOTICE.total_seconds()),
            most=FOUND,
        )
        found.append(find(question))
    return together(found)


def _within_bounds(wish: Wish, now: datetime) -> Wish:
    """Return a wish on whole quarters of an hour, from now on. Raises BadInput."""
    if wish.length < SHORTEST or wish.length % timedelta(minutes=5):
        raise BadInput("A time is looked for from 15 minutes on, in steps of 5.", field="minutes")
    if not 1 <= wish.most <= MOST:
        raise BadInput(f"Ask for up to {MOST} times.", field="most")
    since, until = _quarter(max(wish.since, now)), _quarter(wish.until)
    if until - since < SHORTEST_WINDOW:
        raise BadInput("Look for a time within at least 8 hours.", field="until")
    if until - since > timedelta(seconds=LONGEST_WINDOW):
        raise BadInput("Look for a time within at most 92 days.", field="until")
    return replace(wish, since=since, until=until)


def _time(slot: Slot, must: int, length: timedelta) -> CommonTime:
    """Return a slot as it is told; of `must` people it is said that all can, not of those who may come."""
    reasons = tuple(
        Reason(Code.REQUIRED_CAN, must, must) if must and each.code is Code.ALL_CAN else each
        for each in slot.reasons
        if each.code in HOST_READS
    )
    begins = datetime.fromtimestamp(slot.begins, UTC)
    return CommonTime(begins, begins + length, reasons)


def _for_reader(found: CommonTimes, asker: Asker) -> CommonTimes:
    if asker.hosts:
        return found
    return CommonTimes(tuple(CommonTime(each.starts_at, each.ends_at) for each in found.times), found.short)


def _digest(asker: Asker, people: Iterable[Wanted], strangers: Iterable[Attendee], wish: Wish) -> bytes:
    """Return what makes two questions the same."""
    said = [
        asker.person_id,
        sorted((each.person_id, each.key, each.required) for each in people),
        sorted((each.key, str(each.zone), each.required) for each in strangers),
        *(_seconds(each) for each in (wish.since, wish.until)),
        int(wish.length.total_seconds()),
        wish.most,
        _seconds(wish.near) if wish.near else 0,
        wish.but,
    ]
    return hashlib.sha256(msgspec.json.encode(said)).digest()


def _quarter(moment: datetime) -> datetime:
    seconds = _seconds(moment)
    return datetime.fromtimestamp(seconds - seconds % (15 * MINUTE), UTC)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
