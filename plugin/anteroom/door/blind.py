"""What looks like a contact detail, normalised for a look-up in a blind index."""

from __future__ import annotations


def normalise(kind: str, value: str) -> str:
    """One spelling a value: e-mail in lower case, phone as its E.164 digits where it parses, handle without @.

    Raises `ValueError` (which does not repeat the value) when nothing is left.
    """
    raise NotImplementedError


def candidates(text: str) -> set[tuple[str, str]]:
    """E-mail- and phone-looking strings of `text` as (kind, normalised value)."""
    raise NotImplementedError
