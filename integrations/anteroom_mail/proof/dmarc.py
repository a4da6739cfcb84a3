"""DMARC (RFC 7489): does a signature or the sending host speak for the domain that From shows?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from anteroom_mail.proof.dkim_signatures import signed_by
from anteroom_mail.proof.mail_domains import domain_of, organisational
from anteroom_mail.proof.name_service import NameService, NoAnswer, texts
from anteroom_mail.proof.sending_host import Origin, allowed_host
from anteroom_mail.proof.who_may_answer import Proof


@dataclass(frozen=True, slots=True)
class Policy:
    """What a domain asks for: whether DKIM and SPF must name the very domain, not only its organisation's."""

    strict_dkim: bool = False
    strict_spf: bool = False


def checked(raw: bytes, sender: str, names: NameService, origin: Origin | None) -> Proof:
    """Return what DMARC says of a mail whose one From is `sender`.

    The domain's record is asked for first, and only what could align with it is looked into: a sender cannot
    spend our questions on domains of its own. Without a record, and where nobody answers for it, nothing is
    proven. With one, what cannot be shown has failed.
    """
    domain = domain_of(sender)
    if not domain:
        return Proof.FAIL
    try:
        policy = policy_of(domain, names)
    except NoAnswer:
        return Proof.NONE
    if policy is None:
        return Proof.NONE
    if signed_by(raw, _aligned_with(domain, strict=policy.strict_dkim), names):
        return Proof.PASS
    if (
        origin is not None
        and origin.client
        and _aligned_with(domain, strict=policy.strict_spf)(domain_of(origin.mail_from))
    ):
        return Proof.PASS if allowed_host(origin, names) else Proof.FAIL
    return Proof.FAIL


def policy_of(domain: str, names: NameService) -> Policy | None:
    """Return a domain's policy, or its organisational domain's (6.6.3). Raises NoAnswer."""
    for each in dict.fromkeys((domain, organisational(domain))):
        records = [tags for tags in map(_tags, texts(names, f"_dmarc.{each}")) if tags is not None]
        if len(records) == 1:
            tags = records[0]
            return Policy(tags.get("adkim", "r").lower() == "s", tags.get("aspf", "r").lower() == "s")
        if records:
            return None  # several records are none (6.6.3, 5)
    return None


def _tags(record: str) -> dict[str, str] | None:
    """The tags of a DMARC record; None for a text that is none."""
    parts = [part.partition("=") for part in record.split(";") if part.strip()]
    pairs = [(name.strip().lower(), value.strip()) for name, _, value in parts]
    if not pairs or pairs[0] != ("v", "DMARC1"):
        return None
    return dict(reversed(pairs))


def _aligned_with(domain: str, *, strict: bool) -> Callable[[str], bool]:
    """Tell of another domain whether it is aligned with `domain` (3.1)."""

    def aligned(other: str) -> bool:
        if not other:
            return False
        return other == domain if strict else organisational(other) == organisational(domain)

    return aligned
