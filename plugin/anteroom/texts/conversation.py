"""A thread as the guard hears it: what its writers said lately in pieces, sealed and soon forgotten."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from types import MappingProxyType

from anteroom.database.connection import Connection
from anteroom.guard import Context, Exchange, Verdict
from anteroom.guard.pieces.window import Window
from anteroom.house import House

LIFE = timedelta(minutes=30)
"""As long as the guard itself remembers a piece."""

BEFORE = "\0"
"""Behind a message's id: an earlier version of it. No id of a message has it."""
ASIDE = "\1"
"""Before an id: a comment, which its readers see beside the thread. No id of a message has it."""


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
        cls,
        conn: Connection,
        house: House,
        proposal_id: str,
        sender_id: str,
        message: str,
        *,
        shown: bool = False,
    ) -> Conversation:
        """Return the thread as it was heard lately.

        Of an earlier version of this very message it has what that one alone says, if it was `shown`.
        """
        sealed = await conn.fetchval(
            "select sealed from conversation where proposal_id = $1 and at > $2",
            proposal_id,
            house.clock.now() - LIFE,
        )
        exchange = Exchange()
        if sealed is not None:
            exchange = Exchange.load(house.vault.unseal(sealed, _belongs(proposal_id)).decode())
        return cls(
            house, proposal_id, sender_id, message, _told_again(exchange, sender_id, message, shown=shown)
        )

    @classmethod
    async def aside(cls, conn: Connection, house: House, proposal_id: str, sender_id: str) -> Conversation:
        """Return the thread for a comment of `sender_id`'s: pieces of a detail may lie in either."""
        name = ASIDE + house.randomness.token(20)
        return await cls.load(conn, house, proposal_id, sender_id, name)

    def inspect(self, text: str, context: Context) -> Verdict:
        """Read the message after those before it. `earlier` names messages of the thread alone."""
        verdict, self._exchange = _versioned(self._exchange, self._sender_id, self._message, text).said(
            self._house.guard,
            text,
            context,
            sender=self._sender_id,
            message=self._message,
            at=self._house.clock.now(),
        )
        earlier = tuple(
            replace(each, message=each.message.rstrip(BEFORE))
            for each in verdict.earlier
            if not each.message.startswith(ASIDE)
        )
        return replace(verdict, earlier=earlier)

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


def _told_again(exchange: Exchange, sender_id: str, message: str, *, shown: bool) -> Exchange:
    """Return it with an earlier version of a message under a name of its own; without, if nobody saw it."""
    window = exchange.windows.get(sender_id)
    if window is None:
        return exchange
    pieces = tuple(
        replace(piece, message=message + BEFORE) if piece.message == message else piece
        for piece in window.pieces
        if shown or piece.message != message
    )
    return _with(exchange, sender_id, replace(window, pieces=pieces))


def _versioned(exchange: Exchange, sender_id: str, message: str, text: str) -> Exchange:
    """Return it with only those words of a message's earlier versions that `text` has not.

    Read beside its whole first version, a message that is corrected would look like a detail in two pieces.
    """
    window = exchange.windows.get(sender_id)
    if window is None:
        return exchange
    again = {_bare(word) for word in text.split()}
    pieces = []
    for piece in window.pieces:
        if piece.message == message + BEFORE:
            alone = " ".join(word for word in piece.text.split() if _bare(word) not in again)
            if not alone:
                continue
            piece = replace(piece, text=alone)
        pieces.append(piece)
    return _with(exchange, sender_id, replace(window, pieces=tuple(pieces)))


def _with(exchange: Exchange, sender_id: str, window: Window) -> Exchange:
    return replace(exchange, windows=MappingProxyType({**exchange.windows, sender_id: window}))


def _bare(word: str) -> str:
    return word.casefold().strip(".,;:!?()")


def _belongs(proposal_id: str) -> str:
    return f"conversation:{proposal_id}"
