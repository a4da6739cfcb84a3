"""Journey A, the own team first: colleagues say whether a time suits them before anybody else hears of it."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from anteroom.sandbox.slack.model import Message
from anteroom.sandbox.story.calendars import MINUTES, next_morning, ours, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_b import THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

DAYS = 20
TEAM = ("dana", "tomas")


async def play_journey_a_team(scene: Scene) -> None:
    """Ask the team, who must come and who may; then everybody is invited. Maya's Slack is connected."""
    slack, cast = scene.world.twins.slack, scene.cast
    maya = cast.maya.name
    start = next_morning(scene, days=DAYS) + timedelta(hours=4)
    with scene.teller.step("Maya ticks “Ask my team first”, and says who need not come") as proof:
        await slack.command(maya, "/interview")
        await slack.wait_for_view(maya, form_shown)
        values = {
            "proposal": await offered(scene, maya, cast.proposals[1].job_title),
            "when": start,
            "length": f"{MINUTES.seconds // 60} minutes",
            "colleagues": [cast.dana.name, cast.tomas.name],
            "first": ["first"],
        }
        await slack.fill(maya, values)
        errors = await slack.submit(maya)
        prove(not errors, f"the form was refused: {errors}")
        await slack.wait_for_view(maya, "Ask my team first")
        await slack.fill(maya, {"may": [cast.tomas.name]})
        errors = await slack.submit(maya)
        prove(not errors, f"it was not sent: {errors}")
        for key in TEAM:
            await scene.until(f"the question to {key}", partial(_question, scene, key))
        prove(thread_card(scene, THREAD, start) is None, "Leo's thread shows it already")
        told = [key for key in ("maya", "leo", *TEAM) if ours(scene, key, start)]
        prove(not told, f"mail left before the team had answered: {told}")
        proof("Dana and Tomás are asked in Slack; no card in the thread, no mail to anybody")
    with scene.teller.step("Both say that it suits them, and everybody is invited") as proof:
        for key in TEAM:
            question = _question(scene, key)
            assert question is not None
            await slack.click(cast.person(key).name, question, "team_yes")
        card = await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
        for key in ("maya", "leo", *TEAM):
            await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
        asked = {line["label"]: line["answer"] for line in card["lines"]}
        prove(asked[cast.dana.name] == asked[cast.tomas.name] == "accepted", "the team is asked once more")
        entry = ours(scene, "leo", start)
        assert entry is not None
        optional = {each.name for each in entry.attendees if each.role == "OPT-PARTICIPANT"}
        prove(optional == {cast.tomas.name}, f"optional in Leo's calendar: {optional}")
        proof("both count as having accepted; in every calendar Tomás is there as optional, Dana is not")


def _question(scene: Scene, key: str) -> Message | None:
    """The card that asks one of the team, while it can be answered."""
    messages = scene.world.twins.slack.messages(scene.cast.person(key).name)
    return next((each for each in messages if each.action("team_yes")), None)
