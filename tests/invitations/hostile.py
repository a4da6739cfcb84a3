"""Mails that are made to cost more than they weigh: each a function from a size in octets to a mail of it."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable

from invitations.mails import mail, part, parts
from invitations.samples import REPLY_LINES, calendar

Trap = Callable[[int], bytes]


def _filled(head: bytes, unit: bytes, size: int, tail: bytes = b"") -> bytes:
    return head + unit * max(1, (size - len(head) - len(tail)) // len(unit)) + tail


def _body(unit: bytes, kind: str = "text/plain; charset=utf-8", tail: bytes = b"") -> Trap:
    return lambda size: _filled(mail(f"Content-Type: {kind}"), unit, size, tail)


def _head(start: bytes, unit: bytes, end: bytes = b"\r\n") -> Trap:
    return lambda size: _filled(start, unit, size, end + mail("Content-Type: text/plain") + b"Yes\r\n")


def _event(start: str, unit: str, *, most: int = 1 << 20) -> Trap:
    """A calendar with one line that is long, or many of them."""

    def made(size: int) -> bytes:
        line = _filled(start.encode(), unit.encode(), min(size, most) // 2)
        whole = calendar(*REPLY_LINES, "X-HERE:1").replace(b"X-HERE:1", line)
        return mail("Content-Type: text/calendar; method=REPLY; charset=utf-8", body=whole)

    return made


def _base64(kind: str, unit: bytes) -> Trap:
    def made(size: int) -> bytes:
        letters = b64encode(unit * max(1, size * 3 // 4 // len(unit)))
        lines = b"\r\n".join(letters[begin : begin + 76] for begin in range(0, len(letters), 76))
        return mail(f"Content-Type: {kind}", "Content-Transfer-Encoding: base64", body=lines)

    return made


def _nested(levels: int, unit: bytes) -> Trap:
    head = b"".join(
        b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(levels)
    )
    return lambda size: _filled(b"From: a@b.example\r\n" + head, unit, size)


def _zone(unit: str) -> Trap:
    def made(size: int) -> bytes:
        zone = [
            "BEGIN:VTIMEZONE",
            "TZID:Own",
            "BEGIN:STANDARD",
            "DTSTART:19700101T000000",
            "TZOFFSETFROM:+0100",
        ]
        zone += ["TZOFFSETTO:+0100", "RDATE:19700101T000000" + unit * (min(size, 1 << 19) // len(unit))]
        lines = [line for line in REPLY_LINES if not line.startswith("DTSTART")]
        before = (*zone, "END:STANDARD", "END:VTIMEZONE")
        own = calendar(*lines, "DTSTART;TZID=Own:20261203T160000", before=before)
        return mail("Content-Type: text/calendar; method=REPLY", body=own)

    return made


def _parts(head: str, body: bytes) -> Trap:
    one = part(head, body)

    def made(size: int) -> bytes:
        kind, content = parts(*[one] * max(1, size // (len(one) + 6)))
        return mail(kind, body=content)

    return made


def _report(unit: bytes) -> Trap:
    def made(size: int) -> bytes:
        status = unit * max(1, size // len(unit))
        kind, content = parts(
            part("Content-Type: message/delivery-status", status), kind="report; report-type=delivery-status"
        )
        return mail(kind, body=content)

    return made


TRAPS: dict[str, Trap] = {
    "one line": _body(b"x"),
    "short lines": _body(b"Yes, that works for me, see you then.\r\n"),
    "empty lines": _body(b"\r\n"),
    "carriage returns": _body(b"\r"),
    "line feeds": _body(b"\n"),
    "nul": _body(b"\0"),
    "wide letters": _body("\U0001f600".encode()),
    "broken utf-8": _body(b"\xff\xe2\x82"),
    "quotes": _body(b"> > > "),
    "quoted lines": _body(b"> a\n"),
    "attributions": _body(b"On 2026 a wrote \n"),
    "attribution halves": _body(b"On Thu, 20 Nov 2026\n"),
    "heads": _body(b"From: x\nSent: y\n"),
    "signatures": _body(b"- "),
    "punycode": _body(b"a-", "text/plain; charset=punycode"),
    "idna": _body(b"xn--a.", "text/plain; charset=idna"),
    "escapes": _body(b"\\x41\\", "text/plain; charset=unicode_escape"),
    "utf-7": _body(b"+AGE-", "text/plain; charset=utf-7"),
    "iso-2022": _body(b"\x1b$B", "text/plain; charset=iso-2022-jp"),
    "hz": _body(b"~{", "text/plain; charset=hz"),
    "tags": _body(b"<a ", "text/html"),
    "open tags": _body(b"<div>", "text/html"),
    "closed tags": _body(b"</div>", "text/html"),
    "attributes": _body(b'<a b="', "text/html"),
    "classes": _body(b"<div class=", "text/html"),
    "comments": _body(b"<!--", "text/html"),
    "declarations": _body(b"<![CDATA[", "text/html"),
    "references": _body(b"&#x", "text/html"),
    "named references": _body(b"&notit;", "text/html"),
    "styles": _body(b"<style>", "text/html"),
    "blockquotes": _body(b"<blockquote>a", "text/html"),
    "breaks": _body(b"<br>", "text/html"),
    "sender": _head(b"From: ", b"("),
    "senders": _head(b"From: ", b"a@b.example, "),
    "quoted senders": _head(b'From: "', b'\\"'),
    "groups": _head(b"To: ", b"a:;,"),
    "encoded words": _head(b"Subject: ", b"=?utf-8?q?=20?= "),
    "half encoded words": _head(b"Subject: ", b"=?a?q?"),
    "base64 words": _head(b"Subject: ", b"=?utf-8?b?////?="),
    "references header": _head(b"References: ", b"<a@b> "),
    "open references": _head(b"References: ", b"<"),
    "parameters": _head(b"Content-Type: text/plain", b"; a=b"),
    "quoted parameters": _head(b"Content-Type: text/plain", b'; a="b;'),
    "continued parameters": _head(b"Content-Type: text/plain", b"; charset*0=a"),
    "file names": _head(b"Content-Disposition: attachment", b"; filename*0*=utf-8''%41"),
    "boundary": _head(b"Content-Type: multipart/mixed; boundary=", b"a"),
    "folded header": _head(b"Subject: a", b"\r\n a"),
    "headers": _head(b"", b"X-A: b\r\n", b""),
    "received": _head(b"", b"Received: from a by b; Fri, 20 Nov 2026 10:15:00 +0000\r\n", b""),
    "loops": _head(b"", b"X-Loop: a@b.example\r\n", b""),
    "no header ends": _head(b"", b"a", b":\r\n"),
    "containers": _head(b"Content-Type:", b" ", b"multipart/\r\n"),
    "nested": _nested(29, b"x\r\n"),
    "nested lines": _nested(29, b"x" * 200 + b"\r\n"),
    "nested boundaries": _nested(29, b"--"),
    "nested mails": lambda size: _filled(mail(*["Content-Type: message/rfc822\r\n"] * 29), b"x\r\n", size),
    "digest": lambda size: _filled(
        mail('Content-Type: multipart/digest; boundary="d"'), b"--d\r\n\r\n", size
    ),
    "parts": _parts("Content-Type: text/plain", b"x"),
    "calendar parts": _parts("Content-Type: text/calendar", calendar(*REPLY_LINES)),
    "winmail parts": _parts("Content-Type: application/ms-tnef", b"x" * 1000),
    "boundary lines": lambda size: _filled(mail(parts()[0]), b"--b1\r\n", size),
    "text bomb": _base64("text/plain", b"Yes\r\n"),
    "calendar bomb": _base64("text/calendar", calendar(*REPLY_LINES)),
    "html bomb": _base64("text/html", b"<p>Yes<br>"),
    "blanks bomb": _base64("text/plain", b"\n"),
    "encoded blanks": lambda size: _filled(
        mail("Content-Type: text/plain", "Content-Transfer-Encoding: quoted-printable"), b"=0A", size
    ),
    "uuencode": lambda size: _filled(
        mail("Content-Type: text/plain", "Content-Transfer-Encoding: x-uuencode"), b"begin 644 a\r\n", size
    ),
    "status blocks": _report(b"Action: failed\r\n\r\n"),
    "status lines": _report(b"Status: 5.1.1\r\n"),
    "status blanks": _report(b"\r\n"),
    "attendees": _event("", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:dana@corp.example\r\n"),
    "parameters of one": _event("ATTENDEE", ";A=B"),
    "quoted in one": _event('ATTENDEE;CN="', '"'),
    "carets": _event("ATTENDEE;CN=", "^"),
    "lists in one": _event("ATTENDEE;MEMBER=", '"a",'),
    "delegates": _event("ATTENDEE;DELEGATED-TO=", '"mailto:a@b.example",'),
    "comments in calendar": _event("", "COMMENT:a\r\n"),
    "escaped text": _event("DESCRIPTION:", "\\\\n"),
    "escaped commas": _event("DESCRIPTION:", "\\,"),
    "folds": _event("DESCRIPTION:", "\r\n "),
    "folded letters": _event("DESCRIPTION:", "\r\n a"),
    "zone names": _event("DTSTART", ";TZID=a"),
    "quoted zones": _event("DTSTART", ';TZID="a"'),
    "long zone": _event("DTSTART;TZID=", "a/"),
    "digits": _event("SEQUENCE:", "9"),
    "date digits": _event("DTSTART:", "2"),
    "durations": _event("DURATION:P", "1"),
    "hexadecimal": _event("UID:040000008200E00074C5B7101A82E008", "00"),
    "colons": _event("", ":"),
    "semicolons": _event("", ";"),
    "begins": _event("", "BEGIN:VALARM\r\n"),
    "events": _event("", "END:VEVENT\r\nBEGIN:VEVENT\r\n"),
    "zone dates": _zone(",20000101T000000"),
    "percent": _event("ATTENDEE:mailto:", "%41"),
}
