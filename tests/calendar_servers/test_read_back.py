"""Our invitations uploaded to a real CalDAV server and read back by its client: all see one time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from anteroom_calendar import Attendee, Partstat, write
from calendar_servers.radicale_server import radicale
from invitations.samples import INVITATION
from mail.house_with_mail import DANA, LEO, MAYA, START, HouseWithMail

ZONES = (
    "America/New_York",
    "America/Bogota",
    "America/Sao_Paulo",
    "America/St_Johns",
    "Africa/Casablanca",
    "Africa/Cairo",
    "Europe/Berlin",
    "Europe/Dublin",
    "Asia/Kolkata",
    "Asia/Kathmandu",
    "Asia/Tokyo",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Pacific/Apia",
    None,
)
LENGTH = timedelta(minutes=45)
SEASONS = (datetime(2027, 1, 12, tzinfo=UTC), datetime(2027, 7, 13, tzinfo=UTC))
LABELS = ("Dana, VP Engineering", 'Noor "Nu" Haddad', "Zoë 🚀", "نور حداد", "N" * 200)


async def test_it_is_read_back_at_its_time_and_with_its_people_in_every_zone(tmp_path: Path) -> None:
    """Radicale reads times by the zone that stands in the message, its client by the zone's name."""
    hour = timedelta(hours=1)
    sent = {
        f"{season.month}-{number}": replace(
            INVITATION,
            uid=f"{season.month}-{number}@relay.example",
            zone=zone,
            start=season + number * hour,
            end=season + number * hour + LENGTH,
            attendees=(
                Attendee("dana@corp.example", LABELS[number % len(LABELS)], Partstat.TENTATIVE, rsvp=True),
                Attendee("a-9qzt@relay.example", LABELS[(number + 1) % len(LABELS)], Partstat.ACCEPTED),
            ),
        )
        for season in SEASONS
        for number, zone in enumerate(ZONES)
    }
    async with radicale(tmp_path) as server:
        messages = {name: write(each) for name, each in sent.items()}
        kept = await server.read_back(messages, SEASONS[0], SEASONS[1] + timedelta(days=1))

    assert kept.busy == sorted((each.start, each.end) for each in sent.values())
    assert set(kept.events) == {each.uid for each in sent.values()}
    for each in sent.values():
        event = kept.events[each.uid]
        assert (event["start"], event["end"]) == (each.start.isoformat(), each.end.isoformat()), each.zone
        assert event["organizer"] == f"mailto:{each.organizer.address}"
        assert [tuple(line) for line in event["attendees"]] == [
            (f"mailto:{line.address}", line.label, line.partstat.value) for line in each.attendees
        ]


async def test_it_is_read_back_as_the_house_sent_it(mailed: HouseWithMail, tmp_path: Path) -> None:
    """Three people in three zones, each with an entry of the own: uploaded to one calendar, one time."""
    await mailed.invite()
    invitations = {address: mailed.office.to(address)[0] for address in (MAYA, LEO, DANA)}
    async with radicale(tmp_path) as server:
        messages = {address.partition("@")[0]: each.calendar for address, each in invitations.items()}
        kept = await server.read_back(messages, START - LENGTH, START + 2 * LENGTH)

    assert set(kept.busy) == {(START, START + LENGTH)}
    assert len(kept.events) == 3
    for address, each in invitations.items():
        event = kept.events[str(each.event["UID"])]
        assert event["start"] == START.isoformat()
        own = {line[0] for line in event["attendees"] if not line[0].endswith("@relay.anteroom.test")}
        assert own == {f"mailto:{address}"}
