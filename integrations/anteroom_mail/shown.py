"""What a party's calendar was last shown, kept with the effect: an update tells old and new from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """Message-ID, SEQUENCE and time of the last calendar mail that was taken."""

    message_id: str
    sequence: int
    starts_at: datetime
    ends_at: datetime

    def kept(self) -> str:
        """Return it as the effect's outside id."""
        return f"{self.message_id} {self.sequence} {self.starts_at.isoformat()} {self.ends_at.isoformat()}"

    @classmethod
    def of(cls, kept: str | None) -> Shown | None:
        """Read what `kept` wrote; None where nothing was shown yet."""
        if kept is None:
            return None
        message_id, sequence, starts_at, ends_at = kept.split(" ")
        return cls(
            message_id, int(sequence), datetime.fromisoformat(starts_at), datetime.fromisoformat(ends_at)
        )
