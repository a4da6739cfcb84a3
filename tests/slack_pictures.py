"""Pictures of everything that Anteroom shows in Slack, as the sandbox's Slack draws it, for docs/slack.md.

Command: `python tests/slack_pictures.py [FOLDER]`; without one it draws anew what is in docs/pictures/slack.
"""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path

from playwright.async_api import FloatRect, Page, async_playwright

from anteroom.interviews import passing
from anteroom.logs import log_to
from anteroom.proposals import store
from anteroom.proposals.model import Member, Proposal, ProposalState
from anteroom_slack.forms.shortcut_in import ABOUT_THIS
from browser import open_browser
from palette import with_palette
from slack_bureau import DANA, MAYA, TOMAS, TUESDAY, Bureau, open_bureau
from slack_times import tick

FOLDER = Path(__file__).parent.parent / "docs" / "pictures" / "slack"
MODAL, CARD, HOME = "dialog.slack-modal", "li.slack-message:last-of-type", "section.slack-home"
WIDTH, HEIGHT = 620, 1900
MARGIN = 12
"""Pixels of ground around what has no frame of its own."""
INES = "Ines, Legal <ines@falk.example>"
IN_DARK = {"schedule", "card-host", "home"}


class Camera:
    """Takes pictures of one page of the sandbox's Slack, some in the dark too."""

    def __init__(self, page: Page, bureau: Bureau, folder: Path) -> None:
        self._page = page
        self._bureau = bureau
        self._folder = folder

    async def take(self, name: str, user: str, what: str, where: str = "", most: float = HEIGHT) -> None:
        """Show a person's screen and keep one part of it, of which `most` pixels from the top."""
        person = self._bureau.slack.workspace.person(user)
        for scheme, mark in (("light", ""), ("dark", "-dark")):
            if mark and name not in IN_DARK:
                continue
            await self._page.emulate_media(color_scheme="light" if scheme == "light" else "dark")
            await self._page.goto(f"{self._bureau.slack.url}/pane/{person.id}?in={where}")
            part = self._page.locator(what).last
            await part.scroll_into_view_if_needed()
            await self._page.evaluate("document.activeElement.blur()")
            box = await part.bounding_box()
            assert box is not None
            margin = 0 if what == MODAL else MARGIN
            left, top = max(box["x"] - margin, 0), max(box["y"] - margin, 0)
            clip = FloatRect(
                x=left, y=top, width=box["width"] + 2 * margin, height=min(box["height"] + 2 * margin, most)
            )
            taken = await self._page.screenshot(clip=clip, animations="disabled")
            small = await with_palette(self._page.context, taken)
            (self._folder / f"{name}{mark}.png").write_bytes(small)

    async def card(self, name: str, user: str) -> None:
        """Keep the newest message of the app's conversation with somebody."""
        channel = self._bureau.slack.workspace.bot_direct(self._bureau.slack.workspace.person(user).id)
        await self.take(name, user, CARD, channel.id)

    async def told(self, name: str, user: str) -> None:
        """Keep the newest of what somebody alone was told among the own notes."""
        channel = self._bureau.slack.workspace.direct(self._bureau.slack.workspace.person(user).id)
        assert channel is not None
        await self.take(name, user, CARD, channel.id)


async def commands(camera: Camera, bureau: Bureau) -> None:
    """What is said where somebody typed."""
    for name, text in (("help", "help"), ("refused", "move nothing9"), ("settings", "settings")):
        await typed(camera, bureau, MAYA, text, name)
    await typed(camera, bureau, DANA, "list", "connect")


async def typed(camera: Camera, bureau: Bureau, user: str, text: str, name: str) -> None:
    """Type a command and keep what comes of it: a form, which is closed again, or words."""
    await bureau.slack.command(user, "/interview", text)
    await bureau.settle()
    if bureau.slack.open_view(user) is None:
        await camera.told(name, user)
        return
    await camera.take(name, user, MODAL)
    await bureau.slack.close(user, everything=True)


