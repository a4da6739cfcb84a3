"""What is told twice takes effect once, whole or in part."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from anteroom.database.connection import Connection
from anteroom.errors import Conflict
from anteroom.house import House
from anteroom.once import once
from anteroom.sandbox.world import World

JOB = "insert into seen (source, key, at) values ('test', $1, now())"


async def _there(house: House) -> set[str]:
    async with house.database.connection() as conn:
        return {row["key"] for row in await conn.fetch("select key from seen where source = 'test'")}


async def _add(house: House, key: str) -> None:
    async with house.database.transaction() as conn:
        await conn.execute(JOB, key)


async def _add_and_fail(house: House, key: str) -> None:
    with pytest.raises(LookupError):
        async with house.database.transaction() as part:
            await part.execute(JOB, key)
            raise LookupError


async def test_it_is_run_once_and_its_answer_is_kept(quiet_world: World) -> None:
    house, ran = quiet_world.house, []

    async def act(inside: House, conn: Connection) -> dict[str, Any]:
        ran.append(1)
        await _add(inside, "done")
        return {"said": "yes"}

    said = await asyncio.gather(*(once(house, "test", "press", act) for _ in range(5)))
    assert sorted(now for _, now in said) == [False] * 4 + [True]
    assert all(answer == {"said": "yes"} for answer, _ in said)
    assert len(ran) == 1
    assert await _there(house) == {"press", "done"}


async def test_what_raises_undoes_everything_and_may_be_tried_again(quiet_world: World) -> None:
    house, ran = quiet_world.house, []

    async def act(inside: House, conn: Connection) -> dict[str, Any]:
        ran.append(1)
        await _add(inside, "done")
        if len(ran) == 1:
            raise LookupError
        return {}

    with pytest.raises(LookupError):
        await once(house, "test", "press", act)
    assert await _there(house) == set()
    assert await once(house, "test", "press", act) == ({}, True)
    assert await _there(house) == {"press", "done"}


@pytest.mark.parametrize("broken", [False, True])
async def test_a_part_that_raises_is_undone_and_what_was_done_besides_is_kept(
    quiet_world: World, *, broken: bool
) -> None:
    """Whether the error is ours or one of the database's, after which it would take nothing more."""
    house = quiet_world.house

    async def act(inside: House, conn: Connection) -> dict[str, Any]:
        await _add(inside, "before")
        try:
            async with inside.database.transaction() as part:
                await part.execute(JOB, "undone")
                if broken:
                    await part.execute(JOB, "before")
                raise LookupError
        except (LookupError, asyncpg.UniqueViolationError) as error:
            said = type(error).__name__
        await _add(inside, "after")
        return {"said": said}

    said = "UniqueViolationError" if broken else "LookupError"
    assert await once(house, "test", "press", act) == ({"said": said}, True)
    assert await _there(house) == {"press", "before", "after"}
    assert await once(house, "test", "press", act) == ({"said": said}, False)


async def test_what_is_done_after_a_part_was_undone_finds_nothing_of_it(quiet_world: World) -> None:
    """Neither a look at what is there nor a second try meets rows of the first."""
    house = quiet_world.house

    async def act(inside: House, conn: Connection) -> dict[str, Any]:
        await _add_and_fail(inside, "tried")
        if await conn.fetchval("select true from seen where source = 'test' and key = 'tried'"):
            raise Conflict("It is there already.")
        await _add(inside, "tried")
        return {"said": "second"}

    assert await once(house, "test", "press", act) == ({"said": "second"}, True)
    assert await _there(house) == {"press", "tried"}


async def test_one_inside_another_is_run_once_too(quiet_world: World) -> None:
    house = quiet_world.house

    async def inner(inside: House, conn: Connection) -> dict[str, Any]:
        await _add_and_fail(inside, "undone")
        return {"said": "inner"}

    async def outer(inside: House, conn: Connection) -> dict[str, Any]:
        answer, now = await once(inside, "test", "link", inner)
        assert now, "it was not used before"
        return answer

    assert await once(house, "test", "press", outer) == ({"said": "inner"}, True)
    assert await _there(house) == {"press", "link"}
