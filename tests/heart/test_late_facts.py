"""Facts that arrive late, twice and out of order: what holds then is what a small model says."""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import aiohttp
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from anteroom.clock import SetClock
from anteroom.passes.seats import ROOMS
from anteroom.sandbox.world import World
from anteroom.timekeeper import Timekeeper
from api_client import ApiClient
from heart.facts_model import OVER, ContractModel, InterviewModel, Model

SOAK = os.environ.get("ANTEROOM_SOAK") == "1"
STATES = ("submitted", "active", "shortlisted", "offered", "hired", "declined", "withdrawn", "archived")
HOUR = timedelta(hours=1)
NUMBERS = count(1)

hours = st.integers(-72, 72).map(lambda each: each * HOUR)
stamps = st.none() | st.integers(-48, 0).map(lambda each: each * HOUR)
"""How long before it is told something was so; None where the marketplace does not say."""
moments = st.none() | hours
told = st.one_of(
    st.tuples(st.just("proposal"), st.sampled_from(STATES), stamps),
    st.tuples(st.just("contract"), st.tuples(moments, moments, moments), stamps),
)
happens = st.one_of(
    told,
    st.tuples(st.just("again"), st.integers(0, 50)),
    st.tuples(st.just("later"), st.sampled_from((1, 5, 26 * 60, 50 * 60))),
    st.tuples(st.just("schedule"), st.integers(1, 50)),
    st.tuples(st.just("answer"), st.integers(0, 5)),
    st.tuples(st.just("move"), st.integers(0, 5), st.integers(1, 50)),
    st.tuples(st.just("cancel"), st.integers(0, 5)),
)


