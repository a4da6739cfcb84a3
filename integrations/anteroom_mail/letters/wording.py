"""From a masked view to a letter: which sentences a reader gets, and in which order."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.interviews.model import Answer, Counter, Role, Side
from anteroom.interviews.signs import SIGNS
from anteroom.interviews.view import Line, View
from anteroom.meetings.words import where_to_meet
from anteroom.plain_text import one_line
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Heads, Letter, Somebody, Way
from anteroom_mail.letters.words import ReadableTime, Words
from anteroom_mail.taking.shown import Shown


class News(StrEnum):
    """What a letter is about; the names are those of the catalogue."""

    INVITATION = "invitation"
    MOVED = "moved"
    UPDATED = "updated"
    CANCELLED = "cancelled"
    VOID = "void"
    REMOVED = "removed"
    KEPT = "kept"
    OPEN = "open"


OVER = frozenset({News.CANCELLED, News.VOID, News.REMOVED})
"""After these there is nothing left for the reader to do."""


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
    owed: Courtesy,
    minutes: int,
    before: Shown | None,
) -> Letter:
    """Return the letter around a calendar entry. `minutes` is how long before the doors open."""
    over = news in OVER
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    old = None
    if news is News.MOVED and before:
        old = words.time(before.starts_at, before.ends_at, view.zone, now)
    invited = news is News.INVITATION
    check = _check(view, words, whence, owed) if invited and owed.first else ()
    answer: tuple[str, ...] = ()
    if not over:
        answer = (_how(view, words), *nda_of(view, words))
    return Letter(
        language=words.language,
        subject=subject(view, words),
        state=words.say(f"state.{news}"),
        lead=_lead(view, words, news),
        when=when,
        before=old,
        title=one_line(view.title),
        heads=heads_of(words),
        zone_note=zone_note_of(when, words, linked=not over),
        agenda="" if over else view.agenda,
        reason=view.reason if news is News.CANCELLED else "",
        people=() if over else tuple(_somebody(line, words) for line in view.lines),
        way=None if over else Way(words.say("join"), view.pass_link, _join_note(view, words, minutes)),
        answer=answer,
        check=check,
        # What the first mail says at length its foot does not say again.
        why=why_of(view, words, whence, first=invited, owed=None if check else owed, over=over),
        never=never_of(words, owed),
    )


def pass_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter that brings the pass when the doors open."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    return Letter(
        language=words.language,
        subject=subject(view, words),
        state=words.say("state.open"),
        lead=words.say("lead.open", marketplace=view.marketplace),
        when=when,
        title=one_line(view.title),
        heads=heads_of(words),
        zone_note=zone_note_of(when, words, linked=True),
        people=tuple(_somebody(line, words) for line in view.lines),
        way=Way(
            words.say("join"),
            view.pass_link,
            " ".join([*place_of(view), words.say("join.now"), *nda_of(view, words)]),
        ),
        why=why_of(view, words, whence, first=False, owed=owed),
        never=never_of(words, owed),
    )


def kept_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, counter: Counter
) -> Letter:
    """Return the letter that tells the author of a counter that the time stays."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    proposed = words.time(counter.starts_at, counter.ends_at, view.zone, now)
    return Letter(
        language=words.language,
        subject=subject(view, words),
        state=words.say("state.kept"),
        lead=words.say(
            "lead.kept", host=view.host.label, marketplace=view.marketplace, proposed=proposed.whole
        ),
        when=when,
        title=one_line(view.title),
        heads=heads_of(words),
        zone_note=zone_note_of(when, words),
        answer=(words.say("how.kept"),),
        why=why_of(view, words, whence, first=False, owed=owed),
        never=never_of(words, owed),
    )


def subject(view: View, words: Words) -> str:
    """Return the subject of every mail about an entry, the same from the first to the last.

    Gmail puts a mail with another subject into another conversation, whatever its References say
    (developers.google.com/workspace/gmail/api/guides/threads). What is new stands in the first line instead,
    which mail programs show beside the subject.
    """
    title, job = one_line(view.title), one_line(view.job_title)
    # The title that nobody chose is in English, and says "Interview" as we do.
    named = job if title == f"Interview: {job}" else title
    return words.say("subject", marketplace=view.marketplace, title=named)


