"""The door: the one way out. Its pure half decodes payloads and seeks undisclosed contact details in them."""

from anteroom.door.blind import candidates, normalise
from anteroom.door.decoding import Reading, Unreadable, readings, tangled
from anteroom.door.needles import Hit, Needle, NeedleKind, Needles

__all__ = [
    "Hit",
    "Needle",
    "NeedleKind",
    "Needles",
    "Reading",
    "Unreadable",
    "candidates",
    "normalise",
    "readings",
    "tangled",
]
