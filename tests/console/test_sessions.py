"""Sessions of the console: how one ends, who ends whose, and how long roles are believed."""

from __future__ import annotations

import re
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from console.entries import ledger_of
from console_visit import ConsoleVisit, visit


async def test_signing_out_ends_this_session_alone(console_world: World) -> None:
    async with visit(console_world, "ines") as one, visit(console_world, "ines") as other:
        left = await one.send("/console/you", "/console/sign-out")
        assert left.location == "/console/signed-out"
        assert "You are signed out" in (await one.get(left.location)).words
        assert (await one.get("/console")).status == 303
        assert (await other.get("/console")).status == 200


async def test_signing_out_everywhere_ends_all_of_ones_own_sessions_and_no_others(
    console_world: World,
) -> None:
    async with (
        visit(console_world, "ines") as one,
        visit(console_world, "ines") as other,
        visit(console_world, "odile") as colleague,
    ):
        left = await one.send("/console/you", "/console/sign-out/everywhere")
        assert left.location == "/console/signed-out"
        assert one.cookie == ""
        assert [(await each.get("/console")).status for each in (one, other)] == [303, 303]
        assert (await colleague.get("/console")).status == 200


async def test_an_operator_signs_a_colleague_out_and_that_is_in_the_ledger(console_world: World) -> None:
    async with (
        visit(console_world, "ines") as ines,
        visit(console_world, "odile") as odile,
        visit(console_world, "ines") as also_ines,
    ):
        shown = await odile.get("/console/colleagues")
        assert re.search(r"Inês Tavares.*Support.*\b2\b", shown.words, re.DOTALL), shown.words
        found = re.search(r"stf_\w+", (await ines.get("/console/you")).text)
        assert found is not None
        sent = await odile.send("/console/colleagues", f"/console/colleagues/{found[0]}/sign-out")
        assert sent.location == "/console/colleagues"
        assert [(await each.get("/console")).status for each in (ines, also_ines)] == [303, 303]
        assert "Inês" not in (await odile.get("/console/colleagues")).words
        (entry,) = await ledger_of(console_world, f"staff:{found[0]}")
        me = re.search(r"stf_\w+", (await odile.get("/console/you")).text)
        assert me is not None
        assert (entry.event, entry.actor, entry.facts) == ("console.signed_out", me[0], {"sessions": 2})


async def test_a_session_ends_after_a_while_without_use_and_after_a_days_work(
    console_world: World, clock: SetClock
) -> None:
    async with visit(console_world, "ines") as browser:
        cookie = browser.cookie
        for nth in range(20):  # ten hours, never idle for half an hour
            if nth % 2 == 0:
                assert (await browser.sign_in("ines")).status == 200
                assert browser.cookie == cookie
            assert (await browser.get("/console/you")).status == 200
            clock.advance(timedelta(minutes=29))
        clock.advance(timedelta(minutes=20))
        assert (await browser.get("/console/you")).status == 303
        assert (await browser.sign_in("ines")).status == 200
        assert browser.cookie != cookie
        async with console_world.house.database.connection() as conn:
            assert await conn.fetchval("select count(*) from console_session") == 1


async def test_a_role_that_is_taken_away_is_gone_when_the_provider_is_asked_again(
    console_world: World, clock: SetClock
) -> None:
    """Pages within the hour; forms half an hour later, so that nothing that was typed is lost."""
    assert console_world.staff is not None
    async with visit(console_world, "sana") as browser:
        console_world.staff.changed = {"groups": ["hl-support"]}
        csrf = await browser.csrf()
        for _ in range(2):
            clock.advance(timedelta(minutes=29, seconds=30))
            assert (await browser.get("/console/reports")).status == 200, "nobody has asked yet"
        clock.advance(timedelta(minutes=1))
        led = await browser.get("/console/reports")
        assert led.location == "/console/sign-in?then=%2Fconsole%2Freports"
        zone = {"zone": "Asia/Amman", "csrf": csrf}
        assert (await browser.post("/console/you/zone", zone)).location == "/console/you"
        begun = await browser.get(led.location)
        shown = await browser.came_back(await browser.chosen(begun.location, "sana"))
        assert shown.status == 403
        assert (await browser.get("/console/cases")).status == 200
        # A window that was left open goes on: it is the same session, with the roles of now.
        assert (await browser.post("/console/you/zone", zone)).location == "/console/you"
        assert (await browser.post("/console/reports/rep_1/take", {"csrf": csrf})).status == 403


async def test_what_the_provider_says_counts_at_once_in_every_browser_of_a_person(
    console_world: World,
) -> None:
    assert console_world.staff is not None
    async with visit(console_world, "sana") as one, visit(console_world, "sana") as other:
        assert (await other.get("/console/reports")).status == 200
        console_world.staff.changed = {"groups": ["hl-support"]}
        assert (await one.sign_in("sana")).status == 200
        assert (await other.get("/console/reports")).status == 403
        assert (await other.get("/console/cases")).status == 200
        console_world.staff.changed = {"groups": []}
        assert (await one.sign_in("sana")).status == 403
        for browser in (one, other):
            assert (await browser.get("/console/cases")).location.startswith("/console/sign-in")


async def test_no_form_is_taken_that_was_left_open_for_longer_than_roles_are_believed(
    console_world: World, clock: SetClock
) -> None:
    async with visit(console_world, "sana") as browser:
        zone = {"zone": "Asia/Amman", "csrf": await browser.csrf()}
        for _ in range(3):
            clock.advance(timedelta(minutes=29))
            assert (await browser.post("/console/you/zone", zone)).location == "/console/you"
        clock.advance(timedelta(minutes=3))
        assert (await browser.post("/console/you/zone", zone)).location.startswith("/console/sign-in")


async def test_a_session_goes_on_for_its_own_person_alone(console_world: World) -> None:
    """Whoever signs in behind somebody else's cookie gets another, and that session is over."""
    async with visit(console_world, "sana") as browser:
        planted = browser.cookie
        assert (await browser.sign_in("ines")).status == 200
        assert browser.cookie != planted
        async with console_world.house.database.connection() as conn:
            rows = await conn.fetch("select roles from console_session")
        assert [row["roles"] for row in rows] == [["support"]]


async def test_a_person_has_ten_sessions_at_most(console_world: World, clock: SetClock) -> None:
    opened: list[ConsoleVisit] = []
    async with visit(console_world, "ines") as first:
        for _ in range(10):
            clock.advance(timedelta(seconds=1))
            async with visit(console_world, "ines") as browser:
                opened.append(browser)
        assert (await first.get("/console")).status == 303
    async with console_world.house.database.connection() as conn:
        assert await conn.fetchval("select count(*) from console_session") == 10


async def test_a_cookie_that_a_browser_brought_along_is_never_a_session(console_world: World) -> None:
    """Session fixation: whoever sets somebody's cookie knows nothing of the session after the sign-in."""
    async with visit(console_world) as browser:
        planted = "planted" * 6
        browser.session.cookie_jar.update_cookies({"console": planted})
        await browser.sign_in("ines")
        assert browser.cookie not in ("", planted)
    async with visit(console_world) as attacker:
        assert (await attacker.get("/console", Cookie=f"console={planted}")).status == 303
