"""The card of one interview as an embed shows it to one viewer: what is said, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anteroom.conduct.lessons.words import Told
from anteroom.conduct.reports.model import Category
from anteroom.embeds.poll_part import PollPart, poll_part
from anteroom.interviews.lateness import CHOICES, may_be_late
from anteroom.interviews.model import Answer, Interview, Role, State
from anteroom.interviews.signs import SIGNS, TONES
from anteroom.interviews.suits import Suit
from anteroom.interviews.view import CounterView, Line, View
from anteroom.passes.after_views import AfterShown
from anteroom.passes.times import WrittenTime, hour, written
from anteroom.passes.words import LobbyWords
from anteroom.people.persons import known_zone
from anteroom.times.common import CommonTime


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why what the viewer did on this card was not done: shown where it was done.

    What was typed is not said back: the frame still has it, and puts it where it was. `lesson` is what the
    viewer is taught by it.
    """

    act: str
    sentence: str
    language: str
    lesson: Told | None = None


@dataclass(frozen=True, slots=True)
class Besides:
    """What a card says beside its interview: what was not done on it, its next times, what was reported."""

    refusal: Refusal | None
    common: Sequence[CommonTime] | None
    reported: str


@dataclass(frozen=True, slots=True)
class Person:
    """One line of the card."""

    label: str
    hosts: bool
    own: bool
    mark: str
    answer: str
    yes: bool
    late: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be taken: its id, in words, and for a host whom it suits."""

    id: str
    when: str
    who: str = ""
    comment: str = ""
    suits: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """One interview for one viewer. Everything that can be done is here; what is empty cannot be done.

    `party` is the viewer's, "" for who only looks. `local` is the start as an input of a time has it, in
    `zone`. `after` is what is said and can be done once it is over, `poll` while a time is being found.
    `common` are the next times that suit everybody, instants and in words, once the viewer has asked for
    them; None before. `may_report` is what a report can be about, empty for who is not in it; `reported` the
    reference of the one that was just made.
    """

    id: str
    revision: int
    state: State
    state_word: str
    tone: str
    minutes_held: int
    title: str
    reason: str
    when: WrittenTime
    hour: str
    before: str
    people: Sequence[Person]
    place: str
    party: str
    own_answer: Answer
    answers: Sequence[Answer]
    offers: Sequence[Choice]
    counters: Sequence[Choice]
    may_counter: bool
    hosts: bool
    others: int
    late: Sequence[int]
    local: str
    minutes: int
    zone: str
    after: AfterShown | None
    view: View
    poll: PollPart | None = None
    refusal: Refusal | None = None
    common: Sequence[tuple[str, str]] | None = None
    may_report: Sequence[str] = ()
    reported: str = ""

    @property
    def over(self) -> bool:
        """Tell whether nothing can happen to it any more."""
        return self.state.over

    @property
    def refused_at(self) -> str:
        """Return the part of the card at which a refusal is said: "card" for what has no part of its own."""
        if self.refusal is None:
            return ""
        after = self.view.after.may_rebook
        claims = bool(self.after and self.after.claims)
        parts = {
            "counter": self.may_counter,
            "times": self.may_counter or (self.hosts and not self.over),
            "marks": self.poll is not None,
            "move": self.hosts and not self.over,
            "cancel": self.hosts and not self.over,
            "rebook": after,
            "contest": claims,
            "report": bool(self.may_report),
        }
        return self.refusal.act if parts.get(self.refusal.act) else "card"

    @property
    def opens(self) -> bool:
        """Tell whether the viewer can go to the interview's own page from here."""
        return bool(self.party) and self.state not in (State.VOID, State.CANCELLED)


def card_of(
    interview: Interview,
    view: View,
    say: LobbyWords,
    after: AfterShown | None,
    besides: Besides,
    *,
    now: datetime,
    reviewed: bool,
) -> Card:
    """Return the card of a view: what the thread's card says, and what this very viewer can do.

    `reviewed`: whether somebody reads what people report here.
    """
    party = interview.party(view.party_id) if view.party_id else None
    poll = poll_part(view, view.poll, say) if view.poll is not None else None
    answering = party is not None and view.role is not Role.HOST and not view.state.over and poll is None
    candidate = view.role is Role.CANDIDATE
    when = written(view.starts_at, view.ends_at, view.zone, say)
    return Card(
        id=view.interview_id,
        revision=view.revision,
        state=view.state,
        state_word=poll.words("state") if poll else say(f"state.{view.state.value}"),
        tone=TONES[view.state],
        minutes_held=view.held_minutes or 0,
        title=view.title,
        reason=view.reason,
        when=when,
        hour=hour(view.starts_at, view.zone),
        before=written(*view.previous, view.zone, say).span if view.previous and not view.state.over else "",
        people=[_person(view, line, say) for line in view.lines],
        place=view.place.words if view.place.outside else "",
        party=view.party_id,
        own_answer=view.answer,
        answers=[
            each for each in (Answer.ACCEPTED, Answer.TENTATIVE, Answer.DECLINED) if each is not view.answer
        ]
        if answering
        else (),
        offers=[Choice(each.id, _span(each.starts_at, each.ends_at, view, say)) for each in view.offers]
        if candidate
        else (),
        counters=[_counter(each, view, say) for each in view.counters],
        may_counter=answering,
        hosts=view.role is Role.HOST,
        others=len(view.lines) - 1,
        late=CHOICES if party is not None and may_be_late(interview, party, now) else (),
        local=_local(view.starts_at, view.zone),
        minutes=int(interview.length / timedelta(minutes=1)),
        zone=when.zone,
        after=after,
        view=view,
        refusal=besides.refusal,
        poll=poll,
        may_report=tuple(Category) if party is not None and reviewed else (),
        reported=besides.reported,
        common=_common(besides.common, view, say),
    )


def _common(times: Sequence[CommonTime] | None, view: View, say: LobbyWords) -> list[tuple[str, str]] | None:
    if times is None:
        return None
    return [(each.starts_at.isoformat(), _span(each.starts_at, each.ends_at, view, say)) for each in times]


def _person(view: View, line: Line, say: LobbyWords) -> Person:
    unanswered = view.state.over and line.answer is Answer.NONE
    return Person(
        label=line.label,
        hosts=line.role is Role.HOST,
        own=line.own,
        mark=SIGNS[line.answer],
        answer=say("answer.none" if unanswered else f"answer.{line.answer.value}"),
        yes=line.answer is Answer.ACCEPTED,
        late=hour(line.late_until, view.zone) if line.late_until and not view.state.over else "",
    )


def _counter(each: CounterView, view: View, say: LobbyWords) -> Choice:
    return Choice(
        each.id,
        _span(each.starts_at, each.ends_at, view, say),
        each.label,
        each.comment,
        [_suits(suit, say) for suit in each.suits],
    )


def _suits(suit: Suit, say: LobbyWords) -> str:
    return f"{suit.label}: {say(f'fit.{suit.fit.name.lower()}')}"


def _span(starts_at: datetime, ends_at: datetime, view: View, say: LobbyWords) -> str:
    return written(starts_at, ends_at, view.zone, say).span


def _local(moment: datetime, zone: str | None) -> str:
    return f"{moment.astimezone(known_zone(zone) or UTC):%Y-%m-%dT%H:%M}"
