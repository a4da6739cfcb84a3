"""Journey A′, in other tools: a call made in Teams, and the link of a meeting in Google Meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.story.calendars import next_morning, ours, thread_card
from anteroom.sandbox.story.journey_a import form_shown, offered
from anteroom.sandbox.story.journey_a_tool import agreed, doors_opened, pressed
from anteroom.sandbox.story.journey_b import THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

MEET = "https://meet.google.com/kqw-zvtx-rnp"


async def play_journey_a_others(scene: Scene) -> None:
    """Play both. Maya's Slack is connected; the deployment has a Teams of its own."""
    prove(scene.world.tools, "there is no tool to make a call in")
    assert scene.world.tools is not None
    teams = scene.world.tools.teams
    start = next_morning(scene, days=2) + timedelta(hours=2)
    with scene.teller.step("Maya has a call made in Teams; each is led into it behind the own pass") as proof:
        await _asked(scene, start, {"where": "made:teams"})
        await scene.until("a meeting at Teams", lambda: teams.meetings)
        said = b"".join(each.body for each in teams.heard).decode()
        people = scene.cast.people
        prove(not [each for who in people for each in (who.name, who.email) if each in said], "it knows who")
        ((number, meeting),) = teams.meetings.items()
        await _led(scene, start, "teams", number, "Teams shows", str(meeting["joinWebUrl"]).startswith)
        proof("Teams was told no name and no address; its link is in three redirects and nowhere else")
    start += timedelta(days=7)
    with scene.teller.step("For another she gives the link of a meeting in Google Meet") as proof:
        await _asked(scene, start, {"where": "link", "link": MEET})
        await _led(scene, start, "meet", MEET.rpartition("/")[2], "Meet shows", MEET.__eq__)
        proof("the same: cards and mails name Meet, and its link is in three redirects and nowhere else")


async def _asked(scene: Scene, start: datetime, place: Mapping[str, str]) -> None:
    """Schedule in Slack, with this place chosen."""
    slack, maya = scene.world.twins.slack, scene.cast.maya.name
    await slack.command(maya, "/interview")
    await slack.wait_for_view(maya, form_shown)
    values = {
        "proposal": await offered(scene, maya, scene.cast.proposals[1].job_title),
        "when": start,
        "length": "45 minutes",
        "colleagues": [scene.cast.dana.name],
        "where": place["where"],
    }
    await slack.fill(maya, values)
    if "link" in place:
        await slack.wait_for_view(maya, lambda view: any(each["block_id"] == "link" for each in view.blocks))
        await slack.fill(maya, {"link": place["link"]})
    errors = await slack.submit(maya)
    prove(not errors, f"the form was refused: {errors}")
    await slack.wait_for_view(maya, "Check and invite")
    errors = await slack.submit(maya)
    prove(not errors, f"the invitation was refused: {errors}")


async def _led(
    scene: Scene, start: datetime, tool: str, secret: str, shows: str, right: Callable[[str], object]
) -> None:
    """Let the doors open and each go through; `secret` is what of the link must stand nowhere else."""
    card = await scene.until("the card in the thread", lambda: thread_card(scene, THREAD, start))
    prove(card["place"]["tool"] == tool, f"the card says: {card['place']}")
    for key in ("maya", "dana", "leo"):
        await scene.until(f"an invitation for {key}", partial(ours, scene, key, start))
    prove(_with(scene, secret) == 0, "the link stands outside before the doors open")
    for key, link in (await doors_opened(scene, start)).items():
        led = await pressed(*await agreed(scene, key, link, shows))
        prove(right(led), f"{key} was led to {led[:24]}…")
    prove(_with(scene, secret) == 3, "the link is elsewhere than in the three redirects")


def _with(scene: Scene, secret: str) -> int:
    return sum(secret in each.body.decode("utf-8", "replace") + str(each.headers) for each in scene.captures)
