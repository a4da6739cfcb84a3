"""What each kind of thing that waits says, by mail and in Slack, in both languages."""

from __future__ import annotations

import re
from datetime import timedelta

from anteroom.clock import SetClock
from anteroom.people import zones
from anteroom.people.zones import Source
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from anteroom_slack import SlackIntegration
from mail.letters import Room
from nudges_out.silence import NUDGE, PROPOSAL, THREAD, WAITING, Silence, silence

HALF = timedelta(hours=6)


async def _invite(here: Silence, days: int = 20, guest: str = "ines") -> str:
    """Let Maya invite Leo and a guest; return the interview."""
    person = here.world.twins.cast.person(guest)
    body = {
        "proposal": PROPOSAL,
        "host": "m-maya",
        "starts_at": (here.clock.now() + timedelta(days=days)).isoformat(),
        "minutes": 45,
        "title": "Payments API in Go",
        "guests": [{"email": person.email, "label": "Legal", "required": True}],
    }
    status, made = await here.api.post("/v1/interviews", body)
    assert status == 201, made
    await here.world.settle()
    return str(made["id"])


async def test_invitations_counters_and_offers_say_what_waits_and_lead_there(clock: SetClock) -> None:
    """A guest without an account, a freelancer who reads Spanish, a client with a counter and an offer."""
    async with silence(clock) as here:
        cast = here.world.twins.cast
        interview = await _invite(here)
        told = {"role": "freelancer", "display_name": "Leo Marchetti", "language": "es"}
        told |= {"time_zone": cast.leo.zone}
        assert (await here.api.put("/v1/members/m-leo", told))[0] == 200
        async with here.world.house.database.transaction() as conn:
            # As a guest's browser says it in the lobby: where nobody knows the hour, nobody is reminded.
            (ines,) = await here.world.house.vault.owners(conn, "email", cast.ines.email)
            await zones.tell(conn, ines, Source.BROWSER, cast.ines.zone, clock.now())
        await here.pass_days(1.6)
        (guest,) = here.mails("ines")
        assert guest.subject == "Maya Okafor’s invitation is waiting for your answer: Payments API in Go"
        assert "because Maya Okafor gave Harbourline your address" in " ".join(guest.text.split())
        assert f"{here.world.url}/i#pty_" in guest.text, "one tap leads to the guest's own seat"
        (leo,) = here.mails("leo")
        assert leo.subject == "La invitación de Maya Okafor espera su respuesta: Payments API in Go"
        assert "No hace falta que haga nada" in leo.text and "No enviarme más recordatorios" in leo.text
        for mail in (guest, leo):
            assert cast.maya.email not in mail.text and cast.maya.phone not in mail.text
        for mail, asks, language in ((guest, "es", "es"), (guest, "fr", "en"), (leo, "en", "es")):
            page = (await here.get(here.link(mail, NUDGE), asks))[1]
            assert f'<html lang="{language}">' in page, "a guest follows the browser"
        assert "Ya no recibe recordatorios" in (await here.press(here.link(leo, NUDGE), wish="stop"))[1]

        assert await here.reply("ines", guest, "I come, but ten minutes late.") == 250
        assert ("taken", "typed: passed on") in await here.verdicts(), "it goes the way of all typed words"
        body = {"member": "m-leo", "answer": "accepted"}
        assert (await here.api.post(f"/v1/interviews/{interview}/answers", body))[0] == 200
        later = (here.clock.now() + timedelta(days=20)).isoformat()
        counter = {"member": "m-leo", "starts_at": later, "minutes": 45}
        assert (await here.api.post(f"/v1/interviews/{interview}/counters", counter))[0] in (200, 201)
        offered = await here.api.post("/v1/proposals/p-ledger/interview-offers", {"member": "m-leo"})
        assert offered[0] == 201
        await here.pass_days(3.5, HALF)
        subjects = [mail.subject for mail in here.mails("maya")]
        assert "The time that Leo Marchetti proposed is waiting for you: Payments API in Go" in subjects
        offer = next(mail for mail in here.mails("maya") if "interview offer is waiting" in mail.subject)
        assert f"{here.world.url}/schedule/p-ledger" in offer.text


async def test_slack_says_it_in_the_conversation_with_us(clock: SetClock) -> None:
    """A client in Slack is reminded there, with a button that ends it, and asked there what to do."""
    async with silence(
        clock, integrations=[HttpMarketplace(), MailIntegration(), SlackIntegration()]
    ) as here:
        await Room(here.world, clock, "").link()
        await here.write("m-maya")
        clock.advance(timedelta(minutes=1))
        await here.write("m-leo", "Thursday suits me.")
        await here.pass_days(1.7)
        (reminder,) = _messages(here, "nudge_ways")
        assert "Leo Marchetti is waiting for your answer" in str(reminder)
        assert "Answer in your conversation with Leo Marchetti" in str(reminder)
        link = f"'url': '{here.world.twins.marketplace.url}/threads/{THREAD}'"
        assert "Open the conversation" in str(reminder) and link in str(reminder)
        stop = re.search(r"http[^'\"]+/nudges/[^'\"]+", str(reminder))
        assert stop is not None and (await here.get(stop[0]))[0] == 200
        await here.write("m-maya", "And Friday?")
        await here.pass_days(8, HALF)
        (asked,) = _messages(here, "escalation_ways")
        assert "Leo Marchetti has not answered you" in str(asked)
        page = re.search(rf"http[^'\"]+{WAITING}[^'\"]+", str(asked))
        assert page is not None and "What would you like to do?" in (await here.get(page[0]))[1]
        assert not here.mails("maya"), "what Slack brings needs no mail"

        maya = here.world.twins.cast.maya
        told = {"role": "client", "display_name": maya.name, "language": "es", "time_zone": maya.zone}
        assert (await here.api.put("/v1/members/m-maya", told))[0] == 200
        await here.write("m-leo", "Friday, then.")
        await here.pass_days(1.7, HALF)
        spanish = _messages(here, "nudge_ways")[-1]
        assert "Leo Marchetti espera su respuesta" in str(spanish)
        assert "Abrir la conversación" in str(spanish) and link in str(spanish)


def _messages(here: Silence, block: str) -> list[object]:
    """What Maya has in Slack with such a block."""
    name = here.world.twins.cast.maya.name
    found = here.world.twins.slack.messages(name)
    return [each.blocks for each in found if any(part.get("block_id") == block for part in each.blocks)]
