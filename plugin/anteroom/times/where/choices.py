"""The time zones that people choose from: those of places where people live, by region and city."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.passes.times import offset
from anteroom.people.countries import zones_of_places
from anteroom.people.persons import known_zone


@dataclass(frozen=True, slots=True)
class Choice:
    """One zone: `city` as people call it, `offset` its distance from UTC now."""

    zone: str
    city: str
    offset: str


def choices(now: datetime, *also: str | None) -> dict[str, list[Choice]]:
    """Return the zones by region, in the order of the alphabet; `also` those that a reader has already."""
    found: dict[str, list[Choice]] = {}
    for name in sorted({*zones_of_places(), *(each for each in also if each)}):
        zone = known_zone(name)
        if zone is None:
            continue
        region, _, city = name.partition("/")
        shown = (city or region).replace("_", " ").replace("/", ", ")
        found.setdefault(region, []).append(Choice(name, shown, offset(now.astimezone(zone))))
    return found
