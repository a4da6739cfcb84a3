"""What the console's own pages show and do: search, an interview, what leaves, the ledger, health."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.console.route import Page
from anteroom.console.table import TABLE
from anteroom.console.timeline import PAGE
from anteroom.door.decoding import readings
from anteroom.ledger import chain, checks
from anteroom.sandbox.cast import ORGANISATION
from anteroom.sandbox.mailbox.post_office import Refusal
from anteroom.sandbox.world import World
from api_client import ApiClient
from console.entries import ledger_of
from console_visit import visit

MOST_READ, WITH_CODE = 5, {"funnel": 10, "policy": 10}
"""How many times its letters the door may read of a page; more where JSON is in it, or an address with &."""
STARTS = "2026-11-26T14:00:00Z"
BODY = {
    "proposal": "p-payments",
    "host": "m-maya",
    "starts_at": STARTS,
    "minutes": 45,
    "title": "Meet the team",
}


@fixture
async def told(console_world: World) -> Mapping[str, Any]:
    """An interview to which somebody answered, as the API shows it."""
    api = ApiClient(console_world)
    status, made = await api.post("/v1/interviews", BODY)
    assert status == 201, made
    await console_world.settle()
    answer = {"member": "m-leo", "answer": "accepted"}
    assert (await api.post(f"/v1/interviews/{made['id']}/answers", answer))[0] == 200
    await console_world.settle()
    return made


def next_of(text: str) -> str:
    """Return where the next page is."""
    found = re.search(r'rel="next" href="([^"]+)"', text)
    assert found is not None
    return found[1].replace("&amp;", "&")


async def test_search_finds_whatever_bears_an_id(console_world: World, told: Mapping[str, Any]) -> None:
    async with visit(console_world, "ines") as browser:
        seat = told["parties"][1]["id"]
        for query, kind in (
            (told["id"], "Interview"),
            (seat, "Interview"),
            ("p-payments", "Proposal"),
            ("m-leo", "Member"),
        ):
            shown = await browser.get(f"/console/search?q={query}")
            assert kind in shown.words
            found = re.search(r'<td data-head="Id"><a href="(/console/[^"]+)">', shown.text)
            assert found is not None, shown.text
            assert (await browser.get(found[1])).status == 200
        nothing = await browser.get("/console/search?q=p-pay")
        assert "Nothing bears this id." in nothing.words
        assert "p-pay" not in nothing.text


async def test_a_contact_detail_is_not_searched_for_in_an_address(console_world: World) -> None:
    leo = console_world.twins.cast.leo
    async with visit(console_world, "ines") as browser:
        for detail in (leo.email, "%2B49 30 901820", "0049-30-901820"):
            shown = await browser.get(f"/console/search?q={detail.replace(' ', '%20')}")
            assert "This looks like a contact detail" in shown.words
            assert leo.email not in shown.text


async def test_who_has_a_detail_is_found_for_a_reason_that_is_in_the_ledger(console_world: World) -> None:
    leo = console_world.twins.cast.leo
    async with visit(console_world, "ines") as browser:
        asked = {
            "field": "email",
            "value": f"  {leo.email.upper()} ",
            "reason": "Ticket 4711: who wrote to us",
        }
        shown = await browser.send("/console/search", "/console/search/detail", asked)
        assert shown.status == 200, shown.text
        found = re.search(r'href="/console/members/(per_\w+)"', shown.text)
        assert found is not None, shown.text
        assert leo.email not in shown.text.casefold()
        (entry,) = [
            each for each in await ledger_of(console_world, f"person:{found[1]}") if "detail" in each.event
        ]
        me = re.search(r"stf_\w+", (await browser.get("/console/you")).text)
        assert me is not None
        assert (entry.event, entry.actor) == ("detail.looked_at", me[0])
        assert entry.facts["reason"] == "Ticket 4711: who wrote to us"
        nobody = {**asked, "value": "nobody@nowhere.example"}
        assert "Nothing bears" in (await browser.send("/console/you", "/console/search/detail", nobody)).words
        (entry,) = await ledger_of(console_world, f"staff:{me[0]}")
        assert entry.facts["of"] == "nobody"


async def test_nothing_is_looked_at_without_a_good_reason(console_world: World) -> None:
    leo = console_world.twins.cast.leo
    async with visit(console_world, "ines") as browser:
        me = re.search(r"stf_\w+", (await browser.get("/console/you")).text)
        for reason in ("", "   x  ", "y" * 201, f"because of {leo.email}", "call +49 30 901820 back"):
            asked = {"field": "email", "value": leo.email, "reason": reason}
            shown = await browser.send("/console/search", "/console/search/detail", asked)
            assert shown.status == 400, (reason, shown.status)
            assert "/console/members/" not in shown.text
        for wrong in ({"field": "handle"}, {"value": ""}, {"value": "z" * 201}):
            asked = {"field": "email", "value": leo.email, "reason": "Ticket 4711", **wrong}
            assert (await browser.send("/console/you", "/console/search/detail", asked)).status == 400
        assert me is not None
        assert await ledger_of(console_world, f"staff:{me[0]}") == []


async def test_an_interview_shows_all_that_happened_in_the_readers_zone(
    console_world: World, told: Mapping[str, Any]
) -> None:
    async with visit(console_world, "tomasz") as browser:
        shown = await browser.get(f"/console/interviews/{told['id']}")
        assert "Thu 26 Nov, 15:00–15:45" in shown.words
        assert "Warsaw, UTC+1" in shown.words
        for word in (
            "Meet the team",
            "Invited",
            "Answered",
            "Scheduled",
            "told the marketplace",
            "Leo Marchetti",
        ):
            assert word in shown.words, word
        details = [v for person in console_world.twins.cast.people for v in person.contact.values()]
        assert not [value for value in details if value in shown.text]
        moved = await browser.send("/console/you", "/console/you/zone", {"zone": "America/Bogota"})
        assert moved.status == 303
        assert "09:00–09:45" in (await browser.get(f"/console/interviews/{told['id']}")).words
        assert (await browser.send("/console/you", "/console/you/zone", {"zone": "Mars"})).status == 400
    async with visit(console_world, "pilar") as browser:
        shown = await browser.get(f"/console/interviews/{told['id']}")
        assert "Lo que pasó" in shown.words
        assert 'lang="es"' in shown.text


async def test_a_long_timeline_goes_on_on_the_next_page(
    console_world: World, told: Mapping[str, Any]
) -> None:
    async with console_world.house.database.transaction() as conn:
        for number in range(PAGE):
            now = console_world.house.clock.now() + timedelta(seconds=number)
            await chain.write(conn, told["id"], now, "party.late", told["parties"][0]["id"], {"nth": number})
    async with visit(console_world, "ines") as browser:
        first = await browser.get(f"/console/interviews/{told['id']}")
        second = await browser.get(next_of(first.text))
        numbers = [int(each) for page in (first, second) for each in re.findall(r">ledger (\d+)", page.text)]
        assert numbers == list(range(1, len(await ledger_of(console_world, told["id"])) + 1))
        assert 'rel="next"' not in second.text
        assert (await browser.get(f"{next_of(first.text)}x")).status == 400


async def test_a_title_that_may_hold_a_contact_detail_is_left_out(console_world: World) -> None:
    """An exempt plan may write one; the console shows what everybody of the marketplace's may see."""
    api = ApiClient(console_world)
    exempt = {"name": "Larkfield Labs", "kind": "client", "plan": "enterprise"}
    assert (await api.put(f"/v1/organisations/{ORGANISATION}", exempt))[0] == 200
    status, made = await api.post("/v1/interviews", {**BODY, "title": "Call me at +49 30 901820 first"})
    assert status == 201, made
    async with visit(console_world, "ines") as browser:
        shown = await browser.get(f"/console/interviews/{made['id']}")
        assert "901820" not in shown.text
        assert "left out: it may hold a contact detail" in shown.words


