"""The finder says exactly what a slow, plain reference says: the same slots, standings and order."""

from __future__ import annotations

import sys

from anteroom.times.finder.find import find
from times.finder import cases, reference


def test_it_agrees_with_the_reference_over_forty_zones_and_both_changes_of_clocks() -> None:
    """It takes some four seconds, all of which the reference needs: it asks a clock for every minute."""
    zones, slots, forward, back, at_a_loss = set(), 0, 0, 0, 0
    for seed in cases.SEEDS:
        question = cases.case(seed)
        found, expected = find(question), reference.slots(question)

        assert [slot.begins for slot in found] == [each.begins for each in expected], seed
        assert [slot.standings for slot in found] == [each.standings for each in expected], seed
        ranks = [each.against for each in expected]
        ordered = dict(zip((slot.score for slot in found), ranks, strict=True))
        assert len(ordered) == len(set(ranks)), seed
        assert list(ordered) == sorted(ordered), seed
        assert all(slot.ends - slot.begins == question.length for slot in found), seed

        slots += len(found)
        at_a_loss += bool(expected) and not expected[0].tolerable
        for zone in {question.zone, *(each.zone for each in question.attendees if each.zone)}:
            zones.add(zone)
            near = [by for at, by in cases.changes(zone) if question.since <= at < question.until]
            forward += any(by > 0 for by in near)
            back += any(by < 0 for by in near)
    said = f"{len(cases.SEEDS)} cases, {slots} slots, {len(zones)} zones, {forward} forward, {back} back, "
    sys.stdout.write(f"{said}{at_a_loss} with nothing but the best for everybody\n")

    assert len(zones) == len(cases.ZONES) == 40
    assert min(forward, back, at_a_loss) >= len(cases.SEEDS) // 20
