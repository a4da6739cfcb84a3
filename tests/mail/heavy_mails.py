"""Mails that are made to be expensive: each tries another way to have us think too long or keep too much.

Each is about as large as asked, in octets, and comes from the party itself: what is cheap to refuse by its
sender is no trial.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace

from mail.outside_programs import Invited, away_note, bounce, plain_reply, typed_letter

Heavy = Callable[[Invited, int], bytes]
ROW = b"QW55IG9jdGV0cyB3aWxsIGRvLCBhcyBsb25nIGFzIHRoZXJlIGFyZSBlbm91Z2ggb2YgdGhlbSE=\r\n"


def ordinary(of: Invited, size: int) -> bytes:
    """No trial but the measure of all: a person's answer with pictures in the signature."""
    head, body = _parted(plain_reply(of))
    kind = next(line for line in head if line.startswith(b"Content-Type"))
    rows = ROW * (size // len(ROW))
    parts = [
        kind + b"\r\n\r\n" + body,
        b"Content-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n" + rows,
    ]
    return _mixed([line for line in head if line != kind], parts)


def attendees(of: Invited, size: int) -> bytes:
    """Ten thousand attendees and more, the own line last."""
    line = b"ATTENDEE;PARTSTAT=DECLINED;CN=Somebody Else %d:mailto:somebody.%d@corp.example\r\n"
    return plain_reply(of).replace(b"ATTENDEE", _filled(line, size) + b"ATTENDEE", 1)


def events(of: Invited, size: int) -> bytes:
    """The same event over and over, as a series with all its exceptions."""
    before, begins, rest = plain_reply(of).partition(b"BEGIN:VEVENT")
    event, ends, after = rest.partition(b"END:VEVENT\r\n")
    return before + (begins + event + ends) * (size // len(event)) + after


def folded(of: Invited, size: int) -> bytes:
    """One line, folded at every letter."""
    return plain_reply(of).replace(b"SUMMARY:", b"SUMMARY:" + b"x\r\n " * (size // 4), 1)


def blank(of: Invited, size: int) -> bytes:
    """A letter of nothing but empty lines."""
    return typed_letter(of).replace(b"Yes,", b"\r\n" * (size // 2) + b"Yes,", 1)


def parameters(of: Invited, size: int) -> bytes:
    """Parameters without end on lines that are read."""
    return plain_reply(of).replace(b"ATTENDEE;", b"ATTENDEE;" + _filled(b"X-P%d=%d;\r\n ", size), 1)


def zones(of: Invited, size: int) -> bytes:
    """Time zones without end."""
    zone = b"BEGIN:VTIMEZONE\r\nTZID:Z%d\r\nX-%d:\r\nBEGIN:STANDARD\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n"
    return plain_reply(of).replace(b"BEGIN:VEVENT", _filled(zone, size) + b"BEGIN:VEVENT", 1)


def components(of: Invited, size: int) -> bytes:
    """Components inside components."""
    return plain_reply(of).replace(b"BEGIN:VEVENT", b"BEGIN:VALARM\r\n" * (size // 14) + b"BEGIN:VEVENT", 1)


def nested(of: Invited, size: int) -> bytes:
    """Multiparts inside multiparts."""
    open_part = b'--b%d\r\nContent-Type: multipart/mixed; boundary="b%d"\r\n\r\n'
    head, body = _parted(plain_reply(of))
    depth = size // len(open_part)
    opened = b"".join(open_part % (level, level + 1) for level in range(depth))
    return _mixed(head[:-1], [b'Content-Type: multipart/mixed; boundary="b0"\r\n\r\n' + opened + body])


def parts(of: Invited, size: int) -> bytes:
    """Parts without end, each a calendar."""
    head, body = _parted(plain_reply(of))
    part = b"Content-Type: text/calendar; method=REPLY\r\n\r\n" + body
    return _mixed(head[:-1], [part] * (size // len(part)))


def enclosed(of: Invited, size: int) -> bytes:
    """Mails inside mails."""
    return b"Content-Type: message/rfc822\r\n\r\n" * (size // 32) + plain_reply(of)


def fields(of: Invited, size: int) -> bytes:
    """Header fields without end."""
    return _filled(b"X-Field-%d: %d\r\n", size) + plain_reply(of)


def long_field(of: Invited, size: int) -> bytes:
    """References to all that was ever written."""
    return b"References: " + _filled(b"<%d.%d@outside.test>\r\n ", size) + b"\r\n" + plain_reply(of)


def comments(of: Invited, size: int) -> bytes:
    """Comments in comments where an address should be."""
    return b"To: " + (b"(" * 900 + b"\r\n ") * (size // 903) + b"\r\n" + plain_reply(of)


def words(of: Invited, size: int) -> bytes:
    """A subject of encoded words."""
    return b"Subject: " + b"=?utf-8?b?8J+agA==?=\r\n " * (size // 23) + b"\r\n" + plain_reply(of)


def boundaries(of: Invited, size: int) -> bytes:
    """A content type whose parameter comes in pieces (RFC 2231)."""
    pieces = _filled(b" boundary*%d*=a%d;\r\n", size)
    return b"Content-Type: multipart/mixed;\r\n" + pieces + b" x=y\r\n" + plain_reply(replace(of))


def quoted(of: Invited, size: int) -> bytes:
    """A letter of nothing but quotes."""
    return typed_letter(of).replace(
        b"> Ledger", b"> > On Mon, Host wrote:\r\n>\r\n" * (size // 28) + b"> Ledger", 1
    )


def markup(of: Invited, size: int) -> bytes:
    """A letter of nothing but open elements."""
    return typed_letter(of).replace(b"<div>", b"<div><blockquote>\r\n" * (size // 19) + b"<div>", 1)


def spaces(of: Invited, size: int) -> bytes:
    """A letter of nothing but space, where patterns look for its end."""
    return away_note(of).replace(b"Auto-Submitted: auto-replied\r\n", b"") + (b" \t" * 400 + b"\r\n") * (
        size // 802
    )


def reports(of: Invited, size: int) -> bytes:
    """A delivery report on everybody there is."""
    block = b"\r\nFinal-Recipient: rfc822; %d.%d@outside.test\r\nAction: delayed\r\n"
    return bounce(of).replace(b"\r\nFinal-Recipient", _filled(block, size) + b"\r\nFinal-Recipient", 1)


def encoded(of: Invited, size: int) -> bytes:
    """A calendar that is small outside and large inside: every letter as three, and every line soft."""
    raw = plain_reply(of).replace(
        b"Content-Type", b"Content-Transfer-Encoding: quoted-printable\r\nContent-Type"
    )
    return raw.replace(b"SUMMARY:", b"SUMMARY:" + (b"=41" * 24 + b"=\r\n") * (size // 75), 1)


def attached(of: Invited, size: int) -> bytes:
    """A calendar of nothing but one enormous value, in base64."""
    head, body = _parted(plain_reply(of))
    calendar = body.replace(b"SUMMARY:", b"SUMMARY:" + b"x" * (size * 3 // 4), 1)
    kind = b"Content-Transfer-Encoding: base64"
    return b"\r\n".join([*head, kind, b"", base64.encodebytes(calendar).replace(b"\n", b"\r\n")])


HEAVY: tuple[Heavy, ...] = (
    attendees,
    events,
    folded,
    blank,
    parameters,
    zones,
    components,
    nested,
    parts,
    enclosed,
    fields,
    long_field,
    comments,
    words,
    boundaries,
    quoted,
    markup,
    spaces,
    reports,
    encoded,
    attached,
)


def _filled(pattern: bytes, size: int) -> bytes:
    longest = len(pattern % (size, size))
    return b"".join(pattern % (number, number) for number in range(size // longest))


def _parted(raw: bytes) -> tuple[list[bytes], bytes]:
    head, _, body = raw.partition(b"\r\n\r\n")
    return head.split(b"\r\n"), body


def _mixed(head: list[bytes], bodies: list[bytes]) -> bytes:
    begins = b'Content-Type: multipart/mixed; boundary="outermost"'
    inner = b"".join(b"--outermost\r\n" + body + b"\r\n" for body in bodies)
    return b"\r\n".join([*head, begins, b"", inner + b"--outermost--\r\n"])
