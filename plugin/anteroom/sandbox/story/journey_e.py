"""Journey E: silence, before a contract and under one. Who waits is helped, and nobody is pressed."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from functools import partial

from anteroom.nudges.actions import take_due
from anteroom.sandbox.marketplace.model import Event, Member, Proposal
from anteroom.sandbox.story.journey_e_holdout import play_journey_e_holdout
from anteroom.sandbox.story.journey_e_others import play_journey_e_others
from anteroom.sandbox.story.journey_e_spanish import play_journey_e_spanish
from anteroom.sandbox.story.left_waiting import LeftWaiting, as_read
from anteroom.sandbox.story.office import CLIENT, open_office
from anteroom.sandbox.story.program import call_api
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

PROPOSAL, THREAD, JOB = "p-queue", "t-queue", "Queues in case files"
NEXT = "p-queue-next"
ASKED = "Which Thursday at the old harbour would suit you?"
LATE = "Sorry, I was ill. The first Thursday suits me."
UNDER = "Where does the first draft stand by now?"
QUIET_DAYS = 10


async def play_journey_e(scene: Scene) -> None:
    """A message waits: two reminders, then the client is asked what to do; and once more under a contract."""
    await _set_up(scene)
    waiting = LeftWaiting(scene, PROPOSAL, JOB)
    await _reminded(scene, waiting)
    page = await _asked(scene, waiting)
    await _answered(scene, waiting, page)
    await _client_reminded(scene, waiting)
    await play_journey_e_others(scene)
    await play_journey_e_spanish(scene)
    await _under_contract(scene, waiting)
    await play_journey_e_holdout(scene)


async def _set_up(scene: Scene) -> None:
    """Give Ines one more job with two freelancers on its shortlist, and go to a Monday that is calm."""
    await open_office(scene)
    marketplace = scene.world.twins.marketplace
    leo = marketplace.books.members["m-leo"]
    # Somebody else at the marketplace, whom no mail and no call reaches here.
    rosa = replace(leo.person, key="rosa", name="Rosa Almeida", email="", phone="", handle="", address="")
    marketplace.books.members["m-rosa"] = Member(
        id="m-rosa",
        person=replace(rosa, member="m-rosa"),
        role="freelancer",
        organisation=None,
        organisation_roles=(),
        plan="basic",
        rating=5.0,
        completed_jobs=7,
        shares=(),
    )
    for proposal, thread, freelancer in ((PROPOSAL, THREAD, "m-leo"), (NEXT, "t-queue-next", "m-rosa")):
        marketplace.books.proposals[proposal] = Proposal(
            proposal, thread, "j-queue", JOB, CLIENT, freelancer, "shortlisted"
        )
    await marketplace.sync()
    # What earlier journeys left waiting has been reminded of by then, day by day.
    for _ in range(QUIET_DAYS):
        scene.clock.travel_to(scene.clock.now() + timedelta(days=1))
        await take_due(scene.world.house)
    # In the daytime of Berlin and of São Paulo, on this day and on those that follow.
    monday = scene.clock.now().replace(hour=16, minute=0, second=0, microsecond=0) + timedelta(days=8)
    scene.clock.travel_to(monday + timedelta(days=-monday.weekday() % 7))


async def _reminded(scene: Scene, waiting: LeftWaiting) -> None:
    marketplace = scene.world.twins.marketplace
    with scene.teller.step(
        "Ines writes to Leo; a business day later a reminder comes, in his daytime"
    ) as proof:
        await marketplace.say(CLIENT, PROPOSAL, ASKED)
        mail = await waiting.days_until(
            "the first reminder", partial(waiting.mail, "leo", "waiting for your answer")
        )
        prove("old harbour" not in mail.text, "it quotes what was written")
        prove("ignore" in mail.text and "/nudges/" in mail.text, "it does not say how to stop it")
        prove(scene.cast.ines.email not in mail.text, "the mail tells the client's address")
        prove(f"/threads/{THREAD}" in mail.text, "no link into the thread")
        prove(as_read(mail)["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click", "no one-click")
        proof(f"by mail: “{mail.subject}”; that it may be ignored, and one click to stop it")
    with scene.teller.step("After three business days another one, which is the last") as proof:
        await waiting.days_until(
            "the last reminder", partial(waiting.mail, "leo", "waiting for your answer", "last")
        )
        proof("“This is the last reminder of this.”")


async def _asked(scene: Scene, waiting: LeftWaiting) -> str:
    """Let the client be asked; return the page."""
    visitor = scene.visitor("ines")
    with scene.teller.step("Still nothing: a case opens, and Ines is asked what to do") as proof:
        mail = await waiting.days_until(
            "the question to Ines", partial(waiting.mail, "ines", "has not answered you")
        )
        opened = await scene.until("the case", partial(waiting.event, "case.opened"))
        found = re.search(r"\S+/waiting/\S+", mail.text)
        assert found is not None
        page = found[0]
        seen = await visitor.open(page)
        prove("Rosa Almeida" in seen.text, "the next of the shortlist is not there")
        prove("Keep waiting" in seen.text and "Get help" in seen.text, "a choice is missing")
        prove(waiting.event("escalation.chosen") is None, "looking has chosen something")
        proof("a case for the support team; wait, pick Rosa Almeida of the same shortlist, or get help")
    with scene.teller.step("Somebody of support takes the case, and is its owner") as proof:
        path = f"/v1/cases/{opened.data['case']}"
        body = {"by": "noor", "owner": "noor", "reason": "knows_client"}
        case = await call_api(scene, f"{path}/assignment", body, trust=True)
        prove((case["state"], case["owner"]) == ("assigned", "noor"), f"nobody has it: {case}")
        proof(f"topic “{case['topic']}”, owner {case['owner']}")
    with scene.teller.step("She picks Rosa, confirms it, and the marketplace is told") as proof:
        picked = re.search(r'name="picked" value="([^"]+)"', seen.text)
        assert picked is not None
        fields = {"wish": "pick", "picked": picked[1]}
        sure = await visitor.send_form(page, fields)
        prove("Is this what you want?" in sure.text, "nobody asks whether she means it")
        done = await visitor.send_form(page, {**fields, "sure": "yes"})
        prove(done.status == 303, f"it was not taken: {done.status}")
        event = await scene.until("the event", partial(waiting.event, "escalation.chosen"))
        prove(event.data["picked"] == NEXT, f"another was picked: {event.data}")
        proof(f"escalation.chosen: {event.data['choice']} {event.data['picked']}; Leo is told nothing of it")
    return page


async def _answered(scene: Scene, waiting: LeftWaiting, page: str) -> None:
    with scene.teller.step(
        "Leo answers the reminder's mail: the guard reads it, the thread shows it"
    ) as proof:
        mail = waiting.mail("leo", "waiting for your answer", "last")
        assert mail is not None
        await waiting.reply("leo", mail, LATE)
        await scene.until("his answer in the thread", partial(waiting.said, LATE))
        proof(f"“{LATE}”, as his message")
        seen = await scene.visitor("ines").open(page)
        prove("This waits no more" in seen.text, "there is still something to choose")
        proof("and Ines’ page says that nothing waits any more")


async def _client_reminded(scene: Scene, waiting: LeftWaiting) -> None:
    with scene.teller.step("Now Ines leaves his message: she is reminded, too") as proof:
        mail = await waiting.days_until(
            "her reminder", partial(waiting.mail, "ines", "waiting for your answer")
        )
        await waiting.reply("ines", mail, "Good. Then Thursday it is.")
        await scene.until("her answer", partial(waiting.said, "Good. Then Thursday it is."))
        proof(f"“{mail.subject}”; her answer by mail stands in the thread")


async def _under_contract(scene: Scene, waiting: LeftWaiting) -> None:
    marketplace = scene.world.twins.marketplace
    with scene.teller.step(
        "Under a contract, too; Leo, who reads Spanish by now, stops it by a click"
    ) as proof:
        leo = marketplace.books.members["m-leo"]
        leo.person = replace(leo.person, language="es")
        await marketplace.accept_offer(PROPOSAL)
        await marketplace.sync()
        scene.clock.travel_to(scene.clock.now() + timedelta(minutes=5))
        await marketplace.say(CLIENT, PROPOSAL, UNDER)
        mail = await waiting.days_until("the reminder", partial(waiting.mail, "leo", "espera su respuesta"))
        prove("draft" not in mail.text, "it quotes what was written")
        stop = re.search(r"\S+/nudges/\S+", mail.text)
        assert stop is not None
        clicked = await scene.visitor("leo").send_form(stop[0], {"List-Unsubscribe": "One-Click"})
        prove(clicked.status == 200, f"one click did not work: {clicked.status}")
        proof(f"“{mail.subject}”")
        await waiting.days_until("that none is sent", partial(_kept_off, waiting))
        proof("when the next would come: nudge.suppressed, opted_out")
        leo.person = replace(leo.person, language="en")
        await marketplace.sync()
    _, faults, events = await scene.world.ledger()
    prove(not faults, f"the ledger does not hold: {faults}")
    prove({"nudge.sent", "escalation.chosen", "nudges.refused"} <= events, "the ledger does not tell of it")


def _kept_off(waiting: LeftWaiting) -> Event | None:
    event = waiting.event("nudge.suppressed")
    return event if event is not None and event.data["why"] == "opted_out" else None
