"""What somebody wrote beside a plain answer: read by the guard and passed on as if it had been typed."""

from __future__ import annotations

import hashlib
from base64 import b32encode

import structlog

from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews.typed import Typed, pass_on
from anteroom_mail.taking.answering import Given
from anteroom_mail.taking.meaning import comment_of

log = structlog.get_logger()


async def pass_comment_on(house: House, given: Given, message_id: str) -> None:
    """Bring a plain answer's COMMENT where a typed letter of this party would go, with the same care.

    The same words beside the same revision are passed on once, however often a program repeats them.
    """
    comment = comment_of(given.message, given.line)
    if not comment:
        return
    said = repr((given.party.id, "comment", given.message.sequence, comment))
    digest = b32encode(hashlib.sha256(said.encode()).digest())[:26].decode().lower()
    typed = Typed(f"typ_{digest}", given.interview.id, given.party.id, comment, mail=message_id)
    try:
        await pass_on(house, typed)
    except NotFound:
        log.info("mail.comment_without_party", interview=given.interview.id)
