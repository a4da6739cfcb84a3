"""Times for people who are to meet, as whoever invites them asks: the newest of their calendars, then found.

The answer holds times, and names of whom nothing is known; when anybody is busy is not in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.people.persons import known_zone
from anteroom.times.asker import asker_for
from anteroom.times.availability import store
from anteroom.times.availability.known import Wanted
from anteroom.times.common import CommonTime, Wish, common_times
from anteroom.times.finder.model import Attendee


@dataclass(frozen=True, slots=True)
class Invitee:
    """Somebody who is to meet. `person_id` is None for somebody who is nobody here; `zone` is that one's.

    `ours`: on the side of who asks, who may be told that a calendar of this person's did not answer.
    """

    key: str
    label: str
    person_id: str | None
    zone: str | None = None
    required: bool = True
    ours: bool = True


@dataclass(frozen=True, slots=True)
class Found:
    """What was found, the best first. `silent` are labels of people whose calendar did not answer, `untold`
    of those of whom nothing is known. `labels` are everybody's, by key, for reasons in words. `short`: there
    may be more times, and enough was told of somebody's week.
    """

    times: tuple[CommonTime, ...]
    silent: tuple[str, ...]
    untold: tuple[str, ...]
    labels: dict[str, str]
    short: bool = False


async def search(
    house: House,
    asker: str,
    people: Sequence[Invitee],
    since: datetime,
    until: datetime,
    length: timedelta,
    *,
    but: str = "",
) -> Found:
    """Return times at which these people can meet. Raises what `common_times` raises.

    Days are those of `asker`. `but` is an interview that is being moved. What was opened is asked anew
    before, at most five seconds long: not to be called within a transaction, nor where somebody waits for an
    acknowledgement.
    """
    known = [each for each in people if each.person_id is not None]
    async with house.database.connection() as conn:
        own = [each.person_id for each in known if each.ours and each.person_id]
        asks = await asker_for(conn, asker, own)
        opened = await store.calendars_of(conn, [each.person_id for each in known if each.person_id])
    wanted = [Wanted(each.person_id, each.key, each.required) for each in known if each.person_id]
    strangers = [
        Attendee(each.key, known_zone(each.zone), required=each.required)
        for each in people
        if each.person_id is None
    ]
    answer = await common_times(house, asks, wanted, Wish(since, until, length, but=but), strangers)
    silent = [
        each for each in people if each.key in answer.unknown and each.ours and each.person_id in opened
    ]
    untold = [each for each in people if each.key in answer.unknown and each not in silent]
    return Found(
        times=answer.times,
        silent=tuple(each.label for each in silent),
        untold=tuple(each.label for each in untold),
        labels={each.key: each.label for each in people},
        short=answer.short,
    )


async def calendars(conn: Connection, people: Sequence[Invitee]) -> int:
    """Count the calendars that are looked at for these people."""
    known = [each.person_id for each in people if each.person_id is not None]
    return sum((await store.calendars_of(conn, known)).values())
