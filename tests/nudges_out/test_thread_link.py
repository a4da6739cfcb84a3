"""The one tap from a reminder into the thread: the marketplace's own address, made of its own ids."""

from __future__ import annotations

import re
from datetime import timedelta
from email.message import EmailMessage

from anteroom.clock import SetClock
from anteroom.sandbox.mailbox.letters import Mail
from nudges_out.silence import NUDGE, WAITING, Silence, silence

HALF = timedelta(hours=6)
ODD, ODD_THREAD = "p-odd", "t/ö ?#&1"
ENCODED = "t%2F%C3%B6%20%3F%23%261"


async def _proposal(here: Silence, name: str, thread: str) -> int:
    """Tell of one more proposal of Leo's to Maya, and let her write there. Return the first status."""
    told = {"client": "m-maya", "freelancer": "m-leo", "job": {"id": f"j-{name}", "title": f"Job {name}"}}
    status, _ = await here.api.put(f"/v1/proposals/{name}", {**told, "thread": thread, "state": "active"})
    body = {"proposal": name, "from": "m-maya", "text": "Which day?", "sent_at": here.clock.now().isoformat()}
    assert (await here.api.put(f"/v1/messages/m-{name}", body))[0] == 200
    return status


def _pairs(mail: Mail) -> list[list[str]]:
    """Each line of a mail's text with the one below."""
    lines = mail.text.splitlines()
    return [lines[at : at + 2] for at in range(len(lines))]


def _html(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


async def test_a_mail_leads_into_the_thread_in_the_language_of_its_reader(clock: SetClock) -> None:
    """In English, followed to the thread; in Spanish, of a thread whose id could break an address."""
    async with silence(clock) as here:
        market = here.world.twins.marketplace
        await here.world.twins.marketplace.say("maya", "p-payments", "How is Thursday at the harbour?")
        await here.pass_days(1.6, HALF)
        (mail,) = here.mails("leo")
        link = f"{market.url}/threads/t-payments"
        assert ["Open the conversation:", link] in _pairs(mail)
        assert f'href="{link}"' in _html(here.headers(mail))
        assert "Answer this mail" in mail.text, "both ways are there"
        status, who = await here.get(link)
        assert status == 200 and "Leo Marchetti" in who and "Dana" not in who and "harbour" not in who
        pane = re.search(r'href="(/pane/m-leo[^"]+)"', who)
        assert pane is not None
        status, thread = await here.get(market.url + pane[1])
        assert status == 200 and "How is Thursday at the harbour?" in thread
        assert (await here.get(f"{market.url}/threads/t-nobody-knows"))[0] == 404

        leo = here.world.twins.cast.leo
        told = {"role": "freelancer", "display_name": leo.name, "language": "es", "time_zone": leo.zone}
        assert (await here.api.put("/v1/members/m-leo", told))[0] == 200
        await here.write("m-leo", "Thursday is well.")
        assert await _proposal(here, ODD, ODD_THREAD) == 200
        await here.pass_days(2.2, HALF)
        spanish = here.mails("leo")[-1]
        assert spanish.subject == "Maya Okafor espera su respuesta: Job p-odd"
        assert ["Abrir la conversación:", f"{market.url}/threads/{ENCODED}"] in _pairs(spanish)
        assert f'href="{market.url}/threads/{ENCODED}"' in _html(here.headers(spanish))


async def test_a_thread_that_is_called_like_a_detail_is_not_led_to(clock: SetClock) -> None:
    """The door reads an address as whoever follows it does; percent signs hide nothing from it."""
    async with silence(clock) as here:
        status = await _proposal(here, "p-named", here.world.twins.cast.maya.email)
        assert status == 500, "what says it back is held, too"
        await here.pass_days(2, HALF)
        assert here.mails("leo") == [] and len(here.events("nudge.sent")) == 1
        async with here.world.house.database.connection() as conn:
            (held,) = await conn.fetch("select state, trouble from effect where kind = 'nudge_mail'")
        assert held["state"] == "held" and "email of" in held["trouble"]


async def test_without_the_setting_all_is_as_before(clock: SetClock) -> None:
    """No link in the reminder, none on the page of whom nobody answers."""
    async with silence(clock, threads=False) as here:
        await here.write("m-maya")
        await here.pass_days(9, HALF)
        first, second = here.mails("leo")
        (asked,) = here.mails("maya")
        for mail in (first, second):
            assert "Open the conversation" not in mail.text and "/threads/" not in str(mail.raw)
            assert "Answer this mail" in mail.text and here.link(mail, NUDGE)
        _, page = await here.get(here.link(asked, WAITING))
        assert "Keep waiting" in page and "Open the conversation" not in page
