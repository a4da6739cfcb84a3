"""A freelancer who is asked to leave offers a sanctioned interview: what follows, and what is refused."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import aiohttp
import jwt
from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.interview_offers.model import LIFE, MOST_ON_PROPOSAL, MOST_TOLD_A_DAY
from anteroom.sandbox.world import World
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world
from embeds.frame import Frame
from schedule.form import Dialog, dialog_of, frame_of, hidden

PROPOSAL, THREAD = "p-ledger", "t-ledger"
OFFERS = f"/v1/proposals/{PROPOSAL}/interview-offers"


@fixture
async def mailed_world(clock: SetClock) -> AsyncIterator[World]:
    """Anteroom with a marketplace and mail, and no Slack."""
    async with world(clock=clock, work=False, integrations=[HttpMarketplace(), MailIntegration()]) as opened:
        yield opened


async def test_the_client_gets_a_card_and_a_mail_and_schedules_from_it(mailed_world: World) -> None:
    """Journey G over HTTP: one tap, a card and a mail, the form, the boss in the calendar."""
    here, api = mailed_world, ApiClient(mailed_world)
    status, offer = await api.post(OFFERS, {"member": "m-leo"})
    assert status == 201, offer
    assert (offer["state"], offer["proposal"], offer["member"]) == ("open", PROPOSAL, "m-leo")
    assert "the calendar" in offer["answer"]
    await here.settle()
    (card,) = here.twins.marketplace.cards(THREAD)
    assert (card["kind"], card["state"], card["state_word"]) == ("interview_offer", "open", "Offered")
    assert card["button"] == {"label": "Schedule an interview", "url": f"{here.url}/schedule/{PROPOSAL}"}
    assert "need no account" in " ".join(card["sentences"])
    (mail,) = here.twins.mailbox.mails("maya")
    assert "would like to meet you" in mail.subject
    assert f"{here.url}/schedule/{PROPOSAL}" in mail.text
    assert here.twins.cast.leo.email not in mail.text
    assert not here.twins.mailbox.mails("leo"), "an offer invites nobody"

    dialog = await dialog_of(here, "maya", PROPOSAL)
    form = await dialog.frame.get("/embed/schedule")
    assert "Leo Marchetti would like to meet you" in form.text
    step = await dialog.check(guest__0__email=here.twins.cast.ines.email, guest__0__label="Ines, Legal")
    assert (await dialog.send(step)).status == 200
    await here.settle()
    taken, scheduled = here.twins.marketplace.cards(THREAD)
    assert (taken["state"], taken["button"], taken["actions"]) == ("taken", None, [])
    assert taken["interview"] == scheduled["interview"]
    assert here.twins.mailbox.calendar("ines")
    assert {event.type for event in here.twins.marketplace.events} >= {
        "interview_offer.made",
        "interview_offer.taken",
        "interview.proposed",
    }
    _, faults, events = await here.ledger()
    assert not faults
    assert {"interview_offer.made", "interview_offer.taken"} <= events


async def test_what_cannot_be_offered_is_refused_and_changes_nothing(
    quiet_world: World, clock: SetClock
) -> None:
    """Not the client, not a stranger's proposal, no second one, not beside an interview, not for ever."""
    here, api = quiet_world, ApiClient(quiet_world)
    assert (await api.post(OFFERS, {"member": "m-maya"}))[0] == 403
    assert (await api.post(OFFERS, {"member": "m-nobody"}))[0] == 400
    assert (await api.post("/v1/proposals/p-none/interview-offers", {"member": "m-leo"}))[0] == 404
    assert (await api.post(OFFERS, {"member": "m-leo", "email": "x"}))[0] == 400
    status, offer = await api.post(OFFERS, {"member": "m-leo"})
    assert status == 201
    assert (await api.post(OFFERS, {"member": "m-leo"}))[0] == 409
    home = f"/v1/interview-offers/{offer['id']}"
    assert (await api.post(f"{home}/withdraw", {"member": "m-maya"}))[0] == 404
    assert (await api.post(f"{home}/decline", {"member": "m-leo"}))[0] == 404
    for _ in range(2):
        status, gone = await api.post(f"{home}/withdraw", {"member": "m-leo"})
        assert (status, gone["state"]) == (200, "withdrawn")
    assert (await api.post(f"{home}/decline", {"member": "m-maya"}))[0] == 409

    clock.advance(timedelta(minutes=1))
    status, second = await api.post(OFFERS, {"member": "m-leo"})
    assert status == 201
    status, declined = await api.post(f"/v1/interview-offers/{second['id']}/decline", {"member": "m-maya"})
    assert (status, declined["state"]) == (200, "declined")
    clock.advance(timedelta(minutes=1))
    status, third = await api.post(OFFERS, {"member": "m-leo"})
    assert status == 201
    clock.advance(LIFE + timedelta(minutes=1))
    await here.settle()
    assert (await api.get(f"/v1/interview-offers/{third['id']}"))[1]["state"] == "expired"
    status, listed = await api.get(OFFERS)
    assert [each["state"] for each in listed["offers"]] == ["expired", "declined", "withdrawn"]
    assert len(listed["offers"]) == MOST_ON_PROPOSAL
    status, refused = await api.post(OFFERS, {"member": "m-leo"})
    assert status == 409 and "often enough" in refused["detail"]


