"""Whoever holds what is not theirs: passes, cookies, admissions; each gets the answer that all get."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import aiohttp
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from passes.reception import REFERENCE, Answer, Browser, Reception
from passes.test_admission import forged, right_claims
from passes.test_lobby import guests
from passes.test_passes import cookie_of

VARIES = {"Date"}
PAGES = ("/lobby/{}", "/lobby/{}/state", "/room/{}", "/room/{}/signal?session=other1234")
FORMS = ("enter", "checked", "gate", "code/send", "code", "instead", "late", "tool/open", "block", "unblock")


@fixture
async def reception(quiet_world: World, clock: SetClock) -> AsyncIterator[Reception]:
    """Nobody is invited yet."""
    opened = Reception(quiet_world, clock)
    yield opened
    await opened.close()


def whole(answer: Answer) -> tuple[Any, ...]:
    """Status, body and headers, but for the time and the reference, which are new each time."""
    headers = tuple(sorted((name, value) for name, value in answer.headers.items() if name not in VARIES))
    return answer.status, REFERENCE.sub("", answer.text), headers, tuple(answer.cookies)


def copied(browser: Browser, seat: str) -> dict[str, str]:
    """The header that a copy of this browser's cookie would be sent in."""
    return {"Cookie": f"seat_{seat}={cookie_of(browser, seat)}"}


async def asked(reception: Reception, seat: str, cookie: dict[str, str]) -> set[tuple[Any, ...]]:
    """Everything that a browser with this cookie is answered at a seat."""
    thief = reception.browser()
    answers = [await thief.get(path.format(seat), **cookie) for path in PAGES]
    for form in FORMS:
        async with thief.session.post(
            f"{reception.world.url}/lobby/{seat}/{form}", data={"act": "admit"}, headers=cookie
        ) as answer:
            answers.append(Answer(answer.status, answer.headers, await answer.text(), {}))
    return {whole(each) for each in answers}


