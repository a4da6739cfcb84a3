"""A complaint about mail of ours, as mailbox providers send it (ARF, RFC 5965)."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser
from email.policy import compat32

from anteroom_calendar import parsed_mail

UNWANTED = frozenset({"abuse", "fraud", "opt-out", "opt-out-list", "virus", "other"})
"""Feedback types of somebody who does not want our mail (RFC 5965, 7.3, and older ones); others, such as
`not-spam` and `auth-failure` (RFC 6591), are about something else."""
LONGEST_PART = 100_000


@dataclass(frozen=True, slots=True)
class Complaint:
    """What was complained of. `message_id` is that of the mail, without brackets, "" for none."""

    unwanted: bool
    message_id: str


def complaint_of(raw: bytes) -> Complaint | None:
    """Return the complaint that a mail is; None for any other mail. `raw` has passed `read_mail`."""
    if b"feedback-report" not in raw.lower():
        return None
    mail = parsed_mail(raw)
    if mail.get_content_type() != "multipart/report":
        return None
    parts = [part for part in _children(mail) if part.get_content_type() == "message/feedback-report"]
    if not parts:
        return None
    kind = str(_fields(parts[0]).get("Feedback-Type", "")).partition(";")[0].strip().lower()
    return Complaint(kind in UNWANTED, _returned_id(mail))


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [child for child in payload if isinstance(child, Message)] if isinstance(payload, list) else []


def _fields(part: Message) -> Message:
    # The standard library takes the fields of a type that it does not know for one enclosed mail's head.
    return next(iter(_children(part)), None) or _parsed(part)


def _parsed(part: Message) -> Message:
    data = part.get_payload(decode=True)
    text = data[:LONGEST_PART].decode("utf-8", "replace") if isinstance(data, bytes) else ""
    return HeaderParser(policy=compat32).parsestr(text, headersonly=True)


def _returned_id(mail: Message) -> str:
    for part in _children(mail):
        if part.get_content_type() in ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers"):
            name = str(_fields(part).get("Message-ID", ""))[:1000].strip()
            return name.removeprefix("<").removesuffix(">")
    return ""
