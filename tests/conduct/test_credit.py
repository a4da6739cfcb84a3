"""Credit for keeping the rule: which interviews count, on seeded histories, and what is told and shown."""

from __future__ import annotations

import random
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from pytest_asyncio import fixture

import postgres
from anteroom.clock import SetClock
from anteroom.conduct.credit.actions import badge_of_other
from anteroom.conduct.credit.model import SHORTEST, Level, Meeting, record_of
from anteroom.conduct.reports.actions import decide, make_report
from anteroom.conduct.reports.model import Category, MakeReport, Outcome, Way
from anteroom.conduct.settings import BADGES, Badge, Credit
from anteroom.database.pool import Database
from anteroom.interviews import attendance, passing, store
from anteroom.proposals.store import member_by_external_id, proposal_by_external_id
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import settings
from embeds.frame import Frame
from heart.texts_told import ledger, message, told
from schedule.form import frame_of
from shared_relay import with_shared_relay

LEAST = 3
EACH = 200
History = Callable[[random.Random], list[Meeting]]


def proper(chance: random.Random, other: int) -> Meeting:
    """A meeting that counts."""
    return Meeting(f"per_{other}", chance.choice([None, SHORTEST, 30, 45, chance.randrange(SHORTEST, 90)]))


def improper(chance: random.Random, other: int) -> Meeting:
    """One that does not, for one of the reasons of the rule."""
    wrong: list[Mapping[str, Any]] = [
        {"slipped": True},
        {"upheld": True},
        {"contested": True},
        {"minutes": chance.randrange(SHORTEST)},
    ]
    return replace(proper(chance, other), **chance.choice(wrong))


def mixed(chance: random.Random, members: int) -> list[Meeting]:
    """Proper meetings with so many members, some of them twice, among others that do not count."""
    kept = [proper(chance, each) for each in range(members)]
    kept += [proper(chance, chance.randrange(members)) for _ in range(chance.randrange(4)) if members]
    rest = [improper(chance, 100 + each) for each in range(chance.randrange(12))]
    found = [*kept, *rest]
    chance.shuffle(found)
    return found


MUST: dict[Level, tuple[History, ...]] = {
    Level.RELIABLE: (lambda chance: mixed(chance, chance.randrange(LEAST, 3 * LEAST)),),
    Level.ESTABLISHED: (lambda chance: mixed(chance, chance.randrange(3 * LEAST, 10 * LEAST)),),
    Level.EXEMPLARY: (lambda chance: mixed(chance, 10 * LEAST + chance.randrange(5)),),
}
MUST_NOT: tuple[History, ...] = (
    lambda _: [],
    lambda chance: mixed(chance, LEAST - 1),
    lambda chance: [proper(chance, 1) for _ in range(50)],
    lambda chance: [improper(chance, each) for each in range(40)],
    lambda chance: [*mixed(chance, LEAST - 1), *(improper(chance, 200 + each) for each in range(20))],
)


@pytest.mark.parametrize("level", MUST)
def test_a_level_is_reached_by_every_history_that_must_and_by_none_that_must_not(
    level: Level, capsys: pytest.CaptureFixture[str]
) -> None:
    others = (*MUST_NOT, *(make for each, makes in MUST.items() if each.rank < level.rank for make in makes))

    def reaches(make: History, seed: int) -> bool:
        return record_of(make(random.Random(seed)), LEAST).level.rank >= level.rank

    must = [reaches(make, seed) for make in MUST[level] for seed in range(EACH)]
    must_not = [reaches(make, seed) for make in others for seed in range(EACH)]
    with capsys.disabled():
        said = (
            f"{level}: {sum(must)} of {len(must)} that must, {sum(must_not)} of {len(must_not)} that must not"
        )
        sys.stdout.write(f"\n{said}\n")

    assert (sum(must), sum(must_not)) == (len(must), 0)


# ---- in the world: two members met, and what takes a meeting out of the record


@fixture
async def quiet_world(clock: SetClock) -> AsyncIterator[World]:
    """A marketplace that shows badges of both sides, where two members are enough to say something."""
    chosen = with_shared_relay(with_badges(replace(settings(), sandbox=True), "both"))
    async with lent() as dsn:
        database = await Database.connect(dsn, most=20)
        try:
            tools = [HttpMarketplace()]
            async with open_world(
                chosen, database, clock, SystemRandomness(), work=False, integrations=tools
            ) as opened:
                yield opened
        finally:
            await database.close()


@asynccontextmanager
async def lent() -> AsyncIterator[str]:
    """Lend a database."""
    dsn = await postgres.fresh_database()
    try:
        yield dsn
    finally:
        await postgres.give_back(dsn)


@pytest.fixture
def api(quiet_world: World) -> ApiClient:
    """The marketplace's programs."""
    return ApiClient(quiet_world)


def with_badges(chosen: Settings, badge: Badge) -> Settings:
    """Return settings that show a badge of these sides."""
    return replace(chosen, conduct=replace(chosen.conduct, credit=Credit(365, 2, badge)))


async def another_client(api: ApiClient) -> None:
    """Tell of a client beside Maya, and of a proposal of Leo's to her."""
    person = {"role": "client", "display_name": "Ada L.", "time_zone": "Europe/Berlin"}
    assert (await api.put("/v1/members/m-ada", person))[0] in (200, 201)
    body = {
        "job": {"id": "j-ada", "title": "A ranking"},
        "client": "m-ada",
        "freelancer": "m-leo",
        "thread": "t-ada",
        "state": "active",
    }
    status, said = await api.put("/v1/proposals/p-ada", body)
    assert status in (200, 201), said


