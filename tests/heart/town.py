"""A town of a company, an agency and a freelancer of her own, as the marketplace's program tells of it."""

from __future__ import annotations

from datetime import timedelta
from email import message_from_bytes
from typing import Any

import aiohttp

from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

MAILBOXES = {"ada": "dana", "sam": "tomas", "kofi": "ines", "zoe": "priya"}
START = MONDAY + timedelta(days=2, hours=5)
PEOPLE = {
    "ada": ("client", "Ada Lark", "o-fern", "hiring_manager"),
    "sam": ("client", "Sam Reed", "o-fern", "scheduler"),
    "uma": ("client", "Uma Hale", "o-fern", "scheduler"),
    "kofi": ("freelancer", "Kofi Oduya", "o-guild", "talent"),
    "mia": ("freelancer", "Mia Brandt", "o-guild", "manager"),
    "zoe": ("freelancer", "Zoe Linden", None, ""),
}


class Town:
    """A company with three people, an agency with two, and a freelancer of her own."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.api = ApiClient(world)

    async def settle_in(self) -> None:
        """Tell of everybody and of three proposals: two freelancers of one job, and one of them once more."""
        for name, kind in (("o-fern", "client"), ("o-guild", "agency")):
            await self.put(f"/v1/organisations/{name}", {"name": name, "kind": kind, "plan": "basic"})
        for name in PEOPLE:
            await self.member(name)
        for proposal, freelancer in (("p-kofi", "kofi"), ("p-zoe", "zoe"), ("p-kofi-2", "kofi")):
            await self.proposal(proposal, freelancer, "active")

    async def put(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        """Tell something."""
        status, said = await self.api.put(path, body)
        assert status == 200, said
        return dict(said)

    async def member(self, name: str, **more: Any) -> None:
        """Tell of one."""
        role, label, organisation, part = PEOPLE[name]
        contact = {"email": self.address(name)}
        told = {"role": role, "display_name": label, "contact": contact, "shares": ["email"]}
        roles = {"organisation": organisation, "organisation_roles": [part] if part else []}
        await self.put(f"/v1/members/m-{name}", {**told, **roles, **more})

    async def proposal(self, name: str, freelancer: str, state: str, **more: Any) -> dict[str, Any]:
        """Tell of a proposal of Ada's."""
        job = {"id": "j-1" if name != "p-kofi-2" else "j-2", "title": "A ledger"}
        told = {"client": "m-ada", "freelancer": f"m-{freelancer}", "job": job, "thread": f"t-{name}"}
        return await self.put(f"/v1/proposals/{name}", {**told, "state": state, **more})

    async def schedule(self, proposal: str, host: str = "ada", **more: Any) -> dict[str, Any]:
        """Schedule one."""
        wish = {"proposal": proposal, "host": f"m-{host}", "starts_at": START.isoformat(), "minutes": 45}
        status, said = await self.api.post("/v1/interviews", {**wish, **more})
        assert status == 201, said
        return dict(said)

    async def shown(self, interview: dict[str, Any]) -> dict[str, Any]:
        """What the API says of one now."""
        return dict((await self.api.get(f"/v1/interviews/{interview['id']}"))[1])

    async def answer(self, interview: dict[str, Any], who: str) -> int:
        """Let a member accept; return the status."""
        body = {"member": f"m-{who}", "answer": "accepted"}
        return (await self.api.post(f"/v1/interviews/{interview['id']}/answers", body))[0]

    async def seen(self, contract: str, viewer: str) -> list[str]:
        """What a contract shows to a viewer."""
        path = f"/v1/disclosures?contract={contract}&viewer=m-{viewer}"
        return [each["value"] for each in (await self.api.get(path))[1]["disclosures"]]

    def address(self, name: str) -> str:
        """Somebody's own: a mailbox that is there, where a test reads it."""
        if name in MAILBOXES:
            return self.world.twins.cast.person(MAILBOXES[name]).email
        return f"{name}@own.example"

    def mail_to(self, name: str) -> str:
        """Everything that arrived at somebody's mailbox, as its reader sees it."""
        mails = [each for each in self.world.twins.mailbox.captures if self.address(name) in each.to]
        return "\n".join(as_read(each.body) for each in mails)

    async def take(self, interview: dict[str, Any], who: str, epoch: int = 1) -> int:
        """Open somebody's pass."""
        label = PEOPLE[who][1]
        seat = next(each["id"] for each in interview["parties"] if each["label"] == label)
        body = {"pass": self.world.house.mint.make(seat, epoch)}
        async with aiohttp.ClientSession() as browser, browser.post(f"{self.world.url}/i", json=body) as said:
            return said.status


def as_read(mail: bytes) -> str:
    parts = [part.get_payload(decode=True) for part in message_from_bytes(mail).walk()]
    texts = [part.decode("utf-8", "replace") for part in parts if isinstance(part, bytes)]
    return "\n".join([mail.decode("utf-8", "replace"), *texts]).replace("\r\n ", "")
