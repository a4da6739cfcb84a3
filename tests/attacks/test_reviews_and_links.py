"""The trust people's key, the links in mails, and letters sent on late, in hands they were not made for."""

from __future__ import annotations

import re

import aiohttp
import pytest
from yarl import URL

from anteroom.errors import Conflict
from anteroom.sandbox.world import World
from anteroom.texts import actions
from api_client import ApiClient
from mail.letters import Room, room

NUMBER = "Thursday is fine. Call me on +49 30 901820 77 before."


async def held(it: Room) -> tuple[str, str, str, bool]:
    """The oldest held text: its id, whose it is, its state, and whether it was appealed."""
    async with it.world.house.database.connection() as conn:
        row = await conn.fetchrow("select * from held_text order by at, nth limit 1")
    assert row is not None
    return row["id"], row["writer_id"], row["state"], row["appealed_at"] is not None


@pytest.mark.parametrize(
    "path",
    ["/v1/%72eviews", "/v1/./reviews", "/v1/held/../reviews", "//v1/reviews", "/v1/reviews/", "/V1/reviews"],
)
async def test_no_spelling_of_its_address_opens_the_list_to_another_key(
    whole_world: World, path: str
) -> None:
    url = URL(whole_world.url + path, encoded=True)
    for key in (whole_world.settings.secrets.api_key, "", "None"):
        headers = {"Authorization": f"Bearer {key}"}
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as answer:
            assert answer.status in (401, 403, 404), await answer.text()


async def test_the_review_key_opens_nothing_else(whole_world: World) -> None:
    trust = ApiClient(whole_world, whole_world.settings.secrets.review_key)
    for path in ("/v1/members/m-leo", "/v1/held/hld_x", "/v1/interviews?proposal=p-payments"):
        assert (await trust.get(path))[0] == 403


@pytest.mark.parametrize(
    ("reviewer", "reason"),
    [
        ("t-12\n", "appeal"),
        ("t-12", "appeal\n"),
        ("leo@posta.example", "appeal"),
        ("+4930901820", "appeal"),
        ("4930901820", "appeal"),
        ("49.30-901820", "appeal"),
        ("t-12", "It says leo@posta.example"),
    ],
)
async def test_what_the_ledger_keeps_of_a_reviewer_is_an_id_and_a_word(
    whole_world: World, reviewer: str, reason: str
) -> None:
    trust = ApiClient(whole_world, whole_world.settings.secrets.review_key)
    status, _ = await trust.post("/v1/reviews/hld_x/reading", {"reviewer": reviewer, "reason": reason})

    assert status == 400


async def test_a_letter_in_other_words_of_which_nothing_goes_on_stays_held() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        held_id, writer, _, _ = await held(it)
        await it.world.twins.marketplace.withdraw("p-payments")
        done = await actions.reword(it.world.house, held_id, writer, "Thursday is fine.")

        assert (done.interview_id, (await held(it))[2]) == (None, "held")


async def test_a_letter_too_many_is_not_taken_for_sent() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        held_id, writer, _, _ = await held(it)
        for number in range(19):
            await it.type("leo", f"{NUMBER} {number}")
        with pytest.raises(Conflict):
            await actions.reword(it.world.house, held_id, writer, "Thursday is fine.")

        assert (await held(it))[2] == "held"


async def test_looking_at_a_link_in_any_way_changes_nothing() -> None:
    async with room() as it:
        await it.type("leo", NUMBER)
        (notice,) = it.mails("leo")
        found = re.search(r"http\S+/held/\S+", notice.text)
        assert found is not None
        link = found[0]
        async with aiohttp.ClientSession() as session:
            for method in ("GET", "HEAD", "OPTIONS", "PUT", "DELETE", "PATCH"):
                asked = session.request(method, f"{link}?wish=appeal", data={"wish": "withdraw"})
                async with asked as answer:
                    assert answer.status in (200, 405)
            async with session.post(f"{link}?wish=withdraw") as answer:
                assert answer.status == 400
            async with session.post(link, json={"wish": "withdraw"}) as answer:
                assert answer.status in (400, 415)

        assert (await held(it))[2:] == ("held", False)
