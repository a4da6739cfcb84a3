"""One is late: a press, and everybody else hears of it by the own way."""

from __future__ import annotations

from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import prove

LATE = "10 minutes late"


async def runs_late(scene: Scene) -> None:
    """Let Tomás say in Slack, below his link, that he comes ten minutes later."""
    twins, tomas = scene.world.twins, scene.cast.tomas.name
    with scene.teller.step("Tomás is held up and presses “10 minutes late” below his link") as proof:
        brought = next(
            message
            for message in twins.slack.messages(tomas)
            if any(block.get("block_id") == "pass" for block in message.blocks)
        )
        before = {key: _told(scene, key) for key in ("ines", "priya", "leo")}
        for _ in range(2):  # he presses twice, as people do
            await twins.slack.click(tomas, brought, "late", LATE, block_id="late")
        for key in ("maya", "dana"):
            await scene.until(f"{key}'s message", lambda key=key: _in_slack(scene, key) == 1)  # type: ignore[misc]  # a default has no type
        for key, count in before.items():
            await scene.until(
                f"{key}'s mail",
                lambda key=key, count=count: _told(scene, key) == count + 1,  # type: ignore[misc]  # as above
            )
        await scene.until("Maya's card", lambda: scene.card_says("maya", "late: about"))
        proof("two messages in Slack, three mails, one each; the cards say when to expect him")
        thread = scene.cast.proposals[0].thread
        lines = await scene.until("the thread's card", lambda: _late_lines(scene, thread))
        prove(len(lines) == 1, f"late on the thread's card: {lines}")
        prove(brought.action("late") is None, "the menu stands there still")
        proof("the thread's card shows it, too; nothing is left to press")


def _in_slack(scene: Scene, key: str) -> int:
    messages = scene.world.twins.slack.messages(scene.cast.person(key).name)
    return sum("runs late" in message.text for message in messages)


def _told(scene: Scene, key: str) -> int:
    return sum("runs late" in mail.text for mail in scene.world.twins.mailbox.mails(key))


def _late_lines(scene: Scene, thread: str) -> list[str]:
    cards = scene.world.twins.marketplace.cards(thread)
    return [line["label"] for card in cards for line in card["lines"] if line["late_until"]]
