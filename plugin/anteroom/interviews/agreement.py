"""The confidentiality agreement that a host may ask for, and how an agreed text is recognised."""

from __future__ import annotations

import hashlib

STANDARD = (
    "What is said and shown in this interview stays between us. It is used for deciding about this job "
    "only, and is not passed on."
)


def hash_of(text: str) -> str:
    """Return the SHA-256, in hex, that is kept with a consent."""
    return hashlib.sha256(text.encode()).hexdigest()
