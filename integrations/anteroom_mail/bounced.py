"""A report from another mail server about mail of ours that did not arrive (RFC 3464)."""

from __future__ import annotations

import asyncio
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32

from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions
from anteroom_mail.outcome import Outcome, ignored, taken

MOST_BLOCKS = 50


async def bounced(house: House, interview_id: str, party_id: str, raw: bytes) -> Outcome:
    """Mark the party unreachable if the report tells of a final failure."""
    if not await asyncio.to_thread(says_failed, raw):
        return ignored("a report of no failure")
    try:
        await actions.unreachable(house, interview_id, party_id)
    except AnteroomError as error:
        return ignored(f"a bounce that nobody waits for: {error.code}")
    return taken("bounce")


def says_failed(raw: bytes) -> bool:
    """Tell whether a delivery report names a final failure; a mere delay or an out-of-office note does not.

    `raw` has passed `read_mail`, which bounds its size and depth.
    """
    mail = BytesParser(policy=compat32).parsebytes(raw)
    return any(
        _failed(block)
        for part in mail.walk()
        if part.get_content_type() == "message/delivery-status"
        for block in _blocks(part)
    )


def _blocks(part: Message) -> list[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [block for block in payload[:MOST_BLOCKS] if isinstance(block, Message)]


def _failed(block: Message) -> bool:
    if str(block.get("Action", "")).strip().lower() != "failed":
        return False
    status = str(block.get("Status", "5")).strip()
    # 4.x.x with "failed": the other server gave up trying, which is as final.
    return status[:1] in {"4", "5"}
