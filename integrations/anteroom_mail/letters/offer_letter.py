"""The letter that brings a client a freelancer's interview offer: why it comes, what happens, one button."""

from __future__ import annotations

from dataclasses import replace

from anteroom.interview_offers.words import OfferSeen
from anteroom.passes.times import place
from anteroom.people.persons import known_zone
from anteroom.plain_text import one_line
from anteroom_mail.letters.letter import Letter, Way
from anteroom_mail.letters.wording import heads_of
from anteroom_mail.letters.words import ReadableTime, Words


def offer_letter(seen: OfferSeen, words: Words, never_link: str, abuse: str) -> Letter:
    """Return the letter, in the client's language; nothing in it opens anything by itself."""
    zone = known_zone(seen.zone)
    where = place(seen.zone, seen.offer.expires_at.astimezone(zone)) if zone and seen.zone else "UTC"
    why, *how = seen.sentences
    heads = replace(heads_of(words), when=seen("mail.head.until"), answer=seen("mail.head.how"))
    return Letter(
        language=words.language,
        subject=one_line(seen("card.subject")),
        state=one_line(seen.title),
        lead=why,
        when=ReadableTime(seen.until, where, zone is not None),
        title=one_line(seen.proposal.job_title),
        heads=heads,
        way=Way(seen("mail.link"), seen.url, seen("mail.open")),
        answer=tuple(how),
        why=(seen("mail.why"), words.say("why.abuse", abuse=abuse)),
        never=Way(words.say("never"), never_link, ""),
    )
