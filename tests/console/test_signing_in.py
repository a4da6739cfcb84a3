"""Signing in at the console: who is let in, for how long, and with which provider."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from aiohttp import web

from anteroom.clock import SetClock, SystemClock
from anteroom.console.provider import Provider
from anteroom.console.sessions import cookie_name, put_cookie
from anteroom.console.sign_in import COOKIE
from anteroom.errors import Unavailable
from anteroom.sandbox.staff.provider import public_key, signed
from anteroom.sandbox.world import World
from console.attempts import refused, staff_of
from console_visit import visit
from deployment import MONDAY, world


async def test_it_lets_in_who_has_a_role_and_leads_to_the_page_that_was_wanted(console_world: World) -> None:
    async with visit(console_world) as browser:
        led = await browser.get("/console/you")
        assert led.location == "/console/sign-in?then=%2Fconsole%2Fyou"
        begun = await browser.get(led.location)
        asked = parse_qs(urlsplit(begun.location).query)
        assert asked["response_type"] == ["code"]
        assert asked["code_challenge_method"] == ["S256"]
        assert set(asked) == {
            *("response_type", "client_id", "redirect_uri", "scope", "state", "nonce"),
            *("code_challenge", "code_challenge_method"),
        }
        shown = await browser.came_back(await browser.chosen(begun.location, "tomasz"))
        assert shown.status == 200
        assert "Tomasz Wilk" in shown.text
        assert "Warsaw" in shown.text
        assert (await browser.get("/console")).status == 200


async def test_the_cookie_holds_a_random_token_and_the_database_its_digest(console_world: World) -> None:
    async with visit(console_world) as browser:
        begun = await browser.get("/console/sign-in")
        back = await browser.get(await browser.chosen(begun.location, "ines"))
        said = next(value for name, value in back.headers.items() if name == "Set-Cookie")
        assert all(word in said for word in ("console=", "HttpOnly", "SameSite=Lax", "Path=/"))
        assert "Secure" not in said  # the sandbox has no TLS
        async with console_world.house.database.connection() as conn:
            row = await conn.fetchrow("select digest, roles from console_session")
            people = await conn.fetch("select * from staff")
        assert row is not None
        assert browser.cookie.encode() not in row["digest"]
        assert row["roles"] == ["support"]
        assert [person["name"] for person in people] == ["Inês Tavares"]
        assert b"harbourline-ines" not in people[0]["subject"]


async def test_with_tls_the_cookie_is_bound_to_this_host() -> None:
    async with world(work=False, with_staff=True) as opened:
        settings = replace(opened.house.settings, public_url="https://anteroom.example")
        house = replace(opened.house, settings=settings)
        assert cookie_name(house) == "__Host-console"
        assert cookie_name(house, COOKIE) == "__Host-console-begun", "that of the sign-in, too"
        answer = web.Response()
        put_cookie(answer, house, "token")
        written = answer.cookies["__Host-console"].OutputString()
        # RFC 6265bis, 4.1.3.2: Secure, Path=/ and no Domain, or browsers do not take it.
        assert "Secure" in written
        assert "Path=/" in written
        assert "Domain" not in written


async def test_whoever_has_no_role_is_told_so_and_sees_nothing(console_world: World) -> None:
    async with visit(console_world) as browser:
        shown = await browser.sign_in("noor")
        assert shown.status == 403
        assert "no role of the console is yours" in shown.text
        assert browser.cookie == ""
        assert (await browser.get("/console")).status == 303


async def test_several_roles_count_together_and_unknown_groups_for_nothing(console_world: World) -> None:
    staff = staff_of(console_world)
    async with visit(console_world, "sana") as browser:
        shown = await browser.get("/console/you")
        assert all(word in shown.words for word in ("Support", "Trust", "Operator"))
    for groups, roles in (
        (["hl-trust", 7, None, {"hl-support": 1}], "Trust"),
        ("hl-support hl-nothing", "Support"),
    ):
        staff.changed = {"groups": groups}
        async with visit(console_world, "noor") as browser:
            shown = await browser.get("/console/you")
            assert f"<strong>{roles}</strong>" in shown.text
            assert shown.text.count("<strong>") == 1
    for odd in (7, None, {"hl-trust": True}, [], ["HL-TRUST"], "hl-trust,hl-support"):
        staff.changed = {"groups": odd}
        async with visit(console_world) as browser:
            assert (await browser.sign_in("noor")).status == 403, odd


async def test_a_name_that_is_a_contact_detail_is_not_shown(console_world: World) -> None:
    staff = staff_of(console_world)
    for name in ("ines@harbourline.test", "Call +44 7700 900123", "", None, 7, "a\0b"):
        staff.changed = {"name": name, "zoneinfo": "Not/AZone", "locale": ["es"]}
        async with visit(console_world, "ines") as browser:
            shown = await browser.get("/console/you")
            assert "harbourline.test" not in shown.text
            assert "900123" not in shown.text
            assert "Times are those of" in shown.words


async def test_somebody_who_signs_in_again_is_the_same_to_the_ledger(console_world: World) -> None:
    async with visit(console_world, "ines") as one, visit(console_world, "ines") as other:
        first, second = [await each.get("/console/you") for each in (one, other)]
        assert first.text.partition("stf_")[2][:20] == second.text.partition("stf_")[2][:20]


@pytest.mark.asyncio(loop_scope="module")
async def test_a_sign_in_takes_ten_minutes_at_most() -> None:
    moved = SetClock(MONDAY)
    async with world(clock=moved, work=False, with_staff=True) as opened, visit(opened) as browser:
        begun = await browser.get("/console/sign-in")
        moved.advance(timedelta(minutes=10))
        await refused(opened, await browser.came_back(await browser.chosen(begun.location, "sana")), 0)


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://login.evil.example"},
        {"token_endpoint": "ftp://127.0.0.1/token"},
        {"jwks_uri": ""},
        {"authorization_endpoint": 7},
        {"jwks_uri": "http://[half"},
    ],
)
async def test_a_provider_that_describes_itself_wrongly_is_not_used(described: dict[str, Any]) -> None:
    async with world(work=False, with_staff=True) as opened, visit(opened) as browser:
        staff_of(opened).described = described
        shown = await browser.get("/console/sign-in")
        assert shown.status == 503
        assert "Nobody can sign in just now" in shown.text
        heard = len(staff_of(opened).heard)
        assert (await browser.get("/console/sign-in")).status == 503
        assert len(staff_of(opened).heard) == heard  # it is left alone for a moment


async def test_new_keys_are_fetched_once_a_minute_and_what_cannot_sign_is_passed_by(
    console_world: World, clock: SetClock
) -> None:
    staff = staff_of(console_world)

    def fetched() -> int:
        return sum(each.path == "/keys" for each in staff.heard)

    async with visit(console_world, "ines"):
        assert fetched() == 1
    junk = [
        {"kty": "RSA", "kid": "harbourline-2"},
        {**public_key(), "use": "enc", "kid": "harbourline-2"},
        {},
    ]
    staff.published = {"keys": [*junk, {**public_key("harbourline-2")}]}
    staff.sign = lambda claims: signed(claims, "harbourline-2")
    async with visit(console_world) as browser:
        assert (await browser.sign_in("ines")).status == 400  # the minute is not over
        assert fetched() == 1
        clock.advance(timedelta(minutes=1))
        assert (await browser.sign_in("ines")).status == 200
        assert fetched() == 2
    staff.sign = lambda claims: signed(claims, "harbourline-3")
    async with visit(console_world) as browser:
        for _ in range(5):
            assert (await browser.sign_in("ines")).status == 400
        assert fetched() == 2  # nobody makes us ask by naming keys that are not there


async def test_private_addresses_are_not_called_outside_the_sandbox() -> None:
    async with world(work=False, with_staff=True) as opened:
        settings = replace(opened.house.settings, allow_private_targets=False)
        assert settings.console is not None
        provider = Provider(settings, settings.console, SystemClock().now)
        await provider.open()
        try:
            with pytest.raises(Unavailable) as raised:
                await provider.described()
        finally:
            await provider.close()
        assert raised.value.reason == "provider: PrivateTarget"
        assert not staff_of(opened).heard
