"""bytes → ReceivedMail: a mail's one calendar part, wherever the client put it, and the headers that
matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.utils import collapse_rfc2231_value, getaddresses

from .content_line import clean_text
from .delivery import delivery_of
from .errors import NotACalendar, TooLarge
from .html_text import text_of
from .inbound import Kind, ReceivedMail
from .mail_kind import automatic, kind_of
from .mail_parser import decoded, parsed_mail
from .received_lines import said_in

MAX_PARTS = 200
MAX_BODY = 1 << 20  # octets of a body that are read; a typed answer has hundreds
_IDENTIFIER = re.compile(r"<([^<>\s]{1,500})>")


def read_mail(raw: bytes, *, envelope_sender: str | None = None) -> ReceivedMail:
    """A mail's calendar part and the few headers that matter. Raises TooLarge or NotACalendar, nothing else.

    `envelope_sender` is what MAIL FROM said where that is known; empty is how machines write.

    A text/calendar part wins over application/ics, and that over any attachment whose name ends in .ics.
    Parts of enclosed mails (message/rfc822) are not looked at: a bounce returns our own invitation there.
    """
    try:
        return _received(parsed_mail(raw), null_sender=envelope_sender == "")
    except TooLarge:
        raise
    except Exception as error:
        # The standard library raises a dozen kinds on hostile mail; our callers know two.
        raise NotACalendar(f"unreadable mail ({type(error).__name__})") from error


def _received(mail: Message, *, null_sender: bool) -> ReceivedMail:
    senders = _addresses(mail, "From")
    label, address = senders[0] if senders else ("", "")
    identifiers = _IDENTIFIER.findall(_header(mail, "Message-ID")) or [_header(mail, "Message-ID").strip()]
    references = _IDENTIFIER.findall(f"{_header(mail, 'References')} {_header(mail, 'In-Reply-To')}")
    parts = list(_parts(mail))
    calendars = _calendars(parts)
    calendar = next(iter(calendars), None)
    marks = automatic(mail, null_sender=null_sender)
    text, method = _body(parts), _method(calendars[calendar]) if calendar is not None else ""
    kind = kind_of(mail, parts, text, calendar, method, marks)
    return ReceivedMail(
        kind=kind,
        from_address=address,
        from_label=label,
        to=tuple(address for _, address in _addresses(mail, "To")),
        subject=_decoded(_header(mail, "Subject")),
        message_id=identifiers[0],
        references=tuple(dict.fromkeys(references)),
        auto_submitted=_header(mail, "Auto-Submitted").partition(";")[0].strip().lower(),
        automatic=marks,
        delivery=delivery_of(parts) if kind is Kind.BOUNCE else None,
        loops=tuple(" ".join(str(loop)[:200].split()) for loop in mail.get_all("X-Loop", [])[:20]),
        hops=len(mail.get_all("Received", [])),
        winmail=any(map(_is_winmail, parts)),
        text=text,
        calendar=calendar,
        calendar_method=method,
        calendar_parts=len(calendars),
    )


def _parts(mail: Message) -> Iterator[Message]:
    """Every part that is no container, in the order of the mail; enclosed mails count as one part each."""
    waiting, seen = [mail], 0
    while waiting:
        part = waiting.pop(0)
        seen += 1
        if seen > MAX_PARTS:
            raise TooLarge("a mail of more parts than we read")
        payload = part.get_payload()
        if part.get_content_maintype() == "multipart" and isinstance(payload, list):
            waiting[:0] = [child for child in payload if isinstance(child, Message)]
        else:
            yield part


def _calendars(parts: list[Message]) -> dict[bytes, Message]:
    """The calendars that differ in what they say, each with its part, the surest first.

    Most programs send one twice: as text/calendar and as an attachment, with other line ends (Google) or
    other notes of their own in it (Thunderbird).
    """
    found: dict[bytes, Message] = {}
    for part in sorted((part for part in parts if _rank(part) < 3), key=_rank):
        found.setdefault(_calendar(part).strip(), part)
    if len(found) < 2:
        return found
    said = {said_in(data): data for data in reversed(found)}
    return {data: part for data, part in found.items() if data in said.values()}


def _rank(part: Message) -> int:
    """How surely a part is the calendar: 0 most, 3 not at all."""
    kind = part.get_content_type()
    if kind in {"text/calendar", "application/ics"}:
        return 0 if kind == "text/calendar" else 1
    name = part.get_filename() or ""
    return 2 if name.lower().endswith(".ics") and part.get_content_maintype() != "message" else 3


def _calendar(part: Message) -> bytes:
    data = _payload(part)
    charset = part.get_content_charset()
    if charset in {None, "utf-8", "us-ascii"}:
        return data
    text = decoded(data, charset)
    return data if text is None else text.encode("utf-8", "replace")  # not true: the reader decides


def _method(part: Message) -> str:
    value = part.get_param("method")
    return clean_text(collapse_rfc2231_value(value)).strip().upper() if value else ""


def _body(parts: list[Message]) -> str:
    """What the mail says: its first plain text, or its first HTML where no plain text says anything."""
    shown = [part for part in parts if part.get_content_disposition() != "attachment"]
    for kind in ("text/plain", "text/html"):
        part = next((part for part in shown if part.get_content_type() == kind), None)
        text = _text(part) if part is not None else ""
        if text.strip():
            return text_of(text) if kind == "text/html" else text
    return ""


def _is_winmail(part: Message) -> bool:
    """Outlook's own wrapping of a whole mail (MS-OXTNEF), which hides the calendar inside."""
    kinds = {"application/ms-tnef", "application/vnd.ms-tnef"}
    return part.get_content_type() in kinds or (part.get_filename() or "").lower() == "winmail.dat"


def _text(part: Message) -> str:
    data = _payload(part)[:MAX_BODY]
    text = decoded(data, part.get_content_charset(), "replace")
    return clean_text(data.decode("utf-8", "replace") if text is None else text)


def _payload(part: Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(mail: Message, name: str) -> str:
    return " ".join(clean_text(str(mail.get(name, ""))).split())


def _addresses(mail: Message, name: str) -> list[tuple[str, str]]:
    pairs = getaddresses([_header(mail, name)])
    return [(_decoded(label), address) for label, address in pairs if "@" in address]


def _decoded(value: str) -> str:
    try:
        value = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, UnicodeError, ValueError):
        pass  # an encoded word that is none is text like any other
    return " ".join(clean_text(value).split())