async def test_what_was_held_back_is_tried_again_and_who_did_so_is_in_the_ledger(
    console_world: World,
) -> None:
    office = console_world.twins.mailbox.post_office
    office.refuse(Refusal(550), times=1)
    status, made = await ApiClient(console_world).post("/v1/interviews", BODY)
    assert status == 201
    await console_world.settle()
    async with visit(console_world, "odile") as browser:
        assert "No event was given up" in (await browser.get("/console/webhooks")).words
        held = await browser.get("/console/effects?state=held")
        again = re.search(r'action="(/console/effects/[^"]+/again)"', held.text)
        assert again is not None, held.words
        assert "refused" in held.words
        done = await browser.send("/console/effects?state=held", again[1])
        assert (done.status, done.location) == (303, "/console/effects?state=held")
        twice = await browser.send("/console/you", again[1])
        assert twice.status == 409
        await console_world.settle()
        assert "Nothing is held back." in (await browser.get("/console/effects?state=held")).words
        assert "Nothing is on its way" in (await browser.get("/console/effects")).words
        assert (await browser.get("/console/effects?state=lost")).status == 400
    tried = [
        each for each in await ledger_of(console_world, made["id"]) if each.event == "effect.tried_again"
    ]
    assert [each.actor[:4] for each in tried] == ["stf_"]


