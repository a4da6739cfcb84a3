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
