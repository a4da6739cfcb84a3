"""What two mail addresses have in common: the mailbox, the company, or nothing."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING

import idna

from anteroom_mail.proof.freemail import anybodys

if TYPE_CHECKING:
    import tldextract


class Kin(StrEnum):
    """How an address stands to the one at which a party was invited."""

    REGISTERED = "registered"
    SUBADDRESS = "subaddress"
    COMPANY = "company"
    STRANGER = "stranger"


def kin(address: str, registered: str) -> Kin:
    """Compare an address with the registered one.

    Case never counts. `SUBADDRESS` is the same mailbox under a tag (`dana+cal@`, RFC 5233), at Google also
    with other dots. `COMPANY` is another mailbox of the same organisational domain, unless everybody can have
    a mailbox there.
    """
    one, other = _parts(address), _parts(registered)
    if one is None or other is None:
        return Kin.STRANGER
    if one == other:
        return Kin.REGISTERED
    if _mailbox(*one) == _mailbox(*other):
        return Kin.SUBADDRESS
    domain = organisational(one[1])
    if domain == organisational(other[1]) and not anybodys(domain, public_label(domain)):
        return Kin.COMPANY
    return Kin.STRANGER


def organisational(domain: str) -> str:
    """Return a domain's organisational domain (RFC 7489, 3.2): one label more than its public suffix.

    Suffixes of the list's private part count too: what stands below them belongs to strangers of one another.
    A domain under no known suffix ends with its last two labels.
    """
    read = _suffixes()(domain)
    if not read.suffix:
        return ".".join(domain.split(".")[-2:])
    return f"{read.domain}.{read.suffix}" if read.domain else read.suffix


def public_label(domain: str) -> str:
    """Return the label in front of the public suffix: `example` of `mail.example.co.uk`."""
    return organisational(domain).partition(".")[0]


def domain_of(address: str) -> str:
    """Return an address's domain in lower-case ASCII; "" for what is no address."""
    parts = _parts(address)
    return parts[1] if parts else ""


def is_domain(name: str) -> bool:
    """Tell whether this is a domain name as it stands, in lower-case ASCII, and nothing around it."""
    return domain_of(f"x@{name}") == name


def _parts(address: str) -> tuple[str, str] | None:
    local, at, domain = address.strip().rpartition("@")
    if not at or not local or not domain:
        return None
    try:
        ascii_domain = idna.encode(domain, uts46=True).decode("ascii")
    except (idna.IDNAError, UnicodeError):
        return None
    return local.casefold(), ascii_domain.lower().rstrip(".")


def _mailbox(local: str, domain: str) -> tuple[str, str]:
    plain = local.partition("+")[0] or local
    if domain in ("gmail.com", "googlemail.com"):
        return plain.replace(".", ""), "gmail.com"
    return plain, domain


@cache
def _suffixes() -> tldextract.TLDExtract:
    import tldextract

    # The list that comes with the package: nothing is fetched and nothing is written.
    return tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
