"""Journey C, it goes wrong: the company removes Anteroom from its Slack while an interview lies ahead."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from anteroom.sandbox.story.calendars import thread_card
from anteroom.sandbox.story.journey_times import EVERYBODY, THREAD
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove


async def play_journey_c_slack(scene: Scene) -> None:
    """Play it on the interview whose time was found; nothing is in Slack from then on."""
    slack = scene.world.twins.slack
    card = next(card for card in scene.world.twins.marketplace.cards(THREAD) if card["state"] == "scheduled")
    start = datetime.fromisoformat(card["starts_at"])
    with scene.teller.step(
        "Larkfield removes Anteroom from its Slack; everybody gets the pass by mail"
    ) as proof:
        await slack.uninstall()
        said = len(_posted(scene))
        scene.clock.travel_to(start - timedelta(minutes=10))
        await scene.until("the open door", lambda: thread_card(scene, THREAD, start, "doors_open"))
        links = {key: await scene.until(f"{key}'s pass", partial(_pass, scene, key)) for key in EVERYBODY}
        prove(len(set(links.values())) == len(EVERYBODY), "two people share a pass")
        prove(len(_posted(scene)) == said, "something was posted where Anteroom was removed")
        proof("Maya and Dana, who had theirs in Slack until now, get it by mail; nothing is sent to Slack")


def _posted(scene: Scene) -> list[str]:
    return [each.path for each in scene.world.twins.slack.captures if "/api/chat." in each.path]


def _pass(scene: Scene, key: str) -> str | None:
    """The link in the newest mail to a person, if that opens the door of this interview."""
    home = f"{scene.world.url}/i#"
    for mail in reversed(scene.world.twins.mailbox.mails(key)):
        if mail.invitation is None and home in mail.text and "Reports that build" in mail.subject + mail.text:
            return home + mail.text.split(home, 1)[1].split()[0]
    return None
