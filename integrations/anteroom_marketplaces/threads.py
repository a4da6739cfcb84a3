"""Threads of a marketplace that takes our signed calls: the card as JSON, put in place; messages posted."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

import msgspec

from anteroom.effects.model import Part
from anteroom.marketplaces.connector import CardPost, MessagePost, Writing
from anteroom.marketplaces.nudge_notice import NoticePost
from anteroom.marketplaces.offer_card import OfferPost
from anteroom.signed_call import Call
from anteroom_marketplaces.calls import Calls


class HttpThreads:
    """Writes at `{url}/anteroom/threads/…`; the marketplace takes a card as an edit when it is there."""

    def __init__(self, calls: Calls, url: str) -> None:
        self._calls = calls
        self._home = f"{url}/anteroom/threads"

    def card(self, post: CardPost) -> Writing:
        """The card, whole, under the interview's id."""
        card_id = quote(post.card["interview"], safe="")
        url = f"{self._home}/{quote(post.thread, safe='')}/cards/{card_id}"
        return _writing("PUT", url, post.key, post.card)

    def offer(self, post: OfferPost) -> Writing:
        """The card of an interview offer, whole, under the offer's id."""
        card_id = quote(post.card["offer"], safe="")
        url = f"{self._home}/{quote(post.thread, safe='')}/cards/{card_id}"
        return _writing("PUT", url, post.key, post.card)

    def message(self, post: MessagePost) -> Writing:
        """The text, with whose it is and which way it came."""
        said = {
            "id": post.id,
            "as": post.member,
            "by": post.by,
            **({"interview": post.interview} if post.interview else {}),
            "text": post.text,
        }
        return _writing("POST", f"{self._home}/{quote(post.thread, safe='')}/messages", post.key, said)

    def notice(self, post: NoticePost) -> Writing:
        """A notice, with the one member who is to see it."""
        url = f"{self._home}/{quote(post.thread, safe='')}/notices"
        return _writing("POST", url, post.key, post.notice)

    async def write(self, body: bytes) -> str | None:
        """Make the call. Of a card the address is its own, so nothing outside must be remembered."""
        await self._calls.carry(msgspec.json.decode(body, type=Call))
        return None


def _writing(method: str, url: str, key: str, said: Any) -> Writing:
    body = json.dumps(said, ensure_ascii=False)
    call = Call(method, url, key, body)
    return Writing(msgspec.json.encode(call), (Part("application/json", body.encode()),))
