"""What Slack hands out for a short while: trigger ids and response URLs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from anteroom.randomness import Randomness
from anteroom.sandbox.slack.refusal import Refusal

TRIGGER_LIFE = timedelta(seconds=3)  # docs.slack.dev/interactivity/handling-user-interaction
RESPONSE_LIFE = timedelta(minutes=30)
RESPONSE_USES = 5


@dataclass(slots=True)
class Trigger:
    """The right to show one view to one person."""

    user: str
    expires_at: datetime
    from_view: str | None
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right to speak in one conversation, to one person or to all, about one message (its ts) or none."""

    user: str
    channel: str
    expires_at: datetime
    message_ts: str | None
    uses: int = 0


class Tickets:
    """Issues and takes them."""

    def __init__(self, randomness: Randomness) -> None:
        self._randomness = randomness
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}
        self._count = 0

    def trigger(self, user: str, now: datetime, from_view: str | None = None) -> str:
        """Return a fresh trigger id."""
        self._count += 1
        key = f"{1000000 + self._count}.{int(now.timestamp())}.{self._randomness.bytes(16).hex()}"
        self._triggers[key] = Trigger(user, now + TRIGGER_LIFE, from_view)
        return key

    def take_trigger(self, key: str, now: datetime) -> Trigger:
        """Use a trigger id up. Raises Refusal with Slack's names for a wrong, used or late one."""
        trigger = self._triggers.get(key)
        if trigger is None:
            raise Refusal("invalid_trigger_id")
        if trigger.used:
            raise Refusal("exchanged_trigger_id")
        if now >= trigger.expires_at:
            raise Refusal("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(self, user: str, channel: str, now: datetime, message_ts: str | None) -> str:
        """Return the key of a fresh response URL."""
        key = self._randomness.token(24)
        self._responses[key] = ResponseUrl(user, channel, now + RESPONSE_LIFE, message_ts)
        return key

    def knows(self, key: str) -> bool:
        """Tell whether a response URL is from here."""
        return key in self._responses

    def take_response(self, key: str, now: datetime) -> ResponseUrl:
        """Count one use of a response URL. Raises Refusal: unknown, older than 30 minutes, used up."""
        response = self._responses.get(key)
        if response is None:
            raise Refusal("invalid_url")
        if now >= response.expires_at:
            raise Refusal("expired_url")
        if response.uses >= RESPONSE_USES:
            raise Refusal("used_url")
        response.uses += 1
        return response
