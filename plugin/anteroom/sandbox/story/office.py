"""A second client, who has no Slack: Ines Falk's own office, with proposals of Leo's."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from anteroom.sandbox.marketplace.model import Member, Proposal
from anteroom.sandbox.story.keeping import TypedText
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven, prove
from anteroom.sandbox.story.visit import Seen, Visitor

CLIENT = "m-ines"
JOBS = {
    "p-files": ("t-files", "Case files in Go"),
    "p-search": ("t-search", "Search in case files"),
    "p-notes": ("t-notes", "Notes that are never lost"),
}


async def open_office(scene: Scene) -> None:
    """Let Ines open an account of her own at the marketplace, where Leo proposes to her; once."""
    marketplace = scene.world.twins.marketplace
    if CLIENT in marketplace.books.members:
        return
    marketplace.books.members[CLIENT] = Member(
        id=CLIENT,
        person=scene.cast.ines,
        role="client",
        organisation=None,
        organisation_roles=(),
        plan="basic",
        rating=5.0,
        completed_jobs=2,
    )
    for proposal, (thread, title) in JOBS.items():
        job = proposal.replace("p-", "j-")
        books = marketplace.books.proposals
        books[proposal] = Proposal(proposal, thread, job, title, CLIENT, "m-leo", "active")
    await marketplace.sync()


@dataclass
class Dialog:
    """The form that schedules, as Ines fills it in; and the embed's frame around it, as anybody sees it."""

    scene: Scene
    visitor: Visitor
    fields: dict[str, str] = field(default_factory=dict)

    async def frame(self, member: str, proposal: str) -> None:
        """Show the marketplace's embed: its page vouches for the member, and the frame takes a session."""
        token = self.scene.world.twins.marketplace.viewer_token(member)
        seen = await self._post("/embed/session", {"viewer": token, "proposal": proposal})
        self.visitor.session = str(json.loads(seen.text)["session"])

    async def page(self, member: str, url: str) -> Seen:
        """Press the card's button: the marketplace vouches for the member at the neutral address."""
        token = self.scene.world.twins.marketplace.viewer_token(member)
        seen = await self.visitor.send_form(url, {"viewer": token})
        found = re.search(r'data-session="([^"]+)"', seen.text)
        if seen.status != 200 or found is None:
            raise NotProven(f"the address did not open: {seen.status}")
        self.visitor.session = found[1]
        return seen

    async def get(self, path: str) -> Seen:
        """Fetch a fragment."""
        return await self.visitor.open(f"{self.scene.world.url}{path}")

    async def send(self, path: str, fields: Mapping[str, str]) -> Seen:
        """Send a form of a fragment."""
        return await self.visitor.send_form(f"{self.scene.world.url}{path}", fields)

    async def check(self, **fields: str) -> Seen:
        """Send the form, with these fields beside those of before; `guest__0__email` is `guest.0.email`."""
        self.fields |= {name.replace("__", "."): value for name, value in fields.items()}
        # What she types is shown back to her alone.
        by, now = self.scene.cast.ines.name, self.scene.clock.now()
        self.scene.typed += [TypedText(by, value, now) for value in fields.values() if "@" in value]
        seen = await self.send("/embed/schedule", {**self.fields, "wish": "check"})
        self.fields["draft"] = hidden(seen, "draft") or self.fields.get("draft", "")
        return seen

    async def invite(self, step: Seen) -> Seen:
        """Press the button of the last step."""
        shown = {"draft": hidden(step, "draft"), "shown": hidden(step, "shown")}
        seen = await self.send("/embed/schedule/send", shown)
        prove(seen.status == 200 and "Everybody is invited" in seen.text, f"it was not sent: {seen.status}")
        return seen

    async def _post(self, path: str, value: object) -> Seen:
        seen = await self.visitor.send_json(f"{self.scene.world.url}{path}", value)
        prove(seen.status == 200, f"no session: {seen.status}")
        return seen


def hidden(seen: Seen, name: str) -> str:
    """Return what a hidden field of a fragment holds; "" where there is none."""
    found = re.search(rf'name="{name}" value="([^"]*)"', seen.text)
    return html.unescape(found[1]) if found else ""
