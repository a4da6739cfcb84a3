"""Random histories of invitations, told by the marketplace, and what a person with a pencil counts."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from anteroom.clock import SetClock
from anteroom.funnel.model import STEPS, Measure
from anteroom.interviews import attendance, store
from anteroom.interviews.passing import pass_time
from anteroom.people.disclosure import disclose_due
from anteroom.sandbox.world import World
from api_client import ApiClient
from heart.texts_told import HINT, NUMBER

PLANS = ("basic", "plus", "enterprise")
EXEMPT = {"business", "enterprise"}
TEXTS = ("The ledger looks good to me.", HINT, f"Call {NUMBER}", "write to kim.lake@harbourview.example")
Key = tuple[date, str, str, Measure]


@dataclass
class Followed:
    """A proposal and what was seen of it."""

    id: str
    client: str
    freelancer: str
    interviews: list[str] = field(default_factory=list)
    invited: datetime | None = None
    place: tuple[date, str, str] | None = None
    steps: set[Measure] = field(default_factory=set)
    contract: bool = False


class History:
    """Things happen by chance; what they mean for the numbers is noted by hand beside them."""

    def __init__(self, world: World, clock: SetClock, seed: int, pairs: int) -> None:
        self.world, self.clock, self.chance = world, clock, random.Random(seed)
        self.api = ApiClient(world)
        self.trust = ApiClient(world, world.settings.secrets.review_key)
        self.plans: dict[str, str] = {}
        self.proposals = [
            Followed(f"p-{nth}", f"m-c{nth % max(1, pairs // 2)}", f"m-f{nth}") for nth in range(pairs)
        ]
        self.number = 0

    async def begin(self) -> None:
        """Tell of everybody."""
        for each in self.proposals:
            if each.client not in self.plans:
                await self._plan(each.client)
            body = {"role": "freelancer", "display_name": "Leo", "time_zone": "Europe/Berlin"}
            await self._told("PUT", f"/v1/members/{each.freelancer}", body)
            body = {"client": each.client, "freelancer": each.freelancer, "thread": f"t-{each.id}"}
            job = {"id": f"j-{each.id}", "title": "Search"}
            await self._told("PUT", f"/v1/proposals/{each.id}", {**body, "job": job, "state": "active"})

    async def go_on(self, steps: int) -> None:
        """Let so many things happen."""
        ways: list[Callable[[Followed], Awaitable[None]]] = [
            self.invite,
            self.invite,
            self.invite,
            self.answer,
            self.answer,
            self._hold,
            self._say,
            self._say,
            self._say,
            self._release,
            self._begin_contract,
            self._offer,
            self._change_plan,
        ]
        for _ in range(steps):
            await self.chance.choice(ways)(self.chance.choice(self.proposals))
            self.clock.advance(timedelta(hours=self.chance.choice((0, 0, 1, 9)), seconds=1))
            if self.chance.random() < 0.2:
                await self.world.settle()
        await self._time()

    def counted(self) -> Counter[Key]:
        """What a pencil says of proposals."""
        return Counter((*each.place, step) for each in self.proposals if each.place for step in each.steps)

    async def texts(self) -> Counter[Key]:
        """What a pencil says of texts, from the rulings one by one."""
        found: Counter[Key] = Counter()
        async with self.world.house.database.connection() as conn:
            rulings = await conn.fetch("select * from ruling")
            held = {row["id"]: row["state"] for row in await conn.fetch("select id, state from held_text")}
            ways = [
                *await conn.fetch("select proposal_id, created_at as at from interview"),
                *await conn.fetch("select proposal_id, made_at as at from interview_offer"),
            ]
        for row in rulings:
            place = row["at"].astimezone(UTC).date(), row["plan"], row["policy_row"]
            said = {Measure.TEXTS_FOUND}
            if row["decided"] == "held":
                said.add(Measure.TEXTS_HELD)
                if row["surface"] == "message":
                    said.add(Measure.MESSAGES_STOPPED)
                if held.get(row["held_id"]) == "released":
                    said.add(Measure.TEXTS_RELEASED)
                after = [each["at"] for each in ways if each["proposal_id"] == row["proposal_id"]]
                if any(row["at"] <= at <= row["at"] + timedelta(days=7) for at in after):
                    said.add(Measure.SANCTIONED)
            elif row["decided"] == "masked":
                said.add(Measure.TEXTS_MASKED)
            elif row["found"] in ("redact", "block") and not row["released"]:
                said.add(Measure.TEXTS_PERMITTED)
            if row["decided"] == "told":
                said.add(Measure.TEXTS_TOLD)
            found.update((*place, each) for each in said)
        return found

    async def _told(self, method: str, path: str, body: object) -> bool:
        status, said = await self.api.call(method, path, body)
        assert status < 500, (path, said)
        return status < 300

    async def _plan(self, client: str) -> None:
        plan = self.chance.choice(PLANS)
        body = {"role": "client", "display_name": "Maya", "plan": plan, "time_zone": "Europe/Berlin"}
        assert await self._told("PUT", f"/v1/members/{client}", body)
        self.plans[client] = plan

    async def _change_plan(self, it: Followed) -> None:
        # What is counted is counted within the minute, under the plan of then.
        await self.world.settle()
        self.clock.advance(timedelta(minutes=1))
        await self.world.settle()
        await self._plan(it.client)

    async def invite(self, it: Followed) -> None:
        """The client schedules an interview with the freelancer."""
        starts = self.clock.now() + timedelta(hours=self.chance.choice((2, 30)))
        wish = {"proposal": it.id, "host": it.client, "minutes": 45, "starts_at": starts.isoformat()}
        status, said = await self.api.post("/v1/interviews", wish)
        if status != 201:
            return
        it.interviews.append(said["id"])
        if it.place is None:
            plan = self.plans[it.client]
            row = "exempt-plans" if plan in EXEMPT else "nobody-before-a-contract"
            it.invited = self.clock.now()
            it.place = it.invited.date(), plan, "under-contract" if it.contract else row
            it.steps.add(Measure.INVITED)

    async def answer(self, it: Followed) -> None:
        """The freelancer answers the newest invitation."""
        if not it.interviews:
            return
        answer = self.chance.choice(("accepted", "declined", "tentative"))
        body = {"member": it.freelancer, "answer": answer}
        if await self._told("POST", f"/v1/interviews/{it.interviews[-1]}/answers", body):
            it.steps.add(Measure.ANSWERED)
            if answer == "accepted":
                it.steps.add(Measure.SCHEDULED)

    async def _hold(self, it: Followed) -> None:
        """Both come to the newest interview, if it is still to come; time goes on to its end."""
        if not it.interviews:
            return
        house, interview_id = self.world.house, it.interviews[-1]
        async with house.database.connection() as conn:
            interview = await store.load(conn, interview_id)
        if interview.state.over or interview.starts_at <= self.clock.now():
            return
        self.clock.set(interview.starts_at)
        await self._time()
        for party in interview.parties:
            async with house.database.transaction() as conn:
                now = await store.load(conn, interview_id, lock=True)
                await attendance.came(conn, now, party.id, self.clock.now())
        for one, other in (interview.parties, reversed(interview.parties)):
            async with house.database.transaction() as conn:
                await attendance.reached(conn, one.id, other.id, self.clock.now(), connected=True)
        self.clock.set(interview.ends_at)
        for party in interview.parties:
            async with house.database.transaction() as conn:
                await attendance.left(conn, party.id, self.clock.now())
        self.clock.advance(timedelta(hours=1))
        await self._time()
        async with house.database.connection() as conn:
            if (await store.load(conn, interview_id)).state.value == "held":
                it.steps |= set(STEPS[:4])

    async def _say(self, it: Followed) -> None:
        self.number += 1
        text = f"{self.chance.choice(TEXTS)} ({self.number % 4})"
        sender = self.chance.choice((it.client, it.freelancer))
        body = {"proposal": it.id, "from": sender, "text": text, "sent_at": self.clock.now().isoformat()}
        assert await self._told("PUT", f"/v1/messages/m-{self.number}", body)

    async def _release(self, it: Followed) -> None:
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch(
                """select held_text.id, member.external_id as member from held_text
                join member on member.person_id = writer_id join proposal on proposal.id = proposal_id
                where held_text.state = 'held' and proposal.external_id = $1 order by held_text.id""",
                it.id,
            )
        if rows:
            chosen = self.chance.choice(rows)
            await self._told("POST", f"/v1/held/{chosen['id']}/appeal", {"member": chosen["member"]})
            decision = {"reviewer": "t-1", "decision": "release", "reason": "not_contact"}
            await self.trust.post(f"/v1/reviews/{chosen['id']}/decision", decision)

    async def _begin_contract(self, it: Followed) -> None:
        if self.chance.random() < 0.5 or it.contract:
            return
        now = self.clock.now()
        body = {"proposal": it.id, "accepted_at": now.isoformat(), "changed_at": now.isoformat()}
        if await self._told("PUT", f"/v1/contracts/c-{it.id}", body):
            it.contract = True
            if it.invited is not None:
                it.steps.add(Measure.HIRED)

    async def _offer(self, it: Followed) -> None:
        await self._told("POST", f"/v1/proposals/{it.id}/interview-offers", {"member": it.freelancer})

    async def _time(self) -> None:
        await pass_time(self.world.house)
        await disclose_due(self.world.house)
