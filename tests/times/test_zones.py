"""Whose word on a time zone counts, and who travels: behind the pass, over REST, and by itself."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.people import zones
from anteroom.people.zones import STALE_AFTER, Source, Told, Travel, Whereabouts, best
from anteroom.sandbox.world import World
from deployment import ROOT
from passes.reception import START, Browser, Reception
from times.planted_calendar import person_of

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SECONDS = st.integers(-400 * 86_400, 400 * 86_400).map(lambda seconds: NOW + timedelta(seconds=seconds))
WORDS = st.builds(Told, st.sampled_from(Source), st.sampled_from(("Asia/Tokyo", "Europe/Lisbon")), SECONDS)


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


async def in_zone(browser: Browser, seat: str) -> str:
    """In which zone the lobby writes the time, and which time."""
    page = (await browser.get(f"/lobby/{seat}")).text
    when, where = re.search(r'<time id="when"[^>]*>([^<]*)', page), re.search(r'"zone">([^<]*)', page)
    assert when and where
    return f"{when[1]}, {where[1]}"


@given(st.lists(WORDS, max_size=8))
@example([Told(Source.SAID, "Asia/Tokyo", NOW - 2 * STALE_AFTER), Told(Source.SLACK, "Europe/Lisbon", NOW)])
def test_what_the_person_said_counts_then_the_freshest_trust(told: list[Told]) -> None:
    found = best(told, NOW)

    assert (found is None) is (not told)
    if found is not None:
        said = [each for each in told if each.source is Source.SAID]
        fresh = [each for each in told if NOW - each.at <= STALE_AFTER]
        assert found in (said or fresh or told)
        if not said and fresh:
            assert all(list(Source).index(found.source) <= list(Source).index(each.source) for each in fresh)


@given(SECONDS, SECONDS, SECONDS)
def test_a_journey_counts_from_its_first_instant_up_to_its_last(
    begins: datetime, until: datetime, moment: datetime
) -> None:
    home = Told(Source.SAID, "Europe/Lisbon", NOW)
    where = Whereabouts(home, Travel("Asia/Tokyo", begins, until))
    assert where.at(moment) == ("Asia/Tokyo" if begins <= moment < until else "Europe/Lisbon")


async def test_an_unknown_zone_is_asked_for_and_kept_only_once_it_is_said(reception: Reception) -> None:
    seats = await reception.schedule(guests=[{"email": "dana@fernside.example", "label": "Dana"}])
    dana, seat = await reception.seated(seats["dana"]), seats["dana"]
    lobby = (await dana.get(f"/lobby/{seat}")).text
    assert 'id="unknown-zone"' in lobby and 'id="ask-zone"' in lobby and f"/where/{seat}" in lobby
    assert await in_zone(dana, seat) == "Wed 25 Nov, 14:00–14:45, Universal time, UTC"

    for zone in ("", "Mars/Olympus", "Europe/Lisbon\0"):
        assert (await dana.send(f"/where/{seat}", {"zone": zone})).status == 400
    assert "Universal time" in await in_zone(dana, seat)
    yes = await dana.send(f"/where/{seat}", {"zone": "Europe/Lisbon", "back": "lobby"})
    assert (yes.status, yes.headers["Location"]) == (303, f"/lobby/{seat}")

    assert await in_zone(dana, seat) == "Wed 25 Nov, 14:00–14:45, Lisbon, UTC"
    shown = (await dana.get(f"/where/{seat}")).text
    assert "You said so." in shown and 'value="Europe/Lisbon" selected' in shown
    assert (await reception.browser().get(f"/where/{seat}")).status == 404
    assert (await reception.browser().send(f"/where/{seat}", {"zone": "Asia/Tokyo"})).status == 404


async def test_who_travels_reads_times_of_those_days_there_and_comes_home_by_itself(
    reception: Reception, clock: SetClock
) -> None:
    seats = await reception.schedule()
    leo, seat = await reception.seated(seats["leo"]), seats["leo"]
    member = reception.world.twins.cast.leo.member
    assert await in_zone(leo, seat) == "Wed 25 Nov, 11:00–11:45, Sao Paulo, UTC−3"
    for until, since in (("2026-11-22", ""), ("2028-01-01", ""), ("soon", ""), ("2026-11-25", "2026-11-26")):
        wrong = {"zone": "Asia/Tokyo", "until": until, "since": since}
        assert (await leo.send(f"/where/{seat}/travel", wrong)).status == 400
    away = {"zone": "Asia/Tokyo", "since": "2026-11-25", "until": "2026-11-26"}
    assert (await leo.send(f"/where/{seat}/travel", away)).status == 303

    assert await in_zone(leo, seat) == "Wed 25 Nov, 23:00–23:45, Tokyo, UTC+9"
    _, told = await reception.api.get(f"/v1/members/{member}/zone")
    assert (told["time_zone"], told["named"]) == ("America/Sao_Paulo", "Sao Paulo, UTC−3")
    assert told["travel"]["ends_at"] == "2026-11-26T15:00:00+00:00", "the end of the last day in Tokyo"

    async def counts() -> str:
        await reception.world.settle()
        return str((await reception.api.get(f"/v1/members/{member}"))[1]["time_zone"])

    assert await counts() == "America/Sao_Paulo"
    clock.set(START - timedelta(hours=2))
    assert await counts() == "Asia/Tokyo"
    assert "I am back" in (await leo.get(f"/where/{seat}")).text
    clock.set(datetime(2026, 11, 26, 15, tzinfo=UTC))
    assert await counts() == "America/Sao_Paulo"
    assert (await reception.api.get(f"/v1/members/{member}/zone"))[1]["travel"] is None


async def test_an_interview_after_the_journey_is_shown_at_home(reception: Reception) -> None:
    seats = await reception.schedule()
    leo, seat = await reception.seated(seats["leo"]), seats["leo"]
    await leo.send(f"/where/{seat}/travel", {"zone": "Asia/Tokyo", "until": "2026-11-24"})
    assert "Sao Paulo" in await in_zone(leo, seat)
    await leo.send(f"/where/{seat}/travel", {"zone": "Asia/Tokyo", "until": "2026-11-25"})
    assert "Tokyo" in await in_zone(leo, seat)
    await leo.send(f"/where/{seat}/home", {})
    assert "Sao Paulo" in await in_zone(leo, seat)


async def test_words_of_several_are_weighed(reception: Reception, clock: SetClock) -> None:
    api, world = reception.api, reception.world
    body = {"role": "client", "display_name": "Noor", "time_zone": "Europe/Berlin"}
    assert (await api.put("/v1/members/m-noor", body))[1]["time_zone"] == "Europe/Berlin"
    person_id = await person_of(world, "m-noor")

    async def hears(source: Source, zone: str) -> str:
        async with world.house.database.transaction() as conn:
            await zones.tell(conn, person_id, source, zone, clock.now())
        return str((await api.get("/v1/members/m-noor"))[1]["time_zone"])

    assert await hears(Source.ANSWER, "Asia/Tokyo") == "Europe/Berlin"
    assert await hears(Source.BROWSER, "Asia/Kolkata") == "Europe/Berlin"
    assert await hears(Source.SLACK, "Europe/Madrid") == "Europe/Madrid"
    said = {"time_zone": "Europe/Lisbon"}
    assert (await api.put("/v1/members/m-noor/zone", said))[1]["named"] == "Lisbon, UTC"
    assert await hears(Source.SLACK, "Europe/Rome") == "Europe/Lisbon"
    assert (await api.put("/v1/members/m-noor", body))[1]["time_zone"] == "Europe/Lisbon"
    assert (await api.put("/v1/members/m-noor/zone", {"time_zone": None}))[1]["source"] == "slack"
    assert (await api.put("/v1/members/m-noor/zone", {"time_zone": "Mars/Olympus"}))[0] == 400
    clock.advance(timedelta(days=200))
    assert await hears(Source.BROWSER, "Asia/Kolkata") == "Asia/Kolkata", "what Slack said is stale by now"
    assert (await api.put("/v1/members/m-nobody/zone", said))[0] == 404


def test_both_languages_say_the_same() -> None:
    for page in ("where", "another"):
        english, spanish = (
            json.loads((ROOT / f"plugin/anteroom/times/{page}/catalogues/{page}.{each}.json").read_text())
            for each in ("en", "es")
        )
        assert english.keys() == spanish.keys()
        for name, said in english.items():
            assert set(re.findall(r"{\w+}", said)) == set(re.findall(r"{\w+}", spanish[name])), name
