"""Which of several times is chosen, and when: the rules, told as people would tell them. Pure."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from importlib.resources import files

import pytest

from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.interviews.model import Answer, Interview, Party, Polling, Role, Side, State
from anteroom.times.polls.model import (
    Mark,
    Offered,
    Poll,
    PollState,
    TimeState,
    Voice,
    agreed,
    best,
    check_offer,
    ended,
    hopeless,
    lapsed,
    marked,
    team_ready,
    timed,
    widened,
)
from anteroom.times.polls.words import poll_words

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SAID = {"y": Mark.YES, "i": Mark.IF_NEED_BE, "n": Mark.NO, ".": Mark.NONE}
PEOPLE = ("host", "leo", "dana", "ines")
"""Maya hosts, Leo is the freelancer, Dana must be there, Ines may come."""


def party(name: str, *, required: bool = True) -> Party:
    """A party by its name."""
    role = {"host": Role.HOST, "leo": Role.CANDIDATE}.get(name, Role.GUEST)
    side = Side.FREELANCER if name == "leo" else Side.CLIENT
    place = PEOPLE.index(name)
    return Party(name, f"per_{name}", place, role, side, name, required, Answer.NONE, f"{name}@x", name)


PARTIES = tuple(party(name, required=name != "ines") for name in PEOPLE)
INTERVIEW = Interview(
    id="int_1",
    proposal_id="pro_1",
    state=State.PROPOSED,
    revision=1,
    sequence=0,
    starts_at=NOW + 48 * HOUR,
    ends_at=NOW + 49 * HOUR,
    title="",
    agenda="",
    nda="",
    room="room",
    neutral="neutral",
    created_at=NOW,
    parties=PARTIES,
    polling=Polling.EVERYBODY,
)


def poll(*said: str, stage: Polling = Polling.EVERYBODY) -> Poll:
    """A poll in which of each time the four say so, as in "yyn."; time A begins a day before B."""
    times = tuple(
        Offered(name, rank, NOW + (48 + 24 * rank) * HOUR, NOW + (49 + 24 * rank) * HOUR)
        for rank, name in enumerate("ABCDEFGHIJ"[: len(said)])
    )
    voices = tuple(
        Voice(time.id, name, f"{time.id}-{name}", SAID[letter])
        for time, letters in zip(times, said, strict=True)
        for name, letter in zip(PEOPLE, letters, strict=True)
    )
    return Poll(
        id="poll_1",
        interview_id="int_1",
        automatic=True,
        stage=stage,
        state=PollState.OPEN,
        sequence=0,
        opened_at=NOW,
        deadline=NOW + 24 * HOUR,
        times=times,
        voices=voices,
    )


def name_of(time: Offered | None) -> str | None:
    """The name of a time."""
    return time.id if time else None


@pytest.mark.parametrize(
    ("said", "at_once", "at_the_deadline"),
    [
        (("y...", "y..."), None, None),  # nobody but the host said anything
        (("yy..", "y..."), None, "A"),
        (("yyy.", "y..."), "A", "A"),  # who may come is not waited for
        (("yyyn", "yyi."), "A", "A"),  # nor asked for leave
        (("yyi.", "yyi."), None, "A"),  # a tie: the one offered first
        (("yii.", "yyi."), None, "B"),  # more yes
        (("yy..", "yyi."), None, "B"),  # then more if need be
        (("yyii", "yyiy"), None, "B"),  # then more yes of the others
        (("yyi.", "yyii"), None, "B"),  # then more if need be of them
        (("yyn.", "y.i."), None, "B"),  # a no of somebody needed rules out
        (("yyny", "ynyy"), None, None),
        (("yyyy", "yyy."), "A", "A"),
        (("yyyi", "yyyy"), "B", "B"),
        (("n.y.", "iyy."), None, "B"),  # the host's own word counts like any other
        (("iiii", "...."), None, "A"),
    ],
)
def test_the_best_time_is_chosen(
    said: tuple[str, ...], at_once: str | None, at_the_deadline: str | None
) -> None:
    asked = poll(*said)
    assert (name_of(agreed(asked, INTERVIEW)), name_of(best(asked, INTERVIEW))) == (at_once, at_the_deadline)


def test_of_two_alike_the_better_offered_is_chosen_then_the_one_that_begins_first() -> None:
    asked = poll("yyi.", "yyi.")
    first, second = asked.times
    turned = replace(asked, times=(replace(first, rank=1), replace(second, rank=0)))
    assert name_of(best(turned, INTERVIEW)) == "B"
    level = replace(asked, times=(replace(second, rank=0), replace(first, rank=0)))
    assert name_of(best(level, INTERVIEW)) == "A"


def test_the_team_is_asked_first_and_the_freelancer_about_what_suits_it() -> None:
    asked = poll("y.y.", "y.n.", "y...", stage=Polling.TEAM)
    assert not team_ready(asked, INTERVIEW) and best(asked, INTERVIEW) is None
    with pytest.raises(NotAllowed):
        marked(asked, PARTIES[1], {"A": Mark.YES})
    asked = marked(asked, PARTIES[2], {"C": Mark.IF_NEED_BE})
    assert team_ready(asked, INTERVIEW)
    wider = widened(asked, INTERVIEW)
    assert wider is not None and [each.id for each in wider.open] == ["A", "C"]
    assert {each.held for each in wider.voices if each.time_id == "B"} == {False}
    refused = marked(asked, PARTIES[2], {"A": Mark.NO, "C": Mark.NO})
    assert hopeless(refused, INTERVIEW) and widened(refused, INTERVIEW) is None
    assert widened(marked(refused, PARTIES[2], {"A": Mark.NONE}), INTERVIEW) is not None


def test_a_mark_can_be_changed_until_the_end_and_a_calendar_that_was_overtaken_says_nothing() -> None:
    asked = marked(poll("....", "...."), PARTIES[1], {"A": Mark.YES, "B": Mark.NO}, NOW)
    again = marked(asked, PARTIES[1], {"A": Mark.NO}, NOW + HOUR)
    assert (again.mark("A", "leo"), again.mark("B", "leo")) == (Mark.NO, Mark.NO)
    assert marked(again, PARTIES[1], {"A": Mark.YES}, NOW + HOUR / 2) == again
    assert marked(again, PARTIES[1], {"A": Mark.YES}, NOW + HOUR).mark("A", "leo") is Mark.YES
    assert marked(again, PARTIES[1], {"A": Mark.NONE}).mark("A", "leo") is Mark.NONE
    with pytest.raises(NotFound):
        marked(asked, PARTIES[1], {"Z": Mark.YES})
    over = ended(again, PollState.CHOSEN, NOW, "A")
    assert [each.state for each in over.times] == [TimeState.CHOSEN, TimeState.LOST]
    assert not any(each.held for each in over.voices) and over.due_at is None
    with pytest.raises(Conflict):
        marked(over, PARTIES[1], {"A": Mark.YES})
    near = NOW + 47.5 * HOUR
    assert lapsed(again, near - timedelta(seconds=1)) == again
    gone = lapsed(again, near)
    assert [each.state for each in gone.times] == [TimeState.LAPSED, TimeState.OPEN]
    with pytest.raises(Conflict):
        marked(gone, PARTIES[1], {"A": Mark.YES})


def test_time_looks_again_at_the_deadline_and_when_a_time_lapses() -> None:
    asked = poll("....", "....")
    assert timed(asked).due_at == NOW + 24 * HOUR
    told = replace(asked, undecided_at=NOW + 24 * HOUR)
    assert timed(told).due_at == NOW + 48 * HOUR - HOUR / 2
    assert timed(replace(asked, undecided_at=NOW + HOUR)).due_at == NOW + 24 * HOUR
    first = replace(asked, team_until=NOW + 12 * HOUR, stage=Polling.TEAM)
    assert timed(first).due_at == NOW + 12 * HOUR


@pytest.mark.parametrize(
    ("begins", "deadline", "field"),
    [
        ((2,), None, "times"),
        (tuple(range(2, 13)), None, "times"),
        ((2, 2), None, "times"),
        ((0.5, 2), None, "times"),
        ((-1, 2), None, "starts_at"),
        ((2, 24 * 366), None, "starts_at"),
        ((2, 3), 0.2, "deadline"),
        ((2, 3), 2.6, "deadline"),
    ],
)
def test_it_refuses_what_cannot_be_offered(
    begins: tuple[float, ...], deadline: float | None, field: str
) -> None:
    spans = [(NOW + each * HOUR, NOW + (each + 1) * HOUR) for each in begins]
    with pytest.raises(BadInput) as refused:
        check_offer(spans, NOW + deadline * HOUR if deadline is not None else None, NOW)
    assert refused.value.field == field


def test_people_have_two_days_or_until_half_an_hour_before_the_first_time() -> None:
    def until(*begins: float) -> timedelta:
        return check_offer([(NOW + each * HOUR, NOW + (each + 1) * HOUR) for each in begins], None, NOW) - NOW

    assert (until(72, 96), until(5, 96), until(0.75, 2)) == (48 * HOUR, 4.5 * HOUR, 0.25 * HOUR)
    near = Offered("A", 0, NOW + HOUR * 0.6, NOW + HOUR * 1.6)
    beside = check_offer([(NOW + 5 * HOUR, NOW + 6 * HOUR)], None, NOW, [near])
    assert beside - NOW == 0.25 * HOUR, (
        "one that stands is nearer, and nobody has less than a quarter of an hour"
    )


def test_the_page_says_the_same_in_each_language() -> None:
    def gaps(language: str) -> dict[str, list[str]]:
        return {key: sorted(re.findall(r"{(\w+)}", said)) for key, said in poll_words(language).words.items()}

    assert gaps("es-MX") == gaps("en") == gaps("fr")
    page = files("anteroom.times.polls").joinpath("templates", "poll.html").read_text("utf-8")
    named = set(re.findall(r'words\("([a-z._]+)"', page)) - {"mark."} | {
        f"mark.{each or 'none'}" for each in Mark
    }
    found = re.findall(r'words\("([a-z.]+)" if \w+(?:\.\w+)? else "([a-z.]+)"', page)
    named |= {each for pair in found for each in pair} | set(re.findall(r'"(deadline\.\w+)"', page))
    assert named == set(poll_words("en").words)
