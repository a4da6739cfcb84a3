"""What every letter about an interview has that asks nothing anew: when, why it came, how to have no more."""

from __future__ import annotations

from datetime import datetime

from anteroom.interviews.view import View
from anteroom.plain_text import one_line
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.wording import Background, heads_of, never_of, why_of, zone_note_of
from anteroom_mail.letters.words import Words


def telling(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    news: str,
    lead: str,
    how: tuple[str, ...],
    *,
    subject: str,
) -> Letter:
    """Return such a letter; `news` names its state in the catalogue, `how` are the sentences that follow."""
    when = words.time(view.starts_at, view.ends_at, view.zone, now)
    return Letter(
        language=words.language,
        subject=subject,
        state=words.say(f"state.{news}"),
        lead=lead,
        when=when,
        title=one_line(view.title),
        heads=heads_of(words),
        zone_note=zone_note_of(when, words),
        answer=how,
        why=why_of(view, words, whence, first=False, owed=owed),
        never=never_of(words, owed),
    )
