"""DKIM (RFC 6376): whether a domain that we care for has signed a mail, whole and with a real key."""

from __future__ import annotations

import logging
from collections.abc import Callable

import dkim

from anteroom_mail.proof.mail_domains import is_domain
from anteroom_mail.proof.name_service import NameService, NoAnswer, texts

MOST_SIGNATURES = 4
LARGEST = 1 << 20
LONGEST_BLANK = 128
SMALLEST_KEY = 1024
"""Bits; RFC 8301, 3.2 refuses smaller ones."""
ALGORITHM = b"rsa-sha256"
"""SHA-1 is refused by RFC 8301; a mail that is signed with Ed25519 is signed with RSA too (RFC 8463)."""

# The library's own log repeats header fields, and so addresses.
_SILENT = logging.getLogger("anteroom_mail.dkim")
_SILENT.addHandler(logging.NullHandler())
_SILENT.propagate = False


def signed_by(raw: bytes, cares: Callable[[str], bool], names: NameService) -> bool:
    """Tell whether a domain for which `cares` holds has signed this mail.

    Signatures of other domains are not looked into. One that covers only the beginning of the body (`l=`) is
    none to us: a calendar part could have been put behind it. A mail that is too large, or has blanks on
    which the library's patterns need quadratic time, is not looked into either.
    """
    if len(raw) > LARGEST or b" " * LONGEST_BLANK in raw.replace(b"\t", b" "):
        return False
    try:
        signatures = [
            value for name, value in dkim.DKIM(raw, _SILENT).headers if name.lower() == b"dkim-signature"
        ]
    except Exception:  # a head that the library cannot read is signed by nobody
        return False
    places = [place for place, value in enumerate(signatures) if _worth(value, cares)]
    return any(_verified(raw, place, names) for place in places[:MOST_SIGNATURES])


def _worth(value: bytes, cares: Callable[[str], bool]) -> bool:
    try:
        tags = dkim.util.parse_tag_value(value)
        domain = tags[b"d"].decode("ascii").lower().strip()
    except (dkim.util.InvalidTagValueList, KeyError, UnicodeError):
        return False
    covers = {field.strip().lower() for field in tags.get(b"h", b"").split(b":")}
    return (
        tags.get(b"a", b"").lower() == ALGORITHM
        and b"l" not in tags
        and b"from" in covers
        # The DNS finds a key for `a.example/.b.example` too, in the zone of b; suffix lists read it as a's.
        and is_domain(domain)
        and cares(domain)
    )


def _verified(raw: bytes, place: int, names: NameService) -> bool:
    def key(name: bytes, timeout: float = 0) -> bytes | None:
        found = texts(names, name.decode("ascii").rstrip("."))
        return found[0].encode("ascii") if len(found) == 1 else None

    try:
        return bool(dkim.DKIM(raw, _SILENT, minkey=SMALLEST_KEY).verify(place, key))
    except NoAnswer:
        return False
    except Exception:  # the library raises whatever hostile fields lead it to; none of it is a signature
        return False
