"""The form for an address as a way around everything else."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import pytest

from anteroom.sandbox.world import World
from api_client import ApiClient

FORM = {"system": "Larkfield's source repository", "purpose": "To see the ledger before we talk"}


async def asked(program: ApiClient, world: World, **more: str) -> tuple[int, Mapping[str, Any]]:
    """Maya asks for Leo's address."""
    path = f"/v1/proposals/{world.twins.cast.proposals[0].id}/access-requests"
    return await program.post(path, {"member": "m-maya", **FORM, **more})


async def granted(program: ApiClient, world: World) -> str:
    """Leo says yes; return the request's path."""
    _, request = await asked(program, world)
    path = f"/v1/access-requests/{request['id']}"
    await program.post(f"{path}/decision", {"member": "m-leo", "decision": "approve"})
    return path


async def test_nothing_is_shown_once_the_proposal_is_closed(whole_world: World, program: ApiClient) -> None:
    path = await granted(program, whole_world)
    await whole_world.twins.marketplace.withdraw(whole_world.twins.cast.proposals[0].id)
    status, answer = await program.post(f"{path}/showing", {"member": "m-maya"})

    assert (status, "value" in answer) == (409, False)


async def test_nothing_is_granted_once_the_proposal_is_closed(whole_world: World, program: ApiClient) -> None:
    _, request = await asked(program, whole_world)
    await whole_world.twins.marketplace.withdraw(whole_world.twins.cast.proposals[0].id)
    decision = {"member": "m-leo", "decision": "approve"}
    status, _ = await program.post(f"/v1/access-requests/{request['id']}/decision", decision)

    assert status == 409


async def test_its_owner_can_think_better_of_it_until_it_is_shown(
    whole_world: World, program: ApiClient
) -> None:
    path = await granted(program, whole_world)
    status, _ = await program.post(f"{path}/decision", {"member": "m-leo", "decision": "deny"})
    shown, _ = await program.post(f"{path}/showing", {"member": "m-maya"})

    assert (status, shown) == (200, 409)


async def test_twice_at_once_it_is_shown_once(whole_world: World, program: ApiClient) -> None:
    path = await granted(program, whole_world)
    answers = await asyncio.gather(*(program.post(f"{path}/showing", {"member": "m-maya"}) for _ in range(4)))

    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]


async def test_its_two_lines_are_read_as_one(whole_world: World, program: ApiClient) -> None:
    split = {"system": "Write to maya.hart at", "purpose": "gmail dot com"}
    status, _ = await asked(program, whole_world, **split)

    assert status == 422


@pytest.mark.parametrize("email", ["leo@grün.example", "leö@posta.example", "o'leo+a&b@posta.example"])
async def test_an_address_of_any_letters_is_shown_to_who_asked(
    whole_world: World, program: ApiClient, email: str
) -> None:
    """What cannot be shown must not be used up."""
    leo = {"role": "freelancer", "display_name": "Leo", "contact": {"email": email}}
    status, _ = await program.put("/v1/members/m-leo", leo)
    if status != 200:
        return
    path = await granted(program, whole_world)
    status, shown = await program.post(f"{path}/showing", {"member": "m-maya"})

    assert (status, shown.get("value")) == (200, email)


async def test_refused_forms_are_tries_and_the_third_raises_a_flag(
    whole_world: World, program: ApiClient
) -> None:
    for number in range(3):
        await asked(program, whole_world, purpose=f"So write to maya.hart@posta.example{'!' * number}")
    await whole_world.settle()
    events = [event.type for event in whole_world.twins.marketplace.events]

    assert events.count("flag.raised") == 1


async def test_a_form_in_other_words_asks_after_all(whole_world: World, program: ApiClient) -> None:
    _, problem = await asked(program, whole_world, purpose="So write to maya.hart@posta.example")
    words = {"member": "m-maya", "text": "To see the ledger"}
    status, done = await program.post(problem["held"]["reword"], words)
    _, request = await program.get(f"/v1/access-requests/{done['request']}")
    _, held = await program.get(f"/v1/held/{problem['held']['id']}")

    assert (status, request["purpose"], request["system"]) == (200, "To see the ledger", FORM["system"])
    assert held["state"] == "reworded"


async def test_a_right_guess_in_disguise_is_held_and_counted_and_is_no_fault(
    whole_world: World, program: ApiClient
) -> None:
    leo = {"role": "freelancer", "display_name": "Leo", "contact": {"phone": "+49 30 901820 55"}}
    await program.put("/v1/members/m-leo", leo)
    tries = [
        await asked(program, whole_world, system=f"ISBN 493090182055{'.' * number}") for number in range(3)
    ]
    await whole_world.settle()
    events = [event.type for event in whole_world.twins.marketplace.events]

    assert [(status, answer["field"]) for status, answer in tries] == [(422, "system")] * 3
    assert all("held" in answer for _, answer in tries)
    assert events.count("flag.raised") == 1


async def test_a_guess_is_not_told_from_the_address_itself(whole_world: World, program: ApiClient) -> None:
    cast = whole_world.twins.cast
    answers = []
    for guess in (cast.leo.email, "someone@posta.example"):
        for written in (guess.encode().hex(), guess.replace("@", " "), guess.replace("@", "%40")):
            status, answer = await asked(program, whole_world, system=written[:110])
            answers.append((status, answer.get("field")))

    assert answers[:3] == answers[3:]
