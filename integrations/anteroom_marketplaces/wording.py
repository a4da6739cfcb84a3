"""The card as plain lines, for threads that show nothing but text; times are in UTC, and say so.

A thread is read by both members, each in a zone of its own, and nothing there knows who reads: so neither's
zone is assumed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from anteroom.languages import Language, sentences
from anteroom.marketplaces.card import Card, CardLine

ANSWERABLE = "accept"
"""The card's action that is there as long as somebody can answer."""


@dataclass(frozen=True, slots=True)
class Worded:
    """A card's lines, and the strings of our own making in them."""

    lines: tuple[str, ...]
    minted: tuple[str, ...]

    @property
    def text(self) -> str:
        """The lines as one text."""
        return "\n".join(self.lines)


def word_card(card: Card, language: Language, *, how: str, link: bool) -> Worded:
    """Return a card's lines. `how` names the sentence on how one answers there; `link`: its address, too."""
    words = catalogue(language)
    poll = card["poll"]
    span = "" if poll else _span(words, card["starts_at"], card["ends_at"])
    was = [words["was"].format(when=_when(words, each["old"])) for each in card["changes"]]
    moments = [*([span] if span else []), *(_when(words, each["old"]) for each in card["changes"])]
    lines = [_head(words, card), span, *was, card["title"], *(_line(words, each) for each in card["lines"])]
    lines.append(card["place"]["words"])
    offered = [_when(words, each["starts_at"]) for each in card["offers"]]
    if offered:
        lines.append(words["offers"].format(times="; ".join(offered)))
    asked = [_when(words, each["starts_at"]) for each in poll["times"]] if poll else []
    if poll:
        until = _when(words, poll["deadline"])
        lines.append(words["poll"].format(times="; ".join(asked), until=until))
        moments.append(until)
    lines.append(card["reason"])
    if ANSWERABLE in card["actions"]:
        lines.append(words[how])
    if link:
        lines.append(words["open"].format(url=card["url"]))
    late = [_when(words, each["late_until"]) for each in card["lines"] if each["late_until"]]
    return Worded(tuple(line for line in lines if line), (*moments, *offered, *asked, *late))


def word_message(label: str, by: str, text: str, language: Language) -> str:
    """Return what a member wrote to us elsewhere, as a thread shows it: with whose it is."""
    words = catalogue(language)
    key = f"message.{by}"
    return words[key if key in words else "message.mail"].format(label=label, text=text)


def catalogue(language: Language) -> Mapping[str, str]:
    """Return the words of a language."""
    return sentences("anteroom_marketplaces", language)


def _head(words: Mapping[str, str], card: Card) -> str:
    if card["state"] == "held" and card["held_minutes"] is not None:
        return words["held"].format(minutes=card["held_minutes"])
    state = "finding" if card["poll"] else card["state"]
    return words["head"].format(state=words[f"state.{state}"])


def _line(words: Mapping[str, str], line: CardLine) -> str:
    said = f"{line['label']} ({words['role.' + line['role']]}): {words['answer.' + line['answer']]}"
    if line["late_until"] is None:
        return said
    return f"{said}; {words['late'].format(when=_when(words, line['late_until']))}"


def _when(words: Mapping[str, str], written: str) -> str:
    return _moment(words, datetime.fromisoformat(written).astimezone(UTC))


def _span(words: Mapping[str, str], starts: str, ends: str) -> str:
    begin, end = (datetime.fromisoformat(each).astimezone(UTC) for each in (starts, ends))
    if begin.date() != end.date():
        return f"{_moment(words, begin)} – {_moment(words, end)}"
    return f"{_day(words, begin)}, {begin:%H:%M}–{end:%H:%M} UTC"


def _moment(words: Mapping[str, str], at: datetime) -> str:
    return f"{_day(words, at)}, {at:%H:%M} UTC"


def _day(words: Mapping[str, str], at: datetime) -> str:
    days: Sequence[str] = words["days"].split()
    months: Sequence[str] = words["months"].split()
    return f"{days[at.weekday()]} {at.day} {months[at.month - 1]} {at.year}"
