"""Journey E for a client who reads Spanish: helped in Spanish, and reminded in Spanish."""

from __future__ import annotations

import re
from functools import partial

from anteroom.sandbox.marketplace.model import Member, Proposal
from anteroom.sandbox.story.left_waiting import LeftWaiting
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

TOMAS, ROSA = "m-tomas", "m-rosa"
PROPOSAL, THREAD, JOB = "p-informes", "t-informes", "Informes sin errores"
ASKED = "¿Qué día le viene bien?"
LATE = "Perdone la espera. El jueves me viene bien."
THEN = "De acuerdo, el jueves."
ENGLISH = ("has not answered", "is waiting", "Keep waiting", "Get help", "Reminder", "conversation")
"""What the same would say to somebody who reads English."""


async def play_journey_e_spanish(scene: Scene) -> None:
    """Nobody answers Tomás, who asks for help; then he leaves an answer, and is reminded. Rosa is there."""
    marketplace = scene.world.twins.marketplace
    marketplace.books.members[TOMAS] = Member(
        id=TOMAS,
        person=scene.cast.tomas,
        role="client",
        organisation=None,
        organisation_roles=(),
        plan="basic",
        rating=5.0,
        completed_jobs=1,
    )
    marketplace.books.proposals[PROPOSAL] = Proposal(
        PROPOSAL, THREAD, "j-informes", JOB, TOMAS, ROSA, "shortlisted"
    )
    await marketplace.sync()
    waiting = LeftWaiting(scene, PROPOSAL, JOB)
    await _helped(waiting)
    await _reminded(waiting)


async def _helped(waiting: LeftWaiting) -> None:
    scene = waiting.scene
    visitor = scene.visitor("tomas")
    with scene.teller.step("Nobody answers Tomás, who reads Spanish: he is asked in Spanish") as proof:
        await scene.world.twins.marketplace.say(TOMAS, PROPOSAL, ASKED)
        mail = await waiting.days_until(
            "the question to Tomás", partial(waiting.mail, "tomas", "Rosa Almeida no le ha respondido")
        )
        _only_spanish(mail.subject + mail.text)
        found = re.search(r"\S+/waiting/\S+", mail.text)
        assert found is not None
        page = found[0]
        seen = await visitor.open(page)
        prove('lang="es"' in seen.text, "the page says that it is in another language")
        prove("Seguir esperando" in seen.text and "Pedir ayuda" in seen.text, "a choice is missing")
        _only_spanish(seen.text)
        proof(f"“{mail.subject}”, and the page behind it")
    with scene.teller.step("He asks for help, and is told so in Spanish") as proof:
        sure = await visitor.send_form(page, {"wish": "help"})
        prove("¿Es esto lo que quiere?" in sure.text, "nobody asks whether he means it")
        done = await visitor.send_form(page, {"wish": "help", "sure": "yes"})
        prove(done.status == 303, f"it was not taken: {done.status}")
        event = await scene.until("the event", partial(waiting.event, "escalation.chosen"))
        prove(event.data["choice"] == "help", f"something else was chosen: {event.data}")
        shown = await visitor.open(page)
        prove("Ha pedido ayuda" in shown.text, "the page does not say it")
        _only_spanish(shown.text)
        proof("“Ha pedido ayuda”; escalation.chosen: help")


async def _reminded(waiting: LeftWaiting) -> None:
    scene = waiting.scene
    marketplace = scene.world.twins.marketplace
    with scene.teller.step("Rosa answers, and now Tomás leaves it: he is reminded in Spanish") as proof:
        await marketplace.say(ROSA, PROPOSAL, LATE)
        mail = await waiting.days_until(
            "his reminder", partial(waiting.mail, "tomas", "Rosa Almeida espera su respuesta")
        )
        _only_spanish(mail.subject + mail.text)
        prove("Perdone" not in mail.text and "jueves me" not in mail.text, "it quotes what was written")
        prove("No hace falta que haga nada" in mail.text, "it does not say that it may be ignored")
        proof(f"“{mail.subject}”; “No enviarme más recordatorios”")
    with scene.teller.step("One tap leads into the thread; his answer by mail stands there") as proof:
        link = f"{marketplace.url}/threads/{THREAD}"
        prove("Abrir la conversación" in mail.text and link in mail.text.split(), "no link to the thread")
        who = await scene.visitor("tomas").open(link)
        own = re.search(rf'href="(/pane/{TOMAS}[^"]*)"', who.text)
        prove(who.status == 200 and own is not None, f"the link leads nowhere: {who.status}")
        assert own is not None
        thread = await scene.visitor("tomas").open(marketplace.url + own[1])
        prove(LATE in thread.text, "the thread is not behind it")
        await waiting.reply("tomas", mail, THEN)
        await scene.until("his answer", partial(waiting.said, THEN))
        proof(f"“Abrir la conversación” shows Rosa's message; “{THEN}” is in the thread")


def _only_spanish(text: str) -> None:
    """Raises NotProven where English stands in it."""
    found = [words for words in ENGLISH if words in text]
    prove(not found, f"English in a Spanish text: {found}")
