"""Anteroom plugged into a marketplace with a protocol of its own, as that marketplace's programs use it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, ClassVar

from anteroom.clock import SetClock
from anteroom.sandbox.world import World
from api_client import ApiClient


class PluggedIn:
    """What every one of them does by API about its one proposal, `p_1`, whose client hosts."""

    host: ClassVar[str]
    world: World
    clock: SetClock
    api: ApiClient

    async def schedule(self, **said: Any) -> str:
        """Schedule an interview; return its id."""
        body = {
            "proposal": "p_1",
            "host": self.host,
            "starts_at": (self.clock.now() + timedelta(days=2)).isoformat(),
            "minutes": 30,
            "title": "A first talk",
            **said,
        }
        status, answer = await self.api.post("/v1/interviews", body)
        assert status == 201, answer
        await self.world.settle()
        return str(answer["id"])

    async def answer_of(self, interview: str, member: str) -> str:
        """Return what a member said to an interview."""
        _, shown = await self.api.get(f"/v1/interviews/{interview}")
        return next(str(each["answer"]) for each in shown["parties"] if each["member"] == member)
