"""Everybody's window in one conversation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

from anteroom.guard.model import Context, Kind, Verdict
from anteroom.guard.pieces.asks import asks
from anteroom.guard.pieces.window import Window

if TYPE_CHECKING:
    from anteroom.guard.guard import Guard

SENDERS: Final = 8
"""Of how many people of one conversation windows are kept: those who wrote last."""
_LIKELY: Final = 0.4
"""How sure the guard is of a request whose answer may be a contact detail."""
_WONDERS: Final = 40
"""Code points of a question that repeats what was said, at most."""
_ECHO: Final = 4
LONGEST_SENDER: Final = 200
"""Code points of what names a sender."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """The windows of those who wrote last in one conversation, who wrote least lately first.

        exchange = Exchange()
        for said in thread:
            verdict, exchange = exchange.said(guard, said.text, context, sender=..., message=..., at=...)

    `overheard` is what a newcomer's window begins with: questions that were asked before. Immutable; at most
    `SENDERS` windows, so at most about 80 kB of JSON. Whoever keeps it seals it.
    """

    windows: Mapping[str, Window] = field(default_factory=lambda: MappingProxyType({}))
    overheard: Window = field(default_factory=Window)

    def said(
        self, guard: Guard, text: str, context: Context, *, sender: str, message: str, at: datetime
    ) -> tuple[Verdict, Exchange]:
        """The verdict about `text`, which `sender` writes at `at`, and the exchange after it.

        `message` is the caller's id for it: `Verdict.earlier` names earlier messages by theirs. Of all
        others' windows each takes in what the message asks about, never its words. Raises ValueError for a
        time without a zone and for a sender or an id that is too long.
        """
        if len(sender) > LONGEST_SENDER:
            raise ValueError(f"a sender's name has at most {LONGEST_SENDER} code points")
        verdict, window = guard.inspect_in(
            self.windows.get(sender, self.overheard), text, context, at=at, message=message
        )
        solicits = any(f.kind is Kind.SOLICITATION and f.score >= _LIKELY for f in verdict.findings)
        about = asks(text, solicits=solicits)
        others = {
            name: one.heard(("more",) if _echoes(text, one) else about, at)
            for name, one in self.windows.items()
            if name != sender
        }
        kept = dict([*others.items(), (sender, window)][-SENDERS:])
        return verdict, Exchange(MappingProxyType(kept), self.overheard.heard(about, at))

    def dump(self) -> str:
        """As JSON; `Exchange.load` reads it."""
        windows = [[name, window.dump()] for name, window in self.windows.items()]
        return json.dumps({"windows": windows, "overheard": self.overheard.dump()})

    @classmethod
    def load(cls, dumped: str) -> Exchange:
        """The exchange that was dumped. Raises ValueError for what is no JSON of ours."""
        try:
            read: Any = json.loads(dumped)
            windows = {str(name): Window.load(window) for name, window in read["windows"][-SENDERS:]}
            return cls(MappingProxyType(windows), Window.load(read["overheard"]))
        except (KeyError, TypeError, RecursionError) as error:
            raise ValueError("no dumped exchange") from error


def _echoes(text: str, window: Window) -> bool:
    """Whether a question does no more than wonder at the last message: "who's kelpandco?"."""
    if len(text) > _WONDERS or "?" not in text or not window.pieces:
        return False
    last = window.pieces[-1]
    return last.number == window.count - 1 and len(last.text) >= _ECHO and last.text in text
