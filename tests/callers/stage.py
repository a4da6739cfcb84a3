"""Everybody who can be named as a `member`, and each action in a state in which somebody may take it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import postgres
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.randomness import SystemRandomness
from anteroom.sandbox.world import World, open_world
from anteroom.settings.deployment import Settings
from anteroom_marketplaces.http import HttpMarketplace
from callers.calling import Caller, first
from deployment import settings
from shared_relay import with_shared_relay

CLIENT_ORGANISATION, AGENCY = "org-larkfield", "org-agency"
HOST, FREELANCER = "m-maya", "m-leo"
COLLEAGUES = {"scheduler": "scheduler", "hiring_manager": "hiring_manager", "legal": "legal", "colleague": ""}
AGENCY_PEOPLE = {"agency_manager": "manager", "agency_talent": "talent"}
GUESTS = ("guest", "removed")
"""Colleagues without a role who are looped in; the second is let go again."""
ACTORS = (
    "host",
    *COLLEAGUES,
    *GUESTS,
    "freelancer",
    *AGENCY_PEOPLE,
    "rival_client",
    "rival_freelancer",
    "no_account",
    "nobody",
)
SLIP = "You reach me at kofi (at) mensah (dot) example"

Target = tuple[str, dict[str, Any]]


@asynccontextmanager
async def strict(clock: SetClock, change: Callable[[Settings], Settings]) -> AsyncIterator[World]:
    """A quiet world with other settings."""
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn, most=10)
    chosen = with_shared_relay(change(settings()))
    try:
        async with open_world(
            chosen, database, clock, SystemRandomness(), work=False, integrations=[HttpMarketplace()]
        ) as opened:
            yield opened
    finally:
        await database.close()
        await postgres.give_back(dsn)


def uncapped(chosen: Settings) -> Settings:
    """As many invitations a day as a test likes."""
    caps = replace(
        chosen.interviews.caps,
        guests_per_client=10_000,
        guests_per_organisation=10_000,
        times_per_person=1000,
    )
    return replace(chosen, interviews=replace(chosen.interviews, caps=caps))


@dataclass
class Stage:
    """The world, its program, and the interview that is on just now."""

    api: Caller
    clock: SetClock
    party: str = ""
    guest_party: str = ""
    count: int = 0

    @classmethod
    async def set_up(cls, world: World, clock: SetClock) -> Stage:
        """Tell everybody, and the proposals of two who have nothing to do with it."""
        stage = cls(first(world), clock)
        for organisation, kind in ((AGENCY, "agency"), ("org-rival", "client")):
            await stage.put(f"/v1/organisations/{organisation}", {"name": kind, "kind": kind})
        for name, role in (*COLLEAGUES.items(), *((each, "") for each in GUESTS)):
            await stage.member(name, "client", CLIENT_ORGANISATION, role)
        for name, role in AGENCY_PEOPLE.items():
            await stage.member(name, "freelancer", AGENCY, role)
        leo = {"role": "freelancer", "display_name": "Leo Marchetti", "time_zone": "Europe/Rome"}
        await stage.put(
            f"/v1/members/{FREELANCER}", {**leo, "organisation": AGENCY, "organisation_roles": ["talent"]}
        )
        await stage.member("rival_client", "client", "org-rival", "hiring_manager")
        await stage.member("rival_freelancer", "freelancer", None, "")
        await stage.proposal("p-rival", "m-rival_client", "m-rival_freelancer")
        return stage

    async def put(self, path: str, told: dict[str, Any]) -> None:
        """Tell something."""
        answer = await self.api.put(path, told)
        assert answer.status == 200, (path, answer.said)

    async def member(self, name: str, side: str, organisation: str | None, role: str) -> None:
        """Tell a member whose address is known."""
        told = {
            "role": side,
            "display_name": name.replace("_", " ").title(),
            "organisation": organisation,
            "organisation_roles": [role] if role else [],
            "time_zone": "Europe/Madrid",
            "contact": {"email": f"{name.replace('_', '.')}@people.example"},
        }
        await self.put(f"/v1/members/m-{name}", told)

    async def proposal(self, name: str, client: str = HOST, freelancer: str = FREELANCER) -> str:
        """Tell a proposal."""
        job = {"id": f"j-{name}", "title": "Search in Postgres"}
        told = {
            "client": client,
            "freelancer": freelancer,
            "job": job,
            "thread": f"t-{name}",
            "state": "active",
        }
        await self.put(f"/v1/proposals/{name}", told)
        return name

    def named(self, actor: str) -> str:
        """What stands for an actor in `member`; who has no account is named by the party, as ours is."""
        known = {
            "host": HOST,
            "freelancer": FREELANCER,
            "no_account": self.party or "pty_none",
            "nobody": "m-nobody-at-all",
        }
        return known.get(actor, f"m-{actor}")

    async def poll(self) -> str:
        """Offer two times to those whom `schedule` asks, and return the path."""
        times = [self.at(timedelta(days=days)) for days in (2, 3)]
        return await self._ask("/v1/proposals/p-payments/polls", times=times)

    async def schedule(self, ahead: timedelta = timedelta(days=2)) -> str:
        """Schedule with both guests and somebody without an account, let one go, and return the path."""
        return await self._ask("/v1/interviews", proposal="p-payments", starts_at=self.at(ahead))

    async def _ask(self, where: str, **wish: Any) -> str:
        guests = [
            {"email": f"{each}@people.example", "label": each.title(), "required": False}
            for each in (*GUESTS, "stranger")
        ]
        made = await self.api.post(where, {**wish, "host": HOST, "minutes": 30, "guests": guests})
        assert made.status == 201, made.said
        path = f"/v1/interviews/{made.said.get('interview', made.said['id'])}"
        shown = await self.api.get(path)
        parties = {each["label"]: each["id"] for each in shown.said["parties"]}
        self.party, self.guest_party = parties["Stranger"], parties["Guest"]
        let_go = await self.api.post(f"{path}/parties/{parties['Removed']}/remove", {"member": HOST})
        assert let_go.status == 200, let_go.said
        return path

    def next(self) -> str:
        """A name that was not used yet."""
        self.count += 1
        return f"n{self.count}"

    def at(self, ahead: timedelta) -> str:
        """An instant so far from now."""
        moment: datetime = self.clock.now() + ahead
        return moment.isoformat()


Prepare = Callable[[Stage], Awaitable[Target]]
