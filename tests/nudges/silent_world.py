"""A world in which people leave one another waiting, with a way out that only counts what would be sent."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any, Literal

from aiohttp import web

from anteroom.clock import SetClock
from anteroom.database.connection import Connection, Row
from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.integration import Integration
from anteroom.interviews.model import Event
from anteroom.sandbox.world import World
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world

MAYA, LEO = "m-maya", "m-leo"
PROPOSAL = "p-payments"


class Counted:
    """The adapter `nudge_counted`, everybody is reached, and nothing goes outside."""

    name = "counted"
    kind = "nudge_counted"
    per: Literal["party", "interview", "person", "place"] = "party"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = "nudge"
    rank = 0

    def __init__(self) -> None:
        self.sent: list[tuple[datetime, Mapping[str, str]]] = []
        self.broken_for: set[str] = set()

    def attach(self, app: web.Application, house: House) -> None:
        """Be a way out."""
        house.adapters.register(self)

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Everybody; about some it cannot tell. Raises OSError."""
        if person_id in self.broken_for:
            raise OSError("nobody answers")
        return True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Say nothing but that there is something."""
        self.sent.append((house.clock.now(), dict(effect.data)))
        return Rendered(b"a nudge", ())

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Nothing goes anywhere."""
        return None


class Silent:
    """One marketplace's programs, people who say something or nothing, and time that passes.

    `proposal` is the one of which the next things are said; `begin` makes a fresh one of Maya and Leo.
    """

    def __init__(self, here: World, clock: SetClock, counted: Counted) -> None:
        self.world, self.clock, self.counted = here, clock, counted
        self.api = ApiClient(here)
        self.proposal = PROPOSAL
        self._number = 0

    async def begin(self, state: str = "active") -> str:
        """Let there be another proposal, and return its id."""
        self._number += 1
        self.proposal = f"p-{self._number}"
        await self.tell(state)
        return self.proposal

    async def tell(self, state: str, freelancer: str = LEO) -> None:
        """Let the marketplace tell how the proposal stands."""
        body = {
            "client": MAYA,
            "freelancer": freelancer,
            "job": {"id": "j-1", "title": "Search in Postgres"},
            "thread": f"t-{self.proposal}",
            "state": state,
        }
        await self.ok("PUT", f"/v1/proposals/{self.proposal}", body)

    async def ok(self, method: str, path: str, body: Any = None) -> Mapping[str, Any]:
        """Make a call that is not refused."""
        status, answer = await self.api.call(method, path, body)
        assert status < 300, answer
        return answer

    async def write(self, sender: str, text: str = "Hello!", *, at: datetime | None = None) -> None:
        """Let a member write in the proposal's thread."""
        self._number += 1
        body = {
            "proposal": self.proposal,
            "from": sender,
            "text": text,
            "sent_at": (at or self.clock.now()).isoformat(),
        }
        await self.ok("PUT", f"/v1/messages/m-{self._number}", body)

    async def invite(self, days: int = 10, **more: Any) -> str:
        """Let Maya schedule an interview in so many days, and return its id."""
        body = {
            "proposal": self.proposal,
            "host": MAYA,
            "starts_at": (self.clock.now() + timedelta(days=days)).isoformat(),
            "minutes": 45,
            **more,
        }
        return str((await self.ok("POST", "/v1/interviews", body))["id"])

    async def waits(self) -> list[tuple[str, str]]:
        """What waits on the proposal now, and for whom."""
        return [(row["kind"], row["who"]) for row in await self._rows("ended_at is null")]

    async def ended(self) -> list[tuple[str, str, str]]:
        """What waits no more on the proposal, for whom it did, and why it does not."""
        rows = await self._rows("ended_at is not null")
        return [(row["kind"], row["who"], row["ended_for"]) for row in rows]

    async def _rows(self, which: str) -> Sequence[Row]:
        async with self.world.house.database.connection() as conn:
            return await conn.fetch(
                f"""select kind, coalesce(member.external_id, 'guest') as who, ended_for from waiting
                left join member on member.person_id = waiting.person_id
                join proposal on proposal.id = waiting.proposal_id
                where proposal.external_id = $1 and {which} order by ended_at, kind, who""",
                self.proposal,
            )

    async def pass_to(self, moment: datetime, every: timedelta = timedelta(minutes=30)) -> None:
        """Let time pass, and the house look now and then."""
        while self.clock.now() < moment:
            self.clock.set(min(moment, self.clock.now() + every))
            await self.world.settle()

    def told(self, *kinds: str) -> list[Mapping[str, Any]]:
        """What the marketplace was told of nudges."""
        wanted = kinds or ("nudge.sent", "nudge.suppressed")
        return [each.data for each in self.world.twins.marketplace.events if each.type in wanted]


@asynccontextmanager
async def silent(clock: SetClock) -> AsyncIterator[Silent]:
    """Open it; nothing happens by itself."""
    counted = Counted()
    integrations: list[Integration] = [HttpMarketplace(), counted]
    async with world(clock=clock, work=False, integrations=integrations) as here:
        yield Silent(here, clock, counted)
