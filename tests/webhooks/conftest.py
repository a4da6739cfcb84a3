"""Endpoints of a marketplace's engineers, beside the one that app.yaml names."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from pytest_asyncio import fixture

from anteroom.clock import SetClock
from anteroom.doctor.finding import Finding
from anteroom.doctor.webhooks import webhooks_finding
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY
from webhook_receiver import Receiver, receiving

START = MONDAY + timedelta(days=2, hours=5)


@dataclass(slots=True)
class Hooks:
    """A world with one endpoint of its own, and what its engineers do."""

    world: World
    clock: SetClock
    api: ApiClient
    receiver: Receiver
    id: str = ""
    made: dict[str, Any] = field(default_factory=dict)

    async def join(self, **more: Any) -> None:
        """Make the endpoint, and let the receiver know its secret."""
        self.made = await self.call("POST", "/v1/webhook-endpoints", {"url": self.receiver.url, **more}, 201)
        self.id = self.made["id"]
        self.receiver.secrets.append(self.made["secret"])

    async def call(self, method: str, path: str, body: Any = None, expect: int = 200) -> Any:
        """Make one call whose outcome is known."""
        status, answer = await self.api.call(method, path, body)
        assert status == expect, answer
        return answer

    async def own(self, path: str = "", body: Any = None, *, method: str = "POST", expect: int = 202) -> Any:
        """Do something with the endpoint."""
        return await self.call(method, f"/v1/webhook-endpoints/{self.id}{path}", body, expect)

    async def later(self, span: timedelta = timedelta(0)) -> None:
        """Let time pass, and what is due then happen."""
        self.clock.advance(span)
        await self.world.settle()

    async def dead(self) -> list[Any]:
        """What was given up."""
        listed = await self.call("GET", f"/v1/webhook-deliveries?state=dead&endpoint={self.id}")
        return list(listed["deliveries"])

    async def doctor(self) -> Finding:
        """What the doctor says of webhooks."""
        async with self.world.house.database.connection() as conn:
            return await webhooks_finding(conn, self.clock.now())

    async def schedule(self, proposal: int = 0) -> str:
        """Have an interview scheduled; return its id."""
        offered = self.world.twins.cast.proposals[proposal]
        body = {"proposal": offered.id, "host": offered.client, "starts_at": START.isoformat(), "minutes": 45}
        return str((await self.call("POST", "/v1/interviews", body, 201))["id"])

    async def cancel(self, interview: str, proposal: int = 0) -> None:
        """Have it called off."""
        body = {"member": self.world.twins.cast.proposals[proposal].client, "reason": "On hold."}
        await self.call("POST", f"/v1/interviews/{interview}/cancel", body)


@fixture
async def hooks(quiet_world: World, clock: SetClock) -> AsyncIterator[Hooks]:
    """A world in which nothing happens by itself, with an endpoint that takes everything."""
    async with receiving(clock) as receiver:
        made = Hooks(quiet_world, clock, ApiClient(quiet_world), receiver)
        await made.join()
        yield made
