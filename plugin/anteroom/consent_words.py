"""What the pages say on which somebody is led to an outside's consent, and back."""

from __future__ import annotations

from dataclasses import dataclass

BEGIN_AGAIN = "Nothing was connected. Ask for a new link where you got this one."


@dataclass(frozen=True, slots=True)
class ConsentWords:
    """Their fixed sentences in one language (BCP 47). `made_for` stands beside our own name."""

    language: str
    made_for: str
    button: str
    close: str
    connected: str
    failed: str
    begin_again: str


def english(outside: str, marketplace: str) -> ConsentWords:
    """Return the words for whoever reads English."""
    return ConsentWords(
        "en",
        f"for {marketplace}",
        f"Go to {outside}",
        "If you did not ask for this, just close this page. Nothing has been connected.",
        f"{outside} is connected",
        f"{outside} was not connected",
        BEGIN_AGAIN,
    )
