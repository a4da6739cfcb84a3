"""The deployment's database: embedded, or where DATABASE_URL says."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from tempfile import mkdtemp

import asyncpg
import pytest

from anteroom.database.opening import open_database
from anteroom.settings.deployment import load_settings
from postgres import empty_database, fresh_database

ROOT = Path(__file__).parents[2]


async def test_it_opens_the_embedded_server_migrated_and_stops_it_afterwards() -> None:
    folder = Path(mkdtemp(prefix="anteroom-", dir="/tmp"))
    os.chmod(folder, 0o711)
    try:
        shutil.copy(ROOT / "app.yaml", folder)
        settings = load_settings(folder / "app.yaml", {})
        async with open_database(settings) as database, database.connection() as connection:
            dsn = database.dsn
            assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
        with pytest.raises(OSError):
            await asyncpg.connect(dsn)
    finally:
        shutil.rmtree(folder)


async def test_it_opens_the_database_it_is_told_and_migrates_it(tmp_path: Path) -> None:
    shutil.copy(ROOT / "app.yaml", tmp_path)
    dsn = await empty_database()
    settings = load_settings(tmp_path / "app.yaml", {"DATABASE_URL": dsn})
    async with open_database(settings) as database, database.connection() as connection:
        assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
    assert dsn not in repr(settings)


async def test_it_hands_tests_a_migrated_database() -> None:
    connection = await asyncpg.connect(await fresh_database())
    assert await connection.fetchval("SELECT count(*) FROM alembic_version") == 1
    await connection.close()