async def hold(world: World, api: ApiClient, clock: SetClock, proposal: str, host: str) -> str:
    """Hold an interview of half an hour; return its id."""
    starts = clock.now() + timedelta(hours=30)
    wish = {"proposal": proposal, "host": host, "starts_at": starts.isoformat(), "minutes": 30}
    status, made = await api.post("/v1/interviews", wish)
    assert status == 201, made
    await api.post(f"/v1/interviews/{made['id']}/answers", {"member": "m-leo", "answer": "accepted"})
    clock.set(starts)
    await passing.pass_time(world.house)
    async with world.house.database.transaction() as conn:
        interview = await store.load(conn, made["id"])
        for party in interview.present:
            await attendance.came(conn, await store.load(conn, made["id"]), party.id, starts)
        first, second = interview.present[:2]
        await attendance.reached(conn, first.id, second.id, starts, connected=True)
        await attendance.reached(conn, second.id, first.id, starts, connected=True)
        for party in interview.present:
            await attendance.left(conn, party.id, starts + timedelta(minutes=29))
    clock.set(starts + timedelta(hours=1))
    await passing.pass_time(world.house)
    return str(made["id"])


async def credit(api: ApiClient, member: str = "m-leo") -> tuple[str, int | None, int | None]:
    """What is said of a member."""
    status, said = await api.get(f"/v1/members/{member}/credit")
    assert status == 200, said
    return said["level"], said["interviews"], said["members"]


async def badge_seen(frame: Frame) -> bool:
    """Tell whether a badge is in an embed."""
    said = await frame.get("/embed/card")
    page = said.text
    assert said.status == 200
    assert ("Holds interviews here properly" in page) == ('class="badge"' in page)
    return 'class="badge"' in page


async def test_the_record_grows_by_what_was_held_and_is_told_once(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    here = quiet_world
    await another_client(api)
    assert await credit(api) == ("too_little", None, None)
    await hold(here, api, clock, "p-payments", "m-maya")
    await hold(here, api, clock, "p-ledger", "m-maya")
    assert await credit(api) == ("too_little", None, None)
    frame = await frame_of(here, "m-maya", "p-ledger")
    assert not await badge_seen(frame)
    await here.settle()
    assert told(here, "credit.reached") == []

    held = await hold(here, api, clock, "p-ada", "m-ada")
    await hold(here, api, clock, "p-ada", "m-ada")
    await here.settle()
    assert await credit(api) == ("reliable", 4, 2)
    assert await credit(api, "m-maya") == ("too_little", None, None)
    assert [(each["member"], each["level"]) for each in told(here, "credit.reached")] == [
        ("m-leo", "reliable")
    ]
    assert [each["level"] for each in await ledger(here, "credit.reached")] == ["reliable"]
    frame = await frame_of(here, "m-maya", "p-ledger")
    own = await frame_of(here, "m-leo", "p-ledger")
    assert (await badge_seen(frame), await badge_seen(own)) == (True, False)

    # A slip on a proposal takes its interviews out, and so does a report that people uphold.
    body = {**message(here, "My phone is +49 30 90182077.", "m-leo"), "proposal": "p-ada"}
    _, slip = await api.put("/v1/messages/m-1", body)
    assert await credit(api) == ("too_little", None, None)
    trust = ApiClient(here, here.settings.secrets.review_key)
    await api.post(slip["held"]["appeal"], {"member": "m-leo"})
    decision = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
    await trust.post(f"/v1/reviews/{slip['held']['id']}/decision", decision)
    assert await credit(api) == ("reliable", 4, 2)

    async with here.house.database.connection() as conn:
        ada = await member_by_external_id(conn, "m-ada")
    assert ada is not None
    command = MakeReport(ada.person_id, Category.LEAVING, "He asked me to ring.", held, way=Way.CARD)
    report = await make_report(here.house, command)
    assert await credit(api) == ("reliable", 4, 2), "a report alone takes nothing"
    await decide(here.house, report.id, Outcome.UPHELD, "t-1", "asked_to_leave")
    assert await credit(api) == ("too_little", None, None)
    clock.advance(timedelta(days=366))
    assert await credit(api) == ("too_little", None, None)


async def test_a_badge_is_shown_only_where_the_marketplace_and_the_member_want_it(
    quiet_world: World, api: ApiClient, clock: SetClock
) -> None:
    here = quiet_world
    await another_client(api)
    await hold(here, api, clock, "p-payments", "m-maya")
    await hold(here, api, clock, "p-ada", "m-ada")
    frame = await frame_of(here, "m-maya", "p-payments")
    page = (await frame.get("/embed/card")).text
    assert "Holds interviews here properly" in page
    assert not {"Ada", "p-ada", "A ranking"} & set(page.replace("<", " ").split())

    seen = {}
    async with here.house.database.connection() as conn:
        proposal = await proposal_by_external_id(conn, "p-payments")
        assert proposal is not None
        for badge in BADGES:
            house = replace(here.house, settings=with_badges(here.settings, badge))
            shown = await badge_of_other(conn, house, proposal, for_freelancer=False)
            seen[badge] = shown is not None
    assert seen == {"nobody": False, "client": False, "freelancer": True, "both": True}
    status, said = await api.put("/v1/members/m-leo/credit", {"hidden": True})
    assert (status, said["hidden"], said["level"]) == (200, True, "reliable")
    assert not await badge_seen(frame)
    assert (await api.put("/v1/members/m-leo/credit", {"hidden": False}))[0] == 200
    assert await badge_seen(frame)
    assert (await api.get("/v1/members/m-nobody/credit"))[0] == 404
