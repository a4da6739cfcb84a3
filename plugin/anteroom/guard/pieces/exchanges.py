"""Many conversations at once, held in memory."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable
from datetime import datetime
from typing import Final

from anteroom.guard.guard import Guard
from anteroom.guard.model import Context, Verdict
from anteroom.guard.pieces.exchange import Exchange

MOST: Final = 500
"""Conversations remembered, those in which somebody wrote last: mostly 10 MB, at worst 100 MB."""


class Exchanges:
    """The exchanges of the `most` conversations in which somebody wrote last; others begin anew.

    For a process that reads a stream of messages; what is to outlast it keeps an `Exchange` a conversation.
    Not safe to share between threads.
    """

    def __init__(self, guard: Guard, *, most: int = MOST) -> None:
        if most < 1:
            raise ValueError("needs room for one conversation")
        self._guard = guard
        self._most = most
        self._known: OrderedDict[Hashable, Exchange] = OrderedDict()

    def __len__(self) -> int:
        return len(self._known)

    def said(
        self, conversation: Hashable, text: str, context: Context, *, sender: str, message: str, at: datetime
    ) -> Verdict:
        """The verdict about the next message of `conversation`; see `Exchange.said`."""
        exchange = self._known.pop(conversation, None) or Exchange()
        verdict, self._known[conversation] = exchange.said(
            self._guard, text, context, sender=sender, message=message, at=at
        )
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return verdict
