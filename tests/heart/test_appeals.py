"""What the guard held, over the marketplace's API: appealed, released, kept, expired."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from heart.texts_told import NUMBER, START, appealed, ledger, message, refused, told, wish


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


@pytest.fixture
def trust(quiet_world: World) -> ApiClient:
    """The program of the marketplace's trust people, with the key that bears the scope."""
    return ApiClient(quiet_world, quiet_world.settings.secrets.review_key)


# ---- an appeal


async def test_it_shows_appeals_to_who_bears_the_key_and_notes_who_reads_them(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    unappealed, _ = await trust.get("/v1/reviews")
    missing, _ = await trust.post(
        f"/v1/reviews/{problem['held']['id']}/reading", {"reviewer": "t-1", "reason": "appeal"}
    )
    await appealed(api, problem, quiet_world.twins.cast.proposals[0].client)
    _, listed = await trust.get("/v1/reviews")
    path = f"/v1/reviews/{problem['held']['id']}/reading"
    closed, _ = await api.post(path, {"reviewer": "t-1", "reason": "appeal"})
    status, shown = await trust.post(path, {"reviewer": "t-1", "reason": "appeal"})

    assert (unappealed, missing, closed, status) == (200, 404, 403, 200)
    assert [each["id"] for each in listed["reviews"]] == [problem["held"]["id"]]
    assert "0147" not in str(listed)
    assert shown["text"] == NUMBER
    phone = next(each for each in shown["findings"] if each["kind"] == "phone")
    assert "0147" in NUMBER[phone["start"] : phone["end"]]
    assert [(each["reviewer"], each["reason"]) for each in await ledger(quiet_world, "text.read")] == [
        ("t-1", "appeal")
    ]


async def test_it_shows_a_reviewer_even_what_is_somebodys_real_detail(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    """The exception of a key that bears the scope; the door must not make the appeal undecidable."""
    leo = quiet_world.twins.cast.leo
    text = f"Write to {leo.email}"
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, text))
    await appealed(api, first, leo.member or "")
    path = f"/v1/reviews/{first['held']['id']}/reading"
    status, shown = await trust.post(path, {"reviewer": "t-1", "reason": "appeal"})

    assert (status, shown["text"]) == (200, text)


async def decide(
    trust: ApiClient, held_id: str, decision: str, reason: str = ""
) -> tuple[int, Mapping[str, Any]]:
    """Decide as one of the trust people, for the plainest reason unless another is given."""
    reason = reason or {"release": "not_contact", "keep": "contact"}[decision]
    return await trust.post(
        f"/v1/reviews/{held_id}/decision", {"reviewer": "t-1", "decision": decision, "reason": reason}
    )


