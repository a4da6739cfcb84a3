"""Flags are for people: over REST, in words, closed once; nothing else reads them."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from anteroom.clock import SetClock
from anteroom.conduct.flags.noticing import count_due
from anteroom.sandbox.world import World
from api_client import ApiClient
from conduct.flag_books import DAY, Books
from conduct.flag_histories import honest_hires

ROOT = Path(__file__).parents[2]
READERS = ("plugin/anteroom/conduct/flags/", "plugin/anteroom/api/flags.py", "plugin/anteroom/console/")
WRITERS = {
    "plugin/anteroom/timekeeper.py",
    "plugin/anteroom/api/v1.py",
    "plugin/anteroom/proposals/actions.py",
}
"""The clock that has them counted, the table of routes, and where a contract ends (`flags/brief.py`)."""
RAISED = {"plugin/anteroom/texts/store.py"}
"""What raises one where it happens, and asks only whether it did before."""


async def test_it_is_counted_told_explained_and_does_not_come_back_for_the_same_facts(
    quiet_world: World, clock: SetClock
) -> None:
    """One story, since it takes a population: hires, the clock, the list, what people make of it."""
    api = ApiClient(quiet_world)
    trust = ApiClient(quiet_world, quiet_world.settings.secrets.review_key)
    books = Books(clock.now() - 365 * DAY + timedelta(hours=1))
    honest_hires(books, 60)
    await books.write(quiet_world.house)
    await api.call("PUT", "/v1/members/m-quiet", {"role": "client", "display_name": "Quiet Person"})

    async def hire(number: int, **hire: Any) -> None:
        freelancer = {"role": "freelancer", "display_name": f"Freelancer {'abcdefghijklmnop'[number]}"}
        assert (await api.call("PUT", f"/v1/members/m-f{number}", freelancer))[0] == 200
        job = {"id": f"j-q{number}", "title": "Search"}
        told = {
            "client": "m-quiet",
            "freelancer": f"m-f{number}",
            "job": job,
            "thread": "t",
            "state": "hired",
        }
        assert (await api.call("PUT", f"/v1/proposals/p-q{number}", told))[0] == 200
        contract: dict[str, Any] = {"proposal": f"p-q{number}", "accepted_at": clock.now().isoformat()}
        if hire:
            contract["hire"] = hire
        status, said = await api.call("PUT", f"/v1/contracts/c-q{number}", contract)
        assert status == 200, said

    async def listed() -> list[dict[str, Any]]:
        clock.advance(timedelta(days=2))
        await counted(quiet_world)
        status, said = await trust.get("/v1/flags?state=open")
        assert status == 200, said
        return [each for each in said["flags"] if each["member"] == "m-quiet"]

    for number in range(5):
        await hire(number, origin="any_hire")
    assert await listed() == []
    for number in range(5, 10):
        await hire(number)
    (flag,) = await listed()
    assert flag["kind"] == "silent_hires" and (flag["usual"]["hits"], flag["usual"]["trials"]) == (5, 5)
    assert flag["usual"]["score"] >= 30 and flag["usual"]["plan"] == "basic"
    assert flag["why"]["en"].startswith("5 of 5 people whom this client hired within a year")
    assert flag["why"]["es"].startswith("5 de 5 personas que este cliente contrató en un año")
    assert "A machine cannot tell why" in flag["why"]["en"]
    await quiet_world.settle()
    told = [event.data for event in quiet_world.twins.marketplace.events if event.type == "flag.raised"]
    assert [(each["flag"], each["member"]) for each in told] == [(flag["id"], "m-quiet")]

    path = f"/v1/flags/{flag['id']}"
    assert (await api.get(path))[0] == 403
    body = {"reviewer": "t-12", "decision": "explain", "reason": "known_for_years"}
    assert (await api.post(f"{path}/decision", body))[0] == 403
    status, closed = await trust.post(f"{path}/decision", body)
    assert (status, closed["state"], closed["reason"]) == (200, "explained", "known_for_years")
    assert (await trust.post(f"{path}/decision", body))[1]["closed_at"] == closed["closed_at"]
    assert (await trust.post(f"{path}/decision", {**body, "decision": "dismiss"}))[0] == 409

    await hire(10)
    assert await listed() == [], "one hire more is no pattern, and the five are explained"
    async with quiet_world.house.database.connection() as conn:
        anew = "select count(*) from flag_count where kind = 'silent_hires' and at = $1"
        assert await conn.fetchval(anew, clock.now()) == 1, "nobody else was counted anew"
    for number in range(11, 15):
        await hire(number)
    (again,) = await listed()
    assert again["id"] != flag["id"] and again["usual"]["hits"] == 5
    opened = {"reviewer": "t-12", "decision": "open_case", "reason": "ask_the_client"}
    status, case = await trust.post(f"/v1/flags/{again['id']}/decision", opened)
    assert (status, case["state"]) == (200, "case") and case["case"].startswith("case_")
    async with quiet_world.house.database.connection() as conn:
        rows = await conn.fetch(
            "select event, actor from ledger_entry where event like 'flag.%' order by at, number"
        )
        assert await conn.fetchval("select count(*) from flag_news where due_at <= $1", clock.now()) == 0
    assert [(row["event"], row["actor"]) for row in rows] == [
        ("flag.raised", "count"),
        ("flag.decided", "t-12"),
        ("flag.raised", "count"),
        ("flag.decided", "t-12"),
    ]


async def counted(world: World) -> None:
    """Let the clock have everybody counted who is due."""
    while await count_due(world.house):
        pass


async def test_a_flag_goes_by_itself_once_the_marketplace_tells_what_explains_it(
    quiet_world: World, clock: SetClock
) -> None:
    books = Books(clock.now() - 365 * DAY + timedelta(hours=1))
    honest_hires(books, 60)
    client = books.member("client")
    hired = []
    for nth in range(5):
        at = books.begins + (70 + nth) * DAY
        hired.append(books.hire(books.proposal(client, books.member("freelancer")), at))
    await books.write(quiet_world.house)
    await counted(quiet_world)
    trust = ApiClient(quiet_world, quiet_world.settings.secrets.review_key)
    (flag,) = (await trust.get("/v1/flags"))[1]["flags"]
    async with quiet_world.house.database.transaction() as conn:
        rows = [(each, "byo", False, True) for each in hired]
        await conn.executemany("insert into hire_fact values ($1, $2, $3, $4)", rows)
    clock.advance(timedelta(hours=2))
    await counted(quiet_world)
    status, gone = await trust.get(f"/v1/flags/{flag['id']}")
    assert (status, gone["state"], gone["reason"], gone["reviewer"]) == (
        200,
        "explained",
        "no_grounds_left",
        "time",
    )


def test_nothing_reads_flags_but_what_shows_them_to_people() -> None:
    """No action, no rule and no way out may depend on a flag: people decide about people."""
    wrong = []
    for folder in ("plugin", "integrations"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            name, text = path.relative_to(ROOT).as_posix(), path.read_text(encoding="utf-8")
            if name.startswith(READERS) or name in WRITERS:
                continue
            if re.search(r"conduct\.flags|conduct import .*flags", text):
                wrong.append(name)
            if re.search(r"\b(from|join) flag(_count|_base|_news)?\b", text) and name not in RAISED:
                wrong.append(name)
    assert wrong == []
