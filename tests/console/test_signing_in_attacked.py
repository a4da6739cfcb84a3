"""What must not lead into the console: forged tokens, foreign states, odd answers, other hosts."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Callable
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pytest_asyncio import fixture

from anteroom.sandbox.server import Weather
from anteroom.sandbox.staff.provider import private_key, signed
from anteroom.sandbox.world import World
from console.attempts import refused, sessions, staff_of
from console_visit import visit
from deployment import world

OTHER = rsa.generate_private_key(public_exponent=65537, key_size=2048)


@fixture(scope="module", loop_scope="module")
async def shared() -> AsyncIterator[World]:
    """One world for all attacks: none of them leads in, so none of them changes anything."""
    async with world(work=False, with_staff=True) as opened:
        yield opened


@fixture(loop_scope="module")
async def attacked(shared: World) -> AsyncIterator[World]:
    """The shared world, with a provider that is as it should be before and after."""
    staff = staff_of(shared)
    yield shared
    staff.sign, staff.changed, staff.described, staff.published = signed, {}, {}, {}
    staff.due.clear()


FORGED: dict[str, Callable[[dict[str, Any]], str]] = {
    "alg none": lambda claims: jwt.encode(claims, "", algorithm="none", headers={"kid": "harbourline-1"}),
    "alg HS256 with the public key": lambda claims: _hs256_with_public_key(claims),
    "another key under the same name": lambda claims: jwt.encode(
        claims, OTHER, algorithm="RS256", headers={"kid": "harbourline-1"}
    ),
    "a key that nobody published": lambda claims: signed(claims, "harbourline-9"),
    "another algorithm with the right key": lambda claims: _with_algorithm(claims, "PS256"),
    "a key of its own in the header": lambda claims: jwt.encode(
        claims, OTHER, algorithm="RS256", headers={"jwk": {}, "kid": "harbourline-1"}
    ),
    "a kid that is no text": lambda claims: _with_header(claims, {"alg": "RS256", "kid": 7}),
    "a changed claim": lambda claims: _tampered(claims),
    "no signature": lambda claims: signed(claims).rpartition(".")[0] + ".",
    "no JWT": lambda _: "nonsense",
    "nested far too deep": lambda _: _with_body("[" * 30_000),
    "far too long": lambda claims: signed({**claims, "padding": "x" * 20_000}),
}


@pytest.mark.parametrize("forged", list(FORGED))
@pytest.mark.asyncio(loop_scope="module")
async def test_no_forged_token_leads_in(attacked: World, forged: str) -> None:
    staff_of(attacked).sign = FORGED[forged]
    before = await sessions(attacked)
    async with visit(attacked) as browser:
        await refused(attacked, await browser.sign_in("sana"), before)
        assert browser.cookie == ""


WRONG: dict[str, dict[str, Any]] = {
    "another issuer": {"iss": "https://login.evil.example"},
    "the issuer with a slash": {"iss": "+/"},
    "another audience": {"aud": "another-client"},
    "no audience": {"aud": []},
    "two audiences and no azp": {"aud": ["anteroom-of-the-sandbox", "another-client"]},
    "an azp of somebody else": {"azp": "another-client"},
    "another nonce": {"nonce": "not-this-one"},
    "an empty nonce": {"nonce": ""},
    "no nonce": {"nonce": None},
    "no subject": {"sub": ""},
    "a subject that is no text": {"sub": 7},
    "a subject of 256 letters": {"sub": "s" * 256},
    "a subject beyond ASCII": {"sub": "ïnes"},
    "expired": {"exp": "-120"},
    "issued in the future": {"iat": "+120"},
    "issued long ago": {"iat": "-660"},
    "an end that is no number": {"exp": "soon"},
    "an end that is true": {"exp": True},
    "not a number": {"exp": float("nan")},
}


@pytest.mark.parametrize("wrong", list(WRONG))
@pytest.mark.asyncio(loop_scope="module")
async def test_no_wrong_claim_leads_in(attacked: World, wrong: str) -> None:
    staff = staff_of(attacked)
    changed = dict(WRONG[wrong])
    now = int(attacked.house.clock.now().timestamp())
    for name, value in changed.items():
        if name in ("exp", "iat") and isinstance(value, str) and value[1:].isdigit():
            changed[name] = now + int(value)
        if value == "+/":
            changed[name] = f"{staff.url}/"
    staff.sign = lambda claims: signed({**claims, **changed})
    before = await sessions(attacked)
    async with visit(attacked) as browser:
        await refused(attacked, await browser.sign_in("sana"), before)


@pytest.mark.parametrize("missing", ["iss", "sub", "aud", "exp", "iat", "nonce"])
@pytest.mark.asyncio(loop_scope="module")
async def test_no_missing_claim_leads_in(attacked: World, missing: str) -> None:
    staff_of(attacked).sign = lambda claims: signed(
        {name: value for name, value in claims.items() if name != missing}
    )
    before = await sessions(attacked)
    async with visit(attacked) as browser:
        await refused(attacked, await browser.sign_in("sana"), before)


@pytest.mark.asyncio(loop_scope="module")
async def test_a_state_of_another_browser_leads_nobody_in(attacked: World) -> None:
    """Whoever makes somebody follow the own answer would have that one work in the own name."""
    before = await sessions(attacked)
    async with visit(attacked) as attacker, visit(attacked) as victim:
        begun = await attacker.get("/console/sign-in")
        back = await attacker.chosen(begun.location, "sana")
        await refused(attacked, await victim.get(back), before)
        await victim.get("/console/sign-in")
        await refused(attacked, await victim.get(back), before)
        assert victim.cookie == ""


@pytest.mark.asyncio(loop_scope="module")
async def test_an_answer_is_good_once(attacked: World) -> None:
    async with visit(attacked) as browser:
        begun = await browser.get("/console/sign-in")
        kept = {each.key: each.value for each in browser.session.cookie_jar}
        back = await browser.chosen(begun.location, "sana")
        assert (await browser.get(back)).status == 303
        before = await sessions(attacked)
        await refused(attacked, await browser.get(back), before)  # its cookie was taken back
        cookies = "; ".join(f"{name}={value}" for name, value in kept.items())
        await refused(attacked, await browser.get(back, Cookie=cookies), before)  # and it is known as used


@pytest.mark.asyncio(loop_scope="module")
async def test_a_code_is_of_no_use_with_another_verifier(attacked: World) -> None:
    """A code that was taken from somebody's browser, put into the own answer (RFC 9700, 4.5)."""
    before = await sessions(attacked)
    async with visit(attacked) as victim, visit(attacked) as attacker:
        begun = await victim.get("/console/sign-in")
        code = parse_qs(urlsplit(await victim.chosen(begun.location, "sana")).query)["code"][0]
        own = await attacker.get("/console/sign-in")
        state = parse_qs(urlsplit(own.location).query)["state"][0]
        issuer = staff_of(attacked).url
        query = urlencode({"code": code, "state": state, "iss": issuer})
        await refused(attacked, await attacker.get(f"/console/sign-in/back?{query}"), before)


