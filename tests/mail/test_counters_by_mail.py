"""Other times that calendars propose by COUNTER, and what becomes of them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.interviews import actions
from anteroom.interviews.model import CounterState, State
from anteroom_calendar import Partstat, answer_mail, compose
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail


async def test_it_keeps_a_counter_for_the_host_to_decide(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    later = START + timedelta(hours=1)
    raw = mailed.reply(invitation, LEO, Partstat.TENTATIVE, start=later, comment="An hour later suits me.")
    await mailed.send(raw, invitation.sender_of_entry)
    now = await mailed.now(interview)

    assert now.starts_at == START
    (counter,) = now.counters
    assert (counter.starts_at, counter.ends_at) == (later, later + timedelta(minutes=45))
    assert (counter.comment, counter.state) == ("An hour later suits me.", CounterState.OPEN)


async def test_it_tells_a_host_without_a_card_of_a_counter_and_how_to_take_it(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    before = len(mailed.office.arrived)
    raw = mailed.reply(
        invitation, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=1), comment="After my flight."
    )
    for _ in range(2):
        await mailed.send(raw, invitation.sender_of_entry)
        await mailed.settle()

    (told,) = mailed.office.arrived[before:]
    assert told.to == (MAYA,)
    assert told.mail["Subject"] == "Leo O. proposes another time: Ledger engineer"
    text = " ".join(told.body("text/plain").split())
    assert "Leo O. proposes Thu 26 Nov, 16:00–16:45 (Berlin, UTC+1) instead." in text
    assert "What Leo O. wrote: After my flight." in text
    assert "in your own calendar event, or on Harbourline" in text
    assert LEO not in told.raw.decode()

    (counter,) = (await mailed.now(interview)).counters
    await actions.decline_counter(mailed.house, interview.id, counter.id, "per_maya")
    await mailed.settle()
    assert len([each for each in mailed.office.to(MAYA) if "proposes" in each.mail["Subject"]]) == 1


async def test_it_takes_the_time_of_a_counter_and_holds_a_comment_with_a_contact_detail(
    mailed: HouseWithMail,
) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    comment = "Call me on +1 212 555 0147 or write to leo@orbison.example"
    raw = mailed.reply(invitation, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=1), comment=comment)
    await mailed.send(raw, invitation.sender_of_entry)

    (counter,) = (await mailed.now(interview)).counters
    assert counter.comment == ""
    assert "comment.held" in await mailed.ledger(interview)
    assert await mailed.verdicts() == [("taken", "counter, its comment held")]
    await mailed.settle()
    (told,) = [each for each in mailed.office.to(LEO) if b"/held/" in each.raw]
    assert "0147" not in told.body("text/plain")
    async with mailed.house.database.connection() as conn:
        assert await conn.fetchval("select state from held_text where field = 'comment'") == "held"


@pytest.mark.parametrize("when", [START, START - timedelta(days=30)])
async def test_it_reads_a_counter_for_the_same_or_a_past_time_as_a_plain_answer(
    mailed: HouseWithMail, when: object
) -> None:
    """Some programs send every answer with a comment as a COUNTER."""
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    start = START if when == START else mailed.clock.now() - timedelta(hours=1)
    raw = mailed.reply(invitation, LEO, Partstat.ACCEPTED, start=start, comment="Fine.")
    await mailed.send(raw, invitation.sender_of_entry)
    now = await mailed.now(interview)

    assert (now.counters, now.state) == ((), State.SCHEDULED)


async def test_it_does_not_open_a_declined_counter_again(mailed: HouseWithMail) -> None:
    interview = await mailed.invite()
    (invitation,) = mailed.office.to(LEO)
    for number in range(2):
        raw = mailed.reply(
            invitation,
            LEO,
            Partstat.TENTATIVE,
            start=START + timedelta(hours=1),
            at=mailed.clock.now() + timedelta(seconds=number),
        )
        await mailed.send(raw, invitation.sender_of_entry)
        now = await mailed.now(interview)
        if number == 0:
            await actions.decline_counter(mailed.house, interview.id, now.counters[0].id, "per_maya")

    assert [each.state for each in (await mailed.now(interview)).counters] == [CounterState.DECLINED]
    assert (await mailed.verdicts())[-1] == ("ignored", "the host has declined this time already")


async def test_it_holds_a_counter_of_the_host(mailed: HouseWithMail) -> None:
    await mailed.invite()
    (invitation,) = mailed.office.to(MAYA)
    raw = mailed.reply(invitation, MAYA, Partstat.TENTATIVE, start=START + timedelta(hours=1))
    await mailed.send(raw, invitation.sender_of_entry)

    assert await mailed.verdicts() == [("held", "the interview does not allow it: not-allowed")]


async def test_it_learns_from_a_counter_in_which_zone_a_calendar_is_where_nobody_said_another(
    mailed: HouseWithMail,
) -> None:
    """The least of all words: a person's own, Slack's and the marketplace's go before it."""
    interview = await mailed.invite()
    for address, label, zone in (
        (DANA, "Dana, VP Engineering", "Asia/Kolkata"),
        (LEO, "Leo O.", "America/Bogota"),
    ):
        (invitation,) = mailed.office.to(address)
        later, said = START + timedelta(hours=1), f"{len(address)}@outside.test"
        mail = answer_mail(
            invitation.request,
            address,
            Partstat.TENTATIVE,
            now=mailed.clock.now(),
            start=later,
            message_id=said,
        )
        own = re.sub(rb"DTSTART[^\r]*", b"DTSTART;TZID=Asia/Kolkata:20261126T203000", mail.calendar)
        own = re.sub(rb"DTEND[^\r]*", b"DTEND;TZID=Asia/Kolkata:20261126T211500", own)
        await mailed.send(compose(replace(mail, calendar=own)), invitation.sender_of_entry)
        party = next(each for each in (await mailed.now(interview)).parties if each.label == label)
        async with mailed.house.database.connection() as conn:
            known = await conn.fetchval("select time_zone from person where id = $1", party.person_id)
        assert known == zone
    assert {each.starts_at for each in (await mailed.now(interview)).counters} == {START + timedelta(hours=1)}
