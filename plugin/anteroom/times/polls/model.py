"""A poll: several times offered for one interview, what people say to each, and which one is chosen. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.errors import BadInput, Conflict, NotAllowed, NotFound
from anteroom.interviews.hours import check_time
from anteroom.interviews.model import Interview, Party, Polling, Side

FEWEST, MOST = 2, 10
"""So many times are offered at once."""
MOST_IN_ALL = 20
"""So many in one poll, whatever became of them: each is an entry in everybody's calendar."""
BEFORE = timedelta(minutes=30)
"""So long before it begins a time lapses: whoever is invited then must be able to come."""
SHORTEST = timedelta(minutes=15)
PATIENCE = timedelta(hours=48)
"""How long people have where the host does not say."""
CLOSED = "The times are not being asked for any more."
LAPSED = "This time is not offered any more."


class Mark(StrEnum):
    """What somebody says to a time."""

    NONE = ""
    YES = "yes"
    IF_NEED_BE = "if_need_be"
    NO = "no"


class PollState(StrEnum):
    """Where a poll stands. `closed`: it was called off, or the host took another time."""

    OPEN = "open"
    CHOSEN = "chosen"
    CLOSED = "closed"
    EXPIRED = "expired"


class TimeState(StrEnum):
    """What became of an offered time. `lapsed`: it passed before anything was chosen."""

    OPEN = "open"
    CHOSEN = "chosen"
    LOST = "lost"
    LAPSED = "lapsed"


@dataclass(frozen=True, slots=True)
class Offered:
    """One time; `rank` is its place among those offered, the best first."""

    id: str
    rank: int
    starts_at: datetime
    ends_at: datetime
    state: TimeState = TimeState.OPEN


@dataclass(frozen=True, slots=True)
class Voice:
    """What one party says to one time. `uid` is of the entry that holds it in the party's calendar.

    `held`: that entry is wanted there. `stamp` is the answerer's own DTSTAMP, where a calendar said it.
    """

    time_id: str
    party_id: str
    uid: str
    mark: Mark = Mark.NONE
    stamp: datetime | None = None
    held: bool = True


@dataclass(frozen=True, slots=True)
class Poll:
    """Several times for one interview. All instants are aware, in UTC.

    `stage` says who is asked. `team_until` is when the freelancer is asked at the latest, None where all are
    asked at once. `undecided_at` is when the host was told that nothing could be chosen.
    """

    id: str
    interview_id: str
    automatic: bool
    stage: Polling
    state: PollState
    sequence: int
    opened_at: datetime
    deadline: datetime
    times: tuple[Offered, ...]
    voices: tuple[Voice, ...] = ()
    team_until: datetime | None = None
    undecided_at: datetime | None = None
    due_at: datetime | None = None
    closed_at: datetime | None = None

    @property
    def open(self) -> tuple[Offered, ...]:
        """The times that can still be chosen, as they were offered; none once the poll is over."""
        over = self.state is not PollState.OPEN
        return () if over else tuple(each for each in self.times if each.state is TimeState.OPEN)

    @property
    def chosen(self) -> Offered | None:
        """The time that was chosen."""
        return next((each for each in self.times if each.state is TimeState.CHOSEN), None)

    def time(self, time_id: str) -> Offered | None:
        """Return the time of that id."""
        return next((each for each in self.times if each.id == time_id), None)

    def voice(self, time_id: str, party_id: str) -> Voice | None:
        """Return what stands for a party and a time; None where it was never asked."""
        return next(
            (each for each in self.voices if (each.time_id, each.party_id) == (time_id, party_id)), None
        )

    def mark(self, time_id: str, party_id: str) -> Mark:
        """Return what a party says to a time."""
        return self._marks().get((time_id, party_id), Mark.NONE)

    def asks(self, party: Party) -> bool:
        """Tell whether a party is asked by now."""
        return self.stage is Polling.EVERYBODY or party.side is Side.CLIENT

    def asked(self, interview: Interview) -> tuple[Party, ...]:
        """Return who is asked by now."""
        return tuple(party for party in interview.present if self.asks(party))

    def silent(self, party: Party) -> bool:
        """Tell whether a party is asked by now, has agreed to no time, and has not said no to all of them.

        Of a poll that is over: whether it was so to its end.
        """
        if not self.asks(party):
            return False
        marks = self._marks()
        asked = self.open if self.state is PollState.OPEN else self.times
        said = [marks.get((each.id, party.id), Mark.NONE) for each in asked]
        return Mark.NONE in said and all(mark in (Mark.NONE, Mark.NO) for mark in said)

    def refused(self, interview: Interview, time: Offered) -> bool:
        """Tell whether somebody who must be there and is asked cannot come then."""
        marks = self._marks()
        return any(
            party.required and marks.get((time.id, party.id)) is Mark.NO for party in self.asked(interview)
        )

    def _marks(self) -> Mapping[tuple[str, str], Mark]:
        return {(each.time_id, each.party_id): each.mark for each in self.voices}


