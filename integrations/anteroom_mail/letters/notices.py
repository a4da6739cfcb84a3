"""Letters about what people typed or proposed and about whom mail does not reach, in the reader's words."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.conduct.lessons.words import Told
from anteroom.gate.code import LIVES
from anteroom.guard import Kind, name_of
from anteroom.interviews.model import Role
from anteroom.interviews.typed_reading import Fate, Missing
from anteroom.interviews.view import CounterView, Line, View
from anteroom.passes.times import hour
from anteroom.plain_text import one_line
from anteroom.texts.model import News
from anteroom.verdicts.words import Note, after_words
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter, Way
from anteroom_mail.letters.telling import telling
from anteroom_mail.letters.wording import Background
from anteroom_mail.letters.words import Words


@dataclass(frozen=True, slots=True)
class Appealable:
    """Why a text is held, in its writer's language, and the page where something can be done about it.

    `reviewed`: people look at it if its writer contests it. `lesson` is what the writer is taught by it.
    """

    why: str
    link: str
    reviewed: bool
    lesson: Told | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why, and the lesson."""
        return (self.why, *([self.lesson.said] if self.lesson else []))

    @property
    def instead(self) -> Way | None:
        """The sanctioned way; None for who has no account with the marketplace."""
        if self.lesson is None or not self.lesson.url:
            return None
        return Way(self.lesson.button, self.lesson.url, "")

    def way(self, words: Words, marketplace: str) -> Way:
        """Return the way on: contest it, or take it back where nobody could look at it."""
        if not self.reviewed:
            return Way(words.say("held.withdraw"), self.link, words.say("held.withdraw.what"))
        then = words.say("held.appeal.then", marketplace=marketplace)
        return Way(words.say("held.appeal"), self.link, then)


LOST = {"slack": "slack_gone", "account": "slack_other"}
"""By the way on which somebody was reached; on any other it is mail that does not arrive."""
FOUND = frozenset(Kind)
CONTACT = frozenset({*Kind, Missing.DETAIL} - {Kind.OVERLONG})
WHOLE = (Missing.CLOSED.value, Missing.NO_READER.value)


def kept_back_letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    fate: Fate,
    missing: list[str],
    held: Appealable | None = None,
) -> Letter:
    """Return the letter that tells somebody what of a typed text was not passed on, and what to do."""
    how_much = "none" if fate is Fate.KEPT_BACK else "part"
    what = ", ".join(_named(words, each) for each in missing if each not in WHOLE)
    said = {"what": what, "marketplace": view.marketplace, "job": one_line(view.job_title)}
    key = next((f"lead.typed.{each}" for each in WHOLE if each in missing), f"lead.typed.{how_much}")
    if key == "lead.typed.none" and set(missing) == {Missing.ATTACHMENTS.value}:
        key = "lead.typed.empty"
    how = _how(words, fate, missing, said)
    letter = notice(view, words, now, whence, owed, f"typed.{how_much}", words.say(key, **said), how)
    if held is None:
        return letter
    way = held.way(words, view.marketplace)
    return replace(letter, answer=(*held.sentences, *how), way=way, instead=held.instead)


def held_letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    news: News,
    held: Appealable | None,
    *,
    sent: bool,
) -> Letter:
    """Return the letter that tells the writer of a held text what became of it; `sent`: it is on its way."""
    lead = words.say(f"held.what.{news}", marketplace=view.marketplace)
    how: tuple[str, ...] = ()
    if news is News.RELEASED:
        how = (words.say("held.sent" if sent else "held.again"),)
    letter = notice(view, words, now, whence, owed, f"held.{news}", lead, how)
    if held is None:
        return letter
    way = held.way(words, view.marketplace)
    return replace(letter, answer=(*held.sentences, *how), way=way, instead=held.instead)


def note_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, writer: Line, text: str
) -> Letter:
    """Return the letter that brings somebody what another party of the same side typed."""
    who = one_line(writer.label)
    lead = words.say("lead.note", who=who, marketplace=view.marketplace)
    how = (words.say("how.note", who=who),)
    letter = notice(view, words, now, whence, owed, "note", lead, how, who=who)
    return replace(letter, heads=replace(letter.heads, agenda=words.say("head.note", who=who)), agenda=text)


