"""What a calendar program sends back."""

from __future__ import annotations

from datetime import datetime

from .values import Answer, CalendarMail, Partstat


def answer(
    request: Answer | bytes,
    attendee: str,
    partstat: Partstat,
    *,
    now: datetime,
    comment: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
) -> bytes:
    """The calendar message with which `attendee` answers: a REPLY, or with `start` a COUNTER. Raises NotWritable."""
    raise NotImplementedError


def answer_mail(
    request: Answer | bytes,
    attendee: str,
    partstat: Partstat,
    *,
    now: datetime,
    message_id: str,
    comment: str = "",
    start: datetime | None = None,
    end: datetime | None = None,
    from_address: str = "",
    in_reply_to: str = "",
) -> CalendarMail:
    """The mail around `answer`, from the attendee to the ORGANIZER; give it to `compose`. Raises NotWritable."""
    raise NotImplementedError