@pytest.mark.parametrize(
    ("decision", "reason"), [("release", "contact"), ("release", "solicitation"), ("keep", "not_contact")]
)
async def test_it_takes_no_reason_that_contradicts_the_decision(
    quiet_world: World, api: ApiClient, trust: ApiClient, decision: str, reason: str
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    await appealed(api, problem, quiet_world.twins.cast.proposals[0].client)
    status, said = await decide(trust, problem["held"]["id"], decision, reason)

    assert (status, said["field"]) == (400, "reason")
    assert (await api.get(f"/v1/held/{problem['held']['id']}"))[1]["state"] == "held"


async def test_it_sends_a_released_agenda_on_its_way(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    await appealed(api, problem, quiet_world.twins.cast.proposals[0].client)
    status, released = await decide(trust, problem["held"]["id"], "release")
    again, _ = await decide(trust, problem["held"]["id"], "release")
    other, _ = await decide(trust, problem["held"]["id"], "keep")
    elsewhy, _ = await decide(trust, problem["held"]["id"], "release", "permitted")
    await quiet_world.settle()
    _, interview = await api.get(f"/v1/interviews/{released['went_to']}")

    assert (status, again, other, elsewhy, released["state"]) == (200, 200, 409, 409, "released")
    assert interview["state"] == "proposed"
    assert [each["held"] for each in told(quiet_world, "text.released")] == [problem["held"]["id"]]
    assert [each["reason"] for each in await ledger(quiet_world, "text.released")] == ["not_contact"]


async def test_it_lets_a_released_message_pass_when_it_is_told_again(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, NUMBER))
    leo = quiet_world.twins.cast.proposals[0].freelancer
    await appealed(api, first, leo)
    await decide(trust, first["held"]["id"], "release")
    await quiet_world.settle()
    _, again = await api.put("/v1/messages/m-1", message(quiet_world, NUMBER))
    _, others = await api.put(
        "/v1/messages/m-2", message(quiet_world, NUMBER, quiet_world.twins.cast.proposals[0].client)
    )

    assert [each["message"] for each in told(quiet_world, "text.released")] == ["m-1"]
    assert (again["verdict"], again["text"]) == ("allow", NUMBER)
    assert others["verdict"] == "redact"


async def test_a_release_opens_nobodys_real_detail(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    """People may err, too: what is really somebody's does not pass the door."""
    maya = quiet_world.twins.cast.maya
    _, interview = await api.post("/v1/interviews", wish(quiet_world))
    body = {"member": maya.member, "reason": f"Write to {maya.email}"}
    _, problem = await api.post(f"/v1/interviews/{interview['id']}/cancel", body)
    await appealed(api, problem, maya.member or "")
    status, released = await decide(trust, problem["held"]["id"], "release")
    await quiet_world.settle()

    assert (status, released["went_to"]) == (200, interview["id"])
    assert maya.email not in str(quiet_world.twins.marketplace.captures)
    assert told(quiet_world, "message.held")


async def test_it_keeps_what_people_find_to_be_contact(
    quiet_world: World, api: ApiClient, trust: ApiClient
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    maya = quiet_world.twins.cast.proposals[0].client
    await appealed(api, problem, maya)
    _, kept = await decide(trust, problem["held"]["id"], "keep", "contact")
    await quiet_world.settle()
    late, why = await api.post(problem["held"]["reword"], {"member": maya, "text": "x"})

    assert (kept["state"], late) == ("kept", 409)
    assert "looked at" in why["detail"]
    assert [each["held"] for each in told(quiet_world, "text.kept")] == [problem["held"]["id"]]


async def test_it_turns_pages(quiet_world: World, api: ApiClient, trust: ApiClient, clock: SetClock) -> None:
    leo = quiet_world.twins.cast.proposals[0].freelancer
    ids = []
    for number in range(5):
        _, first = await api.put(f"/v1/messages/m-{number}", message(quiet_world, f"{NUMBER}{number}"))
        clock.advance(timedelta(seconds=1))
        ids.append((await appealed(api, first, leo))["id"])
    found, after = [], ""
    while True:
        _, page = await trust.get(f"/v1/reviews?limit=2&cursor={after}")
        found += [each["id"] for each in page["reviews"]]
        if page["next_cursor"] is None:
            break
        after = page["next_cursor"]

    assert found == ids
    assert (await trust.get("/v1/reviews?limit=0"))[0] == 400


async def test_it_asks_for_the_key_of_the_trust_people(quiet_world: World, api: ApiClient) -> None:
    assert (await api.get("/v1/reviews"))[0] == 403
    assert (await ApiClient(quiet_world, "wrong").get("/v1/reviews"))[0] == 401
    key = quiet_world.settings.secrets.review_key
    assert (await ApiClient(quiet_world, key).get("/v1/interviews?proposal=x"))[0] == 403


# ---- an end


async def test_it_expires_two_hours_before_the_interview_and_says_so(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    clock.set(START - timedelta(hours=2, seconds=1))
    await quiet_world.settle()
    _, before = await api.get(f"/v1/held/{problem['held']['id']}")
    clock.set(START - timedelta(hours=2))
    await quiet_world.settle()
    _, after = await api.get(f"/v1/held/{problem['held']['id']}")
    async with quiet_world.house.database.connection() as conn:
        sealed = await conn.fetchval("select sealed from held_text")

    assert (before["state"], after["state"], sealed) == ("held", "expired", None)
    assert [each["held"] for each in told(quiet_world, "text.expired")] == [problem["held"]["id"]]


async def test_it_expires_after_three_days_where_nothing_begins(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, NUMBER))
    clock.advance(timedelta(hours=72))
    await quiet_world.settle()
    _, held = await api.get(f"/v1/held/{first['held']['id']}")

    assert held["state"] == "expired"
    assert [each["message"] for each in told(quiet_world, "text.expired")] == ["m-1"]


async def test_an_appeal_gives_people_as_long_again(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, NUMBER))
    clock.advance(timedelta(hours=71))
    held = await appealed(api, first, quiet_world.twins.cast.proposals[0].freelancer)
    clock.advance(timedelta(hours=71))
    await quiet_world.settle()
    _, still = await api.get(f"/v1/held/{first['held']['id']}")

    assert held["expires_at"] == (MONDAY + timedelta(hours=71 + 72)).isoformat()
    assert still["state"] == "held"
