"""Answers in any order and any number: where an interview stands is told by what was said, not by the post.

Mail servers repeat a mail when a 250 was lost, and one mail overtakes another. RFC 5546, 2.1.5 orders the
answers of one attendee to one revision by DTSTAMP. That is whole seconds of a clock that is not ours, so two
answers can tie; then nothing but arrival can decide, and the first property draws no ties. The second one
draws them, and stamps of clocks that run ahead (which count as now): there the last arrival wins, where a
repeat is no arrival. An answer without DTSTAMP, which RFC 5546 forbids, has no order but its arrival and is
not drawn.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anteroom.interviews import actions
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.model import Answer, CounterState, Interview, Party, Role, State
from anteroom_calendar import Attendee, CalendarMail, Invitation, Method, Organizer, Partstat, compose, write
from mail.house_with_mail import DANA, LEO, HouseWithMail

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
MORE = os.environ.get("ANTEROOM_MORE") == "1"
"""As .ci/run asks for: what a check of ten minutes has no time for."""
LENGTH = timedelta(minutes=45)
CURRENT = 1
"""Every interview has moved once: an answer to revision 0 is late, one to revision 2 was never asked for."""
ADDRESSES = {Role.CANDIDATE: LEO, Role.GUEST: DANA}
ANSWERS = {
    Partstat.ACCEPTED: Answer.ACCEPTED,
    Partstat.DECLINED: Answer.DECLINED,
    Partstat.TENTATIVE: Answer.TENTATIVE,
}


@dataclass(frozen=True)
class Said:
    """One answer. `age` is how many seconds ago its writer's clock says it was made.

    `hours`: a COUNTER for so many hours later; 0 is this very time, less is the past, and both are how some
    programs send a plain answer with a comment. `asks`: a REFRESH, which answers nothing.
    """

    who: Role
    partstat: Partstat
    age: int
    sequence: int
    hours: int | None
    asks: bool

    @property
    def counters(self) -> bool:
        """Tell whether it proposes another time."""
        return not self.asks and self.hours is not None and self.hours > 0

    @property
    def answers(self) -> bool:
        """Tell whether it is a yes, a no or a maybe."""
        return not self.asks and not self.counters

    @property
    def stamp(self) -> int:
        """How late it was made by a clock that never runs ahead of ours."""
        return -max(self.age, 0)


@dataclass(frozen=True)
class Stand:
    """What must not depend on the post: the state, each party's answer, and the one time each proposes."""

    state: State
    sequence: int
    answers: tuple[tuple[Role, Answer, int | None], ...]
    proposed: frozenset[tuple[Role, int]]


def _answers(ages: st.SearchStrategy[int]) -> st.SearchStrategy[Said]:
    return st.builds(
        Said,
        who=st.sampled_from(sorted(ADDRESSES)),
        partstat=st.sampled_from(sorted(ANSWERS)),
        age=ages,
        sequence=st.sampled_from([CURRENT] * 6 + [CURRENT - 1, CURRENT + 1]),
        hours=st.sampled_from([None, None, None, 1, 2, 3, 0, -1000]),
        asks=st.sampled_from([False] * 7 + [True]),
    )


