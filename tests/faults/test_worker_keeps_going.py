"""One effect's trouble is its own, and what may have arrived is repeated byte for byte."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal

from anteroom.clock import SetClock
from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered, TryLater
from anteroom.effects.wish import want_again, want_one_off
from anteroom.effects.worker import Worker
from anteroom.house import House
from anteroom.interviews.model import Event
from anteroom.sandbox.world import World

FOR_GOOD = timedelta(hours=2)


@dataclass
class Pigeon:
    """An outside whose troubles are told in advance; every rendering is another one.

    During the first `changes` renderings more is wanted; the first `empty` ones have nothing to show.
    """

    kind: str
    troubles: list[Exception] = field(default_factory=list)
    renders: bool = True
    per: Literal["party", "interview"] = "interview"
    on: frozenset[Event] = frozenset()
    lasting: bool = False
    group: str = ""
    rank: int = 0
    changes: int = 0
    empty: int = 0
    rendered: int = 0
    tried: list[bytes] = field(default_factory=list)
    arrived: list[bytes] = field(default_factory=list)

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """It reaches nobody in particular."""
        return False

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return a payload that differs from the last."""
        if not self.renders:
            raise LookupError("nothing can be made of this")
        self.rendered += 1
        if self.rendered <= self.changes:
            async with house.database.transaction() as conn:
                await want_again(conn, house, effect.id)
        if self.rendered <= self.empty:
            return None
        body = f"payload {self.rendered}".encode()
        return Rendered(body, (Part("text/plain", body),))

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Bring it, or fail as told."""
        self.tried.append(body)
        if self.troubles:
            raise self.troubles.pop(0)
        self.arrived.append(body)
        return None


async def wanted(world: World, kind: str, stream: str = "") -> str:
    """Want something of a kind, once."""
    async with world.house.database.transaction() as conn:
        return await want_one_off(conn, world.house, kind, stream or kind, {})


async def work(world: World, clock: SetClock, rounds: int = 1) -> None:
    """Let the worker do what is ready, again after each back-off."""
    for _ in range(rounds):
        _ = await Worker(world.house).drain()
        clock.advance(FOR_GOOD)


async def test_it_repeats_the_same_bytes_even_when_a_repeat_surely_did_not_arrive(
    quiet_world: World, clock: SetClock
) -> None:
    """The first attempt may have arrived; that the second one did not changes nothing about that."""
    lost = TryLater("lost after it was said", certain=False)
    pigeon = Pigeon("pigeon", [lost, TryLater("nobody there", certain=True)])
    quiet_world.house.adapters.register(pigeon)
    _ = await wanted(quiet_world, "pigeon")
    await work(quiet_world, clock, rounds=4)

    assert pigeon.tried == [b"payload 1"] * 3
    assert pigeon.arrived == [b"payload 1"]


async def test_it_renders_anew_what_surely_never_arrived(quiet_world: World, clock: SetClock) -> None:
    pigeon = Pigeon("pigeon", [TryLater("nobody there", certain=True)])
    quiet_world.house.adapters.register(pigeon)
    _ = await wanted(quiet_world, "pigeon")
    await work(quiet_world, clock, rounds=3)

    assert pigeon.arrived == [b"payload 2"]


async def test_it_lets_what_cannot_be_rendered_stand_in_nobodys_way(
    quiet_world: World, clock: SetClock
) -> None:
    """It is tried again later, and held in the end; meanwhile everything behind it goes out."""
    broken, sound = Pigeon("broken", renders=False), Pigeon("sound")
    for pigeon in (broken, sound):
        quiet_world.house.adapters.register(pigeon)
    stuck = await wanted(quiet_world, "broken")
    _ = await wanted(quiet_world, "sound")
    await work(quiet_world, clock)
    arrived_at_once = list(sound.arrived)
    await work(quiet_world, clock, rounds=45)
    async with quiet_world.house.database.connection() as conn:
        row = await conn.fetchrow("select state, trouble from effect where id = $1", stuck)

    assert arrived_at_once == [b"payload 1"]
    assert row is not None and row["state"] == "held"
    assert "LookupError" in row["trouble"]


async def test_it_says_once_what_changed_while_it_was_rendered(quiet_world: World, clock: SetClock) -> None:
    """The rendering may show the change already; sent under the old revision it would be said twice."""
    pigeon = Pigeon("pigeon", changes=1)
    quiet_world.house.adapters.register(pigeon)
    _ = await wanted(quiet_world, "pigeon")
    await work(quiet_world, clock)

    assert pigeon.arrived == [b"payload 2"]


async def test_it_shows_what_changed_while_there_was_nothing_to_show(
    quiet_world: World, clock: SetClock
) -> None:
    pigeon = Pigeon("pigeon", changes=1, empty=1)
    quiet_world.house.adapters.register(pigeon)
    _ = await wanted(quiet_world, "pigeon")
    await work(quiet_world, clock)

    assert pigeon.arrived == [b"payload 2"]


async def test_it_goes_on_with_the_rest_while_another_instance_is_at_one(
    quiet_world: World, clock: SetClock
) -> None:
    pigeon = Pigeon("pigeon")
    quiet_world.house.adapters.register(pigeon)
    taken = await wanted(quiet_world, "pigeon", "one")
    _ = await wanted(quiet_world, "pigeon", "two")
    _ = await wanted(quiet_world, "pigeon", "one")
    async with quiet_world.house.database.connection() as other_instance:
        await other_instance.execute("select pg_advisory_lock(hashtextextended($1, 0))", taken)
        _ = await Worker(quiet_world.house).drain()
        meanwhile = len(pigeon.arrived)
        await other_instance.execute("select pg_advisory_unlock(hashtextextended($1, 0))", taken)
    await work(quiet_world, clock)

    assert meanwhile == 1, "the other stream's, and not what stands behind the one that is taken"
    assert len(pigeon.arrived) == 3
