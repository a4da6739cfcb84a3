"""What speaks for a mail's sender, and what against: its From field, and what proves it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import getaddresses

from anteroom.settings.deployment import MailIn
from anteroom_mail.proof.authentication_results import reported
from anteroom_mail.proof.dmarc import checked
from anteroom_mail.proof.name_service import Bounded, NameService, Resolver
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.proof.who_may_answer import Proof

_BARE_CR = re.compile(rb"\r(?!\n|\Z)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")
"""What `read_mail` takes out of a field, or for a blank; tabs and line ends fold a field."""
LONGEST_HEAD = 64 * 1024
LONGEST_FIELD = 8_000
MOST_FIELDS = 50


@dataclass(frozen=True, slots=True)
class Evidence:
    """`one_sender`: exactly one From field with one address (RFC 5322, 3.6.2), the same to every reader.

    `proof`: what proves it.
    """

    one_sender: bool
    proof: Proof


def evidence(
    raw: bytes, how: MailIn, *, origin: Origin | None = None, names: NameService | None = None
) -> Evidence:
    """Read the head of a mail and, as the settings say, our server's findings in it or find out ourselves.

    `names` is asked where we find out ourselves; without it, the resolver of the settings. Takes as long as
    the DNS takes, within the bounds of `Bounded`: not for the event loop.
    """
    head = _head(raw)
    if head is None:
        return Evidence(False, Proof.NONE)
    sender = _sender(head)
    if sender is None:
        return Evidence(False, Proof.NONE)
    match how.authentication:
        case "results":
            fields = [str(value)[:LONGEST_FIELD] for value in head.get_all("Authentication-Results", [])]
            return Evidence(True, reported(fields[:MOST_FIELDS], how.authserv_id or "", sender))
        case "own":
            asked = Bounded(names or Resolver(how.resolver))
            return Evidence(True, checked(raw, sender, asked, origin))
        case "off":
            return Evidence(True, Proof.NONE)


def _sender(head: Message) -> str | None:
    """Return the address of the one From; None where there is not exactly one, or readers may differ."""
    fields = [str(value) for value in head.get_all("From", [])]
    # A control character behind a backslash: `read_mail` takes it out, and may then read another address.
    if len(fields) != 1 or len(fields[0]) > LONGEST_FIELD or _CONTROL.search(fields[0]):
        return None
    # `read_mail` has borne the first From, and no other: nested comments break the standard library.
    addresses = getaddresses(fields)
    return addresses[0][1] if len(addresses) == 1 else None


def _head(raw: bytes) -> Message | None:
    head = raw[: LONGEST_HEAD + 1]
    for blank in (b"\r\n\r\n", b"\n\n"):
        head = head.partition(blank)[0]
    if len(head) > LONGEST_HEAD:
        return None  # further down another From could stand, and it would be that one which is signed
    if _BARE_CR.search(head):
        return None  # a line to some readers and none to others: each could see another From
    return BytesHeaderParser(policy=compat32).parsebytes(head + b"\r\n\r\n")