bounded = settings(
    max_examples=400 if SOAK else 40 if MORE else 12,
    deadline=None,
    derandomize=not SOAK,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


@bounded
@given(
    history=st.lists(
        _answers(st.integers(0, 600)), min_size=2, max_size=9, unique_by=lambda each: (each.who, each.age)
    ),
    seed=st.integers(0, 2**32),
)
async def test_it_ends_in_the_same_state_in_whatever_order_and_number_answers_arrive(
    mailed: HouseWithMail, history: list[Said], seed: int
) -> None:
    chance = random.Random(seed)
    stands = [await _stand_after(mailed, each) for each in (history, *_posts(history, chance, 2))]

    assert stands == [_expected(history)] * 3


@bounded
@given(
    history=st.lists(_answers(st.integers(-2, 3)), min_size=2, max_size=9, unique=True),
    seed=st.integers(0, 2**32),
)
async def test_it_lets_arrival_decide_a_tie_and_no_repeat_change_it(
    mailed: HouseWithMail, history: list[Said], seed: int
) -> None:
    (post,) = _posts(history, random.Random(seed), 1)

    assert await _stand_after(mailed, post) == _expected(list(dict.fromkeys(post)))


def _posts(history: Sequence[Said], chance: random.Random, number: int) -> list[list[Said]]:
    """The same answers, shuffled, some of them brought again."""
    posts = []
    for _ in range(number):
        post = [*history, *chance.choices(history, k=chance.randint(1, len(history)))]
        chance.shuffle(post)
        posts.append(post)
    return posts


def _expected(arrived: Sequence[Said]) -> Stand:
    """Where these answers leave an interview, computed from nothing but them: the latest of each counts."""
    answers: dict[Role, Answer] = dict.fromkeys(ADDRESSES, Answer.NONE)
    proposed: dict[Role, int] = {}
    for each in sorted(
        arrived, key=lambda one: one.stamp
    ):  # stable: among ties the last to arrive comes last
        if each.sequence != CURRENT:
            continue
        if each.counters and each.hours is not None:
            proposed[each.who] = each.hours
        elif each.answers:
            answers[each.who] = ANSWERS[each.partstat]
    agreed = answers[Role.CANDIDATE] is Answer.ACCEPTED
    return Stand(
        state=State.SCHEDULED if agreed else State.PROPOSED,
        sequence=CURRENT,
        answers=tuple(
            (role, answer, None if answer is Answer.NONE else CURRENT)
            for role, answer in sorted(answers.items())
        ),
        proposed=frozenset(proposed.items()),
    )


async def _stand_after(mailed: HouseWithMail, post: Sequence[Said]) -> Stand:
    """Let an interview of its own hear these answers over SMTP, and say where it stands then."""
    mailed.clock.advance(timedelta(days=2))  # nobody may be asked too often within a day
    interview = await _moved_once(mailed)
    parties = {party.role: party for party in interview.parties}
    for each in post:
        party = parties[each.who]
        code, told = await mailed.send(
            _mail(mailed, interview, party, each), f"{party.reply_local}@{mailed.house.settings.relay_domain}"
        )
        assert code == 250, told
    now = await mailed.now(interview)
    assert (now.starts_at, now.ends_at) == (interview.starts_at, interview.ends_at)
    return Stand(
        state=now.state,
        sequence=now.sequence,
        answers=tuple(
            sorted(
                (each.role, each.answer, each.answered_sequence)
                for each in now.parties
                if each.role in ADDRESSES
            )
        ),
        proposed=frozenset(
            (
                next(party.role for party in now.parties if party.id == each.party_id),
                _hours(each.starts_at, now),
            )
            for each in now.counters
            if each.state is CounterState.OPEN
        ),
    )


async def _moved_once(mailed: HouseWithMail) -> Interview:
    start = mailed.clock.now() + timedelta(days=3)
    wish = ScheduleInterview(
        proposal_id="pro_1",
        actor="per_maya",
        starts_at=start,
        ends_at=start + LENGTH,
        guests=(GuestWish("Dana, VP Engineering", email=DANA),),
    )
    interview = await actions.schedule(mailed.house, wish)
    later = start + timedelta(hours=5)
    return await actions.move(mailed.house, interview.id, "per_maya", later, later + LENGTH)


def _mail(mailed: HouseWithMail, interview: Interview, party: Party, each: Said) -> bytes:
    """The answer as a calendar program sends it; the same answer is the same mail, byte for byte."""
    method = Method.REFRESH if each.asks else Method.REPLY if each.hours is None else Method.COUNTER
    start = interview.starts_at + timedelta(hours=each.hours or 0)
    made = mailed.clock.now() - timedelta(seconds=each.age)
    address = ADDRESSES[each.who]
    reply_address = f"{party.reply_local}@{mailed.house.settings.relay_domain}"
    message = Invitation(
        method=method,
        uid=party.uid,
        sequence=each.sequence,
        dtstamp=made,
        start=start,
        end=start + LENGTH,
        organizer=Organizer(reply_address),
        attendees=(Attendee(address, partstat=each.partstat),),
    )
    return compose(
        CalendarMail(
            method=method,
            calendar=write(message),
            from_address=address,
            to_address=reply_address,
            subject="Answer",
            date=made,
            message_id=f"{sha256(repr((party.uid, each)).encode()).hexdigest()}@outside.test",
            text="See the calendar.\n",
        )
    )


def _hours(start: datetime, interview: Interview) -> int:
    return round((start - interview.starts_at) / timedelta(hours=1))
