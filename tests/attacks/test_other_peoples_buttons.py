"""Who may press, answer, move and look: everybody only what is theirs, whatever the payload says."""

from __future__ import annotations

import asyncio
from typing import Any

import aiohttp
import pytest

from anteroom.interviews.model import State
from anteroom.sandbox.world import World
from api_client import ApiClient

Body = dict[str, Any]


async def tell_members(program: ApiClient) -> None:
    """A colleague without a role, a client of another company, a freelancer in the client's organisation."""
    await program.put("/v1/organisations/org-other", {"name": "Other", "kind": "client"})
    for name, more in {
        "m-colleague": {"organisation": "org-larkfield", "role": "client", "organisation_roles": ["talent"]},
        "m-elsewhere": {"organisation": "org-other", "role": "client", "organisation_roles": ["scheduler"]},
        "m-inside": {
            "organisation": "org-larkfield",
            "role": "freelancer",
            "organisation_roles": ["scheduler", "hiring_manager"],
        },
    }.items():
        status, answer = await program.put(f"/v1/members/{name}", {"display_name": "Somebody", **more})
        assert status == 200, answer


STRANGERS = ("m-colleague", "m-elsewhere", "m-inside", "m-leo")


@pytest.mark.parametrize("member", STRANGERS)
async def test_it_lets_nobody_schedule_but_the_client_and_its_schedulers(
    whole_world: World, program: ApiClient, request_body: Body, member: str
) -> None:
    await tell_members(program)
    status, answer = await program.post("/v1/interviews", {**request_body, "host": member})
    assert (status, answer["code"]) == (403, "not-allowed")


@pytest.mark.parametrize("member", STRANGERS)
async def test_it_lets_nobody_but_the_host_move_or_cancel_and_no_stranger_answer(
    whole_world: World, program: ApiClient, request_body: Body, member: str
) -> None:
    await tell_members(program)
    _, interview = await program.post("/v1/interviews", request_body)
    path = f"/v1/interviews/{interview['id']}"
    time = {"member": member, "starts_at": request_body["starts_at"].replace("T14", "T16"), "minutes": 30}
    moved, _ = await program.post(f"{path}/move", time)
    cancelled, _ = await program.post(f"{path}/cancel", {"member": member})
    assert (moved, cancelled) == (403, 403)
    if member != "m-leo":
        answered, _ = await program.post(f"{path}/answers", {"member": member, "answer": "accepted"})
        countered, _ = await program.post(f"{path}/counters", time)
        assert (answered, countered) == (403, 403)
    _, now = await program.get(path)
    assert now["revision"] == interview["revision"]


async def test_it_opens_the_threads_address_for_no_member_who_is_no_party(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    await tell_members(program)
    await program.post("/v1/interviews", request_body)
    await whole_world.settle()
    market = whole_world.twins.marketplace
    (card,) = market.cards(whole_world.twins.cast.proposals[0].thread)
    async with aiohttp.ClientSession() as browser:
        for member, right in (("m-maya", 303), ("m-leo", 303)):
            form = {"viewer": market.viewer_token(member)}
            async with browser.post(card["url"], data=form, allow_redirects=False) as answer:
                assert answer.status == right
            async with browser.post(card["url"], data=form, allow_redirects=False) as again:
                assert again.status == 403


async def test_it_lets_one_of_many_moves_at_once_win_each_revision(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    _, interview = await program.post("/v1/interviews", request_body)
    path = f"/v1/interviews/{interview['id']}"

    async def move(minutes: int) -> int:
        starts_at = request_body["starts_at"].replace("T14", f"T{15 + minutes % 4}")
        body = {"member": "m-maya", "starts_at": starts_at, "minutes": minutes}
        return (await program.post(f"{path}/move", body))[0]

    async def answer(said: str) -> int:
        return (await program.post(f"{path}/answers", {"member": "m-leo", "answer": said}))[0]

    statuses = await asyncio.gather(
        *(move(minutes) for minutes in range(20, 28)),
        *(answer(said) for said in ("accepted", "declined") * 4),
    )
    await whole_world.settle()
    _, now = await program.get(path)
    (card,) = whole_world.twins.marketplace.cards(whole_world.twins.cast.proposals[0].thread)
    count, faults, _ = await whole_world.ledger()

    assert set(statuses) <= {200, 409}
    assert now["sequence"] == 8
    assert (card["starts_at"], card["state"]) == (now["starts_at"], now["state"])
    assert count and not faults


async def test_it_never_leaves_an_interview_living_on_a_proposal_that_was_withdrawn_meanwhile(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    offered = whole_world.twins.cast.proposals[0]
    proposal = {
        "client": offered.client,
        "freelancer": offered.freelancer,
        "job": {"id": offered.job, "title": offered.job_title},
        "thread": offered.thread,
        "state": "withdrawn",
    }
    answers = await asyncio.gather(
        *(program.post("/v1/interviews", request_body) for _ in range(5)),
        program.put(f"/v1/proposals/{offered.id}", proposal),
        *(program.post("/v1/interviews", request_body) for _ in range(5)),
    )
    assert {status for status, _ in answers} <= {200, 201, 409}
    _, found = await program.get(f"/v1/interviews?proposal={offered.id}")
    assert {each["state"] for each in found["interviews"]} <= {State.VOID.value}


async def test_it_takes_an_answer_while_everything_moves_for_the_time_it_was_given_to(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """An answer from a card that showed another one loses, and says so."""
    _, interview = await program.post("/v1/interviews", request_body)
    path = f"/v1/interviews/{interview['id']}/answers"
    bodies = [
        {"member": "m-leo", "answer": said, "saw": interview["parties"][1]["answer"]}
        for said in ("accepted", "declined")
    ]
    answers = await asyncio.gather(*(program.post(path, body) for body in bodies * 3))
    statuses = [status for status, _ in answers]

    assert statuses.count(200) == 1
    assert statuses.count(409) == 5
