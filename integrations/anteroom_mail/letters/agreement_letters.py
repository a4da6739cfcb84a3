"""Letters about an agreement and about recording."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from anteroom.agreements.store import Signature, Version
from anteroom.interviews.model import Role
from anteroom.interviews.view import Line, View
from anteroom.plain_text import one_line
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter, Way
from anteroom_mail.letters.notices import notice
from anteroom_mail.letters.wording import Background
from anteroom_mail.letters.words import Words


@dataclass(frozen=True, slots=True)
class Copy:
    """What was signed, by whom, and the reader's own link to it."""

    version: Version
    signed: Signature
    link: str

    def minted(self, words: Words, view: View, now: datetime) -> tuple[str, ...]:
        """Return strings of ours in the letter, for the door."""
        return (self.version.shown_hash, self.version.full_hash, self.link, self.when(words, view, now))

    def when(self, words: Words, view: View, now: datetime) -> str:
        """Return when it was signed, in the reader's zone."""
        time = words.time(self.signed.at, self.signed.at, view.zone, now)
        return f"{time.line.partition('–')[0]} ({time.place})"


def signed_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, copy: Copy
) -> Letter:
    """Return the letter with a copy of what was signed, as it was shown."""
    version, who = copy.version, one_line(copy.signed.label)
    key = "lead.signed.host" if view.role is Role.HOST else "lead.signed.own"
    how = [
        words.say(
            "how.signed.who",
            who=who,
            signed_at=copy.when(words, view, now),
            version=str(version.version),
        ),
        words.say("how.signed.shown", hash=version.shown_hash),
        *([words.say("how.signed.full", hash=version.full_hash)] if version.hides else []),
        words.say("how.signed.wrapped"),
    ]
    lead = words.say(key, who=who, document=one_line(version.title))
    letter = notice(view, words, now, whence, owed, "signed", lead, tuple(how), who=who)
    return replace(
        letter,
        heads=replace(letter.heads, agenda=words.say("head.signed")),
        agenda=version.shown,
        way=Way(words.say("signed.copy"), copy.link, words.say("signed.copy.what")),
    )


def declined_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, whom: Line
) -> Letter:
    """Return the letter that tells the host who will not come in under the agreement, and never why."""
    who = one_line(whom.label)
    lead, how = words.say("lead.nda_declined", who=who), (words.say("how.nda_declined", who=who),)
    letter = notice(view, words, now, whence, owed, "nda_declined", lead, how, who=who)
    what = words.say("nda_declined.look.what")
    return replace(letter, way=Way(words.say("nda_declined.look"), view.pass_link, what))


def recording_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter that tells the host that recording is not allowed any more."""
    lead, how = words.say("lead.recording"), (words.say("how.recording"),)
    return notice(view, words, now, whence, owed, "recording", lead, how)
