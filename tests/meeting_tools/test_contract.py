"""What every tool that makes calls must do, each beside a server that keeps its documented rules."""

from __future__ import annotations

import traceback
from collections.abc import AsyncIterator
from datetime import timedelta
from email.utils import format_datetime

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.meetings.provider import (
    CannotTell,
    Grade,
    MeetingFault,
    MeetingProviders,
    NotGenuine,
    ProviderDown,
    ProviderMisconfigured,
    ProviderRefused,
    ProviderThrottled,
    Wanted,
)
from anteroom.people.sealed import MARK
from anteroom.sandbox.server import Weather
from anteroom_meetings.calls import LARGEST, Calls
from meeting_tools.setups import START, TOOLS, Setup, set_up, tool_of

VENDOR = '{"message": "dana@larkfield.example", "code": 999, "error": {"message": "dana@larkfield.example"}}'
DEEP = '{"x":' + "[" * 100_000
"""Nested so deep that reading it runs out of stack."""


@fixture(params=TOOLS)
async def setup(request: pytest.FixtureRequest) -> AsyncIterator[Setup]:
    """Each tool beside its twin."""
    async with set_up(request.param) as opened:
        yield opened


async def test_it_makes_moves_joins_and_takes_away_a_call(setup: Setup) -> None:
    tool = setup.tool
    can = await tool.capabilities("")
    assert can is not None
    meeting = await tool.create(setup.wanted())
    assert (meeting.provider, meeting.account) == (tool.name, "")
    assert meeting.outside_id
    assert (meeting.link is None) is can.personal_links
    assert meeting.profile == tool.leak_profile()
    assert (meeting.profile.grade is Grade.A_MINUS) is can.personal_links

    link = await tool.join(meeting, setup.entrant())
    assert link.reveal().startswith(("https://", setup.twin.url))
    assert f"{link} {link!r} {meeting!r}".count(MARK) >= 2
    assert link.reveal() not in f"{meeting!r}"
    later = Wanted("iv-7f3a9c", START + timedelta(days=2), timedelta(minutes=45), True)
    moved = await tool.update(meeting, later)
    assert (moved.outside_id, moved.link) == (meeting.outside_id, meeting.link)
    await tool.cancel(moved)
    await tool.cancel(moved)


async def test_it_finds_a_call_again_by_its_name_or_says_that_it_cannot(setup: Setup) -> None:
    """So that a lost answer makes no second call: what is found is what was made."""
    if setup.tool.name == "google-meet":
        with pytest.raises(CannotTell):
            await setup.tool.find(setup.wanted())
        return
    if setup.tool.name == "zoom":
        for _ in range(31):  # more than one page of others
            await setup.tool.create(Wanted("iv-another", START + timedelta(days=1), timedelta(hours=1), True))
        assert await setup.tool.find(setup.wanted()) is None
    meeting = await setup.tool.create(setup.wanted())
    found = await setup.tool.find(setup.wanted())
    assert found is not None
    assert (found.outside_id, found.account) == (meeting.outside_id, meeting.account)
    assert (found.link and found.link.reveal()) == (meeting.link and meeting.link.reveal())


@pytest.mark.parametrize("name", ["zoom", "teams", "google-meet"])
async def test_it_leads_nobody_to_a_call_that_is_gone(name: str) -> None:
    async with set_up(name) as opened:
        meeting = await opened.tool.create(opened.wanted())
        getattr(opened.twin, "spaces" if name == "google-meet" else "meetings").clear()
        with pytest.raises(ProviderRefused):
            await opened.tool.join(meeting, opened.entrant())
        with pytest.raises(ProviderRefused):
            await opened.tool.update(meeting, opened.wanted())


async def test_it_tells_the_tool_nothing_but_an_opaque_name(setup: Setup) -> None:
    meeting = await setup.tool.create(setup.wanted())
    await setup.tool.update(meeting, setup.wanted())
    said = b"".join(each.body for each in setup.twin.heard).lower()

    assert b"larkfield" not in said
    assert b"dana" not in said
    assert b"harbourline" not in said


async def test_it_lets_nobody_join_when_it_is_too_late(setup: Setup) -> None:
    meeting = await setup.tool.create(setup.wanted())
    entrant = setup.entrant()
    setup.clock.advance(timedelta(hours=1))
    with pytest.raises(ProviderRefused):
        await setup.tool.join(meeting, entrant)


@pytest.mark.parametrize(
    ("weather", "expected", "certain"),
    [
        (Weather(400, body=VENDOR), ProviderRefused, True),
        (Weather(401, body=VENDOR), ProviderMisconfigured, True),
        (Weather(403, body=VENDOR), ProviderMisconfigured, True),
        (Weather(409, body=VENDOR), ProviderRefused, True),
        (Weather(429, {"Retry-After": "7"}, VENDOR), ProviderThrottled, True),
        (Weather(500, body=VENDOR), ProviderDown, False),
        (Weather(503, {"Retry-After": "7"}, VENDOR), ProviderDown, False),
        (Weather(302, {"Location": "http://127.0.0.1:9/"}), ProviderRefused, True),
        (Weather(cut=True), ProviderDown, False),
        (Weather(kept=True, cut=True), ProviderDown, False),
        (Weather(200, body="x" * (LARGEST + 1)), ProviderDown, False),
        (Weather(400, body=DEEP), ProviderRefused, True),
        (Weather(404, body=DEEP), ProviderRefused, True),
    ],
    ids=lambda value: (
        f"{value.status}{'-cut' * value.cut}{'-kept' * value.kept}{'-deep' * (value.body == DEEP)}"
        if isinstance(value, Weather)
        else None
    ),
)
async def test_it_turns_every_failure_into_a_word_of_ours(
    setup: Setup, weather: Weather, expected: type[MeetingFault], certain: bool
) -> None:
    """And into nothing that the tool said: its words name people and carry keys."""
    await setup.tool.create(setup.wanted())  # now it holds its key
    setup.clock.advance(timedelta(minutes=6))
    setup.twin.due.append(weather)
    if weather.status == 401 or weather.cut:
        setup.twin.due.append(weather)  # a key is asked for once more, and a GET without an answer
    with pytest.raises(expected) as caught:
        await setup.tool.create(setup.wanted())

    assert caught.value.certain is certain
    told = "".join(traceback.format_exception(caught.value))
    assert "larkfield" not in told
    if isinstance(caught.value, ProviderThrottled):
        assert caught.value.after == timedelta(seconds=7)
    setup.twin.due.clear()
    assert (await setup.tool.create(setup.wanted())).outside_id


