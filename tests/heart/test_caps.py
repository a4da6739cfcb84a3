"""How many people a client may have us ask within a day, over REST and with two at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.errors import TooManyInvitations
from anteroom.house import House
from anteroom.interviews import actions, hosting
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.settings import Caps
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY, world

START = MONDAY + timedelta(days=3)


@fixture
async def clock() -> SetClock:
    return SetClock(MONDAY)


@fixture
async def here(clock: SetClock) -> AsyncIterator[World]:
    async with world(clock=clock, work=False) as opened:
        yield opened


def capped(here: World, **caps: int) -> House:
    """The same house with other caps."""
    settings = here.house.settings
    chosen = replace(settings.interviews.caps, **caps)
    interviews = replace(settings.interviews, caps=chosen)
    return replace(here.house, settings=replace(settings, interviews=interviews))


async def wish(here: World, *guests: str, number: int = 0, by: str = "maya") -> ScheduleInterview:
    """Maya's wish to ask these addresses about her first proposal, or another's about theirs."""
    offered = here.twins.cast.proposals[number]
    async with here.house.database.connection() as conn:
        proposal_id = await conn.fetchval("select id from proposal where external_id = $1", offered.id)
        actor = await conn.fetchval(
            "select person_id from member where external_id = $1", offered.client if by == "maya" else by
        )
    return ScheduleInterview(
        proposal_id=proposal_id,
        actor=actor,
        starts_at=START,
        ends_at=START + timedelta(minutes=30),
        guests=tuple(GuestWish(f"Guest {place}", email=each) for place, each in enumerate(guests)),
    )


def some(count: int, of: str = "corp") -> list[str]:
    """Addresses, each of somebody else."""
    return [f"g{number}@{of}.example" for number in range(count)]


async def asked(here: World) -> int:
    async with here.house.database.connection() as conn:
        return int(await conn.fetchval("select count(*) from written_to"))


async def test_it_refuses_the_guest_too_many_and_says_when_it_passes(here: World, clock: SetClock) -> None:
    house = capped(here, guests_per_client=5)
    await actions.schedule(house, await wish(here, *some(3)))
    clock.advance(timedelta(hours=2))
    await actions.schedule(house, await wish(here, *some(2, "late")))
    before = await asked(here)
    with pytest.raises(TooManyInvitations) as refused:
        await actions.schedule(house, await wish(here, "one@more.example"))

    assert refused.value.again_at == MONDAY + timedelta(days=1)
    assert "One client can ask 5 guests within a day" in refused.value.sentence
    assert refused.value.sentence.endswith("from Tue 24 Nov, 10:00 (Berlin, UTC+1).")
    assert await asked(here) == before
    clock.set(refused.value.again_at - timedelta(seconds=1))
    with pytest.raises(TooManyInvitations):
        await actions.schedule(house, await wish(here, "one@more.example"))
    clock.set(refused.value.again_at)
    await actions.schedule(house, await wish(here, "one@more.example"))


async def test_it_names_the_hour_at_which_all_of_them_pass(here: World, clock: SetClock) -> None:
    house = capped(here, guests_per_client=4)
    for address in some(4):
        await actions.schedule(house, await wish(here, address))
        clock.advance(timedelta(hours=1))
    with pytest.raises(TooManyInvitations) as refused:
        await actions.schedule(house, await wish(here, *some(3, "more")))

    assert refused.value.again_at == MONDAY + timedelta(days=1, hours=2)


async def test_it_says_never_where_waiting_helps_nobody(here: World) -> None:
    with pytest.raises(TooManyInvitations) as refused:
        await actions.schedule(capped(here, guests_per_client=3), await wish(here, *some(4)))

    assert refused.value.again_at is None
    assert "Ask fewer people." in refused.value.sentence


async def test_it_counts_a_move_since_everybody_is_asked_again(here: World) -> None:
    house = capped(here, guests_per_client=5)
    interview = await actions.schedule(house, await wish(here, *some(2)))
    host = interview.host.person_id
    await actions.move(house, interview.id, host, START + timedelta(hours=1), START + timedelta(hours=2))
    with pytest.raises(TooManyInvitations):
        await actions.move(house, interview.id, host, START + timedelta(hours=3), START + timedelta(hours=4))
    cancelled = await actions.cancel(house, interview.id, host)

    assert cancelled.starts_at == START + timedelta(hours=1)


async def test_it_bounds_updates_by_who_gets_them_and_counts_them_as_asking_nobody(here: World) -> None:
    """Wording it anew all day long would be a cannon, too."""
    house = capped(here, guests_per_client=2, times_per_person=4)
    interview = await actions.schedule(house, await wish(here, *some(2)))
    host = interview.host.person_id
    for number in range(3):
        await hosting.reword(house, interview.id, host, title=f"Talk {number}", agenda="")
    with pytest.raises(TooManyInvitations) as refused:
        await hosting.reword(house, interview.id, host, title="Talk again", agenda="")

    assert refused.value.again_at == MONDAY + timedelta(days=1)


async def test_it_counts_a_mailbox_whatever_stands_behind_a_plus_sign(here: World) -> None:
    house = capped(here, times_per_person=3)
    await actions.schedule(house, await wish(here, "dana@corp.example", "dana+a@corp.example"))
    await actions.schedule(house, await wish(here, "Dana+b@CORP.example"))
    with pytest.raises(TooManyInvitations) as refused:
        await actions.schedule(house, await wish(here, "dana+c@corp.example"))

    assert "for all clients together" in refused.value.sentence
    assert "dana" not in refused.value.sentence.lower()


async def test_it_counts_a_mailbox_at_google_wherever_its_dots_stand(here: World) -> None:
    house = capped(here, times_per_person=3)
    await actions.schedule(house, await wish(here, "dana.q.corp@gmail.com", "danaqcorp@googlemail.com"))
    await actions.schedule(house, await wish(here, "d.anaq.corp+b@Gmail.com"))
    await actions.schedule(house, await wish(here, "dana.q.corp@corp.example", "danaqcorp@corp.example"))
    with pytest.raises(TooManyInvitations):
        await actions.schedule(house, await wish(here, "danaqcor.p@gmail.com"))


async def test_it_tells_nobody_that_a_guessed_address_is_the_freelancers(here: World) -> None:
    """A guest with the candidate's own address never uses up what the candidate may be asked."""
    house = capped(here, times_per_person=2)
    leo = here.twins.cast.leo.email
    for _ in range(2):
        await actions.schedule(house, await wish(here, leo))
    for address in (leo, "nobody@else.example"):
        with pytest.raises(TooManyInvitations):
            await actions.schedule(house, await wish(here, address))


