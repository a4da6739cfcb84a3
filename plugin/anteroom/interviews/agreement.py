"""The confidentiality agreement that a host may ask for: who signs it, and how a text is recognised."""

from __future__ import annotations

import hashlib
from enum import StrEnum

from anteroom.agreements.ours import ours
from anteroom.interviews.model import Interview, Party

STANDARD = ours("en").text
STANDARD_TITLE = ours("en").title
"""Our own text and its title, where a host asks for one and gives none."""


class Standing(StrEnum):
    """How far a party has come with the agreement as it stands now."""

    SIGNED = "signed"
    OPEN = "not_yet"
    DECLINED = "declined"


def hash_of(text: str) -> str:
    """Return the SHA-256, in hex, of a text as it is shown."""
    return hashlib.sha256(text.encode()).hexdigest()


def mark_of(interview: Interview) -> str:
    """Return what is kept with a signature: the digest of what is shown, and of the whole text with it.

    Where nothing is hidden these are one, and the mark is the SHA-256 of the text.
    """
    shown = hash_of(interview.nda)
    return hash_of(f"{interview.nda_full}\n{shown}") if interview.nda_full else shown


def receives(interview: Interview, party: Party) -> bool:
    """Tell whether a party is of the receiving side, which alone signs: everybody but the host's own."""
    return party.side is not interview.host.side


def must_sign(interview: Interview, party: Party) -> bool:
    """Tell whether a party still has to agree to the text as it stands now: the receiving side does."""
    if not interview.nda or not receives(interview, party):
        return False
    return party.consent_hash != mark_of(interview)


def standing(interview: Interview, party: Party) -> Standing | None:
    """Return how far a party has come; None where it has nothing to sign."""
    if not interview.nda or not receives(interview, party):
        return None
    if not must_sign(interview, party):
        return Standing.SIGNED
    return Standing.DECLINED if party.nda_declined_at else Standing.OPEN


def signed_by_all(interview: Interview) -> bool:
    """Tell whether there is an agreement and everybody who is asked to has signed it as it stands now."""
    asked = [party for party in interview.present if receives(interview, party)]
    return bool(interview.nda) and not any(must_sign(interview, party) for party in asked)
