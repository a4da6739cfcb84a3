"""What we emit, three readers that share no code understand alike, and libical's iTIP table accepts."""

from __future__ import annotations

import re

import pytest

from anteroom_calendar import Method, write
from invitations.emitted import FORMS, NAMES, STEPS, YEARS, ZONES, Sample, changes, samples
from invitations.icaljs_reader import IcalJs, open_icaljs
from invitations.libical_gate import Libical, open_libical
from invitations.readings import Reading, Unread, by_icalendar, meant, nameless

# Ramadan shifts, "the day after the fourth Thursday" and hours beyond midnight are in no rule that all read.
UNRULED = {"Africa/Casablanca", "Africa/Cairo", "Asia/Jerusalem", "America/Santiago", "America/Nuuk"}
TIMELESS = {"declinecounter", "refresh"}
_CONTROLS = re.compile("[\x00-\x08\x0a-\x1f\x7f-\x9f]")


@pytest.fixture(scope="module")
def emitted() -> list[tuple[Sample, bytes]]:
    return [(sample, write(sample.invitation)) for sample in samples()]


@pytest.fixture(scope="module")
def libical() -> Libical:
    return open_libical()


@pytest.fixture(scope="module")
def icaljs() -> IcalJs:
    return open_icaljs()


def compare(emitted: list[tuple[Sample, bytes]], readings: list[Reading | Unread]) -> None:
    wrong = [
        (sample.form, sample.name, sample.invitation.zone, sample.invitation.start, reading, expected)
        for (sample, _), reading in zip(emitted, readings, strict=True)
        if reading != (expected := meant(sample.expected))
    ]
    assert wrong == []


def test_it_is_a_fair_sample() -> None:
    """About 2,000: 60 zones, both changes of four years in each that has them, every form with every name."""
    taken = samples()
    assert 1_900 <= len(taken) <= 2_300
    assert len(ZONES) == len({sample.invitation.zone for sample in taken} - {None}) == 60
    assert {(sample.form, sample.name) for sample in taken} >= {
        (form, name) for form in FORMS for name in NAMES
    }
    assert {sample.invitation.method for sample in taken} == {*Method} - {Method.ADD}
    zoned = {(sample.invitation.zone, sample.form) for sample in taken}
    assert zoned >= {(zone, form) for zone in ZONES for form in FORMS}
    starts = {(sample.invitation.zone, sample.invitation.start) for sample in taken}
    changing = {zone: changes(zone) for zone in ZONES if changes(zone)}
    assert len(changing) >= 30
    for zone, found in changing.items():
        # Casablanca goes back for Ramadan, and in 2029 for the second half of one and the first of the next.
        assert all(2 <= [change.year for change in found].count(year) <= 3 for year in YEARS)
        assert starts >= {(zone, change + step) for change in found for step in STEPS}


def test_it_shows_the_local_time_wherever_a_short_rule_is_true(emitted: list[tuple[Sample, bytes]]) -> None:
    """UTC is for zones whose rule is not true or not plain, and for the hour that comes twice."""
    told = {
        (each.invitation.zone, each.invitation.start) for each, data in emitted if b"BEGIN:VTIMEZONE" in data
    }
    for zone in {*ZONES} - UNRULED:
        assert any(name == zone for name, _ in told)
        for change in changes(zone):
            near = {(zone, change + step) for step in (STEPS[0], STEPS[-1])}
            # A form that tells no time has no zone either.
            timeless = {
                (each.invitation.zone, each.invitation.start)
                for each, data in emitted
                if each.form in TIMELESS
            }
            assert near - timeless <= told
    assert not {name for name, _ in told} & UNRULED


def test_it_keeps_to_75_octets_between_characters_and_to_crlf(emitted: list[tuple[Sample, bytes]]) -> None:
    """RFC 5545 3.1."""
    for _, data in emitted:
        lines = data.split(b"\r\n")
        assert lines.pop() == b""
        assert max(map(len, lines)) <= 75
        for line in lines:
            assert line and not _CONTROLS.search(line.decode())


def test_libical_accepts_it(emitted: list[tuple[Sample, bytes]], libical: Libical) -> None:
    assert [(sample, found) for sample, data in emitted if (found := libical.complaints(data))] == []


def test_libical_reads_it_as_it_is_meant(emitted: list[tuple[Sample, bytes]], libical: Libical) -> None:
    """libical goes by the zone's definition."""
    compare(emitted, [libical.reading(data) for _, data in emitted])


def test_icaljs_reads_it_as_it_is_meant(emitted: list[tuple[Sample, bytes]], icaljs: IcalJs) -> None:
    """ical.js goes by the zone's definition."""
    compare(emitted, icaljs.readings([data for _, data in emitted]))


def test_icalendar_reads_it_as_it_is_meant(emitted: list[tuple[Sample, bytes]]) -> None:
    """icalendar goes by the zone's name."""
    compare(emitted, [by_icalendar(data) for _, data in emitted])


def test_icalendar_reads_it_by_the_definition_too(emitted: list[tuple[Sample, bytes]]) -> None:
    zoned = [(sample, data) for sample, data in emitted if b"BEGIN:VTIMEZONE" in data]
    assert len(zoned) > 1_000
    compare(zoned, [by_icalendar(nameless(data)) for _, data in zoned])
