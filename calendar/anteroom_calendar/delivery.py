"""A delivery report → what became of our mail (RFC 3464, RFC 6533), and not whose mailbox it was."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from .inbound import Action, Delivery

MAX_BLOCKS = 50  # one mail of ours has one recipient; a block is a recipient
MAX_LETTERS = 100_000

_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})\b")
_IDENTIFIER = re.compile(r"<([^<>\s]{1,500})>")
_WORST_FIRST = tuple(Action)


def delivery_of(parts: Iterable[Message]) -> Delivery | None:
    """The worst that the report in these parts tells, None if they hold none that can be read."""
    parts = list(parts)
    told = [found for part in parts if _is_status(part) for block in _blocks(part) if (found := _told(block))]
    if not told:
        return None
    action, status = min(told, key=lambda each: _WORST_FIRST.index(each[0]))
    return Delivery(action, status, next(filter(None, map(_returned_id, parts)), ""))


def _is_status(part: Message) -> bool:
    return part.get_content_type() in {"message/delivery-status", "message/global-delivery-status"}


def _blocks(part: Message) -> Iterator[Message]:
    payload = part.get_payload()
    blocks = [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []
    for block in blocks[:MAX_BLOCKS]:
        yield block
        inner = block.get_payload()
        if isinstance(inner, str):
            # The standard library splits the blocks of message/delivery-status only, and not encoded ones.
            for text in re.split(r"\r?\n\r?\n", inner[:MAX_LETTERS])[:MAX_BLOCKS]:
                yield HeaderParser(policy=compat32).parsestr(text + "\n\n", headersonly=True)


def _told(block: Message) -> tuple[Action, str] | None:
    try:
        action = Action(str(block.get("Action", "")).partition("(")[0].strip().lower())
    except ValueError:
        return None
    status = _STATUS.match(str(block.get("Status", ""))[:100])
    return action, status[1] if status else ""


def _returned_id(part: Message) -> str:
    """The Message-ID of the mail that comes back, whole or by its header alone."""
    kind, payload = part.get_content_type(), part.get_payload()
    head: Message | None = None
    if kind in {"message/rfc822", "message/global"} and isinstance(payload, list) and payload:
        head = payload[0] if isinstance(payload[0], Message) else None
    elif kind in {"text/rfc822-headers", "message/global-headers"}:
        if isinstance(payload, list) and payload and isinstance(payload[0], Message):
            head = payload[0]
        elif isinstance(data := part.get_payload(decode=True), bytes):
            text = data[:MAX_LETTERS].decode("utf-8", "replace")
            head = HeaderParser(policy=compat32).parsestr(text, headersonly=True)
    found = _IDENTIFIER.search(str(head.get("Message-ID", ""))[:1000]) if head is not None else None
    return found[1] if found else ""
