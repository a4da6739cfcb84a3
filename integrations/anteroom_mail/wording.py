"""From a masked view to a letter: which sentences a reader gets, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.interviews.model import Answer, Counter, Role, Side
from anteroom.interviews.view import Line, View
from anteroom_mail.letter import Heads, Letter, Somebody, Way
from anteroom_mail.shown import Shown
from anteroom_mail.words import ReadableTime, Words

MARKS = {Answer.NONE: "○", Answer.ACCEPTED: "✓", Answer.DECLINED: "✕", Answer.TENTATIVE: "?"}


class News(StrEnum):
    """What a letter is about; the names are those of the catalogue."""

    INVITATION = "invitation"
    MOVED = "moved"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    VOID = "void"
    KEPT = "kept"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Background:
    """Whence we know the reader's address: an account, or the host of an organisation ("" for none)."""

    member: bool
    organisation: str


async def background(conn: Connection, view: View) -> Background:
    """Return whence we have the address of the viewer. The organisation is told to its own side only."""
    member = await conn.fetchval("select true from member where person_id = $1", view.person_id)
    if member or next(line for line in view.lines if line.own).side is not Side.CLIENT:
        return Background(bool(member), "")
    name = await conn.fetchval(
        """select organisation.name from interview join proposal on proposal.id = proposal_id
        join member on member.person_id = client_id join organisation on organisation.id = organisation_id
        where interview.id = $1""",
        view.interview_id,
    )
    return Background(False, name or "")


def invitation_letter(
    view: View,
    words: Words,
    news: News,
    now: datetime,
    whence: Background,
    minutes: int,
    before: Shown | None,
) -> Letter:
    """Return the letter around a calendar entry. `minutes` is how long before the doors open."""
    over = news in (News.CANCELLED, News.VOID)
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    old = None
    if news is News.MOVED and before:
        old = words.time(before.starts_at, before.ends_at, view.zone, now)
    answer: tuple[str, ...] = ()
    if not over:
        answer = (_how(view, words), *((words.say("nda"),) if view.nda else ()))
    return Letter(
        language=words.language,
        subject=words.say(f"subject.{news}", title=_one_line(view.title), when=when.whole),
        state=words.say(f"state.{news}"),
        lead=_lead(view, words, news),
        when=when,
        before=old,
        title=_one_line(view.title),
        heads=_heads(words),
        zone_note=_zone_note(when, words),
        agenda="" if over else view.agenda,
        reason=view.reason if news is News.CANCELLED else "",
        people=() if over else tuple(_somebody(line, words) for line in view.lines),
        way=None
        if over
        else Way(words.say("join"), view.pass_link, words.say("join.note", minutes=str(minutes))),
        answer=answer,
        why=_why(view, words, whence, first=news is News.INVITATION),
    )


def pass_letter(view: View, words: Words, now: datetime, whence: Background) -> Letter:
    """Return the letter that brings the pass when the doors open."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    return Letter(
        language=words.language,
        subject=words.say("subject.open", title=_one_line(view.title), when=when.whole),
        state=words.say("state.open"),
        lead=words.say("lead.open", marketplace=view.marketplace),
        when=when,
        title=_one_line(view.title),
        heads=_heads(words),
        zone_note=_zone_note(when, words),
        people=tuple(_somebody(line, words) for line in view.lines),
        way=Way(
            words.say("join"),
            view.pass_link,
            " ".join([words.say("join.now"), *([words.say("nda")] if view.nda else [])]),
        ),
        why=_why(view, words, whence, first=False),
    )


def kept_letter(view: View, words: Words, now: datetime, whence: Background, counter: Counter) -> Letter:
    """Return the letter that tells the author of a counter that the time stays."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    proposed = words.time(counter.starts_at, counter.ends_at, view.zone, now)
    return Letter(
        language=words.language,
        subject=words.say("subject.kept", title=_one_line(view.title), when=when.whole),
        state=words.say("state.kept"),
        lead=words.say(
            "lead.kept", host=view.host.label, marketplace=view.marketplace, proposed=proposed.whole
        ),
        when=when,
        title=_one_line(view.title),
        heads=_heads(words),
        zone_note=_zone_note(when, words),
        answer=(words.say("how.kept"),),
        why=_why(view, words, whence, first=False),
    )


def description(view: View, words: Words, *, over: bool) -> str:
    """Return what stands in the calendar entry itself."""
    parts = [] if over else [view.agenda, words.say("description.join", link=view.pass_link)]
    parts.append(words.say("description.hidden", marketplace=view.marketplace))
    return "\n\n".join(part for part in parts if part)


def _lead(view: View, words: Words, news: News) -> str:
    role = {Role.HOST: "host", Role.CANDIDATE: "candidate"}.get(view.role or Role.GUEST, "other")
    keys = [f"lead.{news}.{role}", f"lead.{news}.other", f"lead.{news}"]
    if news is News.MOVED and role != "host" and view.answer is not Answer.NONE:
        keys.insert(0, "lead.moved.answered")
    return words.say(
        next(key for key in keys if key in words.sentences),
        host=view.host.label,
        marketplace=view.marketplace,
        job=_one_line(view.job_title),
        answer=words.say(f"answer.{view.answer}"),
    )


def _how(view: View, words: Words) -> str:
    if view.role is Role.HOST:
        return words.say("how.answer.host", marketplace=view.marketplace)
    return words.say("how.answer", host=view.host.label, marketplace=view.marketplace)


def _why(view: View, words: Words, whence: Background, *, first: bool) -> tuple[str, ...]:
    own = next(line for line in view.lines if line.own)
    said = {
        "host": view.host.label,
        "organisation": whence.organisation,
        "marketplace": view.marketplace,
        "job": _one_line(view.job_title),
        "label": own.label,
    }
    key = "why.guest"
    if whence.member:
        key = "why.member"
    elif whence.organisation:
        key = "why.guest.organisation"
    keys = [key, "why.hidden", "why.ignore"] if first else [key]
    return tuple(words.say(each, **said) for each in keys)


def _somebody(line: Line, words: Words) -> Somebody:
    what = [words.say(f"role.{line.role}")]
    if not line.required:
        what.append(words.say("optional"))
    if line.own:
        what.append(words.say("you"))
    what.append(words.say(f"answer.{line.answer}"))
    return Somebody(_one_line(line.label), ", ".join(what), MARKS[line.answer])


def _heads(words: Words) -> Heads:
    return Heads(**{name: words.say(f"head.{name}") for name in Heads.__slots__})


def _zone_note(when: ReadableTime, words: Words) -> str:
    return "" if when.zone_known else words.say("zone.unknown")


def _one_line(text: str) -> str:
    return " ".join(text.split())
