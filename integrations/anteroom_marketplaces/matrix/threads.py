"""Matrix rooms as threads: the card is a notice of the bot's, replaced in place by edits of it.

The `txnId` of a send is made of the effect and its revision: a homeserver that was asked before answers with
the event of the first time ("used by the server to ensure idempotency").
"""

from __future__ import annotations

import hashlib
import html
import json
from datetime import UTC, datetime
from typing import Any

import msgspec

from anteroom.effects.model import Part, Refused
from anteroom.languages import Language
from anteroom.marketplaces.connector import CardPost, MessagePost, Writing
from anteroom_marketplaces.matrix.client import MatrixClient
from anteroom_marketplaces.matrix.places import Place, place_of
from anteroom_marketplaces.wording import word_card, word_message

MESSAGE = "m.room.message"
TIME = "org.anteroom.time"
"""Which time a card shows, for ourselves: answers are to the time that stood there when they were given."""
ENCRYPTION = "m.room.encryption"


class _Sending(msgspec.Struct, frozen=True):
    thread: str
    txn: str
    content: dict[str, Any]
    first: bool


class MatrixThreads:
    """Writes into rooms that the bot is in."""

    def __init__(self, client: MatrixClient, language: Language) -> None:
        self._client = client
        self._language: Language = language

    def card(self, post: CardPost) -> Writing:
        """The card, the first time as a notice, later as its replacement."""
        worded = word_card(post.card, self._language, how="how.reactions", link=True)
        content = _notice(worded.lines)
        time = time_of(*(datetime.fromisoformat(post.card[name]) for name in ("starts_at", "ends_at")))
        content[TIME] = time
        if post.outside_id is None:
            content |= _within(place_of(post.thread))
        else:
            content = _replacing(post.outside_id, content)
        return _writing(post.thread, post.key, content, (*worded.minted, time), first=post.outside_id is None)

    def message(self, post: MessagePost) -> Writing:
        """A member's words, said by the bot, with whose they are."""
        content = _notice((word_message(post.label, post.by, post.text, self._language),))
        content |= _within(place_of(post.thread))
        return _writing(post.thread, post.key, content, (), first=True)

    async def write(self, body: bytes) -> str | None:
        """Send it; return the event's id of what stands there for the first time."""
        said = msgspec.json.decode(body, type=_Sending)
        place = place_of(said.thread)
        if place is None:
            raise Refused("the thread's name is no room's")
        if said.first and await self._client.state(place.room, ENCRYPTION) is not None:
            # What is written there in the clear would surprise everybody, and nothing could be read back.
            raise Refused("the room is encrypted, and the bot reads and writes no encrypted rooms")
        event = await self._client.send(place.room, MESSAGE, said.txn, said.content)
        return event if said.first else None


def time_of(starts_at: datetime, ends_at: datetime) -> str:
    """Return a span of time in one spelling."""
    return f"{starts_at.astimezone(UTC).isoformat()}/{ends_at.astimezone(UTC).isoformat()}"


def _notice(lines: tuple[str, ...]) -> dict[str, Any]:
    """Return a bot's message: as text, and as the little HTML that all programs show."""
    head, *rest = lines
    formatted = "<br>".join([f"<strong>{_escaped(head)}</strong>" if rest else _escaped(head)])
    formatted = "<br>".join([formatted, *map(_escaped, rest)])
    return {
        "msgtype": "m.notice",
        "body": "\n".join(lines),
        "format": "org.matrix.custom.html",
        "formatted_body": formatted,
    }


def _within(place: Place | None) -> dict[str, Any]:
    """Return the relation of what stands in a thread; programs without threads show it as a reply."""
    if place is None or not place.root:
        return {}
    relation = {"rel_type": "m.thread", "event_id": place.root, "is_falling_back": True}
    return {"m.relates_to": {**relation, "m.in_reply_to": {"event_id": place.root}}}


def _replacing(event: str, content: dict[str, Any]) -> dict[str, Any]:
    """Return an edit; programs without edits show its own body, marked with an asterisk as is usual."""
    fallback = {"body": f"* {content['body']}", "formatted_body": f"* {content['formatted_body']}"}
    relation = {"rel_type": "m.replace", "event_id": event}
    return {**content, **fallback, "m.new_content": content, "m.relates_to": relation}


def _escaped(line: str) -> str:
    return "<br>".join(html.escape(part) for part in line.split("\n"))


def _writing(
    thread: str, key: str, content: dict[str, Any], minted: tuple[str, ...], *, first: bool
) -> Writing:
    txn = hashlib.sha256(key.encode()).hexdigest()[:40]
    read = json.dumps(content, ensure_ascii=False).encode()
    shown = content.get("m.new_content", content)
    parts = (
        Part("application/json", read),
        Part("text/plain", shown["body"].encode()),
        Part("text/html", shown["formatted_body"].encode()),
    )
    ids = [each["event_id"] for each in (content.get("m.relates_to"),) if each]
    return Writing(msgspec.json.encode(_Sending(thread, txn, content, first)), parts, (*minted, *ids))
