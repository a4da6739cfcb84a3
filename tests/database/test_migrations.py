"""Migrations, with revisions of their own and with the real ones."""

from __future__ import annotations

import asyncio
import runpy
import subprocess
import sys
from pathlib import Path

import asyncpg
import pytest

from anteroom.database.migrations import VERSIONS, migrate, newest_of
from anteroom.database.migrations.rendering import DatabaseNewer
from postgres import empty_database, fresh_database

REVISION = '''"""A revision."""

from anteroom.database.migrations.rendering import send_sql

revision = "{number:04}"
down_revision = {before}


def upgrade() -> None:
    send_sql(__file__)
'''


def write_revision(folder: Path, number: int, sql: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    before = f'"{number - 1:04}"' if number > 1 else None
    (folder / f"{number:04}_some.py").write_text(REVISION.format(number=number, before=before))
    (folder / f"{number:04}_some.sql").write_text(sql)


async def ask(dsn: str, question: str) -> object:
    connection = await asyncpg.connect(dsn)
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_it_sends_a_file_as_it_stands(tmp_path: Path) -> None:
    """Several statements, colons, percent signs, tabs and a function's body with semicolons."""
    text = "a :name\t100% ::text \\:x"
    write_revision(
        tmp_path / "versions",
        1,
        f"CREATE TABLE said (text text NOT NULL);\nINSERT INTO said VALUES ('{text}');\n"
        "CREATE FUNCTION two() RETURNS int LANGUAGE plpgsql AS $$ BEGIN RETURN 1::int + 1; END; $$;",
    )
    dsn = await empty_database()
    assert await migrate(dsn, versions=tmp_path / "versions") == "0001"
    assert await ask(dsn, "SELECT text FROM said") == text
    assert await ask(dsn, "SELECT two()") == 2


async def test_it_sends_only_what_is_missing(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write_revision(versions, 1, "CREATE TABLE one (n int);")
    dsn = await empty_database()
    assert await migrate(dsn, versions=versions) == "0001"
    write_revision(versions, 2, "CREATE TABLE two (n int);")
    assert await migrate(dsn, versions=versions) == "0002"
    assert await migrate(dsn, versions=versions) == "0002"
    assert await ask(dsn, "SELECT count(*) FROM alembic_version") == 1


async def test_it_migrates_once_when_four_start_at_once(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write_revision(versions, 1, "CREATE TABLE one (n int); SELECT pg_sleep(0.2);")
    write_revision(versions, 2, "INSERT INTO one VALUES (1);")
    dsn = await empty_database()
    assert await asyncio.gather(*(migrate(dsn, versions=versions) for _ in range(4))) == ["0002"] * 4
    assert await ask(dsn, "SELECT count(*) FROM one") == 1


async def test_it_leaves_the_database_as_it_was_when_a_revision_fails(tmp_path: Path) -> None:
    versions = tmp_path / "versions"
    write_revision(versions, 1, "CREATE TABLE one (n int);")
    write_revision(versions, 2, "CREATE TABLE two (n int); SELECT 1 / 0;")
    dsn = await empty_database()
    with pytest.raises(asyncpg.DivisionByZeroError):
        await migrate(dsn, versions=versions)
    assert await ask(dsn, "SELECT to_regclass('one')") is None
    assert await ask(dsn, "SELECT to_regclass('alembic_version')") is None


async def test_it_refuses_a_database_from_a_newer_release(tmp_path: Path) -> None:
    write_revision(tmp_path / "new" / "versions", 1, "SELECT 1;")
    write_revision(tmp_path / "new" / "versions", 2, "SELECT 1;")
    write_revision(tmp_path / "old" / "versions", 1, "SELECT 1;")
    dsn = await empty_database()
    await migrate(dsn, versions=tmp_path / "new" / "versions")
    with pytest.raises(DatabaseNewer, match="0002"):
        await migrate(dsn, versions=tmp_path / "old" / "versions")


async def test_it_has_sql_beside_each_revision_and_needs_no_extension() -> None:
    """The embedded server brings no contrib along."""
    python = {file.stem for file in VERSIONS.glob("[0-9]*.py")}
    assert python == {file.stem for file in VERSIONS.glob("[0-9]*.sql")}
    dsn = await fresh_database()
    assert await ask(dsn, "SELECT version_num FROM alembic_version") == max(python)[:4]
    assert await ask(dsn, "SELECT string_agg(extname, ',') FROM pg_extension") == "plpgsql"


async def test_a_revision_is_called_as_its_file_and_follows_the_one_before() -> None:
    """The newest is told from the names of the files, since alembic takes a second to load."""
    files = sorted(VERSIONS.glob("[0-9]*.py"))
    told = [runpy.run_path(str(file)) for file in files]
    assert [each["revision"] for each in told] == [file.name[:4] for file in files]
    assert [each["down_revision"] for each in told] == [None, *(file.name[:4] for file in files[:-1])]
    assert newest_of(VERSIONS) == files[-1].name[:4]


def test_a_database_that_is_up_to_date_is_opened_without_loading_alembic() -> None:
    loaded = "import sys, anteroom.app; print('alembic' in sys.modules, 'sqlalchemy' in sys.modules)"
    said = subprocess.run(
        [sys.executable, "-c", loaded], capture_output=True, text=True, timeout=60, check=True
    )
    assert said.stdout.split() == ["False", "False"]
