"""What speaks for a mail's sender, and what against: its From field, and what our own server found out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

LONGEST_HEAD = 64 * 1024
LONGEST_FIELD = 8_000
_COMMENT = re.compile(r"\([^()]*\)")
_DMARC = re.compile(r"\s*dmarc\s*=\s*([a-z]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Evidence:
    """`one_sender`: exactly one From field with one address (RFC 5322, 3.6.2).

    `dmarc_failed`: our own server says so.
    """

    one_sender: bool
    dmarc_failed: bool


def evidence(raw: bytes, authserv_id: str | None) -> Evidence:
    """Read the head of a mail.

    Of the Authentication-Results only the topmost that bears `authserv_id` counts: whatever a sender wrote
    stands below the field that our own server put on top (RFC 8601, 5). Without an id none counts.
    """
    head = raw[:LONGEST_HEAD]
    for blank in (b"\r\n\r\n", b"\n\n"):
        head = head.partition(blank)[0]
    mail = BytesHeaderParser(policy=compat32).parsebytes(head + b"\r\n\r\n")
    senders = [str(value)[:LONGEST_FIELD] for value in mail.get_all("From", [])]
    one = len(senders) == 1 and len(getaddresses(senders)) == 1
    results = [str(value)[:LONGEST_FIELD] for value in mail.get_all("Authentication-Results", [])]
    return Evidence(one, _dmarc_failed(results, authserv_id))


def _dmarc_failed(results: list[str], authserv_id: str | None) -> bool:
    if authserv_id is None:
        return False
    for result in results:
        named, *methods = _COMMENT.sub(" ", result).split(";")
        server = named.split()
        if not server or server[0].casefold() != authserv_id.casefold():
            continue
        found = [match[1].lower() for method in methods if (match := _DMARC.match(method))]
        return "fail" in found
    return False
