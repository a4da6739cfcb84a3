"""Access tokens that a tool gives for credentials of ours, for an hour or so."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from anteroom.clock import Clock
from anteroom.meetings.provider import ProviderMisconfigured
from anteroom_meetings.calls import Calls, Reply

EARLY = timedelta(seconds=60)
"""So long before its end a token is not used any more."""
LONGEST = 24 * 3600


class Answer(msgspec.Struct, frozen=True):
    """RFC 6749, 5.1. `refresh_token` is there where somebody consented."""

    access_token: str
    expires_in: int = 3600
    refresh_token: str = ""

    def __repr__(self) -> str:
        return "Answer(‹sealed›)"


class GrantSpent(ProviderMisconfigured):
    """What somebody once consented to is over, or was used up."""


class _Refusal(msgspec.Struct, frozen=True):
    error: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token, and when it ends."""

    value: str = field(repr=False)
    until: datetime


class Key(Protocol):
    """Something that gives access tokens."""

    async def value(self) -> str:
        """Return one that is good now. Raises MeetingFault where none is given."""
        ...

    def forget(self, value: str) -> None:
        """Ask for another next time: this one was refused."""
        ...


class Bearer:
    """One token, asked for when it is needed and kept until shortly before its end."""

    def __init__(self, ask: Callable[[], Awaitable[Token]], clock: Clock) -> None:
        self._ask = ask
        self._clock = clock
        self._token: Token | None = None
        self._lock = asyncio.Lock()

    async def value(self) -> str:
        """Return it. Raises MeetingFault where none is given."""
        async with self._lock:
            if self._token is None or self._clock.now() >= self._token.until - EARLY:
                self._token = await self._ask()
            return self._token.value

    def forget(self, value: str) -> None:
        """Ask for another next time: this one was refused."""
        if self._token is not None and self._token.value == value:
            self._token = None


async def exchange(calls: Calls, url: str, form: Mapping[str, str], **sent: Any) -> Answer:
    """Ask for a token. Raises ProviderMisconfigured where the credentials are refused, else as `judge`."""
    reply = await calls.ask("POST", url, form=form, **sent)
    if reply.status == 400:
        # RFC 6749, 5.2: invalid_client, invalid_grant, invalid_scope.
        if _error(reply) == "invalid_grant":
            raise GrantSpent("it knows the consent no more")
        raise ProviderMisconfigured("it refuses the credentials")
    answer = calls.judge(reply).read(Answer)
    if not answer.access_token:
        raise ProviderMisconfigured("it gave no token")
    return answer


def _error(reply: Reply) -> str:
    try:
        return msgspec.json.decode(reply.body, type=_Refusal).error
    except (msgspec.DecodeError, RecursionError):
        return ""


def token_of(answer: Answer, asked_at: datetime) -> Token:
    """Return a token; its time runs from when it was asked for."""
    return Token(answer.access_token, asked_at + timedelta(seconds=min(max(answer.expires_in, 0), LONGEST)))


async def asked_as(bearer: Key, calls: Calls, method: str, url: str, **said: Any) -> Reply:
    """Ask with the token; once more with a fresh one where this one was refused."""
    token = await bearer.value()
    reply = await calls.ask(method, url, bearer=token, **said)
    if reply.status != 401:
        return reply
    bearer.forget(token)
    return await calls.ask(method, url, bearer=await bearer.value(), **said)
