"""Admission to the room: exactly this seat, exactly this room, for five minutes."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import aiohttp
import jwt
import pytest
from jwt.warnings import InsecureKeyLengthWarning

from passes.reception import START, Browser, Reception

WRONG_KEY = b"k" * 32


def forged(reception: Reception, claims: Mapping[str, Any], **how: Any) -> str:
    """An admission with these claims, made with the deployment's key unless `key` says otherwise."""
    key = how.pop("key", reception.world.settings.secrets.admission_key)
    headers = how.pop("headers", {"typ": "admission+jwt"})
    with warnings.catch_warnings():
        # A key that is long enough for our algorithm is short for the others.
        warnings.simplefilter("ignore", InsecureKeyLengthWarning)
        return jwt.encode(dict(claims), key, algorithm=how.pop("algorithm", "HS256"), headers=headers)


async def right_claims(reception: Reception, seat: str) -> dict[str, Any]:
    """What an admission for this seat says now."""
    async with reception.world.house.database.connection() as conn:
        row = await conn.fetchrow("select room from interview where id = $1", reception.interview["id"])
    assert row is not None
    now = int(reception.clock.now().timestamp())
    return {
        "iss": "anteroom",
        "aud": "room",
        "sub": seat,
        "room": row["room"],
        "epoch": 1,
        "iat": now,
        "exp": now + 300,
    }


async def turned_away(reception: Reception, browser: Browser, seat: str, token: str) -> tuple[int, str]:
    """What a browser without the page's script gets when it tries this admission."""
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await reception.connect(browser, seat, token)
    return refusal.value.status, (await browser.get(f"/room/{seat}/signal?admission={token}")).plain[1]


async def test_only_the_admission_of_this_seat_to_this_room_now_lets_in(reception: Reception) -> None:
    """Each of these lacks one thing; all get the one answer."""
    seats = await reception.schedule()
    await reception.open_doors()
    await reception.enter(seats["maya"])
    leo, seat = await reception.seated(seats["leo"]), seats["leo"]
    right = await right_claims(reception, seat)
    now = right["iat"]
    lacking = {name: {key: value for key, value in right.items() if key != name} for name in right}
    tokens = {
        "nothing": "",
        "garbage": "a.b.c",
        "text": "%C3%A9.%00.%FF",
        "alg none": forged(reception, right, key=None, algorithm="none"),
        "another algorithm": forged(reception, right, algorithm="HS512"),
        "wrong key": forged(reception, right, key=WRONG_KEY),
        "the pass key": forged(reception, right, key=reception.world.settings.secrets.pass_key),
        "wrong typ": forged(reception, right, headers={"typ": "viewer+jwt"}),
        "no typ": forged(reception, right, headers={"typ": None}),
        "wrong room": forged(reception, {**right, "room": "roo_another"}),
        "expired": forged(reception, {**right, "iat": now - 301, "exp": now - 1}),
        "just expired": forged(reception, {**right, "iat": now - 300, "exp": now}),
        "of the future": forged(reception, {**right, "iat": now + 60, "exp": now + 360}),
        "older epoch": forged(reception, {**right, "epoch": 0}),
        "another seat": forged(reception, {**right, "sub": seats["maya"]}),
        "wrong aud": forged(reception, {**right, "aud": "anteroom"}),
        "wrong iss": forged(reception, {**right, "iss": "marketplace"}),
        "times as words": forged(reception, {**right, "iat": "now", "exp": "later"}),
        **{f"no {name}": forged(reception, claims) for name, claims in lacking.items()},
    }
    answers = {name: await turned_away(reception, leo, seat, token) for name, token in tokens.items()}

    assert {status for status, _ in answers.values()} == {404}
    assert len(set(answers.values())) == 1, {name: text[:300] for name, text in answers.items()}
    page = await reception.connect(leo, seat, forged(reception, right))
    assert (await page.hears("welcome"))["you"]["seat"] == seat


async def test_an_admission_is_worth_nothing_without_the_seats_cookie(reception: Reception) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    token = await reception.admission(await reception.seated(seats["leo"]), seats["leo"])
    maya, stranger = await reception.seated(seats["maya"]), reception.browser()

    for browser, seat in ((stranger, seats["leo"]), (maya, seats["leo"]), (maya, seats["maya"])):
        assert (await turned_away(reception, browser, seat, token))[0] == 404


async def test_an_admission_dies_with_its_epoch(reception: Reception) -> None:
    """The pass was revoked and given anew while the page was open: what the old page holds opens nothing."""
    seats = await reception.schedule()
    await reception.open_doors()
    old = await reception.seated(seats["leo"])
    token = await reception.admission(old, seats["leo"])
    await reception.rewrite("update party set epoch = 2 where id = $1", seats["leo"])
    renewed = reception.browser()
    await renewed.take(reception.pass_of(seats["leo"], 2))

    for browser in (old, renewed):
        assert (await turned_away(reception, browser, seats["leo"], token))[0] == 404
    fresh = await reception.admission(renewed, seats["leo"])
    assert (await (await reception.connect(renewed, seats["leo"], fresh)).hears("welcome"))["people"] == []


async def test_whoever_sits_there_by_a_revoked_pass_is_told_so(
    reception: Reception,
) -> None:
    seats = await reception.schedule()
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    page = await reception.connect(leo, seats["leo"], await reception.admission(leo, seats["leo"]))
    await page.hears("welcome")
    where = f"/v1/interviews/{reception.interview['id']}/parties/{seats['leo']}/revoke"
    assert (await reception.api.post(where, {"member": reception.world.twins.cast.maya.member}))[0] == 200
    assert await page.is_told_why() == "pass-revoked"


async def test_whoever_sits_in_the_room_comes_back_without_a_new_admission(reception: Reception) -> None:
    """The connection drops half an hour into the call, long after the admission's five minutes."""
    seats = await reception.schedule()
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    token = await reception.admission(leo, seats["leo"])
    first = await reception.connect(leo, seats["leo"], token)
    await first.hears("welcome")
    reception.travel(reception.clock.now() + timedelta(minutes=30))
    again = await reception.connect(leo, seats["leo"], token)

    await again.hears("welcome")
    assert await first.is_told_why() == "replaced"
    await again.leaves()
    assert (await turned_away(reception, leo, seats["leo"], token))[0] == 404, "left, so a new one is needed"


async def test_the_agreement_stands_before_the_room_itself_too(reception: Reception) -> None:
    """Not only before the page: the signalling address is known to everybody who was in a call once.

    The host is late by then, so that nothing but the agreement stands in the way.
    """
    seats = await reception.schedule(nda=True)
    await reception.open_doors()
    leo = await reception.seated(seats["leo"])
    reception.travel(START + timedelta(minutes=6))
    told = json.loads((await leo.get(f"/lobby/{seats['leo']}/state")).text)
    assert told["way"] == "in"
    token = forged(reception, await right_claims(reception, seats["leo"]))
    with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
        await reception.connect(leo, seats["leo"], token)

    assert refusal.value.status == 409


async def test_the_doors_stand_before_the_room_itself_too(reception: Reception) -> None:
    """Before the host's own seat, too, which nothing but the doors keeps out."""
    seats = await reception.schedule()
    for name in ("leo", "maya"):
        browser, seat = await reception.seated(seats[name]), seats[name]
        token = forged(reception, await right_claims(reception, seat))
        with pytest.raises(aiohttp.WSServerHandshakeError) as refusal:
            await reception.connect(browser, seat, token)
        assert refusal.value.status == 409, name