def came_back_letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    whom: Line,
    *,
    way: str,
) -> Letter:
    """Return the letter that tells the host who is not reached.

    `way` is mail, slack where we were removed, or account where that Slack user is somebody else to us now.
    """
    who, kind = one_line(whom.label), LOST.get(way, "came_back")
    lead = words.say(f"lead.{kind}", who=who)
    what = "member" if whom.role is Role.CANDIDATE else "guest"
    how = (words.say(f"how.came_back.{what}", who=who, marketplace=view.marketplace),)
    return notice(view, words, now, whence, owed, kind, lead, how, who=who)


def late_letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    whom: Line,
    comes_at: datetime,
) -> Letter:
    """Return the letter that tells somebody that another runs late, and when to expect that one."""
    who = one_line(whom.label)
    shown = words.time(comes_at, comes_at, view.zone, now)
    comes = f"{hour(comes_at, view.zone)} ({shown.place})"
    lead = words.say("lead.late", who=who, comes=comes)
    return notice(view, words, now, whence, owed, "late", lead, (words.say("how.late"),), who=who)


def offered_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter that tells the freelancer which times the host offers, and where one is taken."""
    who = one_line(view.host.label)
    times = [words.time(each.starts_at, each.ends_at, view.zone, now).whole for each in view.offers]
    letter = notice(
        view, words, now, whence, owed, "offered", words.say("lead.offered", who=who), (), who=who
    )
    return replace(
        letter,
        heads=replace(letter.heads, agenda=words.say("head.offered")),
        agenda="\n".join(times),
        way=Way(words.say("offered.take"), view.pass_link, words.say("offered.take.what")),
    )


def after_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, note: Note
) -> Letter:
    """Return the letter that tells what became of a call, and leads to the page where one can go on."""
    say, lead = after_words(view.language), " ".join((note.head + ".", *note.sentences))
    letter = notice(view, words, now, whence, owed, "after", lead, (), who=note.head)
    return replace(letter, way=Way(say("note.link"), view.pass_link, say("note.link.note")))


def countered_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, counter: CounterView
) -> Letter:
    """Return the letter that tells the host of a time that somebody proposed, and how to take it."""
    who = one_line(counter.label)
    proposed = words.time(counter.starts_at, counter.ends_at, view.zone, now)
    lead = words.say("lead.countered", who=who, proposed=proposed.whole)
    how = (words.say("how.countered", who=who, marketplace=view.marketplace),)
    letter = notice(view, words, now, whence, owed, "countered", lead, how, who=who)
    if not counter.comment:
        return letter
    heads = replace(letter.heads, agenda=words.say("head.note", who=who))
    return replace(letter, heads=heads, agenda=counter.comment)


def code_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, digits: str
) -> Letter:
    """Return the letter with the digits; they stand in its body alone, never where a list of mails shows."""
    minutes = str(LIVES.seconds // 60)
    lead = words.say("lead.code", digits=digits, minutes=minutes)
    return notice(view, words, now, whence, owed, "code", lead, (words.say("how.code"),))


def knock_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, whom: Line
) -> Letter:
    """Return the letter that tells a host who is not in the call that somebody waits."""
    who = one_line(whom.label)
    lead = words.say("lead.knock", who=who)
    letter = notice(view, words, now, whence, owed, "knock", lead, (), who=who)
    return replace(letter, way=Way(words.say("knock.go"), view.pass_link, words.say("knock.go.what")))


def _named(words: Words, missing: str) -> str:
    """Name what was not passed on: what the guard found in its own words, all else in ours."""
    return name_of(missing, words.language) if missing in FOUND else words.say(f"missing.{missing}")


def _how(words: Words, fate: Fate, missing: list[str], said: dict[str, str]) -> tuple[str, ...]:
    keys = []
    if Missing.NO_READER.value in missing:
        keys.append("how.typed.thread")
    if CONTACT & set(missing):
        keys.append("how.typed.contact")
    if fate is Fate.KEPT_BACK and {*CONTACT, "overlong", Missing.UNREADABLE.value} & set(missing):
        keys.append("how.typed.again")
    beside = (Missing.REST.value, Missing.ATTACHMENTS.value)
    keys += [f"how.typed.{each}" for each in beside if each in missing]
    return tuple(words.say(key, **said) for key in keys)


def notice(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    news: str,
    lead: str,
    how: tuple[str, ...],
    *,
    who: str = "",
) -> Letter:
    """Return a letter that tells one thing: `news` names its subject and its state in the catalogue."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    named = words.say(f"subject.{news}", title=one_line(view.title), when=when.whole, who=who)
    letter = telling(view, words, now, whence, owed, news, lead, how, subject=named)
    return replace(letter, heads=replace(letter.heads, answer=words.say("head.do")))
