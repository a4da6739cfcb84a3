"""Journey D, the slip: the guard stops it, says why and offers the sanctioned way; a person reports."""

from __future__ import annotations

import json
from datetime import timedelta

from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.story.calendars import next_morning, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_b import PROPOSAL, THREAD
from anteroom.sandbox.story.office import Dialog
from anteroom.sandbox.story.program import call_api
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

SPOKEN = "How you would cut over. Or call me at five five five, two one two, oh one four seven."
AGAIN = "How you would cut over. My cell is five five five 212 oh one four eight."
CLEAN = "How you would cut over, and what can go wrong."
PIECES = ("+49 30 90", "18 20 77 41")
RING = "Just ring me, +49 30 90 18 20 55, that is quicker."
HIDDEN = ("90 18 20 55", "90182055")
DAYS = 12
"""Far enough for what the other journeys do with the same proposal."""


async def play_journey_d(scene: Scene) -> None:
    """Play it in Slack, in the thread and before support's eyes. Maya's Slack is connected."""
    await _stopped(scene)
    await _warned(scene)
    await _reworded(scene)
    await _in_pieces(scene)
    await _reported(scene)


async def _stopped(scene: Scene) -> None:
    with scene.teller.step("Maya's agenda says “or call me at five five five…”: it stops there") as proof:
        before = len(scene.world.twins.mailbox.captures)
        said = await _try(scene, SPOKEN)
        prove("phone number" in said, f"it does not say why: {said}")
        proof(f"under the field: “{said}”")
        card = await scene.until("what was found", lambda: _held(scene))
        prove(all(card.action(name) for name in ("held_reword", "held_appeal", "held_withdraw")), "no way on")
        prove(len(scene.world.twins.mailbox.captures) == before, "mail left all the same")
        proof("to her alone, with what was found marked: other words, an appeal, or taking it back")
        prove("This is a warning" in _said(card), f"her second slip is no warning: {_said(card)}")
        prove(card.action("lesson") is not None, "the sanctioned way is not one tap away")
        proof(
            "her second, after that of journey A: a warning, and “Schedule an interview with your team here”"
        )


async def _warned(scene: Scene) -> None:
    with scene.teller.step("She tries again in other letters: it counts") as proof:
        said = await _try(scene, AGAIN)
        prove("second time" in said, f"the second time is no warning: {said}")
        proof(f"“{said}”")
        await scene.until("what follows", lambda: "has happened 3 times" in _said(_held(scene)))
        proof("to her alone: it has happened three times; people decide, no machine does")


async def _reworded(scene: Scene) -> None:
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    with scene.teller.step("One press opens it again; without the number everybody is invited") as proof:
        card = _held(scene)
        assert card is not None
        await slack.click(maya, card, "held_reword")
        await slack.wait_for_view(maya, "Other words")
        await slack.fill(maya, {"text": CLEAN})
        errors = await slack.submit(maya)
        prove(not errors, f"the clean agenda was refused: {errors}")
        start = next_morning(scene, days=DAYS)
        await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
        proof("the interview that she had asked for is in the thread")


async def _in_pieces(scene: Scene) -> None:
    market, maya = scene.world.twins.marketplace, scene.cast.maya.member or ""
    with scene.teller.step("Leo gives a number in two messages: what completes it is held") as proof:
        said = []
        for piece in PIECES:
            scene.clock.travel_to(scene.clock.now() + timedelta(seconds=20))
            said.append(await market.say("leo", PROPOSAL, piece))
        last = said[-1]
        prove(last.verdict in ("redact", "block"), f"the last piece passed: {last.verdict}")
        shown = last.seen_by(maya)
        prove(shown is None or PIECES[-1] not in shown, f"Maya reads “{shown}”")
        proof(f"Leo reads: “{last.explanation}”")
        lesson = last.lesson or {}
        prove(lesson.get("step") == "lesson", f"his first slip is met with {lesson.get('step')}")
        proof(f"beside it, kindly: “{lesson['title']}”")


async def _reported(scene: Scene) -> None:
    market, leo = scene.world.twins.marketplace, Dialog(scene, scene.visitor("leo"))
    with scene.teller.step(
        "Maya gives a number in the thread, where Leo reads: he is told that he may report"
    ) as proof:
        await leo.frame("leo", PROPOSAL)
        before = await leo.get("/embed/card")
        prove("You need not leave" not in before.text, "it is suggested too early")
        scene.clock.travel_to(scene.clock.now() + timedelta(minutes=1))
        message = await market.say("maya", PROPOSAL, RING)
        lesson = message.lesson or {}
        prove(lesson.get("step") == "report", f"hers is met with {lesson.get('step')}")
        proof(f"Maya reads: “{lesson['title']}”; people decide, no machine does")
        page = await leo.get("/embed/card")
        prove("You need not leave" in page.text, "Leo is not told")
        prove(not any(each in page.text for each in HIDDEN), "Leo reads the number")
    with scene.teller.step(
        "Leo reports it; support sees it with the evidence and without the number"
    ) as proof:
        sent = await leo.send("/embed/report", {"words": "She asks me to ring her instead."})
        prove(sent.status == 200, f"it was not taken: {sent.status}")
        (report, *_) = (await call_api(scene, "/v1/reports?state=open", trust=True))["reports"]
        prove(report["category"] == "leaving", f"its topic is {report['category']}")
        whole = await call_api(scene, f"/v1/reports/{report['id']}", trust=True)
        prove(not any(each in json.dumps(whole) for each in HIDDEN), "support reads the number")
        prove(bool(whole["evidence"]), "nothing bears it out")
        proof(f"topic “{report['category']}”, with {len(whole['evidence'])} held texts beside it, masked")


def _said(card: Message | None) -> str:
    return json.dumps(card.blocks, ensure_ascii=False) if card is not None else ""


async def _try(scene: Scene, agenda: str) -> str:
    """Type the command, fill in an agenda that may not stand, and return what is said under it."""
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    await slack.command(maya, "/interview")
    await slack.wait_for_view(maya, form_shown)
    values = {
        "proposal": await offered(scene, maya, scene.cast.proposals[1].job_title),
        "when": next_morning(scene, days=DAYS),
        "length": "45 minutes",
        "agenda": agenda,
    }
    await slack.fill(maya, values)
    errors = await slack.submit(maya)
    prove(errors and "agenda" in errors, f"the guard let it pass: {errors}")
    assert errors is not None
    await slack.close(maya, everything=True)
    return errors["agenda"]


def _held(scene: Scene) -> Message | None:
    """The newest message to Maya about a held text."""
    messages = scene.world.twins.slack.messages(scene.cast.maya.name)
    return next((each for each in reversed(messages) if each.action("held_reword")), None)
