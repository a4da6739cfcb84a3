"""The standard library's mail parser, within bounds: where its time grows faster than a mail, the mail is cut
or refused.
"""

from __future__ import annotations

import re
from codecs import lookup
from email.message import Message
from email.parser import BytesParser
from email.policy import Compat32

from .errors import TooLarge

MAX_OCTETS = 10 << 20
MAX_LINES = 200_000  # 10 MiB of base64 are 140,000
MAX_CONTAINERS = 30
MAX_QUESTIONS = 2_000_000  # the parser asks every enclosing part about every line
MAX_BOUNDARIES = 5_000  # lines that could begin a part
MAX_REPORT_LINES = 20_000  # each blank line of a report makes a message; what it returns is ours, and small
MAX_HEADER = 8_000  # parameters and addresses are read in the square of a field's length

_CONTAINER = re.compile(rb"content-type:[ \t\r\n]*(?:multipart|message)/", re.IGNORECASE)
_REPORT = re.compile(rb"content-type:[ \t\r\n]*message/delivery-status", re.IGNORECASE)
# Codecs that are none of mail's; punycode takes the square of the length, the escapes warn.
_NOT_OF_MAIL = frozenset({"idna", "punycode", "unicode-escape", "raw-unicode-escape", "undefined"})


def parsed_mail(raw: bytes) -> Message:
    """The mail as the standard library reads it. Raises TooLarge, and whatever the library raises.

    For whoever looks at more of a mail than `read_mail` tells: the library's own parser takes half an hour
    for the parameters that fit into 10 MiB.
    """
    lines = max(raw.count(b"\n"), raw.count(b"\r"))
    if len(raw) > MAX_OCTETS or lines > MAX_LINES:
        raise TooLarge("a mail larger or longer than we read")
    containers = sum(1 for _ in _CONTAINER.finditer(raw))
    if containers > MAX_CONTAINERS or containers * lines > MAX_QUESTIONS:
        raise TooLarge("a mail deeper than we read")
    if raw.count(b"\n--") > MAX_BOUNDARIES or (lines > MAX_REPORT_LINES and _REPORT.search(raw)):
        raise TooLarge("a mail of more parts than we read")
    return BytesParser(policy=_Bounded()).parsebytes(raw)


def decoded(data: bytes, charset: str | None, errors: str = "strict") -> str | None:
    """The data in this charset, None if there is no such charset or the data is not in it."""
    try:
        return data.decode(charset, errors) if charset and lookup(charset).name not in _NOT_OF_MAIL else None
    except (LookupError, ValueError):  # of which UnicodeError is one
        return None


class _Bounded(Compat32):
    def header_source_parse(self, sourcelines: list[str]) -> tuple[str, str]:
        name, value = super().header_source_parse(sourcelines)
        return name, value[:MAX_HEADER]
