"""Contracts told early, late, twice or never to begin: what they disclose, and until when."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


def days(number: float) -> str:
    """So many days after Monday morning."""
    return (MONDAY + timedelta(days=number)).isoformat()


async def told(api: ApiClient, world: World, contract: str, **dates: str | None) -> None:
    """Tell a contract of the first proposal."""
    body = {"proposal": world.twins.cast.proposals[0].id, **dates}
    status, answer = await api.put(f"/v1/contracts/{contract}", body)
    assert status == 200, answer


async def shown(api: ApiClient, contract: str, viewer: str = "m-maya") -> list[Any]:
    """What a contract discloses to somebody now."""
    status, answer = await api.get(f"/v1/disclosures?contract={contract}&viewer={viewer}")
    assert status == 200, answer
    return list(answer["disclosures"])


async def test_it_discloses_nothing_by_a_contract_that_ended_before_it_began(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await told(api, quiet_world, "c-1", starts_at=days(7))
    await told(api, quiet_world, "c-1", starts_at=days(7), ended_at=days(1))
    clock.advance(timedelta(days=8))
    await quiet_world.settle()

    assert await shown(api, "c-1") == []


async def test_it_discloses_no_more_once_an_end_told_ahead_has_come(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await told(api, quiet_world, "c-1", accepted_at=days(-1), ended_at=days(30))
    assert await shown(api, "c-1")
    clock.advance(timedelta(days=31))
    await quiet_world.settle()

    assert await shown(api, "c-1") == []


async def test_it_lets_the_marketplace_put_off_an_end_that_has_not_come(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await told(api, quiet_world, "c-1", accepted_at=days(-1), ended_at=days(10))
    await told(api, quiet_world, "c-1", accepted_at=days(-1), ended_at=days(20))
    clock.advance(timedelta(days=15))
    assert await shown(api, "c-1")
    await told(api, quiet_world, "c-1", accepted_at=days(-1))
    clock.advance(timedelta(days=15))

    assert await shown(api, "c-1")


async def test_it_opens_nothing_again_that_has_ended(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    """A late repeat of what was true before the end must not undo it."""
    await told(api, quiet_world, "c-1", accepted_at=days(-1))
    await told(api, quiet_world, "c-1", accepted_at=days(-1), ended_at=days(0))
    await told(api, quiet_world, "c-1", accepted_at=days(-1))
    await quiet_world.settle()

    assert await shown(api, "c-1") == []


async def test_it_discloses_a_hired_again_pair_by_the_new_contract_only(
    quiet_world: World, api: ApiClient
) -> None:
    await told(api, quiet_world, "c-1", accepted_at=days(-9), ended_at=days(-1))
    await told(api, quiet_world, "c-2", accepted_at=days(-1))

    assert await shown(api, "c-1") == []
    assert await shown(api, "c-2")
    count, faults, _ = await quiet_world.ledger()
    assert count and not faults


async def test_it_answers_several_looks_at_once(quiet_world: World, api: ApiClient) -> None:
    """Each look is an entry of one chain, and none may fail because another is being written."""
    await told(api, quiet_world, "c-1", accepted_at=days(-1))
    looks = await asyncio.gather(*(shown(api, "c-1") for _ in range(8)))

    assert all(looks)
    count, faults, _ = await quiet_world.ledger()
    assert count >= 16 and not faults


async def test_it_takes_one_contract_told_many_times_at_once(quiet_world: World, api: ApiClient) -> None:
    telling = [told(api, quiet_world, "c-1", accepted_at=days(-1)) for _ in range(6)]
    await asyncio.gather(*telling)
    await quiet_world.settle()

    types = [event.type for event in quiet_world.twins.marketplace.events]
    assert types.count("contact.disclosed") == 1


async def test_it_holds_several_messages_of_one_thread_at_once(quiet_world: World, api: ApiClient) -> None:
    proposal = quiet_world.twins.cast.proposals[0].id
    body = {"proposal": proposal, "from": "m-leo", "sent_at": days(0), "text": "I am on +44 7700 900123."}
    answers = await asyncio.gather(*(api.put(f"/v1/messages/msg-{n}", body) for n in range(8)))

    assert {status for status, _ in answers} == {200}
    assert {answer["verdict"] for _, answer in answers} <= {"redact", "block"}


async def test_it_takes_one_proposal_and_one_member_told_many_times_at_once(
    quiet_world: World, api: ApiClient
) -> None:
    job = {"id": "j-9", "title": "A new job"}
    proposal = {"client": "m-maya", "freelancer": "m-leo", "job": job, "thread": "t-9", "state": "active"}
    member = {"role": "client", "display_name": "Rosa", "contact": {"email": "rosa@larkfield.example"}}
    answers = await asyncio.gather(
        *(api.put("/v1/proposals/p-new", proposal) for _ in range(6)),
        *(api.put("/v1/members/m-new", member) for _ in range(6)),
        *(api.put("/v1/organisations/o-new", {"name": "New", "kind": "client"}) for _ in range(6)),
    )

    assert [status for status, _ in answers] == [200] * 18
