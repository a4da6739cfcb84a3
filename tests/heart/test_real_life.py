"""What happens at real companies, told by the marketplace's program and seen by those who are in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.integration import Integration
from anteroom.sandbox.world import World
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from deployment import MONDAY
from deployment import world as opened_world
from heart.test_disclosures import with_details
from heart.town import START, Town, as_read


@fixture
async def here(clock: SetClock) -> AsyncIterator[World]:
    """With mail and the marketplace; nothing happens by itself until `settle()`."""
    integrations: list[Integration] = [HttpMarketplace(), MailIntegration()]
    async with opened_world(clock=clock, work=False, integrations=integrations) as opened:
        yield opened


@fixture
async def town(here: World) -> Town:
    """Everybody has moved in."""
    built = Town(here)
    await built.settle_in()
    return built


def host(interview: dict[str, Any]) -> str:
    """Who hosts, by label."""
    return next(str(each["label"]) for each in interview["parties"] if each["role"] == "host")


def labels(interview: dict[str, Any]) -> list[str]:
    """Who is in it."""
    return [str(each["label"]) for each in interview["parties"]]


async def test_freelancers_of_one_job_learn_nothing_of_each_other(town: Town) -> None:
    """Neither by mail nor by card nor by anything that one of them could ask for."""
    one, two = await town.schedule("p-kofi"), await town.schedule("p-zoe", starts_at=_later(1))
    await town.world.settle()
    zoes = town.mail_to("zoe") + str(await town.shown(two))
    kofis = town.mail_to("kofi") + str(await town.shown(one))

    assert "Ada Lark" in town.mail_to("zoe") and "Ada Lark" in town.mail_to("kofi")
    for words in (zoes, kofis):
        assert ("Kofi" in words) is (words == kofis) and ("Zoe" in words) is (words == zoes)
    own = {"one": str(one), "two": str(two)}
    for name in ("id", "room", "neutral", "url"):
        assert not one.get(name) or str(one[name]) not in own["two"] + town.mail_to("zoe"), name
    assert not {each["id"] for each in one["parties"]} & {each["id"] for each in two["parties"]}
    assert "interview day" not in (zoes + kofis).casefold()


async def test_two_proposals_of_one_pair_do_not_mix_and_a_rehire_is_before_a_contract(
    town: Town, clock: SetClock
) -> None:
    one, two = await town.schedule("p-kofi"), await town.schedule("p-kofi-2", starts_at=_later(2))
    typed = {"proposal": "p-kofi", "from": "m-kofi", "sent_at": MONDAY.isoformat()}
    _, held = await town.api.put("/v1/messages/x-1", {**typed, "text": "Write to kofi@gmail.com please"})
    assert "held" in held
    await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", "accepted_at": MONDAY.isoformat()})
    assert await town.seen("k-1", "ada") == [town.address("kofi")]
    # Open under the contract, and still closed on the other proposal of the same two.
    for proposal, may in (("p-kofi", True), ("p-kofi-2", False)):
        text = {**typed, "proposal": proposal, "text": "Or ring me on +44 20 7946 0018"}
        _, said = await town.api.put(f"/v1/messages/x-{proposal}", text)
        assert ((said["verdict"] == "allow"), "held" in said) == (may, not may), proposal
    flags = (await town.api.get("/v1/proposals/p-kofi-2/disclosures"))[1]["disclosures"]
    assert flags == []
    clock.advance(timedelta(days=1))
    await town.proposal("p-kofi-2", "kofi", "withdrawn")
    assert ((await town.shown(one))["state"], (await town.shown(two))["state"]) == ("proposed", "void")
    # The rehire: what the first contract disclosed ends with it, and the next opens the rest anew.
    clock.advance(timedelta(days=2))
    ended = {"accepted_at": MONDAY.isoformat(), "ended_at": clock.now().isoformat()}
    await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", **ended})
    await town.proposal("p-kofi-3", "kofi", "active")
    again = {**typed, "proposal": "p-kofi-3", "text": "Or ring me on +44 20 7946 0018"}
    assert "held" in (await town.api.put("/v1/messages/x-9", again))[1]
    assert await town.seen("k-1", "ada") == []
    await town.put("/v1/contracts/k-2", {"proposal": "p-kofi-3", "accepted_at": clock.now().isoformat()})
    assert (await town.seen("k-1", "ada"), await town.seen("k-2", "ada")) == ([], [town.address("kofi")])


async def test_an_end_that_was_taken_back_opens_nothing_when_a_profile_is_told_again(
    town: Town, clock: SetClock
) -> None:
    fact = {"proposal": "p-kofi", "accepted_at": MONDAY.isoformat()}
    await town.put("/v1/contracts/k-1", fact)
    clock.advance(timedelta(days=2))
    await town.put("/v1/contracts/k-1", {**fact, "ended_at": clock.now().isoformat()})
    await town.put("/v1/contracts/k-1", fact)
    clock.advance(timedelta(hours=1))
    await town.member("kofi")
    assert await town.seen("k-1", "ada") == []


async def test_a_contract_whose_start_is_put_off_closes_until_then(town: Town, clock: SetClock) -> None:
    await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", "accepted_at": MONDAY.isoformat()})
    assert await town.seen("k-1", "ada") == [town.address("kofi")]
    starts = MONDAY + timedelta(days=3)
    clock.advance(timedelta(hours=1))
    await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", "starts_at": starts.isoformat()})
    assert await town.seen("k-1", "ada") == []
    clock.set(starts)
    await town.world.settle()
    assert await town.seen("k-1", "ada") == [town.address("kofi")]


async def test_an_invitation_without_a_proposal_is_refused_with_the_way_to_do_it(town: Town) -> None:
    wish = {"proposal": "p-none", "host": "m-ada", "starts_at": START.isoformat(), "minutes": 45}
    status, said = await town.api.post("/v1/interviews", wish)
    assert (status, said["code"], said["field"]) == (400, "no-proposal", "proposal")
    assert "tell us of it and schedule again" in said["detail"]
    assert said["type"].endswith("/docs/problems#no-proposal")
    await town.proposal("p-none", "zoe", "submitted")
    assert (await town.schedule("p-none"))["state"] == "proposed"


@pytest.mark.parametrize("by", ["state", "contract"])
async def test_a_hired_proposal_that_is_archived_keeps_its_interviews(
    town: Town, clock: SetClock, by: str
) -> None:
    made, other = await town.schedule("p-kofi"), await town.schedule("p-zoe", starts_at=_later(1))
    if by == "state":
        await town.proposal("p-kofi", "kofi", "hired")
    else:
        await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", "accepted_at": MONDAY.isoformat()})
    clock.advance(timedelta(hours=1))
    archived = await town.proposal("p-kofi", "kofi", "archived")
    await town.proposal("p-zoe", "zoe", "archived")
    assert (archived["state"], archived["living"]) == ("archived", True)
    assert ((await town.shown(made))["state"], (await town.shown(other))["state"]) == ("proposed", "void")
    assert (await town.answer(made, "kofi"), await town.take(made, "kofi")) == (200, 200)
    assert (await town.take(other, "zoe")) == 404
    more = await town.schedule("p-kofi", starts_at=_later(3))
    clock.advance(timedelta(hours=1))
    await town.proposal("p-kofi", "kofi", "declined")
    assert [(await town.shown(each))["state"] for each in (made, more)] == ["void", "void"]


async def test_an_agencys_manager_answers_and_the_talent_attends(town: Town) -> None:
    made = await town.schedule("p-kofi")
    assert labels(made) == ["Ada Lark", "Kofi Oduya"]
    assert [await town.answer(made, who) for who in ("zoe", "sam")] == [403, 403]
    assert await town.answer(made, "mia") == 200
    after = await town.shown(made)
    assert (after["state"], labels(after)) == ("scheduled", ["Ada Lark", "Kofi Oduya"])
    when = {"starts_at": _later(4), "minutes": 45, "comment": "He is back by then."}
    status, _ = await town.api.post(f"/v1/interviews/{made['id']}/counters", {"member": "m-mia", **when})
    assert status == 200
    (counter,) = (await town.api.get(f"/v1/interviews/{made['id']}/counters"))[1]["counters"]
    assert counter["party"] == next(each["id"] for each in made["parties"] if each["role"] == "candidate")
    entries = (await town.api.get(f"/v1/interviews/{made['id']}/ledger"))[1]["entries"]
    assert [each["event"] for each in entries].count("party.spoken_for") == 2
    # The contract opens the talent's own details alone, as the talent chose; and the host's part is nobody's.
    await town.put("/v1/contracts/k-1", {"proposal": "p-kofi", "accepted_at": MONDAY.isoformat()})
    assert await town.seen("k-1", "ada") == [town.address("kofi")]
    move = {"member": "m-mia", "starts_at": _later(5), "minutes": 45}
    assert (await town.api.post(f"/v1/interviews/{made['id']}/move", move))[0] == 403


async def test_a_panel_of_required_and_optional_people_is_asked_each_alone(town: Town) -> None:
    cast = town.world.twins.cast
    asked = {"Noor": (cast.maya.email, True), "Ivo": (cast.leo.email, False)}
    panel = [
        {"email": email, "label": f"{name}, Staff", "required": required}
        for name, (email, required) in asked.items()
    ]
    made = await town.schedule("p-kofi", guests=panel)
    await town.world.settle()
    required = {each["label"].split(",")[0]: each["required"] for each in made["parties"]}
    assert required == {"Ada Lark": True, "Kofi Oduya": True, "Noor": True, "Ivo": False}
    captures = town.world.twins.mailbox.captures
    assert all(len(each.to) == 1 for each in captures)
    for name, (email, _) in asked.items():
        got = [as_read(each.body) for each in captures if email in each.to]
        others = [other for key, (other, _) in asked.items() if key != name]
        assert got and not any(other in each for each in got for other in others)
    said = town.mail_to("kofi")
    assert "Noor, Staff" in said and not any(email in said for email, _ in asked.values())
    assert await town.answer(made, "kofi") == 200
    assert (await town.shown(made))["state"] == "scheduled"


async def test_who_leaves_the_company_is_followed_by_a_colleague(town: Town, clock: SetClock) -> None:
    """Uma, looped in and allowed to schedule, takes over from Sam; else the client, Ada."""
    guest = [{"email": "uma@own.example", "label": "Uma Hale", "required": True}]
    with_uma, alone = await town.schedule("p-kofi", "sam", guests=guest), await town.schedule("p-zoe", "sam")
    await town.world.settle()
    await town.member("sam", organisation=None, organisation_roles=[])
    await town.world.settle()
    one, two = await town.shown(with_uma), await town.shown(alone)
    assert (host(one), host(two)) == ("Uma Hale", "Ada Lark")
    assert labels(one) == ["Kofi Oduya", "Uma Hale"] and labels(two) == ["Zoe Linden", "Ada Lark"]
    assert {one["state"], two["state"]} == {"proposed"}
    assert [await town.take(with_uma, "sam"), await town.take(with_uma, "kofi")] == [404, 200]
    told = [each.type for each in town.world.twins.marketplace.events]
    assert told.count("interview.handed_over") == 2 and "interview.void" not in told
    assert "Ada Lark" in town.mail_to("ada") and "METHOD:CANCEL" in town.mail_to("sam")
    # Who took over hands on, moves and cancels as any host does; Sam does nothing more.
    for who, status in (("sam", 403), ("ada", 200)):
        move = {"member": f"m-{who}", "starts_at": _later(6), "minutes": 45}
        assert (await town.api.post(f"/v1/interviews/{two['id']}/move", move))[0] == status, who


async def test_who_loses_the_role_stays_as_a_guest_and_who_is_erased_is_followed_too(town: Town) -> None:
    made, other = await town.schedule("p-kofi", "sam"), await town.schedule("p-zoe", "uma")
    await town.member("sam", organisation_roles=[])
    after = await town.shown(made)
    assert (host(after), labels(after)) == ("Ada Lark", ["Sam Reed", "Kofi Oduya", "Ada Lark"])
    back = {"member": "m-ada", "party": after["parties"][0]["id"]}
    status, handed = await town.api.post(f"/v1/interviews/{made['id']}/hand-over", back)
    assert (status, host(dict(handed))) == (200, "Sam Reed")
    path = "/v1/members/m-uma?reviewer=t-12&reason=erasure_request"
    status, gone = await (await with_details(town.world)).call("DELETE", path)
    assert status == 200, gone
    assert gone["interviews_ended"] == 0
    left = await town.shown(other)
    assert (left["state"], labels(left)) == ("proposed", ["Zoe Linden", "Ada Lark"])
    # A word on a member that changes nothing of it moves nobody.
    await town.member("ada")
    assert host(await town.shown(other)) == "Ada Lark"


async def test_nobody_is_made_host_whom_the_freelancer_blocks(town: Town) -> None:
    """Kofi has blocked Ada; when Sam leaves nobody else is there, and it is void rather than Ada's."""
    with_ada, with_sam = await town.schedule("p-kofi"), await town.schedule("p-kofi", "sam")
    seat = next(each["id"] for each in with_ada["parties"] if each["role"] == "candidate")
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
        passed = {"pass": town.world.house.mint.make(seat, 1)}
        async with browser.post(f"{town.world.url}/i", json=passed) as said:
            assert said.status == 200
        async with browser.post(f"{town.world.url}/lobby/{seat}/block", data={"block": "0"}) as said:
            assert said.status == 200
    assert len((await town.api.get("/v1/proposals/p-kofi/blocks"))[1]["blocks"]) == 1
    assert (await town.api.get("/v1/proposals/p-kofi-2/blocks"))[1]["blocks"] == []
    await town.member("sam", organisation=None, organisation_roles=[])
    after = await town.shown(with_sam)
    assert (after["state"], labels(after)) == ("void", ["Sam Reed", "Kofi Oduya"])


def _later(hours: int) -> str:
    return (START + timedelta(hours=hours)).isoformat()
