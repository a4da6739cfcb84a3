"""The confidentiality agreement that a host may ask for, and how an agreed text is recognised."""

from __future__ import annotations

import hashlib

from anteroom.interviews.model import Interview, Party

STANDARD = (
    "What is said and shown in this interview stays between us. It is used for deciding about this job "
    "only, and is not passed on."
)


def hash_of(text: str) -> str:
    """Return the SHA-256, in hex, that is kept with a consent."""
    return hashlib.sha256(text.encode()).hexdigest()


def must_sign(interview: Interview, party: Party) -> bool:
    """Tell whether a party still has to agree to the text as it stands now: the receiving side does."""
    if not interview.nda or party.side is interview.host.side:
        return False
    return party.consent_hash != hash_of(interview.nda)


def receives(interview: Interview, party: Party) -> bool:
    """Tell whether a party is of the receiving side, which alone signs: everybody but the host's own."""
    return party.side is not interview.host.side


def signed_by_all(interview: Interview) -> bool:
    """Tell whether there is an agreement and everybody who is asked to has signed it as it stands now."""
    asked = [party for party in interview.present if receives(interview, party)]
    return bool(interview.nda) and not any(must_sign(interview, party) for party in asked)
