"""The part of an embed's card that asks which of several times suit, while one is being found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anteroom.interviews.model import Role, Side
from anteroom.interviews.view import View
from anteroom.pages.words import PageWords
from anteroom.passes.times import WrittenTime, point, written
from anteroom.passes.words import LobbyWords
from anteroom.times.polls.model import Mark
from anteroom.times.polls.view import MarkShown, PollShown
from anteroom.times.polls.words import poll_words


@dataclass(frozen=True, slots=True)
class PollTime:
    """One time: when it is for the viewer, what the viewer says to it, and who else says what."""

    id: str
    when: WrittenTime
    own: Mark
    marks: Sequence[MarkShown]
    counts: str
    best: bool


@dataclass(frozen=True, slots=True)
class PollPart:
    """Everything that is said and asked; `marks` and `chooses` tell what the viewer can do."""

    words: PageWords
    sentences: Sequence[str]
    alarm: str
    times: Sequence[PollTime]
    marks: bool
    chooses: bool
    note: str


def poll_part(view: View, poll: PollShown, say: LobbyWords) -> PollPart:
    """Return the part for a viewer who may see the times."""
    words = poll_words(view.language)
    hosts = view.role is Role.HOST
    own = next((line for line in view.lines if line.own), None)
    freelancer = own is not None and own.side is not Side.CLIENT
    until = words("deadline", when=point(poll.deadline, view.zone, say))
    by_host = words("deadline.you") if hosts else words("deadline.host", host=view.host.label)
    sentences = [until, words("deadline.automatic") if poll.automatic else by_host]
    if poll.team and hosts:
        sentences.append(words("team"))
    return PollPart(
        words=words,
        sentences=sentences,
        alarm=words("undecided") if poll.undecided else "",
        times=[
            PollTime(
                each.id,
                written(each.starts_at, each.ends_at, view.zone, say),
                each.own,
                each.marks if len(each.marks) > 1 else (),
                words("counts", **_counts(each.marks)),
                each.best,
            )
            for each in poll.times
        ],
        marks=poll.may_mark,
        chooses=poll.may_choose,
        note=words("hidden.freelancer" if freelancer else "hidden", host=view.host.label),
    )


def _counts(marks: Sequence[MarkShown]) -> dict[str, int]:
    said = [each.mark for each in marks]
    return {
        "yes": said.count(Mark.YES),
        "perhaps": said.count(Mark.IF_NEED_BE),
        "no": said.count(Mark.NO),
    }