@pytest.mark.parametrize(
    "said",
    [
        *({"iss": "https://login.evil.example"}, {"iss": ""}, {"iss": None}),
        *({"code": ""}, {"code": None}, {"code": "x" * 2001}, {"code": "never-given"}),
        *({"state": ""}, {"state": None}, {"state": "x" * 3000}, {"error": "access_denied", "code": None}),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_no_odd_answer_leads_in(attacked: World, said: dict[str, str | None]) -> None:
    before = await sessions(attacked)
    async with visit(attacked) as browser:
        begun = await browser.get("/console/sign-in")
        back = urlsplit(await browser.chosen(begun.location, "sana"))
        query = {name: values[0] for name, values in parse_qs(back.query).items()}
        query = {name: value for name, value in {**query, **said}.items() if value is not None}
        shown = await browser.get(f"/console/sign-in/back?{urlencode(query)}")
        await refused(attacked, shown, before)


@pytest.mark.parametrize(
    "then",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "/console/../i", "/i", ""),
        *(
            "/console//evil.example",
            "/consolexyz",
            "/console/a?b=//evil",
            "/console/%2f%2fevil",
            "/console\n/x",
        ),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_nobody_is_led_to_another_host_afterwards(attacked: World, then: str) -> None:
    async with visit(attacked) as browser:
        begun = await browser.get(f"/console/sign-in?{urlencode({'then': then})}")
        back = await browser.get(await browser.chosen(begun.location, "ines"))
        assert (back.status, back.location) == (303, "/console")


@pytest.mark.parametrize(
    "weather",
    [
        Weather(status=500),
        Weather(status=200, body="[]"),
        Weather(status=200, body="{" * 1000),
        Weather(status=200, body="x" * 300_000),
        Weather(status=302, headers={"Location": "http://127.0.0.1:1/"}),
        Weather(cut=True),
    ],
)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_provider_that_is_out_of_order_keeps_everybody_out_calmly(
    attacked: World, weather: Weather
) -> None:
    """At its token endpoint: what it is and where its ends are is known for an hour."""
    before = await sessions(attacked)
    async with visit(attacked) as browser:
        begun = await browser.get("/console/sign-in")
        back = await browser.chosen(begun.location, "sana")
        staff_of(attacked).due.append(weather)
        await refused(attacked, await browser.get(back), before)


def _hs256_with_public_key(claims: dict[str, Any]) -> str:
    """Sign with the public key as if it were a secret (RFC 8725, 2.1); PyJWT itself would refuse to."""
    pem = (
        private_key("harbourline-1")
        .public_key()
        .public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    )
    said = f"{_part({'alg': 'HS256', 'kid': 'harbourline-1'})}.{_part(claims)}"
    mac = hmac.new(pem, said.encode(), hashlib.sha256).digest()
    return f"{said}.{_unpadded(mac)}"


def _with_algorithm(claims: dict[str, Any], algorithm: str) -> str:
    return jwt.encode(
        claims, private_key("harbourline-1"), algorithm=algorithm, headers={"kid": "harbourline-1"}
    )


def _tampered(claims: dict[str, Any]) -> str:
    head, _, signature = signed(claims).split(".")
    return f"{head}.{_part({**claims, 'sub': 'harbourline-sana'})}.{signature}"


def _with_header(claims: dict[str, Any], header: dict[str, Any]) -> str:
    _, body, signature = signed(claims).split(".")
    return f"{_part(header)}.{body}.{signature}"


def _with_body(body: str) -> str:
    return f"{_part({'alg': 'RS256', 'kid': 'harbourline-1'})}.{_unpadded(body.encode())[:12_000]}.AAAA"


def _part(said: dict[str, Any]) -> str:
    return _unpadded(json.dumps(said).encode())


def _unpadded(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
