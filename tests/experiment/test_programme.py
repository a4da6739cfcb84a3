"""Nudges on trial, over REST: who is in which arm, what is counted, and what goes on whatever is tried."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

from pytest_asyncio import fixture

from anteroom.api.scopes import DAILY, Scope
from anteroom.clock import SetClock
from anteroom.experiment.assignment import Arm
from anteroom.keys import actions as keys
from anteroom.sandbox.world import World
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world
from experiment.stage import Stage, proposed, staged
from heart.texts_told import ledger, told

SEED = 20261122
"""By which the arms are drawn, so that neither is ever empty by chance."""


@fixture
async def drawn(clock: SetClock) -> AsyncIterator[World]:
    """A quiet world whose keys and ids are the same each time."""
    async with world(clock=clock, seed=SEED, work=False, integrations=[HttpMarketplace()]) as opened:
        yield opened


async def test_a_test_compares_those_who_are_nudged_with_those_held_out(
    drawn: World, clock: SetClock
) -> None:
    """One history, looked at from all sides: by assignment, whatever was sent, and only what is settled."""
    stage = await staged(drawn, 16)
    await stage.begin()
    arms = await stage.arms()
    nudged, held_out = arms[Arm.NUDGED], arms[Arm.HELD_OUT]
    assert nudged
    assert held_out
    # By assignment: whoever gets nothing, because no nudges are wanted, is counted all the same.
    wanted = {"wanted": False, "channel": None, "away_until": None}
    assert (await stage.programs.put(f"/v1/members/{nudged[-1]}/nudges", wanted))[0] == 200
    await stage.write(stage.freelancers)
    await drawn.settle()
    early = await stage.results()
    await stage.answer(nudged[:3])
    clock.advance(timedelta(hours=71))
    await stage.answer(held_out[:1])
    await drawn.settle()
    before_it_is_settled = await stage.results()
    clock.advance(timedelta(hours=2))
    await stage.answer(nudged[3:4])
    await drawn.settle()
    found = await stage.results()
    hired = proposed(nudged[0], "hired")
    assert (await stage.programs.put(f"/v1/proposals/p-{nudged[0]}", hired))[0] == 200
    clock.advance(timedelta(days=26))
    await drawn.settle()
    late = await stage.results()

    def arm(said: dict[str, object], measure: str, name: str) -> tuple[int, int, int]:
        compared = said["compared"]
        assert isinstance(compared, list)
        shown = next(each for each in compared if each["measure"] == measure)[name]
        return shown["people"], shown["items"], shown["hits"]

    answered = "answered_within_72_hours"
    assert arm(early, answered, "nudged") == (0, 0, 0)
    assert arm(before_it_is_settled, answered, "nudged") == (0, 0, 0)
    assert arm(found, answered, "nudged") == (len(nudged), len(nudged), 3)
    assert arm(found, answered, "held_out") == (len(held_out), len(held_out), 1)
    assert arm(found, "opted_out", "held_out") == (len(held_out), len(held_out), 0)
    assert arm(found, "hired_within_28_days", "nudged") == (0, 0, 0)
    assert arm(late, "hired_within_28_days", "nudged") == (len(nudged), len(nudged), 1)
    assert arm(late, "hired_within_28_days", "held_out") == (len(held_out), len(held_out), 0)
    difference = next(each for each in found["compared"] if each["measure"] == answered)["difference"]
    assert difference["low"] < difference["value"] < difference["high"]
    assert found["phase"]["state"] == "test"
    assert len(await ledger(drawn, "experiment.begun")) == 1
    assert [each["state"] for each in told(drawn, "experiment.begun")] == ["test"]


async def test_only_behaviour_makes_a_cohort_and_who_is_not_of_it_is_not_compared(
    quiet_world: World, clock: SetClock
) -> None:
    stage = await staged(quiet_world, 6)
    status, said = await stage.trust.post(
        "/v1/experiment/phases",
        {"state": "test", "name": "x", "share": 100, "by": "t-1", "reason": "pilot", "cohort": ["spain"]},
    )
    assert status == 400, said
    await stage.begin(cohort=["more"])
    await stage.write(stage.freelancers)
    for hours in (25, 48):
        clock.advance(timedelta(hours=hours))
        await quiet_world.settle()
    assert {each["why"] for each in told(quiet_world, "nudge.suppressed")} == {"held_out"}
    assert told(quiet_world, "nudge.sent") == []
    found = await stage.results()
    assert all(each[arm]["people"] == 0 for each in found["compared"] for arm in ("nudged", "held_out"))


async def test_phases_follow_one_another_and_none_is_changed(quiet_world: World, clock: SetClock) -> None:
    stage = await staged(quiet_world, 1)
    first = await stage.begin()
    clock.advance(timedelta(hours=1))
    second = await stage.begin("programme", share=10)
    clock.advance(timedelta(hours=1))
    third = await stage.begin("stopped", share=0)
    phases = (await stage.trust.get("/v1/experiment/phases"))[1]["phases"]
    assert phases == [third, second, first]
    assert (await stage.results(1))["until"] == second["since"]
    assert (await stage.results(3))["until"] is None
    refused = [
        {"state": "test", "share": 20},
        {"state": "test", "share": 501},
        {"state": "programme", "share": 100},
        {"state": "programme", "share": 10, "cohort": ["more"]},
        {"state": "stopped", "share": 10},
        {"state": "programme", "share": 10, "name": ""},
    ]
    for wrong in refused:
        body = {"name": "again", "by": "t-12", "reason": "pilot"} | wrong
        status, said = await stage.trust.post("/v1/experiment/phases", body)
        assert status == 400, (wrong, said)
    body = {"state": "stopped", "by": "t-12", "reason": "again"}
    assert (await stage.trust.post("/v1/experiment/phases", body))[0] == 409
    assert len((await stage.trust.get("/v1/experiment/phases"))[1]["phases"]) == 3
    for unknown in ("4", "0", "x", "999999999999"):
        assert (await stage.trust.get(f"/v1/experiment/phases/{unknown}"))[0] == 404
    assert (await stage.programs.get("/v1/experiment/phases"))[0] == 403


async def test_it_says_how_soon_a_member_answers_once_it_is_settled(
    quiet_world: World, clock: SetClock
) -> None:
    """Five first replies of one freelancer to one client, on proposals of their own; one never came."""
    stage: Stage = await staged(quiet_world, 1)
    name = stage.freelancers[0]
    shown = []

    async def look() -> None:
        await quiet_world.settle()
        status, said = await stage.programs.get(f"/v1/members/{name}/responsiveness")
        assert status == 200
        shown.append((said["band"], said["counted"], said["within_24_hours"], said["within_3_days"]))

    for number in range(5):
        proposal: dict[str, Any] = {
            "client": "m-asks",
            "freelancer": name,
            "thread": f"t-{number}",
            "state": "active",
        }
        proposal["job"] = {"id": f"j-{number}", "title": "A ledger"}
        assert (await stage.programs.put(f"/v1/proposals/p-{number}", proposal))[0] == 200

    async def say(number: int, sender: str, word: str) -> None:
        body = {"proposal": f"p-{number}", "from": sender, "text": "Shall we talk?"}
        body["sent_at"] = clock.now().isoformat()
        assert (await stage.programs.put(f"/v1/messages/msg-{number}-{word}", body))[0] == 200

    for number in range(5):
        await say(number, "m-asks", "first")
    clock.advance(timedelta(hours=3))
    for number in range(3):
        await say(number, name, "back")
    await look()
    clock.advance(timedelta(hours=60))
    await say(3, name, "back")
    # A talk that goes on is not counted, however late that answer comes.
    await say(0, "m-asks", "second")
    await look()
    clock.advance(timedelta(hours=10))
    await look()
    clock.advance(timedelta(days=85))
    await look()
    clock.advance(timedelta(days=5))
    await look()
    assert shown == [
        ("too_little_data", 0, 0, 0),
        ("too_little_data", 0, 0, 0),
        ("within_24_hours", 5, 3, 4),
        ("within_24_hours", 5, 3, 4),
        ("too_little_data", 0, 0, 0),
    ]


async def test_a_figure_is_handed_over_with_all_else_and_goes_with_its_member(
    quiet_world: World, clock: SetClock
) -> None:
    stage = await staged(quiet_world, 1)
    name = stage.freelancers[0]
    await stage.write(stage.freelancers)
    clock.advance(timedelta(hours=73))
    await quiet_world.settle()
    scopes = DAILY | {Scope.DETAILS_READ, Scope.MEMBERS_ERASE}
    _, secret = await keys.make(quiet_world.house, keys.OPERATOR, "details", scopes, None)
    details = ApiClient(quiet_world, secret)
    why = {"reviewer": "t-1", "reason": "request"}
    status, handed = await details.post(f"/v1/members/{name}/export", why)
    assert status == 200
    assert handed["responsiveness"] == {
        "band": "too_little_data",
        "counted": 1,
        "within_24_hours": 0,
        "within_3_days": 0,
    }
    assert (await details.call("DELETE", f"/v1/members/{name}?reviewer=t-1&reason=request"))[0] == 200
    clock.advance(timedelta(days=100))
    await quiet_world.settle()
    async with quiet_world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from responsiveness") == 0
