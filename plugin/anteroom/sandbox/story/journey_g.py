"""Journey G: the freelancer is asked to leave, and offers a sanctioned interview instead."""

from __future__ import annotations

from functools import partial
from html import escape

from anteroom.people.persons import known_zone
from anteroom.sandbox.mailbox.letters import Mail
from anteroom.sandbox.slack.model import JsonObject
from anteroom.sandbox.story.calendars import next_morning, ours, said_on_card, thread_card
from anteroom.sandbox.story.office import CLIENT, Dialog, hidden, open_office
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD = "p-search", "t-search"
DAYS = 18
ASKED = "Can we do this on WhatsApp with my boss?"


async def play_journey_g(scene: Scene) -> None:
    """Asked to leave, one tap, the client's card, the form, the boss by calendar, the freelancer's yes."""
    await open_office(scene)
    await _one_tap(scene)
    await _client_schedules(scene)
    await _all_come(scene)


async def _one_tap(scene: Scene) -> None:
    marketplace, leo = scene.world.twins.marketplace, Dialog(scene, scene.visitor("leo"))
    with scene.teller.step(f"Ines writes to Leo: “{ASKED}”") as proof:
        message = await marketplace.say(CLIENT, PROPOSAL, ASKED)
        prove(message.verdict != "allow", "nobody noticed")
        proof(f"the guard says {message.verdict}: “{message.explanation}”")
        lesson = message.lesson or {}
        prove(lesson.get("way"), "she is not taught")
        proof(f"beside it “{lesson['title']}”, and one tap away “{lesson['way']['label']}”")
    with scene.teller.step(
        "Leo finds a polite answer in the thread: one tap sends it and offers an interview"
    ) as proof:
        await leo.frame("leo", PROPOSAL)
        page = await leo.get("/embed/card")
        prove("You were asked to talk somewhere else" in page.text, "nothing is ready for him")
        sent = await leo.send("/embed/answer", {})
        prove(sent.status == 200, f"it was not sent: {sent.status}")
        made = await leo.get("/embed/offer")
        prove("has your offer" in made.text, f"no offer was made: {made.status}")
        posted = await scene.until("the answer in the thread", lambda: _posted(scene))
        prove(_html(posted) in page.text, "another answer than he read was posted")
        proof(f"in the thread, as his message: “{posted[:52]}…”")
        card = await scene.until("the offer's card", lambda: _offer(scene, "open"))
        proof(f"the thread's card: “{card['title']}”")
        mail = await scene.until("the mail to Ines", lambda: _mail(scene, str(card["url"])))
        prove(scene.cast.leo.email not in mail.text, "the mail tells Leo's address")
        proof(f"Ines, who has no Slack, gets a mail: “{mail.subject}”")
        answer = await marketplace.say("leo", PROPOSAL, posted)
        prove(answer.verdict == "allow", f"our own answer is {answer.verdict}")
        proof("the guard, asked about the polite answer, lets it pass")
    with scene.teller.step("He takes it back and offers it again: the card follows") as proof:
        await leo.send("/embed/offer/withdraw", {"offer": hidden(made, "offer")})
        await scene.until("the card to say so", lambda: _offer(scene, "withdrawn"))
        await leo.send("/embed/offer", {})
        await scene.until("another card", lambda: _offer(scene, "open"))
        proof("“Taken back”, and a new one")


async def _client_schedules(scene: Scene) -> None:
    ines = Dialog(scene, scene.visitor("ines"))
    start = next_morning(scene, days=DAYS)
    local = start.astimezone(known_zone(scene.cast.ines.zone))
    with scene.teller.step("Ines, who knows nothing of Anteroom, presses the card's one button") as proof:
        card = _offer(scene, "open")
        assert card is not None
        looked = await scene.visitor("priya").open(str(card["url"]))
        prove(
            "/connect" in looked.text and "data-session" not in looked.text, "the bare address opens the form"
        )
        await ines.page(CLIENT, str(card["url"]))
        form = await ines.get("/embed/schedule")
        prove("would like to meet you" in form.text, "the form does not say why it is there")
        proof("the address alone leads to the marketplace; vouched for, she has the form")
        step = await ines.check(
            day=f"{local:%Y-%m-%d}",
            hour=f"{local:%H:%M}",
            minutes="30",
            zone=scene.cast.ines.zone,
            guests="1",
            guest__0__email=scene.cast.priya.email,
            guest__0__label="Priya, the boss",
            guest__0__required="yes",
            where="room",
        )
        await ines.invite(step)
        proof("day, hour, the boss's address; who will see what; invited")
    with scene.teller.step("The boss is invited by calendar, and the offer is taken") as proof:
        for key in ("priya", "leo"):
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        taken = await scene.until("the offer to be taken", lambda: _offer(scene, "taken"))
        prove(taken["button"] is None, "its button is still there")
        proof("an invitation in Priya's calendar and in Leo's; the offer's card says scheduled")


async def _all_come(scene: Scene) -> None:
    start, mailbox = next_morning(scene, days=DAYS), scene.world.twins.mailbox
    with scene.teller.step("The boss accepts from her calendar, Leo from his") as proof:
        for key in ("priya", "leo"):
            entry = ours(scene, key, start)
            assert entry is not None
            await mailbox.accept(key, entry.uid)
        card = await scene.until(
            "the card to say scheduled", lambda: thread_card(scene, THREAD, start, "scheduled")
        )
        prove(said_on_card(card, "Leo") == "accepted", "Leo's answer is not on the card")
        await scene.until(
            "the boss's answer",
            lambda: said_on_card(thread_card(scene, THREAD, start), "Priya") == "accepted",
        )
        _, faults, events = await scene.world.ledger()
        prove(not faults, f"the ledger does not hold: {faults}")
        prove({"interview_offer.made", "interview_offer.taken"} <= events, "the ledger does not tell of it")
        proof("scheduled, ✓ Leo ✓ Priya; every step of the offer is in the ledger")


def _offer(scene: Scene, state: str) -> JsonObject | None:
    for card in reversed(scene.world.twins.marketplace.cards(THREAD)):
        if card.get("kind") == "interview_offer" and card["state"] == state:
            return dict(card)
    return None


def _mail(scene: Scene, url: str) -> Mail | None:
    return next((mail for mail in scene.world.twins.mailbox.mails("ines") if url in mail.text), None)


def _posted(scene: Scene) -> str | None:
    """What the marketplace posted as Leo's message, if it has."""
    messages = scene.world.twins.marketplace.books.messages.values()
    return next(
        (each.text for each in messages if each.proposal == PROPOSAL and each.sender == "m-leo"), None
    )


def _html(text: str) -> str:
    return escape(text, quote=False).replace("'", "&#39;")
