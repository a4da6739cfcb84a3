"""When it is day where somebody is, and when so many business days have passed there. Pure.

A business day is one on which the person's country works: its own weekend (Friday and Saturday in Jordan)
and its public holidays count, and of public holidays only those of the whole country. Whoever told when it
works has its own days instead of the country's weekend, but the same holidays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib import resources
from zoneinfo import ZoneInfo

import holidays

from anteroom.people.countries import country_of
from anteroom.people.persons import known_zone
from anteroom.people.working_hours import DAY as DAY_MINUTES
from anteroom.people.working_hours import Span, WorkingHours

DAY = timedelta(days=1)
LONGEST_PAUSE = 100
"""Days; nobody's holidays are so long that no business day comes within them."""
EVERYWHERE = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class Daytime:
    """Where somebody is, and what counts as day there.

    `country` is the ISO 3166 code, None where the zone lies in none: then Saturday and Sunday are free, and
    no holidays are known. `begins` and `ends` are hours of the local clock between which the house may write;
    `hours` narrows them to when the person works, where that leaves anything.
    """

    zone: ZoneInfo
    country: str | None
    begins: int
    ends: int
    hours: WorkingHours | None = None

    @classmethod
    def of(
        cls, zone: str | None, begins: int, ends: int, hours: WorkingHours | None = None
    ) -> Daytime | None:
        """Return the daytime of who lives in an IANA zone; None where nobody knows the zone."""
        known = known_zone(zone)
        if known is None or zone is None:
            return None
        return cls(known, country_of(zone) or country_of(_newer_name().get(zone)), begins, ends, hours)

    def is_business_day(self, day: date) -> bool:
        """Tell whether people work there on a day, and this person does."""
        known = _holidays(self.country)
        if self.hours is not None:
            return day.isoweekday() in self.hours.days and (known is None or day not in known)
        return day.isoweekday() <= 5 if known is None else known.is_working_day(day)

    def is_day(self, moment: datetime) -> bool:
        """Tell whether somebody may be written to at a moment."""
        return self.next_day(moment) == moment

    def next_day(self, moment: datetime) -> datetime:
        """Return the first moment from this one on at which somebody may be written to, in UTC."""
        first = moment.astimezone(self.zone).date()
        for offset in range(LONGEST_PAUSE):
            day = first + offset * DAY
            if not self.is_business_day(day):
                continue
            for begins, ends in self._spans(day):
                if moment < self._at(day, ends):
                    return max(moment.astimezone(UTC), self._at(day, begins))
        raise ValueError(f"no business day comes for {LONGEST_PAUSE} days in {self.zone.key}")

    def after(self, moment: datetime, days: int) -> datetime:
        """Return when so many business days have passed since a moment, at the same hour there, in UTC.

        What comes at night or on a free day counts from the next business day's morning.
        """
        begun = self.next_day(moment).astimezone(self.zone)
        day, left = begun.date(), days
        while left:
            day += DAY
            left -= self.is_business_day(day)
        same_hour = datetime.combine(day, begun.time().replace(fold=0), self.zone).astimezone(UTC)
        return self.next_day(same_hour)

    def _spans(self, day: date) -> Iterator[Span]:
        """Yield the minutes of a day between which somebody may be written to."""
        whole = 60 * self.begins, 60 * self.ends
        monday = (day.isoweekday() - 1) * DAY_MINUTES
        told = self.hours.spans if self.hours is not None else ()
        here = [(begins - monday, ends - monday) for begins, ends in told]
        both = [(max(begins, whole[0]), min(ends, whole[1])) for begins, ends in here]
        # Whoever works at night is not woken by day, nor written to at night.
        found = [span for span in both if span[0] < span[1]]
        yield from found or [whole]

    def _at(self, day: date, minute: int) -> datetime:
        if minute == DAY_MINUTES:
            day, minute = day + DAY, 0
        return datetime.combine(day, time(minute // 60, minute % 60), self.zone).astimezone(UTC)


def anywhere(begins: int, ends: int) -> Daytime:
    """Return days by which to count where nobody knows the zone. At no hour of them may one be written to."""
    return Daytime(EVERYWHERE, None, begins, ends)


@cache
def _holidays(country: str | None) -> holidays.HolidayBase | None:
    """Return a country's calendar, which reckons each year when it is first asked about it."""
    if country is None or country not in holidays.list_supported_countries():
        return None
    return holidays.country_holidays(country)


@cache
def _newer_name() -> dict[str, str]:
    """Return which zone an old name stands for; only the newer one says its country (`Asia/Calcutta`)."""
    text = resources.files("tzdata").joinpath("zoneinfo/tzdata.zi").read_text("utf-8")
    links = (line.split() for line in text.splitlines() if line.startswith("L "))
    return {link[2]: link[1] for link in links}