@dataclass
class Play:
    """One history: the service and the model hear the same, and must say the same."""

    world: World
    clock: SetClock
    number: int

    def __post_init__(self) -> None:
        self.api = ApiClient(self.world)
        self.model = Model()
        self.heard: list[tuple[str, Any, datetime | None]] = []
        self.ids: list[str] = []
        self.passes: list[str] = []
        self.client, self.freelancer = f"m-c{self.number}", f"m-f{self.number}"
        self.proposal, self.contract = f"p-f{self.number}", f"c-f{self.number}"

    @property
    def now(self) -> datetime:
        """The moment at which the history stands."""
        return self.clock.now()

    async def begin(self) -> None:
        """Two members who each share an address."""
        for name, role in ((self.client, "client"), (self.freelancer, "freelancer")):
            contact = {"email": f"{name}@fernside.example"}
            member = {"role": role, "display_name": "Ada", "contact": contact, "shares": ["email"]}
            assert (await self.api.put(f"/v1/members/{name}", member))[0] == 200
        await self.hear("proposal", "active", None)

    async def hear(self, kind: str, what: Any, at: datetime | None) -> None:
        """Tell a fact, once more perhaps."""
        self.heard.append((kind, what, at))
        stamp = at.isoformat() if at else None
        if kind == "proposal":
            body = {
                "client": self.client,
                "freelancer": self.freelancer,
                "job": {"id": "j-1", "title": "A ledger"},
                "thread": f"t-f{self.number}",
                "state": what,
                "changed_at": stamp,
            }
            status, said = await self.api.put(f"/v1/proposals/{self.proposal}", body)
            assert status == 200, said
            self.model.tell_proposal(what, at, self.now)
            return
        names = ("accepted_at", "starts_at", "ended_at")
        given_ = {name: each.isoformat() if each else None for name, each in zip(names, what, strict=True)}
        body = {"proposal": self.proposal, "changed_at": stamp, **given_}
        status, said = await self.api.put(f"/v1/contracts/{self.contract}", body)
        assert status == 200, said
        fact = ContractModel(at or self.now, *what)
        self.model.tell_contract(fact, stamped=at is not None, now=self.now)

    async def happen(self, step: tuple[Any, ...]) -> None:
        """Let something happen to both."""
        match step:
            case ("proposal", state, ago):
                await self.hear("proposal", state, None if ago is None else self.now + ago)
            case ("contract", moments_, ago):
                what = tuple(None if each is None else self.now + each for each in moments_)
                await self.hear("contract", what, None if ago is None else self.now + ago)
            case ("again", which):
                await self.hear(*self.heard[which % len(self.heard)])
            case ("later", minutes):
                self.clock.advance(timedelta(minutes=minutes))
            case ("schedule", ahead):
                await self.schedule(self.now + ahead * HOUR)
            case (action, which, *rest) if self.ids:
                await self.act(action, which % len(self.ids), *rest)

    async def schedule(self, starts: datetime) -> None:
        """Schedule; only a living proposal takes it."""
        body = {
            "proposal": self.proposal,
            "host": self.client,
            "starts_at": starts.isoformat(),
            "minutes": 30,
        }
        status, said = await self.api.post("/v1/interviews", body)
        assert status == (201 if self.model.living else 409), said
        if status == 201:
            self.ids.append(said["id"])
            candidate = next(each["id"] for each in said["parties"] if each["role"] == "candidate")
            self.passes.append(self.world.house.mint.make(candidate, 1))
            self.model.interviews[said["id"]] = InterviewModel(starts, starts + HOUR / 2)

    async def act(self, action: str, which: int, ahead: int = 0) -> None:
        """Answer, move or cancel one; what is over, or hangs on nothing, refuses."""
        path, model = f"/v1/interviews/{self.ids[which]}", self.model.interviews[self.ids[which]]
        starts = self.now + ahead * HOUR
        calls = {
            "answer": ("answers", {"member": self.freelancer, "answer": "accepted"}),
            "move": ("move", {"member": self.client, "starts_at": starts.isoformat(), "minutes": 30}),
            "cancel": ("cancel", {"member": self.client, "reason": ""}),
        }
        name, body = calls[action]
        status, said = await self.api.post(f"{path}/{name}", body)
        assert status == (409 if model.ended else 200), said
        if status != 200:
            return
        if action == "cancel":
            model.ended = "cancelled"
        elif action == "answer":
            model.agreed = True
        elif model.starts != starts:
            model.starts, model.ends, model.agreed, model.doors = starts, starts + HOUR / 2, False, False

    async def look(self, keeper: Timekeeper) -> None:
        """Let time do its part, then compare all that can be seen from outside."""
        for _ in range(2):  # doors first, and then what became of it
            await keeper.step()
            self.model.pass_time(self.now)
        model = self.model
        _, shown = await self.api.get(f"/v1/proposals/{self.proposal}")
        assert (shown["state"], shown["living"]) == (model.state, model.living)
        assert datetime.fromisoformat(shown["changed_at"]) == model.at
        for viewer in (self.client, self.freelancer):
            _, seen = await self.api.get(f"/v1/disclosures?contract={self.contract}&viewer={viewer}")
            assert bool(seen["disclosures"]) is model.discloses(self.now), viewer
        for interview, passed in zip(self.ids, self.passes, strict=True):
            expected = model.interviews[interview]
            _, is_so = await self.api.get(f"/v1/interviews/{interview}")
            state = "over" if is_so["state"] in OVER else is_so["state"]
            assert state == expected.state
            assert (await self.take(passed) == 200) is (expected.opens(self.now) and model.living)

    async def take(self, passed: str) -> int:
        """Open a pass as its page does."""
        async with (
            aiohttp.ClientSession() as browser,
            browser.post(f"{self.world.url}/i", json={"pass": passed}) as answer,
        ):
            return answer.status


@settings(
    max_examples=400 if SOAK else 10,
    deadline=None,
    derandomize=not SOAK,
    database=None,
    print_blob=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    # Not shrunk: the clock of one world goes on from example to example.
    phases=[Phase.explicit, Phase.generate],
)
@given(steps=st.lists(happens, min_size=4, max_size=12))
async def test_late_facts_repeats_and_any_order_leave_what_the_model_says(
    quiet_world: World, clock: SetClock, steps: list[tuple[Any, ...]]
) -> None:
    play = Play(quiet_world, clock, next(NUMBERS))
    keeper = Timekeeper(quiet_world.house, quiet_world.app[ROOMS])
    await play.begin()
    for step in steps:
        await play.happen(step)
        await play.look(keeper)
