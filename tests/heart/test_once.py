"""What is told twice takes effect once, whole or in part."""

from __future__ import annotations

import asyncio
from typing import Any

import asyncpg
import pytest

from anteroom.database.connection import Connection
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
