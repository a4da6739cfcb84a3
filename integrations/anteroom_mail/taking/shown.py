"""What a party's calendar was last shown, kept with the effect: an update tells old and new from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.times.polls import store
from anteroom.times.polls.holds import effect_id


@dataclass(frozen=True, slots=True)
class Shown:
    """Message-ID, SEQUENCE and time of the last calendar mail that was taken, and the first's Message-ID.

    The first one is what mail programs hang the whole thread on, whichever mails in between were deleted.
    """

    message_id: str
    sequence: int
    starts_at: datetime
    ends_at: datetime
    first_id: str

    @property
    def references(self) -> tuple[str, ...]:
        """What the next mail of this entry refers to (RFC 5322, 3.6.4): the first and the last before it."""
        return tuple(dict.fromkeys((self.first_id, self.message_id)))

    def kept(self) -> str:
        """Return it as the effect's outside id."""
        times = f"{self.starts_at.isoformat()} {self.ends_at.isoformat()}"
        return f"{self.message_id} {self.sequence} {times} {self.first_id}"

    @classmethod
    def of(cls, kept: str | None) -> Shown | None:
        """Read what `kept` wrote; None where nothing was shown yet."""
        if kept is None:
            return None
        message_id, sequence, starts_at, ends_at, first_id = kept.split(" ")
        return cls(
            message_id,
            int(sequence),
            datetime.fromisoformat(starts_at),
            datetime.fromisoformat(ends_at),
            first_id,
        )


@dataclass(frozen=True, slots=True)
class Held:
    """That an entry may stand in a calendar since its time was only held; `shown` is how, as far as known."""

    shown: Shown | None


async def hold_shown(conn: Connection, party_id: str, uid: str) -> Held | None:
    """Return whether a party was shown an entry under this UID before it became the invitation."""
    time_id = await store.time_of_entry(conn, party_id, uid)
    if time_id is None:
        return None
    row = await conn.fetchrow(
        """select outside_id from effect
        where id = $1 and (outside_id is not null or uncertain > 0 or state = 'sending')""",
        effect_id(time_id, party_id),
    )
    return Held(Shown.of(row["outside_id"])) if row is not None else None


async def entry_shown(conn: Connection, interview_id: str, party_id: str) -> Shown | None:
    """Return what a party's calendar was last shown, for a mail that belongs into the same thread."""
    return Shown.of(
        await conn.fetchval(
            "select outside_id from effect where id = $1", f"calendar:{interview_id}:{party_id}"
        )
    )
