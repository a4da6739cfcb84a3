"""A talk as the guard that remembers reads it, message by message, for tests."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from anteroom.guard import Context, Exchange, Guard, Verdict

GUARD = Guard()
NOW = datetime(2026, 11, 21, 10, tzinfo=UTC)
Said = tuple[str, str]
ANYWHERE = Context()


def told(*messages: Said, context: Context = ANYWHERE, pause: int = 40) -> list[Verdict]:
    """The verdicts about messages, each a sender and a text, `pause` seconds apart."""
    exchange, verdicts = Exchange(), []
    for number, (sender, text) in enumerate(messages):
        at = NOW + timedelta(seconds=pause * number)
        verdict, exchange = exchange.said(GUARD, text, context, sender=sender, message=f"m{number}", at=at)
        verdicts.append(verdict)
    return verdicts


def by(sender: str, *texts: str) -> list[Said]:
    return [(sender, text) for text in texts]
