"""An interview day with times that several freelancers may take: the first has one, unseen by the others."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from datetime import datetime
from typing import Any

import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.integration import Integration
from anteroom.sandbox.world import World
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world as opened_world
from passes.reception import Reception

HOST = "m-maya"
MANY = 8
MAILBOXES = ("dana", "tomas", "ines", "priya")
JOB = {"id": "j-day", "title": "Search in Postgres"}
DAY = {"host": HOST, "starts_at": "2026-11-26T08:00:00Z", "minutes": 30, "pause_minutes": 15}
SHARED = ["2026-11-27T09:00:00+00:00", "2026-11-27T10:00:00+00:00", "2026-11-27T11:00:00+00:00"]
IDS = re.compile(
    r"(?:int|pty|ctr)_[a-z2-7]{20}|[a-z2-7]{26}|\"(?:[0-9]+\.)?[a-z2-7]{16}\"|[pt]-(?:day|alone)-\d"
)


@fixture
async def world(clock: SetClock) -> AsyncIterator[World]:
    """With mail; nothing happens by itself until `settle()`."""
    integrations: list[Integration] = [HttpMarketplace(), MailIntegration()]
    async with opened_world(clock=clock, work=False, integrations=integrations) as opened:
        yield opened


@pytest.fixture
def api(world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(world)


def address_of(world: World, number: int) -> str:
    """Where a freelancer gets mail; the first four in a mailbox that is there."""
    if number < len(MAILBOXES):
        return world.twins.cast.person(MAILBOXES[number]).email
    return f"talent{number}@posts.example"


async def freelancer(world: World, number: int, name: str = "day") -> str:
    """Tell of a freelancer with a proposal; return the proposal."""
    api = ApiClient(world)
    member = {"role": "freelancer", "display_name": f"Talent {number}", "time_zone": "Europe/Madrid"}
    contact = {"email": address_of(world, number)}
    assert (await api.put(f"/v1/members/m-talent-{number}", {**member, "contact": contact}))[0] == 200
    told = {"client": HOST, "freelancer": f"m-talent-{number}", "job": JOB, "thread": f"t-{name}-{number}"}
    proposal = f"p-{name}-{number}"
    status, said = await api.put(f"/v1/proposals/{proposal}", {**told, "state": "active"})
    assert status == 200, said
    return proposal


async def day_of(world: World, count: int, **more: Any) -> list[str]:
    """Schedule a day with so many freelancers; return the interviews."""
    proposals = [await freelancer(world, number) for number in range(count)]
    status, said = await ApiClient(world).post(
        "/v1/interview-days", {**DAY, "proposals": proposals, "shared": SHARED, **more}
    )
    assert status == 201 and said["refused"] == [], said
    assert [each["proposal"] for each in said["interviews"]] == proposals
    return [each["interview"] for each in said["interviews"]]


async def offers_of(api: ApiClient, interview: str) -> dict[str, str]:
    """The offered times of an interview, and what takes each."""
    _, said = await api.get(f"/v1/interviews/{interview}")
    return {each["starts_at"]: each["id"] for each in said["offers"]}


async def take(api: ApiClient, interview: str, offer: str, number: int) -> tuple[int, Mapping[str, Any]]:
    """Take an offered time."""
    path = f"/v1/interviews/{interview}/offers/{offer}/take"
    return await api.post(path, {"member": f"m-talent-{number}"})


async def test_of_fifty_who_take_at_once_each_time_has_one(world: World, api: ApiClient) -> None:
    """Eight freelancers press whatever they see, as often as fifty presses go, over three times."""
    interviews = await day_of(world, MANY)
    await world.settle()
    offers = [await offers_of(api, each) for each in interviews]
    assert all(list(each) == SHARED for each in offers)
    mails = {number: len(sent_to(world, number)) for number in range(MANY)}
    assert all(mails[number] == 2 for number in range(len(MAILBOXES))), (
        "the invitation, and the offered times"
    )

    presses = [(press % MANY, SHARED[press % len(SHARED)]) for press in range(50)]
    answers = await asyncio.gather(
        *(take(api, interviews[who], offers[who][what], who) for who, what in presses)
    )

    won = [(press, said) for press, (status, said) in zip(presses, answers, strict=True) if status == 200]
    assert {status for status, _ in answers} == {200, 409}
    assert sorted(what for (_, what), _ in won) == SHARED and len({who for (who, _), _ in won}) == 3
    for (who, what), said in won:
        assert said["starts_at"] == what and said["state"] == "scheduled", who
    refused = {said["detail"] for status, said in answers if status == 409}
    assert any("no longer offered" in each for each in refused)
    assert not any("Talent" in each or "taken" in each or "somebody" in each.lower() for each in refused)

    await world.settle()
    losers = set(range(MANY)) - {who for (who, _), _ in won}
    for who in losers:
        assert await offers_of(api, interviews[who]) == {}, "all three are gone"
        status, said = await take(api, interviews[who], offers[who][SHARED[0]], who)
        assert status == 409 and "no longer offered" in said["detail"]
        _, stands = await api.get(f"/v1/interviews/{interviews[who]}")
        at = datetime.fromisoformat(stands["starts_at"])
        assert stands["state"] == "proposed" and (at.day, at.minute % 15) == (26, 0), "the own time stays"
        assert len(sent_to(world, who)) == mails[who], "nobody is written to about it"


async def test_what_one_is_shown_depends_on_the_others_by_nothing_but_the_times_that_remain(
    world: World, api: ApiClient
) -> None:
    """Beside an interview whose host takes one of three times back, without any day or anybody else."""
    reception = Reception(world, SetClock(world.house.clock.now()))
    interviews = await day_of(world, 3)
    alone = await freelancer(world, 0, "alone")
    wish = {"proposal": alone, "host": HOST, "starts_at": DAY["starts_at"], "minutes": 30}
    _, made = await api.post("/v1/interviews", wish)
    own, other = interviews[0], str(made["id"])
    await api.post(f"/v1/interviews/{other}/offers", {"member": HOST, "offers": SHARED})
    await world.settle()
    assert await shown(world, reception, own, "t-day-0") == await shown(world, reception, other, "t-alone-0")

    rival = await offers_of(api, interviews[1])
    assert (await take(api, interviews[1], rival[SHARED[1]], 1))[0] == 200
    await world.settle()
    left = [SHARED[0], SHARED[2]]
    await api.post(f"/v1/interviews/{other}/offers", {"member": HOST, "offers": left})
    await world.settle()
    assert list(await offers_of(api, own)) == left
    assert await shown(world, reception, own, "t-day-0") == await shown(world, reception, other, "t-alone-0")
    await reception.close()


async def test_the_page_says_kindly_that_a_time_has_gone_and_shows_the_rest(
    world: World, api: ApiClient
) -> None:
    reception = Reception(world, SetClock(world.house.clock.now()))
    interviews = await day_of(world, 2)
    seats = [await seat_of(api, each, number) for number, each in enumerate(interviews)]
    offers = [await offers_of(api, each) for each in interviews]
    first, second = [await reception.seated(seat) for seat in seats]
    taken = await first.send(f"/lobby/{seats[0]}/take", {"offer": offers[0][SHARED[0]]})
    late = await second.send(f"/lobby/{seats[1]}/take", {"offer": offers[1][SHARED[0]]})

    assert taken.headers["Location"] == f"/lobby/{seats[0]}"
    assert late.headers["Location"] == f"/lobby/{seats[1]}?gone=yes#offers"
    await world.settle()
    page = (await second.get(f"/lobby/{seats[1]}?gone=yes")).text
    assert "no longer offered" in page and "Talent 0" not in page
    assert offers[1][SHARED[0]] not in page and offers[1][SHARED[1]] in page
    await reception.close()


async def test_a_day_that_cannot_be_changes_nothing(world: World, api: ApiClient) -> None:
    proposals = [await freelancer(world, number) for number in range(2)]
    body = {**DAY, "proposals": proposals}
    for wrong, status in (
        ({"shared": ["2026-11-26T08:15:00Z"]}, 400),
        ({"shared": ["2026-11-27T08:00:00Z", "2026-11-27T08:15:00Z"]}, 400),
        ({"shared": ["2020-11-27T08:00:00Z"]}, 400),
        ({"shared": ["9999-12-31T23:59:59Z"]}, 400),
        ({"proposals": [proposals[0], proposals[0]]}, 400),
        ({"proposals": [proposals[0], "p-payments"]}, 400),
        ({"proposals": [proposals[0], "p-nobody"]}, 400),
        ({"pause_minutes": 121}, 400),
        ({"host": "m-talent-0"}, 403),
    ):
        assert (await api.post("/v1/interview-days", {**body, **wrong}))[0] == status, wrong
    for proposal in proposals:
        assert (await api.get(f"/v1/interviews?proposal={proposal}"))[1]["interviews"] == []


def sent_to(world: World, number: int) -> list[bytes]:
    """What a freelancer got by mail."""
    address = address_of(world, number)
    return [each.body for each in world.twins.mailbox.captures if address in each.to]


async def seat_of(api: ApiClient, interview: str, number: int) -> str:
    """The freelancer's seat in an interview."""
    _, said = await api.get(f"/v1/interviews/{interview}")
    return next(str(each["id"]) for each in said["parties"] if each["label"] == f"Talent {number}")


async def shown(world: World, reception: Reception, interview: str, thread: str) -> list[str]:
    """All that the first freelancer is shown of an interview, without names that are made anew for each."""
    api = ApiClient(world)
    seat = await seat_of(api, interview, 0)
    lobby = await (await reception.seated(seat)).get(f"/lobby/{seat}")
    another = await (await reception.seated(seat)).get(f"/another/{seat}")
    _, rest = await api.get(f"/v1/interviews/{interview}")
    cards = [json.dumps(each, sort_keys=True) for each in world.twins.marketplace.cards(thread)]
    assert lobby.status == another.status == 200
    found = [lobby.text, another.text, json.dumps(rest, sort_keys=True), *cards]
    return [IDS.sub("·", each) for each in found]
