"""What a card shows while a time is being found: the times, what is said to them, and what can be done.

Whom a viewer sees there by name, the view decides: here stands what is in it and nothing else.
"""

from __future__ import annotations

import msgspec

from anteroom.interviews.view import View
from anteroom.passes.times import point, written
from anteroom.times.polls.model import Mark
from anteroom.times.polls.view import SIGNS, PollShown, TimeShown
from anteroom_slack.cards.blocks import Block, actions, button, escaped, section
from anteroom_slack.cards.moments import dated, epoch
from anteroom_slack.cards.press import Press
from anteroom_slack.cards.words import say

PREFIX = "poll_"
VOTES = {Mark.YES: "poll_yes", Mark.IF_NEED_BE: "poll_if_need_be", Mark.NO: "poll_no"}
"""What can be said to a time, and the name of its button."""
CHOOSE = "poll_choose"


def poll_blocks(view: View, poll: PollShown, *, private: bool) -> list[Block]:
    """Return the times for this viewer; on a card that is not `private` nothing can be pressed."""
    blocks = [section("poll", "\n".join(_lead(view, poll)))]
    for time in poll.times:
        said = section(f"time:{time.id}", "\n".join(_time(view, time)))
        if private and poll.may_choose:
            said["accessory"] = _choose(view, time)
        blocks.append(said)
        if private and poll.may_mark and not poll.may_choose:
            blocks.append(actions(f"marks:{time.id}", *_votes(view, time)))
    return blocks


def moments(poll: PollShown | None) -> list[str]:
    """Return our instants in it; they look like phone numbers."""
    if poll is None:
        return []
    return [str(epoch(each)) for time in poll.times for each in (time.starts_at, time.ends_at)]


def _lead(view: View, poll: PollShown) -> list[str]:
    def said(key: str, **values: str) -> str:
        return say(view.language, f"poll.{key}", **values)

    until = point(poll.deadline, view.zone)
    way = "auto" if poll.automatic else "by_host"
    if not poll.may_choose:
        lines = [f"*{said('head')}*", said(way, host=view.host.label, until=until)]
        return [lines[0], *map(escaped, lines[1:])]
    lines = [said(f"host.{way}", until=until)]
    if poll.team:
        lines.append(said("host.team"))
    if poll.undecided:
        lines = [f"*{said('host.undecided')}*"]
    return [f"*{said('offered', count=str(len(poll.times)))}*", *map(escaped, lines)]


def _time(view: View, time: TimeShown) -> list[str]:
    words = written(time.starts_at, time.ends_at, view.zone)
    own = f"_{words.span}, {escaped(words.zone)}_"
    if time.best:
        own += f" · *{escaped(say(view.language, 'poll.best'))}*"
    return [f"*{dated(time.starts_at, time.ends_at, view.zone)}*", own, *_marks(view, time)]


def _marks(view: View, time: TimeShown) -> list[str]:
    """Return who says what to a time, as far as the viewer may know: one line for each answer."""
    lines = []
    for mark, sign in SIGNS.items():
        names = [escaped(each.label) for each in time.marks if each.mark is mark]
        if names:
            word = say(view.language, f"poll.{mark.value or 'silent'}")
            lines.append(f"{sign} {word}: {', '.join(names)}")
    return lines


def _votes(view: View, time: TimeShown) -> list[Block]:
    made = []
    for mark, name in VOTES.items():
        words, chosen = say(view.language, f"poll.{mark.value}"), time.own is mark
        label = f"{SIGNS[mark]} {words}" if chosen else words
        made.append(button(name, label, _value(view, time), "primary" if chosen else ""))
    return made


def _choose(view: View, time: TimeShown) -> Block:
    words = {
        name: {"type": "plain_text", "text": say(view.language, f"poll.choose.{key}")}
        for name, key in (("title", "title"), ("text", "text"), ("confirm", "yes"), ("deny", "no"))
    }
    return button(CHOOSE, say(view.language, "poll.choose"), _value(view, time)) | {"confirm": words}


def _value(view: View, time: TimeShown) -> str:
    press = Press(view.interview_id, view.sequence, view.revision, view.answer.value, time.id)
    return msgspec.json.encode(press).decode()
