"""The sandbox's provider keeps to what it says it keeps to, for whoever builds against it."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import aiohttp
import jwt
import pytest
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.sandbox.staff.provider import Client, SandboxStaff, challenge_of, public_key

CLIENT = Client("a-client", "a secret with: colon and %", "https://anteroom.example/back")
VERIFIER = "v" * 43
ASKED = {
    "response_type": "code",
    "client_id": CLIENT.client_id,
    "redirect_uri": CLIENT.redirect_uri,
    "scope": "openid profile",
    "state": "st",
    "nonce": "no",
    "code_challenge": challenge_of(VERIFIER),
    "code_challenge_method": "S256",
}
FORM = {
    "grant_type": "authorization_code",
    "redirect_uri": CLIENT.redirect_uri,
    "code_verifier": VERIFIER,
}


class Visitor:
    """A browser and a client at once."""

    def __init__(self, staff: SandboxStaff, session: aiohttp.ClientSession) -> None:
        self.staff, self.session = staff, session

    async def choose(
        self, person: str = "ines", /, **asked: str | None
    ) -> tuple[int, Mapping[str, str], str]:
        """Choose who one is; return the status, what went back with the browser, and to where."""
        query = {name: value for name, value in {**ASKED, **asked}.items() if value is not None}
        address = f"{self.staff.url}/authorize?{urlencode(query)}"
        async with self.session.post(address, data={"person": person}, allow_redirects=False) as answer:
            back = urlsplit(answer.headers.get("Location", ""))
            said = {name: values[0] for name, values in parse_qs(back.query).items()}
            return answer.status, said, f"{back.scheme}://{back.netloc}{back.path}"

    async def take(
        self, code: str, *, secret: str = CLIENT.secret, **form: str
    ) -> tuple[int, Mapping[str, Any]]:
        """Take a code for tokens."""
        pair = urlencode({CLIENT.client_id: secret}).replace("=", ":", 1)
        headers = {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
        said = {**FORM, "code": code, **form}
        async with self.session.post(f"{self.staff.url}/token", data=said, headers=headers) as answer:
            return answer.status, await answer.json()


@fixture
async def visitor(clock: SetClock) -> AsyncIterator[Visitor]:
    """Somebody at the provider."""
    async with SandboxStaff(CLIENT, clock.now) as staff, aiohttp.ClientSession() as session:
        yield Visitor(staff, session)


async def test_it_describes_itself_and_signs_with_the_key_that_it_publishes(visitor: Visitor) -> None:
    where = f"{visitor.staff.url}/.well-known/openid-configuration"
    async with visitor.session.get(where) as answer:
        said = await answer.json()
    assert said["issuer"] == visitor.staff.url
    _, back, _ = await visitor.choose("tomasz")
    status, tokens = await visitor.take(back["code"])
    assert status == 200
    claims = jwt.decode(
        tokens["id_token"],
        jwt.PyJWK.from_dict(public_key()).key,
        algorithms=["RS256"],
        audience=CLIENT.client_id,
        options={"verify_exp": False, "verify_iat": False},
    )
    assert (claims["iss"], claims["nonce"], claims["groups"]) == (visitor.staff.url, "no", ["hl-trust"])


@pytest.mark.parametrize("name", ["client_id", "redirect_uri"])
@pytest.mark.parametrize("value", ["https://evil.example", None])
async def test_it_sends_nobody_to_an_address_that_it_does_not_know(
    visitor: Visitor, name: str, value: str | None
) -> None:
    status, said, _ = await visitor.choose(**{name: value})
    assert (status, said) == (400, {})


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({"response_type": "token"}, "unsupported_response_type"),
        ({"scope": "profile"}, "invalid_scope"),
        ({"code_challenge": None}, "invalid_request"),
        ({"code_challenge_method": "plain"}, "invalid_request"),
        ({"code_challenge_method": None}, "invalid_request"),
    ],
)
async def test_it_tells_the_client_what_it_refuses_with_its_state(
    visitor: Visitor, asked: dict[str, str | None], error: str
) -> None:
    status, said, where = await visitor.choose(**asked)
    assert (status, where) == (303, CLIENT.redirect_uri)
    assert said == {"error": error, "state": "st", "iss": visitor.staff.url}


async def test_it_tells_of_who_cancels_and_of_nobody_whom_it_does_not_know(visitor: Visitor) -> None:
    for person in ("", "somebody"):
        _, said, _ = await visitor.choose(person)
        assert said["error"] == "access_denied"


async def test_a_code_is_good_once_for_a_minute_with_its_verifier_address_and_secret(
    visitor: Visitor, clock: SetClock
) -> None:
    async def code() -> str:
        return (await visitor.choose())[1]["code"]

    for wrong in (
        {"code_verifier": "w" * 43},
        {"redirect_uri": "https://evil.example"},
        {"code_verifier": ""},
    ):
        assert (await visitor.take(await code(), **wrong))[1]["error"] == "invalid_grant", wrong
    assert (await visitor.take(await code(), secret="another"))[0] == 401
    assert (await visitor.take(await code(), grant_type="password"))[1]["error"] == "unsupported_grant_type"
    good = await code()
    assert (await visitor.take(good))[0] == 200
    assert (await visitor.take(good))[1]["error"] == "invalid_grant"
    late = await code()
    clock.advance(timedelta(minutes=1))
    assert (await visitor.take(late))[1]["error"] == "invalid_grant"