@pytest.mark.parametrize("name", ["zoom", "teams", "google-meet"])
async def test_it_reads_no_answer_that_is_nested_without_end(name: str) -> None:
    """The two others read nothing of an answer that says yes."""
    async with set_up(name) as opened:
        await opened.tool.create(opened.wanted())
        opened.twin.due.append(Weather(200, body=DEEP))
        with pytest.raises(ProviderDown):
            await opened.tool.create(opened.wanted())


async def test_it_says_that_a_tool_is_down_which_nobody_runs(setup: Setup) -> None:
    """No one is told of a call that is not there: it raises, and the embedded room takes its place."""
    await setup.twin.__aexit__()
    with pytest.raises(ProviderDown) as caught:
        await setup.tool.create(setup.wanted())
    assert caught.value.certain


async def test_it_waits_for_no_tool_for_ever(setup: Setup) -> None:
    calls = Calls(setup.clock, allow_private=True, timeout=aiohttp.ClientTimeout(total=0.05))
    await calls.open()
    setup.twin.due.append(Weather(hang=0.3))
    try:
        with pytest.raises(ProviderDown, match="did not answer") as caught:
            await tool_of(setup.tool.name, setup.twin.url, calls, setup.clock).create(setup.wanted())
    finally:
        await calls.close()
    assert not caught.value.certain


async def test_it_never_calls_a_private_address_outside_the_sandbox(setup: Setup) -> None:
    calls = Calls(setup.clock)
    await calls.open()
    try:
        tool = tool_of(setup.tool.name, setup.twin.url, calls, setup.clock)
        with pytest.raises(ProviderMisconfigured, match="not a public"):
            await tool.create(setup.wanted())
        by_name = tool_of(
            setup.tool.name, setup.twin.url.replace("127.0.0.1", "localhost"), calls, setup.clock
        )
        with pytest.raises(ProviderDown):
            await by_name.create(setup.wanted())
    finally:
        await calls.close()
    assert setup.twin.heard == []


async def test_it_believes_no_webhook_that_nobody_signed(setup: Setup) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer x"},
        {"x-zm-signature": "v0=", "x-zm-request-timestamp": "é"},
    ):
        for body in (b"", b"{}", b"\xff", b'{"event": "meeting.ended"}'):
            with pytest.raises(NotGenuine):
                setup.tool.verify_webhook(headers, body)


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("7", 7),
        ("0", 1),
        (format_datetime(START + timedelta(seconds=90)), 90),
        ("2026-11-23T12:00:00Z", 3 * 3600),
        ("2026-11-22T00:00:00Z", 1),
        ("999999999", 24 * 3600),
        ("99999999999999999999", 60),
        ("soon", 60),
        ("", 60),
    ],
)
async def test_it_reads_how_long_to_wait(written: str, seconds: int) -> None:
    """Seconds, an HTTP date, or the instant that Zoom writes for its daily limit; and never for ever."""
    async with set_up("zoom") as setup:
        setup.twin.due.append(Weather(429, {"Retry-After": written} if written else {}))
        with pytest.raises(ProviderThrottled) as caught:
            await setup.tool.create(setup.wanted())
    assert caught.value.after == timedelta(seconds=seconds)


@pytest.mark.parametrize("name", ["zoom", "teams", "google-meet"])
async def test_it_asks_for_a_key_once_and_again_when_it_is_refused(name: str) -> None:
    async with set_up(name) as setup:

        def keys() -> int:
            return sum("token" in each.path for each in setup.twin.heard)

        await setup.tool.create(setup.wanted())
        await setup.tool.create(setup.wanted())
        assert keys() == 1
        setup.clock.advance(timedelta(minutes=59, seconds=30))
        await setup.tool.create(setup.wanted())
        assert keys() == 2
        setup.twin.due.append(Weather(401, body=VENDOR))
        await setup.tool.create(setup.wanted())
        assert keys() == 3


@pytest.mark.parametrize("name", ["Dana", "iv", "iv 7f3a", "iv-7f3a@x", "iv-" + "a" * 62, "-iv-7f"])
def test_it_takes_no_name_that_could_tell_something(name: str) -> None:
    with pytest.raises(ValueError):
        Wanted(name, START, timedelta(minutes=30), True)


def test_it_knows_no_call_without_a_zone_or_a_length() -> None:
    for start, length in ((START.replace(tzinfo=None), timedelta(minutes=30)), (START, timedelta(0))):
        with pytest.raises(ValueError):
            Wanted("iv-7f3a", start, length, True)


async def test_it_finds_tools_by_their_names() -> None:
    providers = MeetingProviders()
    async with set_up("jitsi") as setup:
        providers.register(setup.tool)
        assert providers.of("jitsi") is setup.tool
        assert providers.of("zoom") is None
        assert providers.all() == (setup.tool,)
        with pytest.raises(ValueError):
            providers.register(setup.tool)
