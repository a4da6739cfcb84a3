"""A thread as the guard hears it: what its writers said lately in pieces, sealed and soon forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from anteroom.database.connection import Connection
from anteroom.guard import Context, Exchange, Verdict
from anteroom.house import House

LIFE = timedelta(minutes=30)
"""As long as the guard itself remembers a piece."""


class Conversation:
    """One message on its way into a thread, to be read by the guard with what came before it.

    Loaded inside a transaction that has locked the proposal; nothing is kept until `keep`.
    """

    def __init__(
        self, house: House, proposal_id: str, sender_id: str, message: str, exchange: Exchange
    ) -> None:
        self._house = house
        self._proposal_id = proposal_id
        self._sender_id = sender_id
        self._message = message
        self._exchange = exchange

    @classmethod
    async def load(
        cls, conn: Connection, house: House, proposal_id: str, sender_id: str, message: str
    ) -> Conversation:
        """Return the thread as it was heard lately, without an earlier version of this very message."""
        sealed = await conn.fetchval(
            "select sealed from conversation where proposal_id = $1 and at > $2",
            proposal_id,
            house.clock.now() - LIFE,
        )
        exchange = Exchange()
        if sealed is not None:
            exchange = Exchange.load(house.vault.unseal(sealed, _belongs(proposal_id)).decode())
        return cls(house, proposal_id, sender_id, message, _without(exchange, sender_id, message))

    def inspect(self, text: str, context: Context) -> Verdict:
        """Read the message after those before it."""
        verdict, self._exchange = self._exchange.said(
            self._house.guard,
            text,
            context,
            sender=self._sender_id,
            message=self._message,
            at=self._house.clock.now(),
        )
        return verdict

    async def keep(self, conn: Connection) -> None:
        """Remember it for those that come."""
        sealed = self._house.vault.seal(self._exchange.dump().encode(), _belongs(self._proposal_id))
        await conn.execute(
            """insert into conversation (proposal_id, sealed, at) values ($1, $2, $3)
            on conflict (proposal_id) do update set sealed = excluded.sealed, at = excluded.at""",
            self._proposal_id,
            sealed,
            self._house.clock.now(),
        )


async def forget(conn: Connection, now: datetime) -> None:
    """Forget threads in which nothing was said lately."""
    await conn.execute("delete from conversation where at <= $1", now - LIFE)


def _without(exchange: Exchange, sender_id: str, message: str) -> Exchange:
    # Read beside its own first version, a message told again would look like another one.
    window = exchange.windows.get(sender_id)
    if window is None:
        return exchange
    others = tuple(piece for piece in window.pieces if piece.message != message)
    windows = {**exchange.windows, sender_id: replace(window, pieces=others)}
    return replace(exchange, windows=MappingProxyType(windows))


def _belongs(proposal_id: str) -> str:
    return f"conversation:{proposal_id}"
