"""The guard: finds contact details and requests to leave the marketplace in human text.

A library of its own, which imports nothing else of anteroom:

    guard = Guard()
    verdict = guard.inspect("Call me: (212) 555-0147", Context(countries=("US",), surface="agenda"))
    verdict.action        # Action.BLOCK
    verdict.explanation   # "This looks like a phone number. …"

A detail that comes in pieces over several messages is found by the `Exchange` of a conversation:

    verdict, exchange = exchange.said(guard, "and 0147", context, sender="client", message="m9", at=now)
    verdict.redacted      # "and [phone number hidden until a contract]"
    verdict.earlier       # where in m7 and m8 the other pieces lie
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from anteroom.guard.explain import name_of
from anteroom.guard.guard import VERSION, Guard
from anteroom.guard.model import LIMIT, Action, Context, Earlier, Finding, Kind, Verdict

if TYPE_CHECKING:
    from anteroom.guard.pieces.exchange import Exchange
    from anteroom.guard.pieces.exchanges import Exchanges
    from anteroom.guard.pieces.window import Window

__all__ = [
    "LIMIT",
    "VERSION",
    "Action",
    "Context",
    "Earlier",
    "Exchange",
    "Exchanges",
    "Finding",
    "Guard",
    "Kind",
    "Verdict",
    "Window",
    "name_of",
]

_OF_PIECES = {"Exchange": "exchange", "Exchanges": "exchanges", "Window": "window"}
"""What reads several messages together, by its file: a fifth of the import, for whoever needs it."""


def __getattr__(name: str) -> Any:
    if name not in _OF_PIECES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"anteroom.guard.pieces.{_OF_PIECES[name]}"), name)
