"""What mails say in the reader's language: catalogues in the package, and times as people read them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files

import msgspec

from anteroom.languages import liked, spoken
from anteroom.passes.times import offset, place
from anteroom.people.persons import known_zone


@dataclass(frozen=True, slots=True)
class ReadableTime:
    """A span as its reader sees it: `line` has day and hours, `place` the city and its offset from UTC.

    `zone_known` is False where the place is UTC because nobody told us the reader's zone.
    """

    line: str
    place: str
    zone_known: bool

    @property
    def whole(self) -> str:
        """Line and place in one."""
        return f"{self.line} ({self.place})"


@dataclass(frozen=True, slots=True)
class Words:
    """One language's sentences and names of days."""

    language: str
    sentences: Mapping[str, str]
    weekdays: Sequence[str]
    months: Sequence[str]

    def say(self, key: str, **values: str) -> str:
        """Return the sentence of that key. Raises KeyError for a key that the catalogue lacks."""
        return self.sentences[key].format(**values)

    def time(self, start: datetime, end: datetime, zone_name: str | None, now: datetime) -> ReadableTime:
        """Return a span in the reader's zone; in UTC, and saying so, where that is unknown."""
        zone = known_zone(zone_name)
        shown = zone or known_zone("UTC")
        begin, finish = start.astimezone(shown), end.astimezone(shown)
        year = begin.year != now.astimezone(shown).year
        line = f"{self._day(begin, year=year)}, {begin:%H:%M}"
        if begin.date() == finish.date():
            line += f"–{finish:%H:%M}"
        else:
            line += f" – {self._day(finish, year=False)}, {finish:%H:%M}"
        named = place(zone_name, begin) if zone and zone_name else offset(begin)
        return ReadableTime(line, named, zone is not None)

    def _day(self, day: datetime, *, year: bool) -> str:
        written = f"{self.weekdays[day.weekday()]} {day.day} {self.months[day.month - 1]}"
        return f"{written} {day.year}" if year else written


@cache
def words(language: str) -> Words:
    """Return the words of a language tag ("es-MX"); English for a language without a catalogue."""
    chosen = spoken(language)
    text = files("anteroom_mail").joinpath("catalogues", f"{chosen}.json").read_text("utf-8")
    catalogue = msgspec.json.decode(text, type=dict[str, str | list[str]])
    sentences = {key: value for key, value in catalogue.items() if isinstance(value, str)}
    return Words(chosen, sentences, catalogue["weekdays"], catalogue["months"])


def preferred(accepted: str) -> Words:
    """Return the words that a browser likes best (RFC 9110, 12.5.4); English where it likes none of ours."""
    return words(liked(accepted))
