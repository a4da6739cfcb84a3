"""Freelancers who are written to, as the marketplace's programs tell of it over REST."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import aiohttp
from aiohttp import web

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Rendered
from anteroom.experiment.assignment import Arm, arm_of, key_of
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.nudges.address import PATH, nudge_local
from anteroom.nudges.rendering import nudge_of
from anteroom.nudges.store import load
from anteroom.sandbox.world import World
from api_client import ApiClient

NAME = "silence-1"


class Letters:
    """A way out, as an integration of its own: it reaches everybody, and brings the person's link."""

    name = "letters"
    kind = "nudge_letter"
    per: Literal["party"] = "party"
    on: frozenset[Event] = frozenset()
    lasting = False
    group = "nudge"
    rank = 0

    def __init__(self) -> None:
        self.arrived: dict[str, list[str]] = {}

    def attach(self, app: web.Application, house: House) -> None:
        """Be a way out."""
        house.adapters.register(self)

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Everybody."""
        return True

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Write the link by which the person stops nudges."""
        async with house.database.transaction() as conn:
            waiting = await load(conn, effect.data["waiting"])
            if waiting is None or await nudge_of(conn, house, effect) is None:
                return None
            person_id = waiting.waits.person_id
            local = await nudge_local(conn, house, person_id, waiting.id, None)
            member = await conn.fetchval("select external_id from member where person_id = $1", person_id)
        return Rendered(f"{member} {house.settings.public_url}{PATH}{local}".encode(), ())

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Let it arrive."""
        member, link = body.decode().split(" ")
        self.arrived.setdefault(member, []).append(link)
        return None


async def one_click(link: str) -> None:
    """Press the button of a mail program (RFC 8058)."""
    form = {"List-Unsubscribe": "One-Click"}
    async with aiohttp.ClientSession() as session, session.post(link, data=form) as answer:
        assert answer.status == 200


@dataclass(frozen=True)
class Stage:
    """A client, freelancers with a proposal each, and both kinds of keys."""

    world: World
    programs: ApiClient
    trust: ApiClient
    freelancers: tuple[str, ...]

    async def begin(self, state: str = "test", *, share: int = 500, **more: Any) -> dict[str, Any]:
        """Let nudging be something from now on."""
        body = {"state": state, "name": NAME, "share": share, "by": "t-12", "reason": "pilot", **more}
        status, said = await self.trust.post("/v1/experiment/phases", body)
        assert status == 201, said
        return dict(said)

    async def write(self, freelancers: Iterable[str], word: str = "one") -> None:
        """Have the client write to freelancers."""
        await self._say(freelancers, word, "m-asks", "Could you tell us when you might begin?")

    async def answer(self, freelancers: Iterable[str], word: str = "one") -> None:
        """Have freelancers write back."""
        for each in freelancers:
            await self._say((each,), f"back-{word}", each, "With pleasure, in two weeks.")

    async def results(self, number: int = 1) -> dict[str, Any]:
        """What came of a phase."""
        status, said = await self.trust.get(f"/v1/experiment/phases/{number}")
        assert status == 200, said
        return dict(said)

    async def arms(self, share: int = 500, name: str = NAME) -> dict[Arm, list[str]]:
        """Who must be in which arm, by the rule."""
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch("select external_id, person_id from member where role = 'freelancer'")
        people = {row["external_id"]: row["person_id"] for row in rows}
        key = key_of(self.world.settings.secrets.index_key)
        found: dict[Arm, list[str]] = {Arm.NUDGED: [], Arm.HELD_OUT: []}
        for each in self.freelancers:
            found[arm_of(key, name, share, people[each])].append(each)
        return found

    async def _say(self, freelancers: Iterable[str], word: str, sender: str, text: str) -> None:
        for each in freelancers:
            body = {"proposal": f"p-{each}", "from": sender, "text": text, "sent_at": self._now}
            status, said = await self.programs.put(f"/v1/messages/msg-{each}-{word}", body)
            assert status == 200, said

    @property
    def _now(self) -> str:
        return self.world.house.clock.now().isoformat()


def proposed(name: str, state: str) -> dict[str, Any]:
    """A freelancer's proposal in a state, as the marketplace tells it."""
    told: dict[str, Any] = {"client": "m-asks", "freelancer": name, "thread": f"t-{name}", "state": state}
    return told | {"job": {"id": f"j-{name}", "title": "A ledger"}}


async def staged(world: World, count: int) -> Stage:
    """Tell of a client and so many freelancers, each with a living proposal."""
    programs = ApiClient(world)
    trust = ApiClient(world, world.settings.secrets.review_key)
    names = tuple(f"f{number:02}" for number in range(count))
    client = {"role": "client", "display_name": "Ada Lark", "contact": {"email": "ada@fernside.example"}}
    assert (await programs.put("/v1/members/m-asks", client))[0] == 200
    for name in names:
        member: dict[str, Any] = {
            "role": "freelancer",
            "display_name": "Kofi Oduya",
            "time_zone": "Europe/Madrid",
        }
        member |= {"contact": {"email": f"{name}@oduya.example"}}
        assert (await programs.put(f"/v1/members/{name}", member))[0] == 200
        status, said = await programs.put(f"/v1/proposals/p-{name}", proposed(name, "active"))
        assert status == 200, said
    return Stage(world, programs, trust, names)
