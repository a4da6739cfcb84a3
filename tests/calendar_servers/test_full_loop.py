"""The whole way and back: our mail into a real calendar server, its owner's answer back into our inbox."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.model import Answer, Interview, Role, State
from anteroom_calendar import Partstat
from calendar_servers.xandikos_calendar import XandikosCalendar, xandikos_calendar
from mail.house_with_mail import DANA, LEO, START, HouseWithMail

LENGTH = timedelta(minutes=45)
BEFORE, AFTER = START - timedelta(days=2), START + timedelta(days=2)
PEOPLE = [(Role.GUEST, DANA), (Role.CANDIDATE, LEO)]
"""The executive, whose zone nobody knows (UTC), and the freelancer, whose entry names Bogota."""


async def _arrive(mailed: HouseWithMail, calendar: XandikosCalendar) -> int:
    await mailed.settle()
    return await calendar.bring(mailed.office.arrived)


async def _move(mailed: HouseWithMail, interview: Interview, to: datetime) -> None:
    mailed.clock.advance(timedelta(minutes=5))
    await actions.move(mailed.house, interview.id, "per_maya", to, to + LENGTH)


@pytest.mark.parametrize(("role", "address"), PEOPLE)
async def test_it_goes_round_from_invitation_over_update_to_cancellation(
    mailed: HouseWithMail, tmp_path: Path, role: Role, address: str
) -> None:
    async with xandikos_calendar(address, tmp_path, mailed.inbox_port) as calendar:
        interview = await mailed.schedule()
        uid = (await mailed.party(interview, role)).uid
        assert await _arrive(mailed, calendar) == 1
        entry = await calendar.entry(uid)
        assert entry.partstat(address) == "NEEDS-ACTION"
        assert await calendar.busy(BEFORE, AFTER) == [(START, START + LENGTH)]

        await calendar.answer(entry, Partstat.ACCEPTED)
        party = await mailed.party(interview, role)
        assert (party.answer, party.answered_sequence) == (Answer.ACCEPTED, 0)

        later = START + timedelta(hours=22)
        await _move(mailed, interview, later)
        assert (await mailed.party(interview, role)).answer is Answer.NONE
        assert await _arrive(mailed, calendar) == 1
        entry = await calendar.entry(uid)
        assert entry.event["SEQUENCE"] == 1
        assert await calendar.busy(BEFORE, AFTER) == [(later, later + LENGTH)]

        await calendar.answer(entry, Partstat.ACCEPTED)
        party = await mailed.party(interview, role)
        assert (party.answer, party.answered_sequence) == (Answer.ACCEPTED, 1)

        await actions.cancel(mailed.house, interview.id, "per_maya", "We filled the role.")
        assert await _arrive(mailed, calendar) == 1
        assert str((await calendar.entry(uid)).event["STATUS"]) == "CANCELLED"
        assert await calendar.busy(BEFORE, AFTER) == []
        assert await mailed.verdicts() == [("taken", "answer: accepted")] * 2


@pytest.mark.parametrize(("role", "address"), PEOPLE)
async def test_it_hears_a_maybe_and_then_a_no(
    mailed: HouseWithMail, tmp_path: Path, role: Role, address: str
) -> None:
    async with xandikos_calendar(address, tmp_path, mailed.inbox_port) as calendar:
        interview = await mailed.schedule()
        await _arrive(mailed, calendar)
        uid = (await mailed.party(interview, role)).uid
        for said, heard in [(Partstat.TENTATIVE, Answer.TENTATIVE), (Partstat.DECLINED, Answer.DECLINED)]:
            await calendar.answer(await calendar.entry(uid), said)
            assert (await mailed.party(interview, role)).answer is heard
        assert (await mailed.now(interview)).state is State.PROPOSED


async def test_it_does_not_take_an_answer_to_the_time_of_before_for_the_new_one(
    mailed: HouseWithMail, tmp_path: Path
) -> None:
    """The update is still under way to the calendar when its owner accepts what stands there."""
    async with xandikos_calendar(LEO, tmp_path, mailed.inbox_port) as calendar:
        interview = await mailed.schedule()
        await _arrive(mailed, calendar)
        await _move(mailed, interview, START + timedelta(hours=2))
        uid = (await mailed.party(interview, Role.CANDIDATE)).uid
        await calendar.answer(await calendar.entry(uid), Partstat.ACCEPTED)
        assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.NONE
        assert (await mailed.verdicts())[-1] == ("ignored", "it answers an earlier time")

        await _arrive(mailed, calendar)
        await calendar.answer(await calendar.entry(uid), Partstat.ACCEPTED)
        assert (await mailed.now(interview)).state is State.SCHEDULED


async def test_it_keeps_two_interviews_of_one_mailbox_apart(mailed: HouseWithMail, tmp_path: Path) -> None:
    async with xandikos_calendar(DANA, tmp_path, mailed.inbox_port) as calendar:
        first, second = await mailed.schedule(), await mailed.schedule(agenda="The second one.")
        assert await _arrive(mailed, calendar) == 2
        uids = [(await mailed.party(each, Role.GUEST)).uid for each in (first, second)]
        assert sorted(str(each.event["UID"]) for each in await calendar.entries()) == sorted(uids)

        await calendar.answer(await calendar.entry(uids[0]), Partstat.ACCEPTED)
        await calendar.answer(await calendar.entry(uids[1]), Partstat.DECLINED)
        answers = [(await mailed.party(each, Role.GUEST)).answer for each in (first, second)]
        assert answers == [Answer.ACCEPTED, Answer.DECLINED]


async def test_it_keeps_two_parties_of_one_interview_apart_that_share_a_mailbox(
    mailed: HouseWithMail, tmp_path: Path
) -> None:
    """The host loops somebody in by an address that is the freelancer's own: to refuse would tell that it is.

    Both invitations reach one mailbox. Each is an entry of its own, and each answer counts for its party.
    """
    async with xandikos_calendar(LEO, tmp_path, mailed.inbox_port) as calendar:
        interview = await actions.schedule(
            mailed.house,
            ScheduleInterview(
                proposal_id="pro_1",
                actor="per_maya",
                starts_at=START,
                ends_at=START + LENGTH,
                guests=(GuestWish("Lee, our adviser", email=LEO),),
            ),
        )
        assert await _arrive(mailed, calendar) == 2
        candidate = await mailed.party(interview, Role.CANDIDATE)
        guest = await mailed.party(interview, Role.GUEST)
        assert candidate.uid != guest.uid

        await calendar.answer(await calendar.entry(guest.uid), Partstat.DECLINED)
        await calendar.answer(await calendar.entry(candidate.uid), Partstat.ACCEPTED)
        assert (await mailed.party(interview, Role.GUEST)).answer is Answer.DECLINED
        assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED

        await _move(mailed, interview, START + timedelta(hours=3))
        assert await _arrive(mailed, calendar) == 2
        await calendar.answer(await calendar.entry(guest.uid), Partstat.ACCEPTED)
        assert (await mailed.party(interview, Role.GUEST)).answer is Answer.ACCEPTED
        assert (await mailed.party(interview, Role.CANDIDATE)).answer is Answer.NONE