def check_offer(
    times: Sequence[tuple[datetime, datetime]],
    deadline: datetime | None,
    now: datetime,
    standing: Sequence[Offered] = (),
) -> datetime:
    """Return until when people can say what suits them, where these times are offered beside `standing` ones.

    Raises BadInput for too few or too many, one twice, one that is none, and a deadline that cannot be.
    """
    spans = {*times, *((each.starts_at, each.ends_at) for each in standing)}
    if len(spans) < len(times) + len(standing):
        raise BadInput("Offer each time once.", field="times")
    if not FEWEST <= len(spans) <= MOST:
        raise BadInput(f"Offer {FEWEST} to {MOST} times.", field="times")
    for starts_at, ends_at in times:
        check_time(starts_at, ends_at, now)
        if starts_at - now < BEFORE + SHORTEST:
            raise BadInput("That begins too soon to be asked about. Choose a later time.", field="times")
    begins = sorted(starts_at for starts_at, _ in spans)
    last = begins[-1] - BEFORE
    if deadline is None:
        return max(min(now + PATIENCE, begins[0] - BEFORE), now + SHORTEST)
    if not now + SHORTEST <= deadline <= last:
        raise BadInput(
            "Let people answer for 15 minutes at least, and until half an hour before the last time at most.",
            field="deadline",
        )
    return deadline


def marked(poll: Poll, party: Party, marks: Mapping[str, Mark], stamp: datetime | None = None) -> Poll:
    """Return the poll with what a party says to some of its times; what is `NONE` takes a mark back.

    A calendar's answer (`stamp`) that an earlier one of the same party overtook changes nothing. Raises
    Conflict for a poll or a time that is over, NotAllowed for who is not asked, NotFound for no such time.
    """
    if poll.state is not PollState.OPEN:
        raise Conflict(CLOSED)
    if not poll.asks(party):
        raise NotAllowed("You are not asked about these times.")
    for time_id in marks:
        time = poll.time(time_id)
        if time is None:
            raise NotFound("There is no such time.")
        if time.state is not TimeState.OPEN:
            raise Conflict(LAPSED)
    voices = tuple(
        replace(each, mark=marks[each.time_id], stamp=stamp or each.stamp)
        if each.party_id == party.id and each.time_id in marks and not _overtaken(each, stamp)
        else each
        for each in poll.voices
    )
    return replace(poll, voices=voices)


def _overtaken(voice: Voice, stamp: datetime | None) -> bool:
    if stamp is None or voice.stamp is None:
        return False
    # DTSTAMP has whole seconds only: of two in one second the one that arrives last counts.
    return stamp.replace(microsecond=0) < voice.stamp.replace(microsecond=0)


def agreed(poll: Poll, interview: Interview) -> Offered | None:
    """Return the best of the times to which everybody who must be there said yes."""
    if poll.stage is not Polling.EVERYBODY:
        return None
    needed = [party for party in interview.present if party.required]
    suits = [each for each in poll.open if all(poll.mark(each.id, party.id) is Mark.YES for party in needed)]
    return _first(poll, interview, suits)


