"""What we say to the organizer of an event: a comment in the calendar, and the same as a short letter."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass
from datetime import datetime

from anteroom.interviews.model import Interview, State
from anteroom.plain_text import one_line
from anteroom.requests.model import CalendarRequest, Refusal, Said, Standing
from anteroom_mail.letters.words import Words

WIDTH = 72
LISTED = frozenset({Refusal.UNCLEAR, Refusal.OTHER})
"""Refusals whose sentence of this very case is told beside the usual words."""


@dataclass(frozen=True, slots=True)
class RequestLetter:
    """An answer in the organizer's language. `minted` are the times in it, as they are written."""

    sender: str
    subject: str
    title: str
    comment: str
    text: str
    minted: tuple[str, ...]


def request_letter(
    request: CalendarRequest,
    stands: Standing,
    interview: Interview | None,
    words: Words,
    zone: str | None,
    now: datetime,
    marketplace: str,
) -> RequestLetter:
    """Return what is said. Nothing of the event's own texts is repeated but a title that was taken."""
    title = one_line(interview.title) if interview else words.say("request.title")
    time = None
    if interview is not None and not interview.state.over:
        time = words.time(interview.starts_at, interview.ends_at, zone, now)
    elif request.starts_at is not None and request.ends_at is not None:
        time = words.time(request.starts_at, request.ends_at, zone, now)
    when = time.whole if time else ""
    said = _sentences(request, stands, interview, words, marketplace, when)
    paragraphs = [words.say(f"request.state.{stands.said}").upper(), f"{title}\n{when}".strip(), *said]
    paragraphs.append("-" * 24 + "\n" + words.say("request.why", marketplace=marketplace))
    named = f"{title}, {when}" if when else title
    return RequestLetter(
        sender=words.say("request.sender", marketplace=marketplace),
        subject=f"{words.say(f'request.state.{stands.said}')}: {named}",
        title=title,
        comment="\n".join(said),
        text="\n\n".join(_wrapped(each) for each in paragraphs) + "\n",
        minted=(time.line,) if time else (),
    )


def _sentences(
    request: CalendarRequest,
    stands: Standing,
    interview: Interview | None,
    words: Words,
    marketplace: str,
    when: str,
) -> list[str]:
    said = []
    if interview is not None and interview.state in (State.CANCELLED, State.VOID):
        said.append(words.say(f"request.over.{interview.state}", marketplace=marketplace))
    elif request.refusal:
        said.append(words.say(f"request.refused.{request.refusal}", marketplace=marketplace))
        if request.refusal in LISTED and request.sentence:
            said.append(request.sentence)
    if stands.said is Said.COUNTER:
        said.append(words.say("request.counter", when=when, marketplace=marketplace))
    elif interview is not None and not interview.state.over and stands.said is Said.DECLINED:
        said.append(words.say("request.stands", when=when))
    elif stands.said is Said.ACCEPTED:
        said.append(words.say("request.accepted", marketplace=marketplace))
        said += [words.say(f"request.note.{note}") for note in request.notes]
        said.append(words.say("request.freelancer", marketplace=marketplace))
    return said


def _wrapped(paragraph: str) -> str:
    # Lines of a list stay lines; an address must not be broken.
    return "\n".join(
        textwrap.fill(line, WIDTH, break_long_words=False, break_on_hyphens=False)
        for line in paragraph.splitlines()
    )
