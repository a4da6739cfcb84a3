"""What our own edge server found out about a mail's sender: its Authentication-Results (RFC 8601)."""

from __future__ import annotations

import re
from collections.abc import Sequence

import authres
from authres import dmarc

from anteroom_mail.proof.mail_domains import domain_of, organisational
from anteroom_mail.proof.who_may_answer import Proof

_COMMENTS = re.compile(r"\A\s*\([^()]*\)")
_FIRST = re.compile(r'\s*"?([^\s;()"]+)')
_READER = authres.FeatureContext(dmarc)
_PASSED = frozenset({"pass"})
_FAILED = frozenset({"fail", "quarantine", "reject"})


def reported(fields: Sequence[str], authserv_id: str, sender: str) -> Proof:
    """Return what the topmost field of `authserv_id` says about DMARC of `sender`, an address.

    Only the topmost counts: whatever a sender wrote stands below what our own server put on top, which by
    RFC 8601, 5 strips forged fields of its name. One that cannot be read counts as failed, since a sender may
    have made it so (a strange MAIL FROM is repeated in it); none at all proves nothing.
    """
    for field in fields:
        if _name(field).casefold() == authserv_id.casefold():
            return _dmarc(field, sender)
    return Proof.NONE


def _name(field: str) -> str:
    """The authserv-id alone: also of a field that cannot be read whole, which must not be passed over."""
    found = _FIRST.match(_COMMENTS.sub(" ", field))
    return found[1] if found else ""


def _dmarc(field: str, sender: str) -> Proof:
    try:
        results = _READER.parse(f"Authentication-Results: {' '.join(field.split())}").results
    except (authres.AuthResError, RecursionError):
        return Proof.FAIL
    found = [each for each in results if str(each.method).casefold() == "dmarc"]
    if not found and "dmarc" in field.casefold():
        return Proof.FAIL  # the library leaves off where it cannot read on
    words = {str(each.result).casefold() for each in found}
    if words & _FAILED or not all(_about(each, sender) for each in found):
        return Proof.FAIL
    return Proof.PASS if words and words <= _PASSED else Proof.NONE


def _about(result: authres.AuthenticationResult, sender: str) -> bool:
    """Tell whether a result is about this sender's domain; where it names none, it is."""
    named = [each.value for each in result.properties if (each.type, each.name) == ("header", "from")]
    wanted = organisational(domain_of(sender))
    return all(organisational(str(each).rpartition("@")[2].lower()) == wanted for each in named)
