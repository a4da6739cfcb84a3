"""Which country a time zone lies in, for reading phone numbers, and which zones there are for people."""

from __future__ import annotations

from functools import cache
from importlib import resources


@cache
def _table() -> dict[str, str]:
    text = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return {row[2]: row[0] for row in rows}


def zones_of_places() -> tuple[str, ...]:
    """Return the IANA zones that lie in a country, each by the one name that is not an old one."""
    return tuple(_table())


def country_of(time_zone: str | None) -> str | None:
    """Return the ISO 3166 code of the country of an IANA zone; None where it has none."""
    return _table().get(time_zone) if time_zone else None
