"""Letters about a party's own answer: please confirm it, it was read like this, it cannot be passed on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from anteroom.interviews.doubted import Doubted, Said
from anteroom.interviews.view import View
from anteroom.plain_text import one_line
from anteroom_mail.letters.courtesy import Courtesy
from anteroom_mail.letters.letter import Letter, Way
from anteroom_mail.letters.notices import Appealable
from anteroom_mail.letters.telling import telling
from anteroom_mail.letters.wording import Background, subject
from anteroom_mail.letters.words import Words
from anteroom_mail.ways_in.outcome import Telling


def confirm_letter(
    view: View, words: Words, now: datetime, whence: Background, owed: Courtesy, doubted: Doubted
) -> Letter:
    """Return the letter that asks a party whether an answer was its own."""
    lead = words.say(f"lead.confirm.{doubted.doubt}", said=said_in_words(view, words, doubted.said, now))
    keys = ["how.confirm.yes", "how.confirm.no", *(["how.confirm.passed_on"] if doubted.passed_on else [])]
    how = tuple(words.say(key, host=one_line(view.host.label)) for key in keys)
    way = Way(words.say("confirm"), view.pass_link, words.say("join.now"))
    return _letter(view, words, now, whence, owed, "confirm", lead, how, way)


def read_letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    telling: Sequence[Telling],
    held: Appealable | None,
) -> Letter:
    """Return the letter that tells a party how its answer was understood, and why its comment is `held`."""
    said = {"answer": words.say(f"answer.{view.answer}"), "host": one_line(view.host.label)}
    lead = " ".join(words.say(f"lead.read.{each}", **said) for each in telling)
    how = tuple(words.say(f"how.read.{each}", **said) for each in telling)
    way, instead = None, None
    if held is not None and Telling.COMMENT in telling:
        how = (*held.sentences, *how)
        way = held.way(words, view.marketplace)
        instead = held.instead
    letter = _letter(view, words, now, whence, owed, "read", lead, tuple(dict.fromkeys(how)), way)
    return replace(letter, instead=instead)


def delegation_letter(view: View, words: Words, now: datetime, whence: Background, owed: Courtesy) -> Letter:
    """Return the letter around the entry that stays with whom it was meant for."""
    said = {"answer": words.say(f"answer.{view.answer}"), "host": one_line(view.host.label)}
    lead, how = words.say("lead.delegated", **said), (words.say("how.delegated", **said),)
    return _letter(view, words, now, whence, owed, "delegated", lead, how, None)


def said_in_words(view: View, words: Words, said: Said, now: datetime) -> str:
    """Return what an answer says, a counter's time in the reader's zone."""
    if said.times is None:
        return words.say(f"answer.{said.answer}")
    return words.say("another_time", when=words.time(*said.times, view.zone, now).whole)


def _letter(
    view: View,
    words: Words,
    now: datetime,
    whence: Background,
    owed: Courtesy,
    news: str,
    lead: str,
    how: tuple[str, ...],
    way: Way | None,
) -> Letter:
    letter = telling(view, words, now, whence, owed, news, lead, how, subject=subject(view, words))
    return replace(letter, way=way)
