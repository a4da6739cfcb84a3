"""Held texts pressed twice, sent on late, and used to carry what no guard let through."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from anteroom.errors import ContactInText
from anteroom.interviews import hosting
from anteroom.ledger.chain import verify
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

Body = dict[str, Any]
NUMBER = "The ledger. Or call me on +49 30 23125 117 before"
LATER = (MONDAY + timedelta(days=3, hours=6)).isoformat()


@pytest.fixture
def trust(whole_world: World) -> ApiClient:
    """The program of the marketplace's trust people."""
    return ApiClient(whole_world, whole_world.settings.secrets.review_key)


def said(world: World, text: str) -> Body:
    """What the marketplace tells of a message of the freelancer."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "from": offered.freelancer,
        "text": text,
        "sent_at": MONDAY.isoformat(),
    }


async def interviews(world: World, program: ApiClient) -> list[Body]:
    """Every interview of the proposal."""
    _, answer = await program.get(f"/v1/interviews?proposal={world.twins.cast.proposals[0].id}")
    return list(answer["interviews"])


async def test_two_presses_at_once_schedule_one_interview(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    _, problem = await program.post("/v1/interviews", {**request_body, "agenda": NUMBER})
    words = {"member": request_body["host"], "text": "The ledger."}
    answers = await asyncio.gather(*(program.post(problem["held"]["reword"], words) for _ in range(4)))

    assert sorted(status for status, _ in answers) == [200, 409, 409, 409]
    assert len(await interviews(whole_world, program)) == 1


async def test_what_was_asked_again_without_the_words_is_not_scheduled_a_second_time(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    _, problem = await program.post("/v1/interviews", {**request_body, "agenda": NUMBER})
    status, _ = await program.post("/v1/interviews", request_body)
    words = {"member": request_body["host"], "text": "The ledger."}
    late, _ = await program.post(problem["held"]["reword"], words)

    assert (status, late) == (201, 409)
    assert len(await interviews(whole_world, program)) == 1


async def test_other_words_do_what_was_asked_last(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    await program.post("/v1/interviews", {**request_body, "agenda": NUMBER})
    asked = {**request_body, "agenda": NUMBER, "starts_at": LATER}
    _, problem = await program.post("/v1/interviews", asked)
    words = {"member": request_body["host"], "text": "The ledger."}
    _, done = await program.post(problem["held"]["reword"], words)
    _, made = await program.get(f"/v1/interviews/{done['interview']}")

    assert made["starts_at"][:13] == LATER[:13]


async def test_two_messages_of_the_same_words_are_two(whole_world: World, program: ApiClient) -> None:
    _, first = await program.put("/v1/messages/m-1", said(whole_world, NUMBER))
    _, second = await program.put("/v1/messages/m-2", said(whole_world, NUMBER))
    await program.put("/v1/messages/m-1", said(whole_world, "The ledger."))
    _, kept = await program.get(f"/v1/held/{second['held']['id']}")

    assert first["held"]["id"] != second["held"]["id"]
    assert kept["state"] == "held"


async def test_a_piece_that_was_released_completes_no_detail(
    whole_world: World, program: ApiClient, trust: ApiClient
) -> None:
    """Its reviewer saw a few digits and no number; with others before them they are one."""
    leo = {"member": whole_world.twins.cast.proposals[0].freelancer}
    await program.put("/v1/messages/m-1", said(whole_world, "+49 30 90"))
    _, second = await program.put("/v1/messages/m-2", said(whole_world, "18 20 77 41"))
    held = second["held"]["id"]
    await program.post(f"/v1/held/{held}/appeal", leo)
    _, shown = await trust.post(f"/v1/reviews/{held}/reading", {"reviewer": "t-1", "reason": "appeal"})
    body = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
    await trust.post(f"/v1/reviews/{held}/decision", body)
    await program.put("/v1/messages/m-3", said(whole_world, "+49 30 23"))
    _, again = await program.put("/v1/messages/m-4", said(whole_world, "18 20 77 41"))

    assert shown["completes"] == ["m-1"]
    assert again["verdict"] == "redact"


async def test_a_message_that_is_corrected_is_no_detail_in_pieces(
    whole_world: World, program: ApiClient
) -> None:
    await program.put("/v1/messages/m-1", said(whole_world, "Build 901820 at 5 pm, and 77 41 tests"))
    _, second = await program.put(
        "/v1/messages/m-1", said(whole_world, "Build 901820 at 6 pm, and 77 41 tests")
    )

    assert second["verdict"] == "allow"


async def test_a_long_name_of_a_message_is_refused_in_so_many_words(
    whole_world: World, program: ApiClient
) -> None:
    status, _ = await program.put(f"/v1/messages/{'m' * 250}", said(whole_world, "+49 30 90"))

    assert status in (200, 400)


async def test_many_at_once_on_one_proposal_fail_nobody(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    """Each writes a line of one chain: whoever comes second waits, and is not refused."""
    refused = [
        program.post("/v1/interviews", {**request_body, "agenda": f"{NUMBER}, {number}"})
        for number in range(6)
    ]
    statuses = [status for status, _ in await asyncio.gather(*refused)]
    plain = [program.post("/v1/interviews", {**request_body, "agenda": "The ledger."}) for _ in range(3)]
    scheduled = [status for status, _ in await asyncio.gather(*plain)]

    assert (statuses, scheduled) == ([422] * 6, [201] * 3)
    async with whole_world.house.database.connection() as conn:
        assert (await verify(conn))[1] == []


async def test_two_versions_of_one_message_are_read_together(whole_world: World, program: ApiClient) -> None:
    """Who reads a thread has seen the first version when the second takes its place."""
    _, first = await program.put("/v1/messages/m-1", said(whole_world, "+49 30 90"))
    _, second = await program.put("/v1/messages/m-1", said(whole_world, "18 20 77 41"))

    assert first["verdict"] == "allow"
    assert second["verdict"] != "allow"


async def test_a_message_in_three_versions_gives_no_detail_away(
    whole_world: World, program: ApiClient
) -> None:
    texts = ("+49 30", "90 18 20", "77 41")
    verdicts = [
        (await program.put("/v1/messages/m-1", said(whole_world, text)))[1]["verdict"] for text in texts
    ]

    assert verdicts[-1] != "allow"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The order is 4815162342.", "The order is 4815162324."),
        ("We meet 12 people on 3 days.", "We meet 14 people on 3 days."),
        ("Ticket 20417, build 88213", "Ticket 20418, build 88213"),
        ("1,250 for the first 40 hours", "1,350 for the first 45 hours"),
    ],
)
async def test_a_figure_that_is_corrected_is_no_detail(
    whole_world: World, program: ApiClient, first: str, second: str
) -> None:
    for text in (first, second):
        _, read = await program.put("/v1/messages/m-1", said(whole_world, text))
        assert read["verdict"] == "allow"


async def test_what_nobody_saw_of_a_message_is_no_piece_of_its_rewording(
    whole_world: World, program: ApiClient
) -> None:
    await program.put("/v1/messages/m-1", said(whole_world, NUMBER))
    _, second = await program.put(
        "/v1/messages/m-1", said(whole_world, "Rather between 18 and 20, room 77 41")
    )

    assert second["verdict"] == "allow"


SPLIT = [
    ("Write to maya.hart at", "gmail dot com"),
    ("Call +49 30 90", "18 20 77 41"),
    ("Payments 0176", "5544 3321 and so on"),
]


@pytest.mark.parametrize(("title", "agenda"), SPLIT)
async def test_a_detail_in_title_and_agenda_is_read_as_one(
    whole_world: World, program: ApiClient, request_body: Body, title: str, agenda: str
) -> None:
    status, problem = await program.post("/v1/interviews", {**request_body, "title": title, "agenda": agenda})

    assert (status, problem["field"]) == (422, "agenda")


async def test_what_people_release_of_title_and_agenda_goes_on_its_way_with_that_title_alone(
    whole_world: World, program: ApiClient, trust: ApiClient, request_body: Body
) -> None:
    body = {**request_body, "title": SPLIT[1][0], "agenda": SPLIT[1][1]}
    _, problem = await program.post("/v1/interviews", body)
    held = problem["held"]["id"]
    await program.post(f"/v1/held/{held}/appeal", {"member": request_body["host"]})
    _, shown = await trust.post(f"/v1/reviews/{held}/reading", {"reviewer": "t-1", "reason": "appeal"})
    decision = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
    _, done = await trust.post(f"/v1/reviews/{held}/decision", decision)
    other, _ = await program.post("/v1/interviews", {**body, "title": "Call +49 30 23"})

    assert shown["completes"] == [SPLIT[1][0]]
    assert done["went_to"]
    assert other == 422


async def test_new_words_for_a_title_are_read_with_the_agenda_that_stands(
    whole_world: World, program: ApiClient, request_body: Body
) -> None:
    _, made = await program.post("/v1/interviews", {**request_body, "agenda": SPLIT[1][1]})
    house = whole_world.house
    with pytest.raises(ContactInText):
        await hosting.reword(house, made["id"], "per_maya", title=SPLIT[1][0], agenda=SPLIT[1][1])


async def test_a_warned_message_that_is_told_again_is_explained_again(
    whole_world: World, program: ApiClient
) -> None:
    hint = said(whole_world, "Or shall we move this over to WhatsApp instead?")
    _, first = await program.put("/v1/messages/m-1", hint)
    _, again = await program.put("/v1/messages/m-1", hint)

    assert first["verdict"] == "warn"
    assert first["explanation"]
    assert again == first
