"""What members do at the marketplace's twin, and what Anteroom hears of it."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import jwt
import pytest

from anteroom.clock import SetClock
from anteroom.sandbox.cast import Cast
from anteroom.sandbox.marketplace import SandboxMarketplace
from anteroom.sandbox.marketplace.anteroom_client import AnteroomRefused, AnteroomUnreachable
from anteroom.sandbox.marketplace.model import NotNow

CARD = "/anteroom/threads/t-payments/cards/card-1"
VIEWER_SECRET = "a viewer secret that is long enough for HS256"


async def test_tells_everything_at_a_sync(marketplace: SandboxMarketplace, stand_in: Any, cast: Cast) -> None:
    await marketplace.sync()
    assert stand_in.authorization == {"Bearer key-1"}
    leo = stand_in.bodies("PUT", "/v1/members/m-leo")[0]
    assert leo["contact"] == cast.leo.contact
    assert (leo["role"], leo["organisation"], leo["time_zone"]) == ("freelancer", None, "America/Sao_Paulo")
    assert stand_in.bodies("PUT", "/v1/organisations/org-larkfield")[0]["kind"] == "client"
    assert stand_in.bodies("PUT", "/v1/proposals/p-payments")[0]["job"]["title"] == "Payments API in Go"


async def test_shows_a_blocked_message_to_its_sender_only(
    marketplace: SandboxMarketplace, stand_in: Any, browser: aiohttp.ClientSession
) -> None:
    stand_in.verdict = {"verdict": "block", "explanation": "This looks like a phone number."}
    message = await marketplace.say("leo", "p-payments", "Call me on five five five")
    assert message.verdict == "block"
    own = await (await browser.get(f"{marketplace.url}/pane/leo")).text()
    other = await (await browser.get(f"{marketplace.url}/pane/maya")).text()
    assert "five five five" in own
    assert "This looks like a phone number." in own
    assert "five five five" not in other
    assert "phone number" not in other


async def test_covers_the_earlier_pieces_of_a_contact_detail(
    marketplace: SandboxMarketplace, stand_in: Any, browser: aiohttp.ClientSession
) -> None:
    first = await marketplace.say("leo", "p-payments", "My number begins with five five five")
    stand_in.verdict = {"verdict": "block", "explanation": "Together a number.", "cover": [first.id, "msg-x"]}
    await marketplace.say("leo", "p-payments", "and ends with oh one nine nine")
    own = await (await browser.get(f"{marketplace.url}/pane/leo")).text()
    other = await (await browser.get(f"{marketplace.url}/pane/maya")).text()
    assert "begins with five" in own
    assert "Covered" in own
    assert "begins with five" not in other


async def test_shows_nobody_else_a_message_that_was_not_judged(
    marketplace: SandboxMarketplace, stand_in: Any, browser: aiohttp.ClientSession
) -> None:
    stand_in.refuse = {"status": 503, "detail": "Not just now.", "code": "unavailable"}
    with pytest.raises(AnteroomRefused) as refused:
        await marketplace.say("leo", "p-payments", "Hello Maya")
    assert refused.value.sentence == "Not just now."
    assert "Hello Maya" not in await (await browser.get(f"{marketplace.url}/pane/maya")).text()
    stand_in.refuse = None
    await marketplace.sync()
    assert "Hello Maya" in await (await browser.get(f"{marketplace.url}/pane/maya")).text()


async def test_says_so_when_anteroom_does_not_answer(marketplace: SandboxMarketplace) -> None:
    marketplace.anteroom_url = "http://127.0.0.1:1"
    with pytest.raises(AnteroomUnreachable):
        await marketplace.withdraw("p-payments")


async def test_passes_answers_and_other_times_on(
    marketplace: SandboxMarketplace, stand_in: Any, sender: Any, card: dict[str, Any]
) -> None:
    await sender.send("PUT", CARD, card)
    await marketplace.answer_card("leo", "card-1", "accepted")
    await marketplace.counter_card(
        "leo", "card-1", datetime(2026, 11, 26, 15, tzinfo=UTC), 45, "An hour later?"
    )
    assert stand_in.bodies("POST", "/v1/interviews/i-1/answers") == [
        {"member": "m-leo", "answer": "accepted"}
    ]
    assert stand_in.bodies("POST", "/v1/interviews/i-1/counters") == [
        {"member": "m-leo", "starts_at": "2026-11-26T15:00:00Z", "minutes": 45, "comment": "An hour later?"}
    ]


@pytest.mark.parametrize("state", ["withdrawn", "declined", "archived"])
async def test_closes_a_proposal_once(marketplace: SandboxMarketplace, stand_in: Any, state: str) -> None:
    steps: dict[str, Callable[[str], Awaitable[None]]] = {
        "withdrawn": marketplace.withdraw,
        "declined": marketplace.decline,
        "archived": marketplace.archive,
    }
    await steps[state]("p-payments")
    assert [body["state"] for body in stand_in.bodies("PUT", "/v1/proposals/p-payments")] == [state]
    with pytest.raises(NotNow):
        await marketplace.accept_offer("p-payments")


async def test_makes_a_contract_of_an_accepted_offer_and_reads_what_it_opens(
    marketplace: SandboxMarketplace, stand_in: Any, sender: Any, cast: Cast, clock: SetClock
) -> None:
    assert marketplace.people()["disclosed_at"] is None
    contract = await marketplace.accept_offer("p-payments")
    told = stand_in.bodies("PUT", f"/v1/contracts/{contract}")[0]
    assert told["proposal"] == "p-payments"
    assert told["accepted_at"] == "2026-11-23T09:00:00.000000Z"
    assert marketplace.people()["disclosed_at"] == told["accepted_at"]
    assert marketplace.people()["people"]["Leo Marchetti"]["email"] == cast.leo.email
    stand_in.disclosures = [
        {"owner": "m-leo", "viewer": "m-maya", "field": "email", "value": cast.leo.email, "at": "…"}
    ]
    event = {"type": "contact.disclosed", "timestamp": "2026-11-23T09:00:01Z", "data": {"contract": contract}}
    await sender.send("POST", "/anteroom/webhooks", event)
    await marketplace.wait_for(lambda: (contract, "m-maya") in marketplace.books.disclosures)
    readers = {each.to for each in marketplace.captures if each.path == "GET /v1/disclosures"}
    assert ("Maya Okafor",) in readers


async def test_tells_at_once_what_a_member_shares(marketplace: SandboxMarketplace, stand_in: Any) -> None:
    await marketplace.shares("leo", ["phone", "email"])
    assert stand_in.bodies("PUT", "/v1/members/m-leo")[-1]["shares"] == ["email", "phone"]
    with pytest.raises(ValueError):
        await marketplace.shares("leo", ["shoe size"])


async def test_vouches_for_a_viewer_for_minutes_only(marketplace: SandboxMarketplace) -> None:
    token = marketplace.viewer_token("leo")
    options: Any = {"verify_exp": False, "verify_iat": False}
    claims = jwt.decode(token, VIEWER_SECRET, ["HS256"], audience="anteroom", options=options)
    assert jwt.get_unverified_header(token)["typ"] == "viewer+jwt"
    assert (claims["iss"], claims["sub"]) == ("marketplace", "m-leo")
    assert timedelta(seconds=claims["exp"] - claims["iat"]) <= timedelta(minutes=5)
    assert set(claims) == {"iss", "aud", "sub", "iat", "exp", "jti"}


async def test_opens_a_card_by_a_form_that_carries_the_token(
    marketplace: SandboxMarketplace, sender: Any, browser: aiohttp.ClientSession, card: dict[str, Any]
) -> None:
    await sender.send("PUT", CARD, card)
    answer = await browser.post(f"{marketplace.url}/pane/m-leo/cards/card-1/open")
    page = await answer.text()
    assert 'action="http://127.0.0.1:9/t/abc"' in page
    assert 'name="viewer"' in page
    assert "<button" in page
    assert "form-action 'self' http://127.0.0.1:9;" in answer.headers["Content-Security-Policy"]
    assert "unsafe-inline" not in answer.headers["Content-Security-Policy"]


async def test_links_slack_after_consent(
    marketplace: SandboxMarketplace, browser: aiohttp.ClientSession, api: tuple[Any, str]
) -> None:
    url = f"{marketplace.url}/connect?return_to={api[1]}slack/linked&state=abc"
    target, fields = await marketplace.confirm_connect("maya", url)
    assert target == f"{api[1]}slack/linked"
    assert fields["state"] == "abc"
    consent = await (await browser.get(url)).text()
    assert "Link your Slack account" in consent
    form = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', consent))
    done = await (await browser.post(f"{marketplace.url}/connect", data={**form, "member": "m-maya"})).text()
    assert f'action="{target}"' in done


async def test_vouches_for_nobody_at_a_stranger_s_address(marketplace: SandboxMarketplace) -> None:
    """An open redirect would hand a viewer token to whoever wrote the link."""
    with pytest.raises(NotNow):
        await marketplace.confirm_connect(
            "maya", f"{marketplace.url}/connect?return_to=https://evil.example/&state=x"
        )


async def test_refuses_forms_from_elsewhere(
    marketplace: SandboxMarketplace, browser: aiohttp.ClientSession
) -> None:
    answer = await browser.post(
        f"{marketplace.url}/pane/m-leo/say",
        data={"proposal": "p-payments", "text": "x"},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status == 403


async def test_shows_each_member_the_card_in_the_own_zone_with_the_buttons_that_work(
    marketplace: SandboxMarketplace, sender: Any, browser: aiohttp.ClientSession, card: dict[str, Any]
) -> None:
    card["changes"] = [{"field": "time", "old": "2026-11-26T13:00:00Z", "new": "2026-11-26T14:00:00Z"}]
    await sender.send("PUT", CARD, card)
    leo = await (await browser.get(f"{marketplace.url}/pane/leo")).text()
    maya = await (await browser.get(f"{marketplace.url}/pane/maya")).text()
    assert "Thu 26 Nov, 11:00–11:45" in leo
    assert "Sao Paulo, UTC−3" in leo
    assert "<s>Thu 26 Nov, 10:00</s>" in leo
    assert "Propose another time" in leo
    assert "Thu 26 Nov, 15:00–15:45" in maya
    assert "Berlin, UTC+1" in maya
    assert "Accept</button>" not in maya


async def test_does_by_its_forms_what_its_methods_do(
    marketplace: SandboxMarketplace, stand_in: Any, browser: aiohttp.ClientSession
) -> None:
    await browser.post(
        f"{marketplace.url}/pane/m-maya/say", data={"proposal": "p-ledger", "text": "Hello <b>Leo</b>"}
    )
    await browser.post(f"{marketplace.url}/pane/m-maya/step", data={"proposal": "p-ledger", "step": "offer"})
    page = await browser.post(
        f"{marketplace.url}/pane/m-maya/step", data={"proposal": "p-ledger", "step": "accept"}
    )
    assert "that step is not open to you" in await page.text()
    leo = await (await browser.get(f"{marketplace.url}/pane/leo?proposal=p-ledger")).text()
    assert "Hello &lt;b&gt;Leo&lt;/b&gt;" in leo
    assert "Accept the offer" in leo


async def test_chooses_nobody_beforehand_at_linking(
    marketplace: SandboxMarketplace, browser: aiohttp.ClientSession
) -> None:
    """The pane shows Leo first; who connects Maya's Slack would have taken his account unseen."""
    await browser.get(f"{marketplace.url}/pane/m-leo")
    page = await (await browser.get(f"{marketplace.url}/connect?return_to=x&state=y")).text()
    assert page.count('name="member"') == 2 and "checked" not in page
