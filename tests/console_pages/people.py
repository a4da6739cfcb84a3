"""A marketplace in which something of every kind has happened, for the console's pages about people."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from anteroom.cases.actions import open_case
from anteroom.cases.model import About, Kind, OpenCase
from anteroom.clock import SetClock
from anteroom.experiment import actions as experiment
from anteroom.experiment.model import State
from anteroom.funnel.actions import count_all
from anteroom.proposals import store
from anteroom.sandbox.world import World
from api_client import ApiClient
from heart.texts_told import NUMBER

TEXT = f"Or we talk outside: {NUMBER}, any time"
WORDS = "I was asked to write to kim.lake@harbourview.example instead"


class Peopled:
    """The world, and the ids of what happened in it."""

    def __init__(self, world: World, clock: SetClock) -> None:
        self.world, self.clock = world, clock
        self.api = ApiClient(world)
        offered = world.twins.cast.proposals[0]
        self.proposal, self.client, self.freelancer = offered.id, offered.client, offered.freelancer
        self.held: list[str] = []
        self.report = self.case = ""

    async def done(self, method: str, path: str, body: Any) -> Any:
        """Have the marketplace do something."""
        status, said = await self.api.call(method, path, body)
        assert status in (200, 201), (path, status, said)
        return said

    async def happen(self) -> None:
        """Let it all happen."""
        house, clock = self.world.house, self.clock
        for nth in range(3):
            body = {"proposal": self.proposal, "from": self.freelancer, "sent_at": clock.now().isoformat()}
            said = await self.done("PUT", f"/v1/messages/msg-{nth}", {**body, "text": f"{TEXT} {nth}"})
            held_id = said["held"]["id"]
            await self.done("POST", f"/v1/held/{held_id}/appeal", {"member": self.freelancer})
            self.held.append(held_id)
        starts = (clock.now() + timedelta(days=2)).isoformat()
        wish = {"proposal": self.proposal, "host": self.client, "minutes": 45, "starts_at": starts}
        await self.done("POST", "/v1/interviews", wish)
        made = {"member": self.client, "category": "leaving", "words": WORDS, "proposal": self.proposal}
        self.report = (await self.done("POST", "/v1/reports", made))["id"]
        clock.advance(timedelta(minutes=1))
        contract = {"proposal": self.proposal, "accepted_at": clock.now().isoformat()}
        await self.done("PUT", "/v1/contracts/c-1", contract)
        async with house.database.transaction() as conn:
            proposal = await store.proposal_by_external_id(conn, self.proposal)
            assert proposal is not None
            about = About(Kind.ITEM, "wai_1")
            command = OpenCase("improving_outcomes", about, proposal.id, None, proposal.client_id)
            self.case = (await open_case(conn, house, command)).id
        command_ = experiment.BeginPhase(State.TEST, "t-1", "planned", "autumn", 100)
        await experiment.begin(house, command_)
        await self.world.settle()
        await count_all(house)

    async def ids(self) -> dict[str, str]:
        """Return what there is for each page that shows one thing, by the page's name, but for a flag."""
        async with self.world.house.database.connection() as conn:
            proposal = await store.proposal_by_external_id(conn, self.proposal)
            assert proposal is not None
            interview = await conn.fetchval("select id from interview where proposal_id = $1", proposal.id)
        return {
            "interview": interview,
            "proposal": proposal.id,
            "member": proposal.freelancer_id,
            "report": self.report,
            "held_one": self.held[0],
            "case": self.case,
            "endpoint": "whe_settings",
        }
