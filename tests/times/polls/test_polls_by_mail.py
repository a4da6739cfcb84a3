"""Offered times by mail alone: they are held in calendars, answered there, and one becomes the invitation."""

from __future__ import annotations

from datetime import timedelta

from anteroom.interviews import actions as interviews
from anteroom.interviews.model import Answer, Role, State
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Mark, PollState
from anteroom_calendar import Partstat
from mail.house_with_mail import DANA, LEO, MAYA, START, house_with_mail
from times.polls.asking import EVERYBODY, hold_of, offer, stands, vote

YES, PERHAPS, NO = Partstat.ACCEPTED, Partstat.TENTATIVE, Partstat.DECLINED


async def test_it_holds_each_time_in_each_calendar_and_the_chosen_entry_becomes_the_invitation() -> None:
    async with house_with_mail() as it:
        interview, _ = await offer(it)
        for address in EVERYBODY:
            entries = stands(it, address)
            assert len(entries) == 3
            for each in entries.values():
                event = each.event
                assert (event["STATUS"], event["SEQUENCE"]) == ("TENTATIVE", 0)
                assert event["X-MICROSOFT-CDO-BUSYSTATUS"] == "TENTATIVE"
                assert str(event["SUMMARY"]).endswith("Ledger engineer")
                assert not isinstance(event["ATTENDEE"], list)
                assert event["ATTENDEE"] == f"mailto:{address}"
        asked = [each for each in it.office.to(LEO) if "/i#" in each.body("text/plain")]
        assert asked and "Dana" not in "".join(each.body("text/plain") for each in it.office.to(LEO))
        assert await it.ledger(interview) == ["poll.opened"]
        assert (await it.now(interview)).state is State.PROPOSED

        chosen = START + timedelta(days=1)
        kept = {address: str(hold_of(it, address, chosen).event["UID"]) for address in EVERYBODY}
        await vote(it, LEO, {0: NO, 1: YES, 2: PERHAPS})
        assert (await polls.of(it.house, interview.id))[1].state is PollState.OPEN
        await vote(it, DANA, {0: YES, 1: YES})

        after = await it.now(interview)
        assert (after.state, after.starts_at, after.sequence) == (State.SCHEDULED, chosen, 1)
        for address in EVERYBODY:
            (uid, mail), *more = stands(it, address).items()
            assert not more and uid == kept[address]
            assert (mail.event["SEQUENCE"], mail.event["STATUS"]) == (1, "CONFIRMED")
            cancelled = [
                each
                for each in it.office.to(address)
                if "text/calendar" in each.mail.as_string() and each.event["STATUS"] == "CANCELLED"
            ]
            assert {each.event["DTSTART"].dt for each in cancelled} == {START, START + timedelta(days=2)}
            assert all(each.event["SEQUENCE"] == 1 for each in cancelled)
        assert [each.answer for each in after.present] == [Answer.ACCEPTED] * 3
        happened = [each for each in await it.ledger(interview) if each != "answer.taken"]
        decided = ["poll.chosen", "interview.proposed", "interview.scheduled"]
        assert happened == ["poll.opened", *["poll.marked"] * 5, *decided]


async def test_a_late_answer_to_the_chosen_entry_answers_the_invitation_and_to_another_nothing() -> None:
    async with house_with_mail() as it:
        interview, poll = await offer(it, automatic=False)
        await vote(it, DANA, {0: YES})
        entries = {day: hold_of(it, LEO, START + timedelta(days=day)) for day in (0, 1)}
        await polls.choose(it.house, interview.id, "per_maya", poll.times[0].id)
        assert (await it.answer(entries[1], LEO, YES))[0] == 250
        assert (await it.party(interview, Role.CANDIDATE)).answer is Answer.NONE
        assert (await it.answer(entries[0], LEO, YES))[0] == 250
        assert (await it.party(interview, Role.CANDIDATE)).answer is Answer.ACCEPTED
        assert (await it.verdicts())[-2][0] == "ignored"
        await it.settle()
        assert [len(stands(it, each)) for each in EVERYBODY] == [1, 1, 1]


async def test_a_vote_is_believed_only_from_who_may_answer_and_the_newest_counts() -> None:
    async with house_with_mail() as it:
        interview, poll = await offer(it)
        entry, later = hold_of(it, LEO, START), it.clock.now() + timedelta(minutes=2)
        forged = it.reply(hold_of(it, DANA, START), DANA, YES)
        code, _ = await it.send(forged, entry.sender_of_entry)
        assert code == 550
        it.clock.advance(timedelta(minutes=3))
        await it.answer(entry, LEO, NO, at=later)
        await it.answer(entry, LEO, YES, at=later - timedelta(minutes=1))
        _, poll = await polls.of(it.house, interview.id)
        candidate = (await it.party(interview, Role.CANDIDATE)).id
        assert poll.mark(poll.times[0].id, candidate) is Mark.NO


async def test_whatever_ends_the_search_takes_every_entry_away() -> None:
    async with house_with_mail() as it:
        cancelled, _ = await offer(it)
        await interviews.cancel(it.house, cancelled.id, "per_maya")
        moved, _ = await offer(it, days=(7, 8))
        instead = START + timedelta(days=9)
        await interviews.move(it.house, moved.id, "per_maya", instead, instead + timedelta(minutes=30))
        await it.settle()
        assert [len(stands(it, each)) for each in EVERYBODY] == [1, 1, 1]
        for address in EVERYBODY:
            (mail,) = stands(it, address).values()
            assert (mail.event["DTSTART"].dt, mail.event["STATUS"]) == (instead, "CONFIRMED")
        assert (await it.ledger(cancelled))[-2:] == ["interview.cancelled", "poll.closed"]
        assert (await it.ledger(moved))[-2:] == ["interview.moved", "poll.closed"]
        assert MAYA in {each.to[0] for each in it.office.arrived}
