"""Whom another time suits, from what is known without looking into anybody's calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from anteroom.database.connection import Connection
from anteroom.interviews import store
from anteroom.interviews.model import Counter, Interview
from anteroom.people.persons import known_zone, zones_of
from anteroom.people.working_hours import WorkingHours, hours_of

DAY_BEGINS = 8
DAY_ENDS = 20


class Fit(StrEnum):
    """How a time fits a party."""

    PROPOSED_IT = "proposed it"
    DAYTIME = "in their day"
    OUTSIDE_DAY = "outside their day"
    WORKING = "in their working hours"
    NOT_WORKING = "outside their working hours"
    BUSY = "has another interview"
    ZONE_UNKNOWN = "time zone unknown"


@dataclass(frozen=True, slots=True)
class Suit:
    """How a time fits one party, named by its label only."""

    label: str
    fit: Fit


async def whom_it_suits(conn: Connection, interview: Interview, counter: Counter) -> tuple[Suit, ...]:
    """Return how a counter's time fits each party, for the host.

    Known are working hours that somebody told us, the hour of each person's day where the zone is known, and
    other interviews held here: those of the host's own side alone, or offering times to the other side would
    tell when its people meet others.
    """
    people = [party.person_id for party in interview.present]
    zones = await zones_of(conn, people, counter.starts_at)
    hours = await hours_of(conn, people)
    busy = await store.busy(conn, people, counter.starts_at, counter.ends_at, interview.id)
    suits = []
    for party in interview.present:
        if party.id == counter.party_id:
            fit = Fit.PROPOSED_IT
        elif party.person_id in busy and party.side is interview.host.side:
            fit = Fit.BUSY
        else:
            zone, told = zones.get(party.person_id), hours.get(party.person_id)
            fit = fit_of_day(counter.starts_at, counter.ends_at, zone, told)
        suits.append(Suit(party.label, fit))
    return tuple(suits)


def fit_of_day(
    starts_at: datetime, ends_at: datetime, zone_name: str | None, told: WorkingHours | None = None
) -> Fit:
    """Tell whether a time lies within the working hours that were told, or else between 08 and 20 o'clock."""
    zone = known_zone(zone_name)
    if zone is None:
        return Fit.ZONE_UNKNOWN
    if told is not None:
        return Fit.WORKING if told.hold(starts_at, ends_at, zone) else Fit.NOT_WORKING
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    hours_end = end.hour + end.minute / 60
    inside = start.date() == end.date() and start.hour >= DAY_BEGINS and hours_end <= DAY_ENDS
    return Fit.DAYTIME if inside else Fit.OUTSIDE_DAY
