"""Cases: opened once about the same thing, owned by somebody, solved with an outcome; the ledger has it."""

from __future__ import annotations

import asyncio

import pytest

from anteroom.cases import actions, store
from anteroom.cases.model import About, Case, Kind, OpenCase, Outcome, State
from anteroom.errors import BadInput, Conflict, NotFound
from anteroom.ledger import chain
from anteroom.sandbox.world import World


def silence(about: str = "wait_1", **more: str) -> OpenCase:
    """Something that waited in vain."""
    return OpenCase("improving_outcomes", About(Kind.ITEM, about), **more)


async def opened(world: World, command: OpenCase) -> Case:
    """Open a case in a transaction of its own."""
    async with world.house.database.transaction() as conn:
        return await actions.open_case(conn, world.house, command)


async def entries(world: World, case: Case) -> list[tuple[str, str, object]]:
    """What the ledger says of a case: what, who, why."""
    async with world.house.database.connection() as conn:
        found = await chain.read(conn, f"case:{case.id}")
        assert (await chain.verify(conn))[1] == []
    return [(each.event, each.actor, each.facts.get("reason")) for each in found]


async def test_it_opens_one_case_about_the_same_thing_however_many_ask(quiet_world: World) -> None:
    cases = await asyncio.gather(*(opened(quiet_world, silence()) for _ in range(50)))
    other = await opened(quiet_world, silence("wait_2"))

    assert {case.id for case in cases} == {cases[0].id} != {other.id}
    assert await entries(quiet_world, cases[0]) == [("case.opened", "time", None)]
    with pytest.raises(BadInput):
        await opened(quiet_world, OpenCase("nonsense", About(Kind.ITEM, "wait_3")))


async def test_it_goes_from_hand_to_hand_and_is_solved_once(quiet_world: World) -> None:
    house = quiet_world.house
    case = await opened(quiet_world, silence())

    with pytest.raises(Conflict):
        await actions.wait(house, case.id, "s-9", "client_asked")
    taken = await actions.take(house, case.id, "s-9", "my_turn")
    assert (taken.state, taken.owner) == (State.ASSIGNED, "s-9")
    assert await actions.take(house, case.id, "s-9", "my_turn") == taken
    with pytest.raises(Conflict):
        await actions.take(house, case.id, "s-4", "my_turn")
    assert (await actions.wait(house, case.id, "s-9", "client_asked")).state is State.WAITING
    assert (await actions.assign(house, case.id, "s-4", "s-9", "holidays")).owner == "s-4"
    solved = await actions.solve(house, case.id, Outcome.PICKED_ANOTHER, "s-4", "done")
    assert await actions.solve(house, case.id, Outcome.PICKED_ANOTHER, "s-4", "done") == solved
    for late in (
        actions.solve(house, case.id, Outcome.WAITS, "s-4", "done"),
        actions.assign(house, case.id, "s-1", "s-4", "late"),
        actions.wait(house, case.id, "s-4", "late"),
    ):
        with pytest.raises(Conflict):
            await late
    assert await opened(quiet_world, silence()) == solved
    assert await entries(quiet_world, case) == [
        ("case.opened", "time", None),
        ("case.assigned", "s-9", "my_turn"),
        ("case.waiting", "s-9", "client_asked"),
        ("case.assigned", "s-9", "holidays"),
        ("case.solved", "s-4", "done"),
    ]


async def test_it_takes_no_address_or_number_for_a_name(quiet_world: World) -> None:
    house = quiet_world.house
    case = await opened(quiet_world, silence())
    for wrong in ("ana@larkfield.example", "+34 600 123 123", "600123123", "", "x" * 65):
        with pytest.raises(BadInput):
            await actions.assign(house, case.id, wrong, "s-9", "turn")
        with pytest.raises(BadInput):
            await actions.take(house, case.id, wrong, "turn")
        with pytest.raises(BadInput):
            await actions.solve(house, case.id, Outcome.HELPED, wrong, "turn")
    for why in ("", "Call me", "a@b.example"):
        with pytest.raises(BadInput):
            await actions.assign(house, case.id, "s-9", "s-9", why)
    with pytest.raises(NotFound):
        await actions.take(house, "case_of_nobody", "s-9", "turn")
    async with house.database.connection() as conn:
        assert await store.load(conn, case.id) == case


async def test_it_seals_what_is_written_and_shows_it_for_a_reason_alone(quiet_world: World) -> None:
    house = quiet_world.house
    case = await opened(quiet_world, silence())
    words = "Called the client: +34 600 123 123, will wait until Friday."
    await actions.note(house, case.id, words, "s-9")

    for nothing in ("", " \n ", "x" * 4001):
        with pytest.raises(BadInput):
            await actions.note(house, case.id, nothing, "s-9")
    with pytest.raises(BadInput):
        await actions.read_notes(house, case.id, "s-9", "")
    (read,) = await actions.read_notes(house, case.id, "s-9", "hand_over")
    assert (read.words, read.note.author) == (words, "s-9")
    async with house.database.connection() as conn:
        ((_, sealed, _),) = await store.notes_of(conn, case.id)
        assert sealed is not None and b"600" not in sealed
    assert (await entries(quiet_world, case))[-1] == ("case.read", "s-9", "hand_over")


async def test_it_tells_the_marketplace_that_a_case_began_and_ended(quiet_world: World) -> None:
    case = await opened(quiet_world, silence())
    await actions.take(quiet_world.house, case.id, "s-9", "turn")
    await actions.solve(quiet_world.house, case.id, Outcome.HELPED, "s-9", "done")
    await quiet_world.settle()

    heard = [
        (each.type, each.data["topic"], each.data.get("outcome"))
        for each in quiet_world.twins.marketplace.events
        if each.type.startswith("case.")
    ]
    assert heard == [
        ("case.opened", "improving_outcomes", None),
        ("case.solved", "improving_outcomes", "helped"),
    ]
