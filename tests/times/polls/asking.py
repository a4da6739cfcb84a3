"""A house with mail in which times are offered, and what stands in everybody's calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from anteroom.interviews import actions as interviews
from anteroom.interviews.commands import GuestWish, PollWish, ScheduleInterview
from anteroom.interviews.model import Interview
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Poll
from anteroom_calendar import Partstat
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail
from mail.post_office import Arrived

DAYS = (0, 1, 2)
EVERYBODY = (MAYA, LEO, DANA)


def times(days: Sequence[int] = DAYS, minutes: int = 45) -> tuple[tuple[datetime, datetime], ...]:
    """Times on so many days from Thursday on."""
    return tuple((START + timedelta(days=day), START + timedelta(days=day, minutes=minutes)) for day in days)


async def offer(
    it: HouseWithMail,
    *,
    days: Sequence[int] = DAYS,
    automatic: bool = True,
    team_first: bool = False,
    deadline: datetime | None = None,
    guests: tuple[GuestWish, ...] = (GuestWish("Dana, VP Engineering", email=DANA),),
    settle: bool = True,
) -> tuple[Interview, Poll]:
    """Let Maya offer times to Leo and the guests, and the mails arrive if they are to `settle`."""
    spans = times(days)
    wish = PollWish(spans, automatic=automatic, team_first=team_first, deadline=deadline)
    command = ScheduleInterview(
        proposal_id="pro_1",
        actor="per_maya",
        starts_at=spans[0][0],
        ends_at=spans[0][1],
        title="Ledger engineer",
        agenda="Walk through the ledger design.",
        guests=guests,
        poll=wish,
    )
    interview = await interviews.schedule(it.house, command)
    if settle:
        await it.settle()
    return await polls.of(it.house, interview.id)


def stands(it: HouseWithMail, address: str, since: int = 0) -> dict[str, Arrived]:
    """What a calendar program makes of the mails to an address: by UID, without what was cancelled.

    `since` leaves out as many of the mails that arrived first.

    Of two messages about one UID the one with the higher SEQUENCE counts, then the later DTSTAMP
    (RFC 5546, 2.1.5).
    """
    newest: dict[str, Arrived] = {}
    for each in it.office.arrived[since:]:
        if each.to != (address,) or not any(
            part.get_content_type() == "text/calendar" for part in each.mail.walk()
        ):
            continue
        uid = str(each.event["UID"])
        if uid not in newest or _order(each) >= _order(newest[uid]):
            newest[uid] = each
    return {uid: each for uid, each in newest.items() if b"METHOD:CANCEL" not in each.calendar}


def _order(mail: Arrived) -> tuple[int, datetime]:
    return int(mail.event["SEQUENCE"]), mail.event["DTSTAMP"].dt


def hold_of(it: HouseWithMail, address: str, start: datetime) -> Arrived:
    """The entry that holds a time in somebody's calendar."""
    return next(each for each in stands(it, address).values() if each.event["DTSTART"].dt == start)


async def vote(it: HouseWithMail, address: str, said: dict[int, Partstat]) -> None:
    """Answer held entries as a calendar program does, by mail."""
    for day, partstat in said.items():
        code, _ = await it.answer(hold_of(it, address, START + timedelta(days=day)), address, partstat)
        assert code == 250
    await it.settle()
