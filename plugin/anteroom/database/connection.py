"""One connection as the rest of the house sees it: asyncpg's, with the types it does not carry."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol

import asyncpg
import msgspec

_EPOCH = datetime(2000, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Row(Protocol):
    """One row; columns by name or place. `dict(row)` works."""

    def __getitem__(self, column: str | int) -> Any: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __len__(self) -> int: ...
    def get(self, column: str, default: Any = None) -> Any: ...
    def keys(self) -> Iterator[str]: ...
    def values(self) -> Iterator[Any]: ...
    def items(self) -> Iterator[tuple[str, Any]]: ...


class Connection(Protocol):
    """What one may ask of a connection. Parameters are $1, $2, …; errors are asyncpg's PostgresError tree.

    timestamptz comes and goes as aware UTC datetimes (a naive one raises asyncpg.DataError), jsonb and json
    as Python values.
    """

    async def execute(self, query: str, *args: Any, timeout: float | None = None) -> str: ...
    async def executemany(
        self, query: str, args: Sequence[Sequence[Any]], *, timeout: float | None = None
    ) -> None: ...
    async def fetch(self, query: str, *args: Any, timeout: float | None = None) -> list[Row]: ...
    async def fetchrow(self, query: str, *args: Any, timeout: float | None = None) -> Row | None: ...
    async def fetchval(
        self, query: str, *args: Any, column: int = 0, timeout: float | None = None
    ) -> Any: ...
    def transaction(self) -> Any: ...


async def teach_types(connection: asyncpg.Connection) -> None:
    """Set the codecs of a fresh connection."""
    await connection.set_type_codec(
        "timestamptz",
        schema="pg_catalog",
        encoder=_microseconds,
        decoder=_instant,
        format="tuple",
    )
    await connection.set_type_codec(
        "jsonb", schema="pg_catalog", encoder=_jsonb, decoder=_from_jsonb, format="binary"
    )
    await connection.set_type_codec(
        "json", schema="pg_catalog", encoder=msgspec.json.encode, decoder=msgspec.json.decode, format="binary"
    )


def _microseconds(instant: datetime) -> tuple[int]:
    # asyncpg by itself takes a naive datetime for the machine's local time.
    if instant.tzinfo is None:
        raise ValueError("a datetime without a zone cannot be stored")
    return ((instant - _EPOCH) // _MICROSECOND,)


def _instant(stored: tuple[int]) -> datetime:
    return _EPOCH + timedelta(microseconds=stored[0])


def _jsonb(value: Any) -> bytes:
    # The wire format of jsonb is its version, 1, before the text.
    return b"\x01" + msgspec.json.encode(value)


def _from_jsonb(stored: bytes) -> Any:
    return msgspec.json.decode(stored[1:])