def best(poll: Poll, interview: Interview) -> Offered | None:
    """Return the time that is chosen at the deadline; None where none can be.

    Out are times that somebody who must be there refused, and times that nobody but the host said yes to.
    Of the rest counts first how many of those who must be there said yes, then how many said if need be, then
    the same of the others, then the order in which they were offered, then which begins first.
    """
    if poll.stage is not Polling.EVERYBODY:
        return None
    others = [party.id for party in interview.present if party.id != interview.host.id]
    suits = [
        each
        for each in poll.open
        if not poll.refused(interview, each)
        and any(poll.mark(each.id, party_id) in (Mark.YES, Mark.IF_NEED_BE) for party_id in others)
    ]
    return _first(poll, interview, suits)


def _first(poll: Poll, interview: Interview, times: Sequence[Offered]) -> Offered | None:
    def worth(time: Offered) -> tuple[int | datetime, ...]:
        def count(mark: Mark, *, required: bool) -> int:
            return sum(
                party.required is required and poll.mark(time.id, party.id) is mark
                for party in interview.present
            )

        return (
            -count(Mark.YES, required=True),
            -count(Mark.IF_NEED_BE, required=True),
            -count(Mark.YES, required=False),
            -count(Mark.IF_NEED_BE, required=False),
            time.rank,
            time.starts_at,
        )

    return min(times, key=worth, default=None)


def hopeless(poll: Poll, interview: Interview) -> bool:
    """Tell whether to every time somebody who must be there said no."""
    return all(poll.refused(interview, each) for each in poll.open)


def team_ready(poll: Poll, interview: Interview) -> bool:
    """Tell whether all of the own people who must be there have said something to every time."""
    return all(
        poll.mark(each.id, party.id) is not Mark.NONE
        for each in poll.open
        for party in poll.asked(interview)
        if party.required
    )


def widened(poll: Poll, interview: Interview) -> Poll | None:
    """Return the poll as the freelancer is asked: about times that nobody needed of the team refused.

    None where no such time is left.
    """
    gone = {each.id for each in poll.open if poll.refused(interview, each)}
    if len(gone) == len(poll.open):
        return None
    return with_times(replace(poll, stage=Polling.EVERYBODY, team_until=None), gone, TimeState.LOST)


def lapsed(poll: Poll, now: datetime) -> Poll:
    """Return the poll without the times that are too near by now."""
    gone = {each.id for each in poll.open if each.starts_at - BEFORE <= now}
    return with_times(poll, gone, TimeState.LAPSED)


def ended(poll: Poll, state: PollState, now: datetime, chosen: str = "") -> Poll:
    """Return the poll as it is over; every time but the `chosen` one is lost."""
    lost = {each.id for each in poll.open if each.id != chosen}
    after = with_times(with_times(poll, lost, TimeState.LOST), {chosen}, TimeState.CHOSEN)
    # The chosen entry is the invitation from now on.
    voices = tuple(replace(each, held=False) for each in after.voices)
    return replace(after, state=state, voices=voices, closed_at=now, due_at=None)


def with_times(poll: Poll, ids: set[str], state: TimeState) -> Poll:
    """Return the poll with these times in a state in which nothing holds them any more."""
    times = tuple(replace(each, state=state) if each.id in ids else each for each in poll.times)
    voices = tuple(replace(each, held=False) if each.time_id in ids else each for each in poll.voices)
    return replace(poll, times=times, voices=voices)


def timed(poll: Poll) -> Poll:
    """Return the poll with the moment at which time changes something next."""
    moments = [each.starts_at - BEFORE for each in poll.open]
    if poll.team_until is not None:
        moments.append(poll.team_until)
    if poll.undecided_at is None or poll.undecided_at < poll.deadline:
        moments.append(poll.deadline)
    return replace(poll, due_at=min(moments) if poll.open else None)