async def test_a_copied_cookie_opens_nothing_while_its_seat_is_in_the_call(reception: Reception) -> None:
    """Nor another seat's, an older one, a made-up one, or none: one answer, byte for byte."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    maya = await reception.seated(seats["maya"])
    leo = await reception.seated(seats["leo"])
    early = copied(leo, seats["leo"])
    await (
        await reception.connect(maya, seats["maya"], await reception.admission(maya, seats["maya"]))
    ).hears("welcome")
    page = await reception.connect(leo, seats["leo"], await reception.admission(leo, seats["leo"]))
    await page.hears("welcome")
    nothing = await asked(reception, "pty_nobody", {})
    assert len(nothing) == 1

    assert await asked(reception, seats["leo"], {}) == nothing
    assert await asked(reception, seats["leo"], early) == nothing
    assert await asked(reception, seats["leo"], copied(leo, seats["leo"])) == nothing
    assert await asked(reception, seats["dana"], copied(leo, seats["leo"])) == nothing
    renamed = {"Cookie": f"seat_{seats['dana']}={cookie_of(leo, seats['leo'])}"}
    assert await asked(reception, seats["dana"], renamed) == nothing
    assert await asked(reception, seats["leo"], {"Cookie": f"seat_{seats['leo']}=0.{'a' * 40}"}) == nothing
    assert reception.world.app and await reception.present() == {seats["maya"], seats["leo"]}
    again = await reception.connect(leo, seats["leo"], "")
    await again.hears("welcome")
    await again.leaves()
    assert (await leo.get(f"/lobby/{seats['leo']}")).status == 200, "its owner goes on"


async def test_admissions_that_are_not_right_all_get_that_answer(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    await reception.enter(seats["maya"])
    leo = await reception.seated(seats["leo"])
    right = await right_claims(reception, seats["leo"])
    now = right["iat"]
    nothing = await asked(reception, "pty_nobody", {})
    for token in (
        forged(reception, right, key=None, algorithm="none"),
        forged(reception, right, key=b"k" * 32),
        forged(reception, right, headers={"typ": "viewer+jwt"}),
        forged(reception, {**right, "room": "roo_another"}),
        forged(reception, {**right, "iat": now - 301, "exp": now - 1}),
        forged(reception, {**right, "iat": now + 60, "exp": now + 360}),
        forged(reception, {**right, "epoch": 0}),
        forged(reception, {**right, "sub": seats["maya"]}),
    ):
        path = f"/room/{seats['leo']}/signal?session=page12345&admission={token}"
        assert {whole(await leo.get(path))} == nothing


async def test_whoever_has_the_pass_too_moves_an_idle_seat_and_its_owner_is_told(
    reception: Reception,
) -> None:
    seats = await reception.schedule(guests=guests(reception))
    dana, other = await reception.seated(seats["dana"]), reception.browser()
    assert (await other.take(reception.pass_of(seats["dana"]))).text == '{"elsewhere": "elsewhere"}'
    assert (await dana.get(f"/lobby/{seats['dana']}")).status == 200, "asking took nothing away"
    moved = await other.take(reception.pass_of(seats["dana"]), move=True)
    assert '"lobby"' in moved.text and (await other.get(f"/lobby/{seats['dana']}")).status == 200
    nothing = whole(await reception.browser().get("/lobby/pty_nobody"))
    assert whole(await dana.get(f"/lobby/{seats['dana']}/state")) == nothing
    assert "opened on another device" in (await other.get(f"/lobby/{seats['dana']}")).text


async def test_a_seat_in_the_call_is_moved_only_when_the_host_allows_it(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya = await reception.enter(seats["maya"])
    phone = await reception.seated(seats["leo"])
    page = await reception.connect(phone, seats["leo"], await reception.admission(phone, seats["leo"]))
    await page.hears("welcome")
    laptop, pass_text = reception.browser(), reception.pass_of(seats["leo"])
    assert (await laptop.take(pass_text)).text == '{"elsewhere": "live"}'
    for _ in range(2):
        assert (await laptop.take(pass_text, move=True)).text == '{"elsewhere": "asked"}'
    assert [each["wants"] for each in (await maya.hears("gate"))["people"]] == ["device"]
    assert (await laptop.get(f"/lobby/{seats['leo']}")).status == 404, "not yet"
    await maya.socket.send_json({"kind": "admit", "seat": seats["leo"]})
    await maya.hears("gate")
    assert '"lobby"' in (await laptop.take(pass_text, move=True)).text
    assert await page.is_told_why() == "replaced"
    assert (await phone.get(f"/lobby/{seats['leo']}")).status == 404
    reception.travel(reception.clock.now() + timedelta(seconds=1))
    again = await reception.connect(laptop, seats["leo"], await reception.admission(laptop, seats["leo"]))
    assert (await again.hears("welcome"))["you"]["seat"] == seats["leo"]


async def test_of_two_devices_that_ask_the_host_decides_about_the_first(reception: Reception) -> None:
    """What the host grants is granted to the device that was asked about, and to no other."""
    seats = await reception.schedule()
    await reception.open_doors()
    maya, page = await reception.together(seats["maya"], seats["leo"])
    thief, laptop, pass_text = reception.browser(), reception.browser(), reception.pass_of(seats["leo"])
    assert (await thief.take(pass_text, move=True)).text == '{"elsewhere": "asked"}'
    await maya.hears("gate")
    second = await laptop.take(pass_text, move=True)
    assert (second.text, dict(second.cookies)) == ('{"elsewhere": "queued"}', {})
    assert (await thief.take(pass_text, move=True)).text == '{"elsewhere": "asked"}', "still the first"
    await maya.socket.send_json({"kind": "refuse", "seat": seats["leo"]})
    assert (await maya.hears("gate"))["people"] == []
    assert (await laptop.take(pass_text, move=True)).text == '{"elsewhere": "asked"}', "its turn"
    assert (await thief.take(pass_text, move=True)).text == '{"elsewhere": "queued"}'
    await maya.hears("gate")
    await maya.socket.send_json({"kind": "admit", "seat": seats["leo"]})
    await maya.hears("gate")
    await page.leaves()
    assert '"lobby"' in (await thief.take(pass_text, move=True)).text, "idle, it is moved at once"
    thiefs = json.loads((await thief.get(f"/lobby/{seats['leo']}/state")).text)
    assert thiefs["seat"] == "left", "what was granted to another device is not this one's"


async def test_a_host_says_no_and_the_seat_stays_where_it_is(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    maya, leo = await reception.together(seats["maya"], seats["leo"])
    thief, pass_text = reception.browser(), reception.pass_of(seats["leo"])
    await thief.take(pass_text, move=True)
    await maya.hears("gate")
    await maya.socket.send_json({"kind": "refuse", "seat": seats["leo"]})
    assert (await maya.hears("gate"))["people"] == []
    assert (await thief.take(pass_text)).text == '{"elsewhere": "live"}'
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await reception.connect(thief, seats["leo"], "")
    await leo.leaves()


async def test_nothing_of_the_call_is_told_before_one_is_let_in(reception: Reception) -> None:
    """No login for the relay, no seats, no room: a guest who waits reads what the invitation told."""
    seats = await reception.schedule(guests=guests(reception))
    await reception.open_doors()
    await reception.together(seats["maya"], seats["leo"])
    dana = await reception.seated(seats["dana"])
    await dana.send(f"/lobby/{seats['dana']}/enter", {})
    async with reception.world.house.database.connection() as conn:
        room = str(await conn.fetchval("select room from interview"))
    for path in PAGES[:3]:
        text = (await dana.get(path.format(seats["dana"]))).text
        for told in (room, "turn:", "credential", "admission", seats["leo"], seats["maya"], "in the call"):
            assert told not in text, (path, told)
    right = {**await right_claims(reception, seats["dana"])}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await reception.connect(dana, seats["dana"], forged(reception, right))
    assert refusal.value.status == 409
