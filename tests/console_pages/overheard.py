"""A database that is listened to: which statements pages send, with what they gave along."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import asyncpg

from anteroom.database.connection import Connection
from anteroom.database.pool import Database
from anteroom.database.watched import Watch


class Overheard(Database):
    """A database of which every statement that reads is kept, with what was given along."""

    def __init__(self, dsn: str, pool: asyncpg.Pool, watch: Watch) -> None:
        super().__init__(dsn, pool, watch)
        self.said: dict[str, tuple[Any, ...]] = {}

    @classmethod
    async def connect(cls, dsn: str, *, most: int = 10, patience: float = 35.0) -> Overheard:
        """Open it, as any other."""
        opened = await super().connect(dsn, most=most, patience=patience)
        assert isinstance(opened, Overheard)
        return opened

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[Connection]:
        """Lend a connection that is listened to."""
        async with super().connection() as lent:
            heard: Any = lent  # asyncpg's own, of which our pages know less
            heard.add_query_logger(self._hear)
            try:
                yield lent
            finally:
                heard.remove_query_logger(self._hear)

    def _hear(self, asked: asyncpg.connection.LoggedQuery) -> None:
        if asked.query.lstrip()[:6].lower() in ("select", "with s"):
            self.said.setdefault(asked.query, tuple(asked.args))
