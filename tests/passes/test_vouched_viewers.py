"""The thread card's address: one for everybody, open only to whom the marketplace vouches for."""

from __future__ import annotations

import warnings
from typing import Any

import jwt
from jwt.warnings import InsecureKeyLengthWarning
from pytest_asyncio import fixture

from anteroom.passes.vouched import LONGEST_LIFE
from passes.reception import Answer, Reception


class Thread:
    """A thread with the card of one interview, and the marketplace's way to vouch for its readers."""

    def __init__(self, reception: Reception, path: str, seats: dict[str, str]) -> None:
        self.reception = reception
        self.path = path
        self.seats = seats

    def token(
        self, *, key: str | None = None, algorithm: str = "HS256", typ: str = "viewer+jwt", **but: Any
    ) -> str:
        """A viewer token for Leo, but for what is given; a claim given as None is left out."""
        now = int(self.reception.clock.now().timestamp())
        claims = {
            "iss": "marketplace",
            "aud": "anteroom",
            "sub": self.reception.world.twins.cast.leo.member,
            "iat": now,
            "exp": now + 120,
            "jti": self.reception.world.house.randomness.token(20),
            **but,
        }
        kept = {name: value for name, value in claims.items() if value is not None}
        secret = key or self.reception.world.settings.secrets.viewer_secret
        with warnings.catch_warnings():
            # A key that is long enough for our algorithm is short for the others.
            warnings.simplefilter("ignore", InsecureKeyLengthWarning)
            return jwt.encode(
                kept, "" if algorithm == "none" else secret, algorithm=algorithm, headers={"typ": typ}
            )

    async def open(self, token: str, path: str = "") -> Answer:
        """Press the card's button in a browser that was never here before."""
        return await self.reception.browser().send(path or self.path, {"viewer": token})


@fixture
async def thread(reception: Reception) -> Thread:
    """An interview of Maya's with Leo, whose card is in the thread."""
    seats = await reception.schedule()
    await reception.world.settle()
    market = reception.world.twins.marketplace
    (card,) = market.cards(reception.world.twins.cast.proposals[0].thread)
    return Thread(reception, str(card["url"]).removeprefix(reception.world.url), seats)


async def test_it_opens_the_own_seat_of_whom_the_marketplace_vouches_for(thread: Thread) -> None:
    market = thread.reception.world.twins.marketplace
    for key in ("leo", "maya"):
        browser = thread.reception.browser()
        opened = await browser.send(thread.path, {"viewer": market.viewer_token(key)})
        assert (opened.status, opened.headers["Location"]) == (303, f"/lobby/{thread.seats[key]}")
        assert (await browser.get(opened.headers["Location"])).status == 200


async def test_looked_at_it_tells_nothing_of_the_interview(thread: Thread) -> None:
    """Not even whether there is one: the address stands where everybody reads it.

    Programs that make previews are told its time and its state (`tests/embeds/test_previews.py`).
    """
    browser = thread.reception.browser()
    shown, nowhere = await browser.get(thread.path), await browser.get("/t/nothing-here")

    body, other = (each.text.partition("<body")[2] for each in (shown, nowhere))
    assert body == other and (shown.status, nowhere.status) == (200, 200)
    assert not shown.cookies
    for word in ("Leo", "Maya", "Payments", "interview of", thread.path):
        assert word not in shown.text
    assert "2026" not in body and "Nov" not in body
    assert "Harbourline" in shown.text


async def test_it_refuses_every_token_that_is_not_quite_right(thread: Thread) -> None:
    now = int(thread.reception.clock.now().timestamp())
    longest = int(LONGEST_LIFE.total_seconds())
    secrets = thread.reception.world.settings.secrets
    wrong = {
        "nothing": "",
        "garbage": "a.b.c",
        "odd text": "é\ufffd.\x00",
        "alg none": thread.token(algorithm="none"),
        "another algorithm": thread.token(algorithm="HS384"),
        "wrong key": thread.token(key="w" * 40),
        "the API key": thread.token(key=secrets.api_key),
        "wrong typ": thread.token(typ="admission+jwt"),
        "plain typ": thread.token(typ="JWT"),
        "wrong aud": thread.token(aud="somebody"),
        "wrong iss": thread.token(iss="anteroom"),
        "expired": thread.token(iat=now - 120, exp=now - 1),
        "expired this second": thread.token(iat=now - 120, exp=now),
        "too long-lived": thread.token(exp=now + longest + 1),
        "of the future": thread.token(iat=now + 60, exp=now + 120),
        "times as words": thread.token(iat="now", exp="later"),
        "times as lists": thread.token(iat=[now], exp=[now]),
        "unknown member": thread.token(sub="m-nobody"),
        "no iss": thread.token(iss=None),
        "no aud": thread.token(aud=None),
        "no sub": thread.token(sub=None),
        "no iat": thread.token(iat=None),
        "no exp": thread.token(exp=None),
        "no jti": thread.token(jti=None),
    }
    for name, token in wrong.items():
        answer = await thread.open(token)
        assert answer.status == 403, (name, answer.text)
        assert not answer.cookies and "Payments" not in answer.text, name
    assert (await thread.open(thread.token(exp=now + longest))).status == 303


async def test_a_token_is_good_once(thread: Thread) -> None:
    token = thread.token()
    first, second = await thread.open(token), await thread.open(token)

    assert (first.status, second.status) == (303, 403)
    assert not second.cookies


async def test_a_refused_token_is_not_used_up(thread: Thread) -> None:
    """What opened nothing must not keep its owner out: expired, unknown here, or at a wrong address."""
    now = int(thread.reception.clock.now().timestamp())
    await thread.open(thread.token(jti="one", iat=now - 120, exp=now - 1))
    await thread.open(thread.token(jti="two", sub="m-nobody"))
    lost = await thread.open(thread.token(jti="three"), "/t/nothing-here")

    assert lost.status == 404
    for jti in ("one", "two", "three"):
        assert (await thread.open(thread.token(jti=jti))).status == 303, jti


async def test_a_member_who_is_not_a_party_stays_outside(thread: Thread) -> None:
    """Signed in at the marketplace, but this interview is not theirs."""
    body = {"role": "freelancer", "organisation": None, "display_name": "Noor Haddad", "plan": "basic"}
    status, told = await thread.reception.api.put("/v1/members/m-noor", body)
    assert status in (200, 201), told
    answer = await thread.open(thread.token(sub="m-noor"))

    assert answer.status == 403 and not answer.cookies
    assert "Leo" not in answer.text and "Payments" not in answer.text


async def test_of_a_void_interview_it_says_so_and_opens_nothing(thread: Thread) -> None:
    market, offered = thread.reception.world.twins.marketplace, thread.reception.world.twins.cast.proposals[0]
    await market.withdraw(offered.id)
    answer = await thread.open(market.viewer_token("leo"))

    assert answer.status == 410 and not answer.cookies
    assert "This interview is void" in answer.text and "The proposal is withdrawn." in answer.text
    assert (await thread.reception.browser().get(thread.path)).status == 200


async def test_odd_addresses_are_nowhere(thread: Thread) -> None:
    for path in ("/t/%00", "/t/%FF", "/t/" + "x" * 3000, "/t/a%0d%0aSet-Cookie:x"):
        looked = await thread.reception.browser().get(path)
        assert looked.status in (200, 400, 404)
        assert (await thread.open(thread.token(), path)).status in (400, 404), path
