"""Messages that bear somebody's real contact detail in a form that looks like something else."""

from __future__ import annotations

import pytest

from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

PHONE = "+49 30 901820 55"


async def say(program: ApiClient, world: World, text: str, name: str) -> tuple[int, dict[str, object]]:
    """Maya writes in the thread."""
    proposal = world.twins.cast.proposals[0].id
    body = {"proposal": proposal, "from": "m-maya", "text": text, "sent_at": MONDAY.isoformat()}
    status, answer = await program.put(f"/v1/messages/{name}", body)
    return status, dict(answer)


async def leo_has_a_phone(program: ApiClient) -> None:
    """The marketplace tells it."""
    leo = {"role": "freelancer", "display_name": "Leo", "contact": {"phone": PHONE}, "shares": ["phone"]}
    assert (await program.put("/v1/members/m-leo", leo))[0] == 200


@pytest.mark.parametrize("text", ["Invoice no. 493090182055", "order id 493090182055 of 2024"])
async def test_what_the_door_would_hold_is_held_as_a_text_and_counts_as_a_try(
    whole_world: World, program: ApiClient, text: str
) -> None:
    """A fault in place of an answer would tell a guess that it is right, again and again, unseen."""
    await leo_has_a_phone(program)
    tries = [await say(program, whole_world, f"{text}{'.' * number}", f"m-{number}") for number in range(3)]
    await whole_world.settle()

    assert [(status, answer.get("verdict")) for status, answer in tries] == [(200, "block")] * 3
    assert all(answer["text"] == "" and "held" in answer for _, answer in tries)
    assert [e.type for e in whole_world.twins.marketplace.events if e.type == "flag.raised"] == [
        "flag.raised"
    ]


async def test_what_a_contract_lets_people_write_passes(whole_world: World, program: ApiClient) -> None:
    await leo_has_a_phone(program)
    contract = {"proposal": whole_world.twins.cast.proposals[0].id, "accepted_at": MONDAY.isoformat()}
    assert (await program.put("/v1/contracts/c-1", contract))[0] == 200
    status, answer = await say(program, whole_world, f"So I call you on {PHONE}", "m-1")

    assert (status, answer.get("verdict")) == (200, "allow")


async def test_a_request_that_could_not_be_shown_is_not_kept(whole_world: World, program: ApiClient) -> None:
    await leo_has_a_phone(program)
    path = f"/v1/proposals/{whole_world.twins.cast.proposals[0].id}/access-requests"
    asked = {"member": "m-maya", "system": "ISBN 493090182055", "purpose": "To see the ledger"}
    status, _ = await program.post(path, asked)
    async with whole_world.house.database.connection() as conn:
        count = await conn.fetchval("select count(*) from access_request")

    assert (status, count) == (422, 0)


@pytest.mark.parametrize(
    ("contact", "text"),
    [
        ({"handle": "@kessler.leo88"}, "The build is called kessler.leo88, as ever"),
        ({"address": "Lindenhof 12, 10115 Berlin"}, "The branch is lindenhof 12"),
    ],
)
async def test_every_kind_of_detail_of_either_member_is_known_to_the_door(
    whole_world: World, program: ApiClient, contact: dict[str, str], text: str
) -> None:
    leo = {"role": "freelancer", "display_name": "Leo", "contact": contact}
    before = await say(program, whole_world, f"{text}.", "m-1")
    assert (await program.put("/v1/members/m-leo", leo))[0] == 200
    after = await say(program, whole_world, text, "m-2")

    assert (before[0], after[0]) == (200, 200)
    assert (before[1]["verdict"], after[1]["verdict"]) == ("allow", "block")
