"""Ways in which a real mail gets broken, by accident or by somebody who tries what happens."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from enum import Enum, auto

NASTY_VALUES = (
    b"",
    b"0",
    b"-1",
    b"99999999999999999999",
    b"99991231T235959Z",
    b"00010101T000000Z",
    b"20261126",
    b"20261332T256199Z",
    b"TZID=No/Where:20261126T150000",
    b"VALUE=PERIOD:20261126T150000Z/PT1H",
    b"-P99999999999W",
    b"mailto:",
    b"mailto:%00%0d%0aBCC:x@evil.example?subject=x",
    b"=?utf-8?q?=FF=FE?= =?x-none?b?!!!?=",
    b"<>,<>,(((((((((",
    b'"' * 9,
    b"\\n\\n\\;\\,\\\\",
    b"\xff\xfe\x00\x00",
    b"\xed\xa0\x80",
    "‮نور 🚀".encode(),
    b"A" * 3_000,
    b"a@b," * 800,
    b";X=" * 400,
)
NASTY_FIELDS = (
    b"From: Somebody Else <somebody@evil.example>",
    b"Sender: <somebody@evil.example>",
    b"To: undisclosed-recipients:;",
    b"Content-Type: multipart/mixed",
    b'Content-Type: multipart/mixed; boundary=""',
    b'Content-Type: text/calendar; method="REPLY\x00"; charset=utf-16',
    b"Content-Type: message/rfc822",
    b"Content-Transfer-Encoding: base64",
    b"Content-Transfer-Encoding: x-uuencode",
    b"Content-Disposition: attachment; filename*=utf-7''%00%FF.ics",
    b"Auto-Submitted: auto-generated; owner-email=x",
    b"Authentication-Results: mx.evil.example; dmarc=pass",
    b"Message-ID: <<<>>>",
    b"Date: Thu, 32 Foo 20266 99:99:99 +9999",
    b"References: " + b"<a@b> " * 500,
    b"Received: " + b"x " * 2_000,
    b": no name",
    b"Subject\t: " + b"=?utf-8?b?8J+agA==?= " * 200,
)
CHARSETS = (b"utf-7", b"utf-16", b"idna", b"punycode", b"rot13", b"unicode_escape", b"x" * 300, b"\x00")
_LINE_END = re.compile(rb"(?<=\n)")
LONGEST = 1 << 20
"""What has grown beyond is cut there: how much one mail may be is tried elsewhere."""


class Kind(Enum):
    """What is done to a mail."""

    BYTES = auto()
    CUT = auto()
    REPEAT = auto()
    CASE = auto()
    DROP_LINE = auto()
    REPEAT_LINE = auto()
    MOVE_LINE = auto()
    VALUE = auto()
    FIELD = auto()
    FOLD = auto()
    CHARSET = auto()
    ENDS = auto()
    NEST = auto()
    ENCLOSE = auto()
    TRUNCATE = auto()


@dataclass(frozen=True)
class Mutation:
    """One change; `seed` decides where and how much."""

    kind: Kind
    seed: int

    def of(self, raw: bytes) -> bytes:
        """The mail after it."""
        return self._changed(raw)[:LONGEST]

    def _changed(self, raw: bytes) -> bytes:
        chance = random.Random(self.seed)
        begin = chance.randrange(len(raw) + 1)
        end = min(len(raw), begin + chance.choice((1, 1, 3, 40, 400)))
        match self.kind:
            case Kind.BYTES:
                return raw[:begin] + chance.randbytes(end - begin) + raw[end:]
            case Kind.CUT:
                return raw[:begin] + raw[end:]
            case Kind.REPEAT:
                return raw[:begin] + raw[begin:end] * chance.choice((2, 3, 50)) + raw[end:]
            case Kind.CASE:
                return raw[:begin] + raw[begin:end].swapcase() + raw[end:]
            case Kind.TRUNCATE:
                return raw[:begin]
            case Kind.FIELD:
                return chance.choice(NASTY_FIELDS) + b"\r\n" + raw
            case Kind.FOLD:
                return (
                    raw[:begin]
                    + chance.choice((b"\r\n ", b"\r\n\t", b"\n ", b"\r ", b"\r\n\r\n"))
                    + raw[begin:]
                )
            case Kind.CHARSET:
                return re.sub(rb"(?i)utf-8|us-ascii|iso-8859-1", lambda _: chance.choice(CHARSETS), raw)
            case Kind.ENDS:
                return raw.replace(
                    b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r", b"\x0b", b"\x85"))
                )
            case Kind.NEST:
                return _nested(raw, chance.choice((1, 3, 28, 60)), b"multipart/mixed", chance)
            case Kind.ENCLOSE:
                return _nested(raw, chance.choice((1, 3, 28, 60)), b"message/rfc822", chance)
            case Kind.DROP_LINE | Kind.REPEAT_LINE | Kind.MOVE_LINE | Kind.VALUE:
                return self._lines(raw, chance)

    def _lines(self, raw: bytes, chance: random.Random) -> bytes:
        lines = _LINE_END.split(raw)
        here, there = chance.randrange(len(lines)), chance.randrange(len(lines))
        match self.kind:
            case Kind.DROP_LINE:
                del lines[here]
            case Kind.REPEAT_LINE:
                lines[there:there] = [lines[here]] * chance.choice((1, 2, 200))
            case Kind.MOVE_LINE:
                lines.insert(there, lines.pop(here))
            case _:
                name = re.split(rb"[:;]", lines[here], maxsplit=1)[0]
                mark = chance.choice((b":", b";", b": "))
                lines[here] = name.strip() + mark + chance.choice(NASTY_VALUES) + b"\r\n"
        return b"".join(lines)


def _nested(raw: bytes, depth: int, kind: bytes, chance: random.Random) -> bytes:
    """The body so many containers deep, under the head of the mail."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = re.sub(rb"\r\n[ \t]+", b" ", head).split(b"\r\n")
    inner = [line for line in lines if line.lower().startswith(b"content-")]
    outer = [line for line in lines if line not in inner]
    nested = b"\r\n".join(inner) + b"\r\n\r\n" + body
    for level in range(depth):
        boundary = b"n%d" % (level if chance.random() < 0.8 else 0)
        if kind == b"message/rfc822":
            nested = b"Content-Type: message/rfc822\r\n\r\n" + nested
        else:
            nested = b'Content-Type: multipart/mixed; boundary="%s"\r\n\r\n--%s\r\n%s\r\n--%s--\r\n' % (
                boundary,
                boundary,
                nested,
                boundary,
            )
    return b"\r\n".join([*outer, nested])
