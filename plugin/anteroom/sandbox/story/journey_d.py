"""Journey D, the slip: its first half. The guard stops it, says why and offers the sanctioned way."""

from __future__ import annotations

from datetime import timedelta

from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.story.calendars import next_morning, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_b import PROPOSAL, THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

SPOKEN = "How you would cut over. Or call me at five five five, two one two, oh one four seven."
AGAIN = "How you would cut over. My cell is five five five 212 oh one four eight."
CLEAN = "How you would cut over, and what can go wrong."
PIECES = ("+49 30 90", "18 20 77 41")
DAYS = 12
"""Far enough for what the other journeys do with the same proposal."""


async def play_journey_d(scene: Scene) -> None:
    """Play the guard's half, in Slack and in the thread. Maya's Slack is connected."""
    await _stopped(scene)
    await _warned(scene)
    await _reworded(scene)
    await _in_pieces(scene)


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


async def _warned(scene: Scene) -> None:
    with scene.teller.step("She tries again in other letters: this time it is a warning") as proof:
        said = await _try(scene, AGAIN)
        prove("second time" in said, f"the second time is no warning: {said}")
        proof(f"“{said}”")


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