async def scheduling(camera: Camera, bureau: Bureau) -> None:
    """The form, a fault in place, and the last step."""
    slack = bureau.slack
    await bureau.open_form()
    await camera.take("schedule", MAYA, MODAL)
    await slack.fill(MAYA, {"when": TUESDAY, "length": "45", "proposal": "prp_1", "colleagues": [DANA]})
    await slack.fill(MAYA, {"emails": INES, "agenda": "Ledgers. If the line drops call +49 30 901820 41."})
    await bureau.settle()
    await slack.submit(MAYA)
    await camera.take("schedule-fault", MAYA, MODAL)
    await slack.fill(MAYA, {"agenda": "How the ledger stays consistent."})
    await slack.submit(MAYA)
    await camera.take("consent", MAYA, MODAL)
    assert await slack.submit(MAYA) is None
    await bureau.settle()
    message = slack.workspace.post(
        "C0TEAM", "U0MAYA", "Can we talk about how the ledger stays consistent?", []
    )
    await slack.message_shortcut(MAYA, message, ABOUT_THIS)
    await bureau.settle()
    await camera.take("shortcut", MAYA, MODAL)
    await slack.close(MAYA, everything=True)


async def team(camera: Camera, bureau: Bureau) -> None:
    """An interview day with several freelancers, and asking the own team first."""
    slack = bureau.slack
    await others(bureau)
    await bureau.open_form()
    await slack.fill(MAYA, {"proposal": "prp_1"})
    await slack.click(MAYA, "modal", "day")
    await bureau.settle()
    people = {"colleagues": [DANA, TOMAS, "Gus Guest"]}
    await slack.fill(MAYA, {"when": TUESDAY, "length": "30", "others": ["prp_2", "prp_3"], **people})
    await bureau.settle()
    await camera.take("day", MAYA, MODAL)
    await slack.fill(MAYA, {"colleagues": [DANA, TOMAS], "first": ["first"]})
    assert await slack.submit(MAYA) is None
    await camera.take("team-step", MAYA, MODAL)
    assert await slack.submit(MAYA) is None
    await bureau.settle()
    await camera.card("team-colleague", TOMAS)
    await slack.click(DANA, bureau.card(DANA), "team_yes")
    await bureau.settle()
    await camera.card("team-host", MAYA)


async def others(bureau: Bureau) -> None:
    """Tell Anteroom of two more freelancers for Maya's job."""
    async with bureau.house.database.transaction() as conn:
        for number, name in ((2, "Aiko Mori"), (3, "Bram de Wit")):
            person = Member(
                f"per_{number}", f"m-{number}", "freelancer", None, name, "basic", 5.0, 4, "Asia/Tokyo",
                "en", (),
            )  # fmt: skip
            await store.put_member(conn, person, [], bureau.clock.now())
            proposal = Proposal(
                f"prp_{number}", f"p-{number}", "per_maya", f"per_{number}", "j-1", "Payments API in Go",
                f"t-{number}", ProposalState.SHORTLISTED,
            )  # fmt: skip
            await store.put_proposal(conn, proposal)


async def cards(camera: Camera, bureau: Bureau) -> None:
    """One card a viewer, through an interview's life."""
    slack = bureau.slack
    await camera.card("card-host", MAYA)
    await camera.card("card-guest", DANA)
    await slack.click(DANA, bureau.card(DANA), "accept")
    await bureau.settle()
    await camera.card("card-answered", DANA)
    await form(camera, bureau, DANA, "counter", "form-counter", {"when": TUESDAY + timedelta(hours=1)})
    await camera.card("card-counter", MAYA)
    await slack.click(MAYA, bureau.card(MAYA), "counter_accept")
    await bureau.settle()
    await camera.card("card-moved", DANA)
    await form(camera, bureau, MAYA, "move", "form-move", None)
    await form(camera, bureau, MAYA, "add", "form-add", None)
    await form(camera, bureau, MAYA, "hand_over", "form-hand-over", None)
    await typed(camera, bureau, MAYA, "remove", "form-remove")
    await slack.open_home(MAYA)
    await bureau.settle()
    await camera.take("home", MAYA, HOME, "home")
    await typed(camera, bureau, MAYA, "list", "list")
    await typed(camera, bureau, MAYA, "report", "report")
    await form(camera, bureau, MAYA, "cancel", "form-cancel", {})
    await camera.card("card-cancelled", DANA)


async def form(
    camera: Camera, bureau: Bureau, user: str, button: str, name: str, values: dict[str, object] | None
) -> None:
    """Press a button of the own card, keep the form; send it with these values, or close it."""
    await bureau.slack.click(user, bureau.card(user), button)
    await bureau.settle()
    await camera.take(name, user, MODAL)
    if values is None:
        await bureau.slack.close(user, everything=True)
        return
    await bureau.slack.fill(user, values)
    assert await bureau.slack.submit(user) is None
    await bureau.settle()


