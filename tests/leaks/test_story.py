"""The journeys leave no contact detail outside: told over real channels, kept, and searched as a folder."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from anteroom.clock import TravellingClock
from anteroom.logs import log_to
from anteroom.sandbox.story.journey_a import connect, play_journey_a
from anteroom.sandbox.story.journey_a_made import play_journey_a_made
from anteroom.sandbox.story.journey_a_tool import CODE, NUMBER, play_journey_a_tool
from anteroom.sandbox.story.journey_b import play_journey_b
from anteroom.sandbox.story.journey_b_form import play_journey_b_form
from anteroom.sandbox.story.journey_c import play_journey_c
from anteroom.sandbox.story.journey_c_call import play_journey_c_call
from anteroom.sandbox.story.journey_d import play_journey_d
from anteroom.sandbox.story.journey_e import play_journey_e
from anteroom.sandbox.story.journey_g import play_journey_g
from anteroom.sandbox.story.journey_times import play_journey_times
from anteroom.sandbox.story.keeping import keep
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import Teller
from deployment import world
from leak_canaries import Somebody
from leak_folder import read_folder
from leak_search import Search


async def test_it_leaks_nothing_and_was_searched_where_the_details_are(tmp_path: Path) -> None:
    """The same search, told that nobody got an own copy and nothing was disclosed, finds plenty."""
    clock, log = TravellingClock(), io.StringIO()
    steps: list[str] = []
    log_to(log)
    try:
        async with (
            world(clock=clock, with_tools=True) as opened,
            Scene(opened, clock, Teller(steps.append)) as scene,
        ):
            await play_journey_a(scene, None)
            await play_journey_d(scene)
            await play_journey_a_tool(scene)
            await play_journey_a_made(scene)
            people = opened.twins.marketplace.people()
            _ = keep(tmp_path, scene.captures, people, log.getvalue(), scene.typed)
    finally:
        log_to(sys.stderr)
    kept = read_folder(tmp_path)

    call = Somebody("The company's call", "client", {"link": (NUMBER, CODE)})
    search = Search(kept.arrivals, [*kept.people, call])
    assert search.leaks(kept.opened, kept.typed) == []
    assert {arrival.channel for arrival in kept.arrivals} >= {"mail", "slack", "webhooks", "http", "log"}
    assert {opened.owner for opened in kept.opened} == {"Maya Okafor", "Leo Marchetti"}
    from_nobody = [each for each in search.leaks() if each.kind in ("email", "phone")]
    assert {leak.owner for leak in from_nobody} >= {"Maya Okafor", "Leo Marchetti"}


@pytest.mark.heavy
async def test_silence_leaks_nothing_before_the_contract_that_ends_it(tmp_path: Path) -> None:
    """Reminders, answers to them, and what a client is asked, to three people in two languages."""
    clock, log = TravellingClock(), io.StringIO()
    steps: list[str] = []
    log_to(log)
    try:
        async with world(clock=clock) as opened, Scene(opened, clock, Teller(steps.append)) as scene:
            await play_journey_e(scene)
            people = opened.twins.marketplace.people()
            _ = keep(tmp_path, scene.captures, people, log.getvalue(), scene.typed)
    finally:
        log_to(sys.stderr)
    kept = read_folder(tmp_path)

    search = Search(kept.arrivals, kept.people)
    assert search.leaks(kept.opened, kept.typed) == []
    owners = {leak.owner for leak in search.leaks(to="a stranger")}
    assert owners >= {"Leo Marchetti", "Ines Falk", "Tomás Rey"}


async def test_calendars_leak_nothing_either_before_any_contract(tmp_path: Path) -> None:
    """Nothing is ever disclosed here: whatever of the other side were found would be a leak."""
    clock, log = TravellingClock(), io.StringIO()
    steps: list[str] = []
    log_to(log)
    try:
        async with world(clock=clock) as opened, Scene(opened, clock, Teller(steps.append)) as scene:
            await play_journey_b(scene)
            await play_journey_c_call(scene)
            await play_journey_c(scene)
            await play_journey_b_form(scene)
            await play_journey_g(scene)
            await connect(scene)
            await play_journey_times(scene)
            people = opened.twins.marketplace.people()
            _ = keep(tmp_path, scene.captures, people, log.getvalue(), scene.typed)
    finally:
        log_to(sys.stderr)
    kept = read_folder(tmp_path)

    assert kept.opened == []
    search = Search(kept.arrivals, kept.people)
    assert search.leaks(kept.opened, kept.typed) == []
    # The same search, told that strangers got it all, finds everybody's own copies.
    owners = {leak.owner for leak in search.leaks(to="a stranger")}
    assert owners >= {"Maya Okafor", "Leo Marchetti", "Tomás Rey", "Ines Falk"}
