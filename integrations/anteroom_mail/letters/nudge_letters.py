"""Letters about silence: that somebody waits for the reader, and that nobody has answered the reader."""

from __future__ import annotations

from dataclasses import replace

from anteroom.nudges.escalation.words import EscalationSeen
from anteroom.nudges.words import NudgeSeen
from anteroom.people.persons import known_zone
from anteroom_mail.letters.letter import Heads, Letter, Way
from anteroom_mail.letters.wording import heads_of
from anteroom_mail.letters.words import ReadableTime, Words

Seen = NudgeSeen | EscalationSeen


def nudge_letter(seen: NudgeSeen, words: Words, stop: str, abuse: str, *, thread: bool) -> Letter:
    """Return the letter that reminds of one thing; `stop` is the page that ends reminders.

    `thread`: an answer to the mail goes there, else to people of the marketplace.
    """
    way = seen.way(own=True)
    how = [seen("do.reply" if thread else "do.reply.team"), seen("do.no")] if seen.talks else []
    return Letter(
        language=words.language,
        subject=seen("subject", title=seen.title),
        state=seen("state"),
        lead=seen.why,
        when=_since(seen),
        title=seen.job,
        heads=_heads(seen, words),
        way=Way(way.label, way.url, way.note) if way else None,
        answer=(*how, *seen.calm),
        why=(seen.whence, seen("whence.hidden"), seen("stop.note"), words.say("why.abuse", abuse=abuse)),
        never=Way(seen("stop"), stop, ""),
    )


def escalation_letter(seen: EscalationSeen, words: Words, page: str, abuse: str) -> Letter:
    """Return the letter that tells a client that nothing came, and leads to the page of three choices."""
    return Letter(
        language=words.language,
        subject=seen("esc.subject"),
        state=seen("esc.state"),
        lead=seen.why,
        when=_since(seen),
        title=seen.job,
        heads=_heads(seen, words),
        way=Way(seen("esc.choose"), page, seen("do.link.note")),
        answer=(seen("esc.not"), seen("esc.choose.note"), seen("esc.team"), seen("esc.reply")),
        why=(seen("esc.whence"), seen("whence.hidden"), words.say("why.abuse", abuse=abuse)),
    )


def unsaid_letter(seen: NudgeSeen, words: Words, why: str, abuse: str, *, partly: bool) -> Letter:
    """Return the letter to who answered a reminder with what cannot go on: why, and what to do.

    `partly`: the rest of it has gone on.
    """
    key = "kept.redacted" if partly else "kept"
    return Letter(
        language=words.language,
        subject=seen(f"{key}.subject"),
        state=seen(f"{key}.state"),
        lead=seen(f"{key}.lead"),
        when=_since(seen),
        title=seen.job,
        heads=_heads(seen, words),
        reason=why,
        answer=(seen(f"{key}.again"),),
        why=(seen("kept.whence"), words.say("why.abuse", abuse=abuse)),
    )


def _since(seen: Seen) -> ReadableTime:
    known = known_zone(seen.zone) is not None
    return ReadableTime(seen.since, seen.place if known else "UTC", known)


def _heads(seen: Seen, words: Words) -> Heads:
    return replace(heads_of(words), when=seen("head.since"), answer=seen("head.do"))
