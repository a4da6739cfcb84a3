"""What the guard holds, over the marketplace's API: kept, told at once, reworded, tried again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from anteroom.app import build_house
from anteroom.clock import SetClock
from anteroom.guard import Action
from anteroom.sandbox.world import World
from anteroom.texts.thresholds import Thresholds
from api_client import ApiClient
from heart.texts_told import HINT, NUMBER, ledger, message, refused, told, wish


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


# ---- held, and told at once


async def test_it_says_at_once_why_and_what_can_be_done_and_repeats_nothing(
    quiet_world: World, api: ApiClient
) -> None:
    problem = await refused(api, quiet_world, f"The ledger design, {NUMBER}")
    status, held = await api.get(f"/v1/held/{problem['held']['id']}")

    assert (problem["field"], status) == ("agenda", 200)
    assert "phone number" in problem["detail"]
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
    assert first["detail"] == again["detail"]


async def test_it_explains_in_the_language_of_whoever_wrote_it(quiet_world: World, api: ApiClient) -> None:
    async with quiet_world.house.database.connection() as conn:
        await conn.execute("update person set language = 'es'")
    problem = await refused(api, quiet_world, NUMBER)

    assert "número de teléfono" in problem["detail"]


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
    assert "already" in why["detail"]


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

    assert "second time" not in problems[0]["detail"]
    assert "second time on this proposal. After a first try, hints are held too." in problems[1]["detail"]
    assert "3 times" in problems[2]["detail"]
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


async def test_it_holds_from_the_score_on_that_the_settings_name(quiet_world: World) -> None:
    lenient = replace(quiet_world.settings, guard=Thresholds(warn_at=0.5, redact_at=0.9))
    strict = replace(quiet_world.settings, guard=Thresholds(warn_at=0.1, redact_at=0.4))
    address = "1420 Elmridge Avenue, Portland, OR 97205 is the pin of the map"
    actions = [
        build_house(settings, quiet_world.house.database).guard.inspect(address).action
        for settings in (lenient, quiet_world.settings, strict)
    ]
    assert actions == [Action.ALLOW, Action.WARN, Action.REDACT]