async def doors(camera: Camera, bureau: Bureau) -> None:
    """A declined invitation, the card in a channel, an own link, and somebody who runs late."""
    slack, space = bureau.slack, bureau.slack.workspace
    space.scopes |= {"channels:read", "groups:read", "links:read", "links:write"}
    slack.unfurl_domains.add("anteroom.test")
    async with bureau.house.database.connection() as conn:
        await conn.execute("update slack_installation set scopes = null")
    interview = await bureau.schedule({"colleagues": [DANA, TOMAS]})
    await slack.click(TOMAS, bureau.card(TOMAS), "decline")
    await bureau.settle()
    await form(camera, bureau, TOMAS, "why", "form-why", None)
    space.channels["C0TEAM"].members.add(space.bot_user.id)
    await slack.command(MAYA, "/interview", "share", channel="C0TEAM")
    await bureau.settle()
    await slack.say(MAYA, "C0TEAM", f"Look: http://anteroom.test/t/{interview.neutral}")
    await bureau.settle()
    await camera.take("channel-card", DANA, 'ol.slack-log:has-text("Interview: ")', "C0TEAM")
    bureau.clock.set(TUESDAY - timedelta(minutes=10))
    await passing.pass_time(bureau.house)
    await bureau.settle()
    await camera.card("pass", DANA)
    brought = next(each for each in bureau.cards(DANA) if each.blocks[0]["block_id"] == "pass")
    await slack.click(DANA, brought, "late", "10 minutes late", block_id="late")
    await bureau.settle()
    await camera.card("late", MAYA)


async def times(camera: Camera, bureau: Bureau) -> None:
    """A week's hours, times that were found, and everybody's cards while one is chosen."""
    slack = bureau.slack
    await bureau.link("U0TOMAS", "per_leo")
    await slack.command(MAYA, "/interview", "hours")
    await bureau.settle()
    await slack.fill(MAYA, {"Monday": "9-12:30, 14-18"})
    await slack.click(MAYA, "modal", "week_copy")
    await bureau.settle()
    await slack.fill(MAYA, {"Friday": "9-13"})
    await camera.take("hours", MAYA, MODAL, most=680)
    assert await slack.submit(MAYA) is None
    await bureau.open_form(text="times p-payments this week for 45m")
    await slack.fill(MAYA, {"colleagues": [DANA]})
    await bureau.settle()
    await tick(bureau, 0, 1, 3)
    await camera.take("times-found", MAYA, MODAL, most=940)
    assert await slack.submit(MAYA) is None
    await camera.take("times-check", MAYA, MODAL, most=440)
    assert await slack.submit(MAYA) is None
    await bureau.settle()
    first, second, third = [
        block["block_id"].removeprefix("marks:")
        for block in bureau.card(DANA).blocks
        if block["block_id"].startswith("marks:")
    ]
    for user, time_id, name in (
        (DANA, first, "poll_no"),
        (DANA, second, "poll_yes"),
        (DANA, third, "poll_if_need_be"),
        (TOMAS, first, "poll_yes"),
        (TOMAS, second, "poll_if_need_be"),
    ):
        await slack.click(user, bureau.card(user), name, block_id=f"marks:{time_id}")
    await bureau.settle()
    await camera.card("poll-host", MAYA)
    await camera.card("poll-guest", DANA)


Scene = Callable[[Camera, Bureau], Awaitable[None]]
DAYS: tuple[tuple[Scene, ...], ...] = ((commands, scheduling, cards), (doors,), (team,), (times,))
"""Each in an Anteroom of its own."""


async def draw(folder: Path) -> None:
    """Draw everything into a folder."""
    async with async_playwright() as playwright:
        browser = await open_browser(playwright)
        context = await browser.new_context(viewport={"width": WIDTH, "height": HEIGHT})
        page = await context.new_page()
        for scenes in DAYS:
            async with open_bureau() as bureau:
                for scene in scenes:
                    await scene(Camera(page, bureau, folder), bureau)
        await browser.close()


if __name__ == "__main__":
    log_to(sys.stderr)
    chosen = Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER
    chosen.mkdir(parents=True, exist_ok=True)
    asyncio.run(draw(chosen))
