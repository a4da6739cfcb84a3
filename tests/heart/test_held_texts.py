"""What the guard holds, over the marketplace's API: kept, reworded, appealed, released, expired."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from anteroom.app import build_house
from anteroom.clock import SetClock
from anteroom.guard import Action
from anteroom.sandbox.world import World
from anteroom.settings_guard import Thresholds
from api_client import ApiClient
from deployment import MONDAY

START = MONDAY + timedelta(days=2, hours=5)
NUMBER = "or call me at five five five, 0147 0199"
HINT = "Or shall we move this over to WhatsApp instead?"


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


@pytest.fixture
def trust(quiet_world: World) -> ApiClient:
    """The program of the marketplace's trust people, with the key that bears the scope."""
    return ApiClient(quiet_world, quiet_world.settings.secrets.review_key)


def wish(world: World, **more: Any) -> dict[str, Any]:
    """What the marketplace asks for when it schedules."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "host": offered.client,
        "starts_at": START.isoformat(),
        "minutes": 45,
        **more,
    }


def message(world: World, text: str, sender: str = "") -> dict[str, Any]:
    """What the marketplace tells of a message."""
    offered = world.twins.cast.proposals[0]
    return {
        "proposal": offered.id,
        "from": sender or offered.freelancer,
        "text": text,
        "sent_at": MONDAY.isoformat(),
    }


def told(world: World, kind: str) -> list[Mapping[str, Any]]:
    """The facts of the events of a kind that arrived at the webhook."""
    return [event.data for event in world.twins.marketplace.events if event.type == kind]


async def ledger(world: World, event: str) -> list[Mapping[str, Any]]:
    """The facts of all entries of a kind."""
    async with world.house.database.connection() as conn:
        rows = await conn.fetch("select facts from ledger_entry where event = $1 order by at, number", event)
    return [row["facts"] for row in rows]


async def refused(api: ApiClient, world: World, agenda: str) -> Mapping[str, Any]:
    """Try an agenda that may not stand; return the answer."""
    status, problem = await api.post("/v1/interviews", wish(world, agenda=agenda))
    assert status == 422, problem
    return problem


# ---- held, and told at once


async def test_it_says_at_once_why_and_what_can_be_done_and_repeats_nothing(
    quiet_world: World, api: ApiClient
) -> None:
    problem = await refused(api, quiet_world, f"The ledger design, {NUMBER}")
    status, held = await api.get(f"/v1/held/{problem['held']['id']}")

    assert (problem["field"], status) == ("agenda", 200)
    assert "phone number" in problem["title"]
    assert (held["state"], held["field"], held["way"]) == ("held", "agenda", "api")
    assert "phone" in held["kinds"]
    assert held["member"] == quiet_world.twins.cast.proposals[0].client
    assert "0147" not in str(problem) + str(held)


async def test_it_notes_a_try_by_kind_rule_and_version_and_never_by_value(
    quiet_world: World, api: ApiClient
) -> None:
    await refused(api, quiet_world, NUMBER)
    (noted,) = await ledger(quiet_world, "text.held")

    assert "phone" in noted["kinds"].split()
    assert noted["rules"]
    assert noted["guard"]
    assert "0147" not in str(noted)
    async with quiet_world.house.database.connection() as conn:
        (row,) = await conn.fetch("select * from held_text")
    assert b"0147" not in row["sealed"]


async def test_it_holds_the_same_text_once_however_often_it_is_sent(
    quiet_world: World, api: ApiClient
) -> None:
    first = await refused(api, quiet_world, NUMBER)
    again = await refused(api, quiet_world, NUMBER)

    assert first["held"]["id"] == again["held"]["id"]
    assert first["title"] == again["title"]


async def test_it_explains_in_the_language_of_whoever_wrote_it(quiet_world: World, api: ApiClient) -> None:
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("update person set language = 'es'")
    problem = await refused(api, quiet_world, NUMBER)

    assert "número de teléfono" in problem["title"]


# ---- other words


async def test_it_schedules_what_was_refused_once_it_is_in_other_words(
    quiet_world: World, api: ApiClient
) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    maya = quiet_world.twins.cast.proposals[0].client
    body = {"member": maya, "text": "The ledger design."}
    status, done = await api.post(problem["held"]["reword"], body)
    _, interview = await api.get(f"/v1/interviews/{done['interview']}")
    _, held = await api.get(f"/v1/held/{problem['held']['id']}")
    late, why = await api.post(problem["held"]["reword"], body)

    assert status == 200, done
    assert (interview["state"], held["state"], late) == ("proposed", "reworded", 409)
    assert "already" in why["title"]


async def test_it_takes_a_second_request_for_the_rewording_of_the_first(
    quiet_world: World, api: ApiClient
) -> None:
    """Most people just press the button again; the held text must not linger and expire on them."""
    problem = await refused(api, quiet_world, NUMBER)
    status, _ = await api.post("/v1/interviews", wish(quiet_world, agenda="The ledger design."))
    _, held = await api.get(f"/v1/held/{problem['held']['id']}")

    assert (status, held["state"]) == (201, "reworded")


async def test_it_is_nobody_elses_to_reword_withdraw_or_appeal(quiet_world: World, api: ApiClient) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    leo = quiet_world.twins.cast.proposals[0].freelancer
    answers = [
        (await api.post(problem["held"][what], {"member": leo} | more))[0]
        for what, more in (("reword", {"text": "x"}), ("withdraw", {}), ("appeal", {}))
    ]

    assert answers == [404, 404, 404]


async def test_it_forgets_what_was_taken_back(quiet_world: World, api: ApiClient) -> None:
    problem = await refused(api, quiet_world, NUMBER)
    maya = {"member": quiet_world.twins.cast.proposals[0].client}
    first, gone = await api.post(problem["held"]["withdraw"], maya)
    again, _ = await api.post(problem["held"]["withdraw"], maya)
    async with quiet_world.house.database.connection() as conn:
        sealed = await conn.fetchval("select sealed from held_text")

    assert (first, again, gone["state"], sealed) == (200, 200, "withdrawn", None)


async def test_it_puts_another_text_under_the_same_message(quiet_world: World, api: ApiClient) -> None:
    _, first = await api.put("/v1/messages/m-1", message(quiet_world, f"Fine, {NUMBER}"))
    leo = quiet_world.twins.cast.proposals[0].freelancer
    _, done = await api.post(first["held"]["reword"], {"member": leo, "text": "Fine, Thursday."})
    _, again = await api.put("/v1/messages/m-1", message(quiet_world, "Fine, Thursday."))
    _, held = await api.get(f"/v1/held/{first['held']['id']}")

    assert first["verdict"] == "redact"
    assert "0147" not in first["text"]
    assert (done["verdict"], done["text"], again["verdict"]) == ("allow", "Fine, Thursday.", "allow")
    assert held["state"] == "reworded"


# ---- again and again


async def test_it_warns_the_second_time_and_shows_people_the_third(
    quiet_world: World, api: ApiClient
) -> None:
    texts = [f"{NUMBER}{number}" for number in range(3)]
    problems = [await refused(api, quiet_world, text) for text in texts]
    await quiet_world.settle()

    assert "second time" not in problems[0]["title"]
    assert "second time on this proposal. After a first try, hints are held too." in problems[1]["title"]
    assert "3 times" in problems[2]["title"]
    (flag,) = told(quiet_world, "flag.raised")
    assert flag["held"] == problems[2]["held"]["id"]
    assert len(await ledger(quiet_world, "flag.raised")) == 1


async def test_it_sanctions_nobody_by_itself(quiet_world: World, api: ApiClient) -> None:
    for number in range(5):
        await refused(api, quiet_world, f"{NUMBER}{number}")
    status, interview = await api.post("/v1/interviews", wish(quiet_world, agenda="The ledger design."))

    assert (status, interview["state"]) == (201, "proposed")
    assert len(await ledger(quiet_world, "flag.raised")) == 1


async def test_it_holds_after_a_try_what_it_only_warned_of_before(quiet_world: World, api: ApiClient) -> None:
    _, before = await api.put("/v1/messages/m-1", message(quiet_world, HINT))
    await api.put("/v1/messages/m-2", message(quiet_world, NUMBER))
    _, after = await api.put("/v1/messages/m-3", message(quiet_world, f"Really: {HINT}"))
    _, same = await api.put("/v1/messages/m-1", message(quiet_world, HINT))

    assert (before["verdict"], after["verdict"], after["text"]) == ("warn", "block", "")
    assert "This message was not sent. After a first try, hints are held too." in after["explanation"]
    assert same["verdict"] == "warn"


async def test_it_counts_for_one_writer_and_for_thirty_days_only(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    await api.put("/v1/messages/m-1", message(quiet_world, NUMBER))
    maya = quiet_world.twins.cast.proposals[0].client
    _, other = await api.put("/v1/messages/m-2", message(quiet_world, f"{NUMBER}1", maya))
    clock.advance(timedelta(days=30, seconds=1))
    _, later = await api.put("/v1/messages/m-3", message(quiet_world, f"{NUMBER}2"))

    assert "time on this proposal" not in other["explanation"] + later["explanation"]


# ---- an appeal


async def appealed(api: ApiClient, problem: Mapping[str, Any], member: str) -> Mapping[str, Any]:
    """Say that it is no contact information."""
    status, held = await api.post(problem["held"]["appeal"], {"member": member})
    assert status == 200, held
    return held


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
    assert "looked at" in why["title"]
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
        _, page = await trust.get(f"/v1/reviews?limit=2&after={after}")
        found += [each["id"] for each in page["reviews"]]
        if page["next"] is None:
            break
        after = page["next"]

    assert found == ids
    assert (await trust.get("/v1/reviews?limit=0"))[0] == 400


async def test_it_asks_for_the_key_of_the_trust_people(quiet_world: World, api: ApiClient) -> None:
    assert (await api.get("/v1/reviews"))[0] == 403
    assert (await ApiClient(quiet_world, "wrong").get("/v1/reviews"))[0] == 401
    key = quiet_world.settings.secrets.review_key
    assert (await ApiClient(quiet_world, key).get("/v1/interviews?proposal=x"))[0] == 401


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


async def test_it_holds_from_the_score_on_that_the_settings_name(quiet_world: World) -> None:
    lenient = replace(quiet_world.settings, guard=Thresholds(warn_at=0.5, redact_at=0.9))
    strict = replace(quiet_world.settings, guard=Thresholds(warn_at=0.1, redact_at=0.4))
    address = "1420 Elmridge Avenue, Portland, OR 97205 is the pin of the map"
    actions = [
        build_house(settings, quiet_world.house.database).guard.inspect(address).action
        for settings in (lenient, quiet_world.settings, strict)
    ]
    assert actions == [Action.ALLOW, Action.WARN, Action.REDACT]
