"""Letters about times that are offered: what is held in a calendar, what is asked, that none was found."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from anteroom.interviews.model import Role
from anteroom.interviews.view import View
from anteroom.plain_text import one_line
from anteroom.times.polls.view import PollShown
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter, Way
from anteroom_mail.letters.notices import notice
from anteroom_mail.letters.wording import Background
from anteroom_mail.letters.words import Words


def hold_title(view: View, words: Words) -> str:
    """Return what the entry is called that holds a time."""
    return words.say("subject.hold", title=one_line(view.title))


def hold_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter around the entry that holds a time, which is that of `view`."""
    key = "lead.hold.host" if view.role is Role.HOST else "lead.hold"
    lead = words.say(key, host=view.host.label, job=one_line(view.job_title), marketplace=view.marketplace)
    letter = notice(view, words, now, whence, owed, "hold", lead, ())
    return replace(letter, way=_marking(view, words))


def let_go_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, chosen: str
) -> Letter:
    """Return the letter that takes away the entry that held the time of `view`.

    `chosen` is the time of the interview in words, where another one was chosen, else "".
    """
    key = "lead.hold.chosen" if chosen else "lead.hold.over"
    lead = words.say(key, host=view.host.label, marketplace=view.marketplace, chosen=chosen)
    letter = notice(view, words, now, whence, owed, "hold", lead, ())
    return replace(letter, state=words.say("state.hold.gone"))


def poll_letter(
    view: View, poll: PollShown, words: Words, now: datetime, whence: Background, owed: Courtesy
) -> Letter:
    """Return the letter that asks which of the times suit, and until when."""
    who = one_line(view.host.label)
    times = [words.time(each.starts_at, each.ends_at, view.zone, now).whole for each in poll.times]
    lead = words.say(
        "lead.poll",
        host=who,
        job=one_line(view.job_title),
        marketplace=view.marketplace,
        deadline=deadline_in_words(view, poll, words, now),
    )
    letter = notice(view, words, now, whence, owed, "poll", lead, (), who=who)
    return replace(
        letter,
        heads=replace(letter.heads, agenda=words.say("head.poll")),
        agenda="\n".join(times),
        way=_marking(view, words),
    )


def deadline_in_words(view: View, poll: PollShown, words: Words, now: datetime) -> str:
    """Return until when people can answer, in the reader's own zone, which is named."""
    shown = words.time(poll.deadline, poll.deadline, view.zone, now)
    return f"{shown.line.partition('–')[0]} ({shown.place})"


def undecided_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter that tells the host that it is the host's to go on."""
    lead = words.say("lead.poll_undecided")
    letter = notice(view, words, now, whence, owed, "poll_undecided", lead, ())
    return replace(letter, way=Way(words.say("poll.look"), view.pass_link, ""))


def _marking(view: View, words: Words) -> Way:
    return Way(words.say("poll.mark"), view.pass_link, words.say("poll.mark.what"))
