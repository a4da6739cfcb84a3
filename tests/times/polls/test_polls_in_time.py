"""What time, other people and many votes at once do to a poll, judged by what stands in calendars."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from datetime import timedelta
from random import Random

from anteroom.errors import AnteroomError, Conflict
from anteroom.interviews import actions as interviews
from anteroom.interviews import hosting
from anteroom.interviews.commands import GuestWish
from anteroom.interviews.model import Answer, Interview, Role, State
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Mark, PollState, TimeState
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail, house_with_mail
from times.polls.asking import EVERYBODY, offer, stands

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
SEEDS = range(400) if SOAK else (5, 19, 30, 35)
"""Of the histories here each ends otherwise."""
SAYINGS = (Mark.YES, Mark.YES, Mark.IF_NEED_BE, Mark.NO, Mark.NONE)


async def test_the_best_is_chosen_at_the_deadline_or_the_host_is_told_and_at_last_it_is_over() -> None:
    async with house_with_mail() as it:
        interview, poll = await offer(it, days=(0, 1))
        await polls.mark(it.house, interview.id, "per_leo", {poll.times[1].id: Mark.IF_NEED_BE})
        it.clock.set(poll.deadline - timedelta(seconds=1))
        assert await polls.pass_time(it.house) == 0
        it.clock.set(poll.deadline)
        assert await polls.pass_time(it.house) == 1
        await it.settle()
        after = await it.now(interview)
        assert (after.state, after.starts_at) == (State.PROPOSED, START + timedelta(days=1))
        assert (await it.party(interview, Role.CANDIDATE)).answer is Answer.TENTATIVE
        assert [len(stands(it, each)) for each in EVERYBODY] == [1, 1, 1]

        since = len(it.office.arrived)
        silent, poll = await offer(it, days=(7, 8), automatic=False)
        for each in (poll.deadline, poll.deadline + timedelta(minutes=1)):
            it.clock.set(each)
            await polls.pass_time(it.house)
            await it.settle()
        told = [
            each for each in it.office.arrived[since:] if "No time has been found" in each.mail["Subject"]
        ]
        assert [each.to for each in told] == [(MAYA,)]
        it.clock.set(START + timedelta(days=7))
        await polls.pass_time(it.house)
        await it.settle()
        assert [len(stands(it, each, since)) for each in EVERYBODY] == [1, 1, 1]
        # It is found among those ahead still, at the time that is left.
        assert (await it.now(silent)).starts_at == START + timedelta(days=8)
        assert (await it.now(silent)).state is State.PROPOSED
        it.clock.set(START + timedelta(days=8))
        await polls.pass_time(it.house)
        await it.settle()
        assert await polls.pass_time(it.house) == 0
        assert [len(stands(it, each, since)) for each in EVERYBODY] == [0, 0, 0]
        assert (await it.now(silent)).state is State.EXPIRED
        _, poll = await polls.of(it.house, silent.id)
        assert (poll.state, {each.state for each in poll.times}) == (PollState.EXPIRED, {TimeState.LAPSED})


async def test_the_host_is_told_at_once_where_every_time_is_refused_and_can_offer_others() -> None:
    async with house_with_mail() as it:
        interview, poll = await offer(it, days=(0, 1))
        no = {each.id: Mark.NO for each in poll.times}
        await polls.mark(it.house, interview.id, "per_leo", no)
        await it.settle()
        assert "poll.undecided" in await it.ledger(interview)
        assert "No time has been found" in it.office.to(MAYA)[-1].mail["Subject"]
        begins = START + timedelta(days=4)
        more = ((begins, begins + timedelta(minutes=45)),)
        poll = await polls.extend(it.house, interview.id, "per_maya", None, more)
        await it.settle()
        assert [len(stands(it, each)) for each in EVERYBODY] == [3, 3, 3]
        new = poll.times[-1].id
        await polls.mark(it.house, interview.id, "per_leo", {new: Mark.YES})
        guest = await it.party(interview, Role.GUEST)
        poll = await polls.mark(it.house, interview.id, guest.person_id, {new: Mark.YES})
        assert poll.chosen is not None and poll.chosen.id == new
        assert (await it.now(interview)).state is State.SCHEDULED


async def test_two_hundred_votes_at_once_leave_one_result() -> None:
    async with house_with_mail() as it:
        guests = tuple(
            GuestWish(f"Guest {number}", email=f"guest{number}@larkfield.test") for number in range(20)
        )
        # 250 mails would prove no more.
        interview, poll = await offer(it, days=(0, 1, 2, 3), guests=guests, settle=False)
        people = [each.person_id for each in interview.present]
        chance = Random(7)
        votes = [(people[number % len(people)], chance.choice(poll.times).id) for number in range(178)]
        # In the end everybody says yes to one time, all of them at once with the others.
        votes += [(person, poll.times[2].id) for person in people]
        said = [Mark.YES if time == poll.times[2].id else chance.choice(SAYINGS) for _, time in votes]

        async def vote(person: str, time: str, mark: Mark) -> str:
            try:
                return (await polls.mark(it.house, interview.id, person, {time: mark})).state
            except Conflict:
                return "late"

        became = await asyncio.gather(
            *(vote(person, time, mark) for (person, time), mark in zip(votes, said, strict=True))
        )
        counted = Counter(became)
        assert sum(counted.values()) == len(votes) == 200 and counted["chosen"] == 1
        after, poll = await polls.of(it.house, interview.id)
        assert (poll.state, after.state) == (PollState.CHOSEN, State.SCHEDULED)
        assert poll.chosen is not None and poll.chosen.starts_at == after.starts_at
        voices = {each.party_id: each for each in poll.voices if each.time_id == poll.chosen.id}
        assert all(voices[each.id].uid == each.uid for each in after.present)
        assert all(each.answer is Answer.ACCEPTED for each in after.present)
        async with it.house.database.connection() as conn:
            rows = await conn.fetch("select kind, wanted, shown from effect where kind like 'calendar%'")
        left = Counter((row["kind"], row["wanted"], row["shown"]) for row in rows)
        holds = len(people) * len(poll.times)
        invited = sum(count for (kind, _, _), count in left.items() if kind == "calendar")
        # Of holds that nobody was shown yet nothing is left to be shown but that they are gone.
        assert left["calendar_hold", 2, 0] == holds and invited == len(people)


async def test_whatever_happens_each_is_invited_once_at_most_and_every_other_entry_goes() -> None:
    """Random histories of everything that can happen to a poll, with mails that leave at any moment."""
    async with house_with_mail() as it:
        ends: Counter[str] = Counter()
        for seed in SEEDS:
            chance = Random(seed)
            since = len(it.office.arrived)
            it.clock.advance(timedelta(days=1, minutes=1))  # nobody may be asked too often within a day
            first = (it.clock.now() - START).days + 3
            interview, _ = await offer(
                it,
                days=(first, first + 1),
                automatic=chance.random() < 0.6,
                team_first=chance.random() < 0.4,
            )
            for _ in range(chance.randint(1, 9)):
                try:
                    await _happen(it, interview, chance)
                except AnteroomError:
                    pass  # what is refused must change nothing either
                if chance.random() < 0.5:
                    await it.settle()
            await it.settle()
            after, poll = await polls.of(it.house, interview.id)
            ends["undecided" if after.undecided else after.state.value] += 1
            gone = {each.person_id for each in after.parties} - {each.person_id for each in after.present}
            for address, party in ((MAYA, after.host), (LEO, after.candidate)):
                entries = {uid: each.event["STATUS"] for uid, each in stands(it, address, since).items()}
                if after.undecided:
                    held = {each.uid for each in poll.voices if each.held and each.party_id == party.id}
                    assert set(entries) == held and set(entries.values()) <= {"TENTATIVE"}, seed
                elif after.state.over:
                    assert entries == {}, seed
                else:
                    assert entries == {party.uid: "CONFIRMED"}, seed
            if after.state.over or gone:
                assert stands(it, DANA, since) == {}, seed
            if not after.state.over:
                await interviews.cancel(it.house, interview.id, after.host.person_id)
                await it.settle()
        assert {"cancelled", "undecided", "proposed", "scheduled"} <= set(ends)


async def _happen(it: HouseWithMail, interview: Interview, chance: Random) -> None:
    now, poll = await polls.of(it.house, interview.id)
    time = chance.choice(poll.times)
    begins = time.starts_at + timedelta(hours=chance.choice((0, 2)))
    match chance.choice(("mark",) * 9 + ("choose", "move", "cancel", "remove", "pass")):
        case "mark":
            person = chance.choice(now.present).person_id
            await polls.mark(it.house, interview.id, person, {time.id: chance.choice(SAYINGS)})
        case "choose":
            await polls.choose(it.house, interview.id, "per_maya", time.id)
        case "move":
            ends_at = begins + timedelta(minutes=45)
            await interviews.move(it.house, interview.id, "per_maya", begins, ends_at)
        case "cancel":
            await interviews.cancel(it.house, interview.id, "per_maya")
        case "remove":
            guest = next((each for each in now.present if each.role is Role.GUEST), None)
            if guest is not None:
                await hosting.remove_party(it.house, interview.id, "per_maya", guest.id)
        case "pass":
            it.clock.advance(timedelta(hours=chance.choice((6, 30))))
            await polls.pass_time(it.house)