def description(view: View, words: Words, *, over: bool) -> str:
    """Return what stands in the calendar entry itself."""
    join = " ".join([*place_of(view), words.say("description.join", link=view.pass_link)])
    parts = [] if over else [view.agenda, join, *nda_of(view, words)]
    parts.append(words.say("description.hidden", marketplace=view.marketplace))
    return "\n\n".join(part for part in parts if part)


def nda_of(view: View, words: Words) -> tuple[str, ...]:
    """Return that there is something to sign, where the reader is of the side that does."""
    own = next(line for line in view.lines if line.own)
    return (words.say("nda"),) if view.nda and own.side is not view.host.side else ()


def place_of(view: View) -> tuple[str, ...]:
    """Return in which tool the company meets, where it is not our room; its link is in no mail."""
    said = where_to_meet(view.place, view.language)
    return (said,) if said else ()


def _join_note(view: View, words: Words, minutes: int) -> str:
    return " ".join([*place_of(view), words.say("join.note", minutes=str(minutes))])


def _lead(view: View, words: Words, news: News) -> str:
    role = {Role.HOST: "host", Role.CANDIDATE: "candidate"}.get(view.role or Role.GUEST, "other")
    keys = [f"lead.{news}.{role}", f"lead.{news}.other", f"lead.{news}"]
    if news is News.MOVED and role != "host" and view.answer is not Answer.NONE:
        keys.insert(0, "lead.moved.answered")
    return words.say(
        next(key for key in keys if key in words.sentences),
        host=view.host.label,
        marketplace=view.marketplace,
        job=one_line(view.job_title),
        answer=words.say(f"answer.{view.answer}"),
    )


def _how(view: View, words: Words) -> str:
    if view.role is Role.HOST:
        return words.say("how.answer.host", marketplace=view.marketplace)
    return words.say("how.answer", host=view.host.label, marketplace=view.marketplace)


def why_of(
    view: View,
    words: Words,
    whence: Background,
    *,
    first: bool,
    owed: Courtesy | None = None,
    over: bool = False,
) -> tuple[str, ...]:
    """Return why the reader gets this.

    In the `first` letter of an interview also what is hidden and what may be ignored; while it is not `over`
    how the mail is checked; always where to complain.
    """
    own = next(line for line in view.lines if line.own)
    said = {
        "host": view.host.label,
        "organisation": whence.organisation,
        "marketplace": view.marketplace,
        "job": one_line(view.job_title),
        "label": own.label,
    }
    key = "why.guest"
    if whence.member:
        key = "why.member"
    elif whence.organisation:
        key = "why.guest.organisation"
    keys = [key, "why.hidden", "why.ignore"] if first else [key]
    if owed is not None:
        said |= _said(owed)
        keys += ["why.rules"] if first else []
        keys += ["why.abuse"] if over else ["why.check", "why.abuse"]
    return tuple(words.say(each, **said) for each in keys)


def never_of(words: Words, owed: Courtesy) -> Way:
    """Return the way never to be written to again."""
    return Way(words.say("never"), owed.never_link, "")


def _check(view: View, words: Words, whence: Background, owed: Courtesy) -> tuple[str, ...]:
    """What the first mail ever tells a person of itself. The host has asked for it and knows."""
    if view.role is Role.HOST:
        return ()
    known = "check.member" if whence.member else "check.guest"
    keys = ("check.first", known, "check.sender", "check.never", "why.rules")
    said = {"host": view.host.label, "marketplace": view.marketplace, **_said(owed)}
    return tuple(words.say(each, **said) for each in keys)


def _said(owed: Courtesy) -> dict[str, str]:
    return {
        "place": owed.verify_place,
        "rules": owed.rules_place,
        "reference": owed.reference,
        "domain": owed.sender_domain,
        "abuse": owed.abuse_address,
    }


def _somebody(line: Line, words: Words) -> Somebody:
    what = [words.say(f"role.{line.role}")]
    if not line.required:
        what.append(words.say("optional"))
    if line.own:
        what.append(words.say("you"))
    what.append(words.say(f"answer.{line.answer}"))
    return Somebody(one_line(line.label), ", ".join(what), SIGNS[line.answer])


def heads_of(words: Words) -> Heads:
    """Return the headings in the reader's language."""
    return Heads(**{name: words.say(f"head.{name}") for name in Heads.__slots__})


def zone_note_of(when: ReadableTime, words: Words, *, linked: bool = False) -> str:
    """Return that the reader's zone is unknown, where it is; with a link below, which asks for it."""
    if when.zone_known:
        return ""
    return words.say("zone.unknown.link" if linked else "zone.unknown")
