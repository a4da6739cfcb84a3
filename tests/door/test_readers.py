"""Who may read a detail: its owner alone, whom a contract shows it, and never whoever reads along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest

from anteroom.clock import SetClock
from anteroom.effects.model import Part, Rendered
from anteroom.errors import Withheld
from anteroom.sandbox.world import World
from api_client import ApiClient
from deployment import MONDAY

ADA, PHONE = "ada.lark@fernside.example", "+1 212 555 0147"
END = MONDAY + timedelta(days=3)


class Outgoing:
    """What leaves about one interview, or about none, for readers named by the marketplace's ids."""

    def __init__(self, world: World, interview_id: str) -> None:
        self._world = world
        self._interview_id = interview_id

    async def leaves(self, text: str, *members: str, about: bool = True) -> bool:
        """Tell whether the door lets a text out to these readers."""
        async with self._world.house.database.connection() as conn:
            rows = await conn.fetch("select external_id, person_id from member")
            people = {row["external_id"]: row["person_id"] for row in rows}
            readers: Sequence[str] = tuple(people[member] for member in members)
            payload = Rendered(b"", (Part("text/plain", text.encode()),), readers=tuple(readers))
            try:
                await self._world.house.door.inspect(conn, self._interview_id if about else None, payload)
            except Withheld:
                return False
        return True


async def agreed(world: World) -> Outgoing:
    """An interview of Ada's with Kofi, and a contract that ends in three days; Ada shares her e-mail."""
    api = ApiClient(world)
    contact = {"email": ADA, "phone": PHONE}
    for member, role, more in (
        ("m-ada", "client", {"contact": contact, "shares": ["email"]}),
        ("m-kofi2", "freelancer", {"contact": {"email": "kofi@oduya.example"}}),
    ):
        told = {"role": role, "display_name": member[2:].title(), **more}
        assert (await api.put(f"/v1/members/{member}", told))[0] == 200
    proposal = {"client": "m-ada", "freelancer": "m-kofi2", "job": {"id": "j-77", "title": "A ledger"}}
    proposal |= {"thread": "t-77", "state": "active"}
    assert (await api.put("/v1/proposals/p-77", proposal))[0] == 200
    wish = {"proposal": "p-77", "host": "m-ada", "starts_at": "2026-11-25T14:00:00Z", "minutes": 45}
    status, interview = await api.post("/v1/interviews", wish)
    assert status == 201, interview
    return Outgoing(world, interview["id"])


@pytest.mark.parametrize("about", [True, False], ids=["an interview", "a list"])
async def test_it_shows_a_detail_to_whom_it_is_disclosed_and_to_nobody_beside(
    quiet_world: World, clock: SetClock, about: bool
) -> None:
    out = await agreed(quiet_world)
    text = f"You can write to {ADA} about it."
    own = [await out.leaves(text, *readers, about=about) for readers in (["m-ada"], ["m-ada", "m-kofi2"], [])]
    before = await out.leaves(text, "m-kofi2", about=about)
    contract = {"proposal": "p-77", "accepted_at": MONDAY.isoformat(), "ended_at": END.isoformat()}
    assert (await ApiClient(quiet_world).put("/v1/contracts/c-77", contract))[0] == 200

    assert (own, before) == ([True, False, False], False)
    assert await out.leaves(text, "m-kofi2", about=about)
    for readers in (["m-kofi2", "m-maya"], ["m-kofi2", "m-ada"], ["m-maya"], ["m-leo"], []):
        assert not await out.leaves(text, *readers, about=about), readers
    assert not await out.leaves(f"{text} {PHONE}", "m-kofi2", about=about), "she does not share it"
    clock.set(END - timedelta(seconds=1))
    assert await out.leaves(text, "m-kofi2", about=about)
    clock.set(END)
    assert not await out.leaves(text, "m-kofi2", about=about), "the contract has ended"
    assert await out.leaves(text, "m-ada", about=about)


async def test_it_holds_what_it_cannot_read_and_details_of_a_client_who_sits_in_no_seat(
    quiet_world: World,
) -> None:
    out = await agreed(quiet_world)
    async with quiet_world.house.database.connection() as conn:
        # As where a colleague hosts, and the client does not come.
        await conn.execute(
            """update party set person_id = (select person_id from member where external_id = 'm-maya')
            where role = 'host'"""
        )

    assert await out.leaves("The ledger design.", "m-kofi2")
    assert not await out.leaves("PK\x03\x04 whatever is in it", "m-kofi2")
    assert not await out.leaves(f"The ledger design, {ADA}", "m-kofi2")