async def test_an_event_is_sent_again_as_it_was(console_world: World, told: Mapping[str, Any]) -> None:
    market = console_world.twins.marketplace
    async with visit(console_world, "odile") as browser:
        endpoint = await browser.get("/console/webhooks/whe_settings")
        again = re.search(r'action="(/console/webhooks/deliveries/[^"]+/again)"', endpoint.text)
        assert again is not None, endpoint.words
        before = market.repeats
        assert (await browser.send("/console/you", again[1])).status == 303
        await console_world.settle()
        assert market.repeats == before + 1
        assert (await browser.get("/console/webhooks/whe_none")).status == 404
    assert told["id"]


async def test_the_whole_ledger_is_verified_a_piece_at_a_time(
    console_world: World, told: Mapping[str, Any], clock: SetClock
) -> None:
    async with visit(console_world, "odile") as browser:
        assert "never verified" in (await browser.get("/console/ledger")).words
        assert (await browser.send("/console/ledger", "/console/ledger/verify")).status == 303
        assert "Being verified" in (await browser.get("/console/ledger")).words
        assert (await browser.send("/console/you", "/console/ledger/verify")).status == 409
        for _ in range(3):
            await console_world.settle()
        shown = await browser.get("/console/ledger")
        assert "Holds" in shown.words
        async with console_world.house.database.connection() as conn:
            (check,) = await checks.latest(conn)
            assert check.entries == await conn.fetchval("select count(*) from ledger_entry")
            assert check.anchors == await conn.fetchval("select count(*) from ledger_anchor")
            await conn.execute(
                "update ledger_entry set actor = 'x' where chain = $1 and number = 2", told["id"]
            )
        clock.advance(timedelta(minutes=1))
        await browser.send("/console/ledger", "/console/ledger/verify")
        for _ in range(3):
            await console_world.settle()
        shown = await browser.get("/console/ledger")
        assert "Does not hold" in shown.words
        assert f'href="/console/ledger?chain={told["id"]}"' in shown.text
        assert "this entry is not what was written" in shown.words
        chained = await browser.get(f"/console/ledger?chain={told['id']}")
        assert "interview.proposed" in chained.words


async def test_a_verification_goes_on_where_it_stood(console_world: World, told: Mapping[str, Any]) -> None:
    """Small pieces, each by whoever is there: nothing is read twice, and a fault at a seam is found."""
    house = console_world.house
    async with house.database.transaction() as conn:
        for number in range(25):
            await chain.write(conn, told["id"], house.clock.now(), "party.late", "x", {"nth": number})
    await checks.begin(house, "stf_x")
    pieces = 0
    while await checks.go_on(house, 10):
        pieces += 1
        assert pieces < 50
    async with house.database.connection() as conn:
        (check,) = await checks.latest(conn)
        count = await conn.fetchval("select count(*) from ledger_entry")
    assert (check.entries, check.holds, pieces >= 3) == (count, True, True)
    assert check.ended_at is not None


async def test_health_says_what_is_wrong_and_asks_outside_when_it_is_told_to(
    console_world: World, clock: SetClock
) -> None:
    async with visit(console_world, "odile") as browser:
        shown = await browser.get("/console/health")
        assert "Clockwork" in shown.words
        assert "this is the sandbox" in shown.words
        asked = await browser.send("/console/health", "/console/health/outside")
        assert asked.status == 200
        assert "What the outside says" in asked.words
        assert "describes itself, with 1 keys for RS256" in asked.words


async def test_the_door_reads_a_page_a_few_times_and_not_for_every_way_to_indent_it(
    console_world: World,
) -> None:
    """What it reads is what a page costs: indented templates were read thrice as often."""
    async with visit(console_world, "sana") as browser:
        for way in TABLE:
            if isinstance(way, Page) and way.listed:
                shown = (await browser.get(way.path)).text
                read = sum(len(each.text) for each in readings("text/html", shown.encode()))
                most = WITH_CODE.get(way.name, MOST_READ)
                assert read <= most * len(shown), (way.path, read / len(shown))