async def test_it_lives_no_longer_than_its_proposal(quiet_world: World) -> None:
    """A proposal that is withdrawn takes the offer with it, and none is made on a closed one."""
    here, api = quiet_world, ApiClient(quiet_world)
    _, offer = await api.post(OFFERS, {"member": "m-leo"})
    await here.twins.marketplace.withdraw(PROPOSAL)
    await here.settle()
    assert (await api.get(f"/v1/interview-offers/{offer['id']}"))[1]["state"] == "void"
    (card,) = here.twins.marketplace.cards(THREAD)
    assert (card["state"], card["actions"]) == ("void", [])
    assert (await api.post(OFFERS, {"member": "m-leo"}))[0] == 409


async def test_no_client_is_written_to_again_and_again(mailed_world: World, clock: SetClock) -> None:
    """However many freelancers offer: the card comes each time, the mail a few times a day."""
    here, api = mailed_world, ApiClient(mailed_world)
    for number in range(MOST_TOLD_A_DAY + 2):
        member, proposal = f"m-more-{number}", f"p-more-{number}"
        told = {"role": "freelancer", "display_name": f"Rosa {'ABCDEFG'[number]}."}
        assert (await api.put(f"/v1/members/{member}", told))[0] == 200
        body = {
            "client": "m-maya",
            "freelancer": member,
            "job": {"id": "j-1", "title": "Ledger migration"},
            "thread": THREAD,
            "state": "active",
        }
        assert (await api.put(f"/v1/proposals/{proposal}", body))[0] == 200
        assert (await api.post(f"/v1/proposals/{proposal}/interview-offers", {"member": member}))[0] == 201
        clock.advance(timedelta(minutes=1))
    await here.settle()
    assert len(here.twins.marketplace.cards(THREAD)) == MOST_TOLD_A_DAY + 2
    assert len(here.twins.mailbox.mails("maya")) == MOST_TOLD_A_DAY


async def test_the_freelancer_offers_with_one_tap_and_takes_it_back(
    quiet_world: World, clock: SetClock
) -> None:
    """The page explains first; a second press finds the offer there; the client has no such page."""
    here = quiet_world
    leo = await frame_of(here, "leo", PROPOSAL)
    page = await leo.get("/embed/offer")
    assert page.status == 200 and "Offer Maya Okafor an interview" in page.text
    first = await leo.send("/embed/offer", {})
    made = await leo.send("/embed/offer", {})
    assert hidden(first, "offer") == hidden(made, "offer")
    for said in (first, made):
        assert said.status == 200 and "Maya Okafor has your offer" in said.text
    assert "Harbourline asks us to keep our talk here" in made.text
    maya = await frame_of(here, "maya", PROPOSAL)
    assert (await maya.get("/embed/offer")).status == 403
    assert (await maya.send("/embed/offer", {})).status == 403
    back = await leo.send("/embed/offer/withdraw", {"offer": hidden(made, "offer")})
    assert back.status == 200 and "You can offer it once more" in back.text
    assert (await leo.send("/embed/offer", {})).status == 200
    dialog = await dialog_of(here, "maya", PROPOSAL)
    form = await dialog.frame.get("/embed/schedule")
    clock.advance(timedelta(minutes=1))
    no = await dialog.frame.send("/embed/schedule/decline", {"offer": hidden(form, "offer")})
    assert no.status == 200 and "not now" in no.text
    assert "The offer was declined" in (await leo.get("/embed/offer")).text


async def test_the_address_opens_for_nobody_but_whom_the_marketplace_vouches_for(quiet_world: World) -> None:
    """Looking shows where to go; a token opens once, for a member of this proposal alone."""
    here = quiet_world
    address = f"{here.url}/schedule/{PROPOSAL}"
    token = here.twins.marketplace.viewer_token("maya")
    async with aiohttp.ClientSession() as browser:
        async with browser.get(address) as answer:
            text = await answer.text()
            assert answer.status == 200 and f"{here.twins.marketplace.url}/connect?return_to=" in text
            assert "ledger" not in text.replace(PROPOSAL, "")
        for fields, expected in (
            ({"viewer": "x"}, 403),
            ({}, 403),
            ({"viewer": token}, 200),
            ({"viewer": token}, 403),
        ):
            async with browser.post(address, data=fields) as answer:
                assert answer.status == expected, await answer.text()
        api = ApiClient(here)
        assert (await api.put("/v1/members/m-eve", {"role": "client", "display_name": "Eve"}))[0] == 200
        async with browser.post(address, data={"viewer": _token_for(here, "m-eve")}) as answer:
            assert answer.status == 403


def _token_for(here: World, member: str) -> str:
    """A viewer token for somebody who is not in the sandbox's books."""
    now = here.house.clock.now()
    claims = {
        "iss": "marketplace",
        "aud": "anteroom",
        "sub": member,
        "iat": int(now.timestamp()),
        "exp": int((now + timedelta(minutes=2)).timestamp()),
        "jti": f"jti-{member}",
    }
    secret = here.settings.secrets.viewer_secret
    return jwt.encode(claims, secret, algorithm="HS256", headers={"typ": "viewer+jwt"})


async def test_a_page_of_its_own_stays_open_while_somebody_types(quiet_world: World, clock: SetClock) -> None:
    """Longer than a frame's session, which is renewed by the page around it; and not for ever."""
    here = quiet_world
    token = here.twins.marketplace.viewer_token("maya")
    async with (
        aiohttp.ClientSession() as browser,
        browser.post(f"{here.url}/schedule/{PROPOSAL}", data={"viewer": token}) as answer,
    ):
        session = (await answer.text()).split('data-session="', 1)[1].split('"', 1)[0]
    form = Dialog(Frame(here.url, session))
    clock.advance(timedelta(minutes=50))
    assert (await form.check()).status == 200
    clock.advance(timedelta(minutes=11))
    assert (await form.check()).status == 401