async def test_it_counts_an_organisations_clients_together(here: World) -> None:
    house = capped(here, guests_per_organisation=3)
    await actions.schedule(house, await wish(here, *some(3)))
    with pytest.raises(TooManyInvitations) as refused:
        await actions.schedule(house, await wish(here, "one@more.example"))

    assert refused.value.sentence.startswith("Your organisation can ask 3 guests")


async def test_two_at_once_cannot_both_pass(here: World) -> None:
    """On two proposals, so that no lock but the caps' own stands between them."""
    house = capped(here, guests_per_client=4)
    first = await wish(here, *some(3))
    async with here.house.database.transaction() as conn:
        await conn.execute(
            """insert into proposal
                (id, external_id, client_id, freelancer_id, job_id, job_title, thread, state)
            select 'pro_twin', 'twin', client_id, freelancer_id, job_id, job_title, thread, state
            from proposal where id = $1""",
            first.proposal_id,
        )
    second = replace(await wish(here, *some(3, "other")), proposal_id="pro_twin")
    results = await asyncio.gather(
        *(actions.schedule(house, each) for each in (first, second) * 3), return_exceptions=True
    )

    assert sum(not isinstance(each, BaseException) for each in results) == 1
    assert all(isinstance(each, TooManyInvitations) for each in results if isinstance(each, BaseException))
    assert await asked(here) == 4


async def test_the_api_answers_429_with_the_date(here: World) -> None:
    """As shipped: three interviews with twenty guests each, and then no more that day."""
    api = ApiClient(here)
    offered = here.twins.cast.proposals[0]
    most = Caps(guests_per_client=60, guests_per_organisation=300, times_per_person=20)
    assert here.house.settings.interviews.caps == most

    def body(of: str) -> dict[str, Any]:
        return {
            "proposal": offered.id,
            "host": offered.client,
            "starts_at": START.isoformat(),
            "minutes": 30,
            "guests": [{"email": each, "label": "Guest"} for each in some(20, of)],
        }

    for of in ("a", "b", "c"):
        status, _ = await api.post("/v1/interviews", body(of))
        assert status == 201
    async with aiohttp.ClientSession() as session:
        key = {"Authorization": f"Bearer {here.settings.secrets.api_key}"}
        async with session.post(f"{here.url}/v1/interviews", json=body("d"), headers=key) as refused:
            told = await refused.json(content_type=None)
            date = parsedate_to_datetime(refused.headers["Retry-After"])

    assert (refused.status, told["code"]) == (429, "too-many-invitations")
    assert date.astimezone(UTC) == datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
