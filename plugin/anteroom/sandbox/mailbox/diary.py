"""One person's calendar, kept as a calendar program keeps it from the mails that come in (RFC 5546)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from anteroom.sandbox.mailbox.letters import Attendee, Invitation, Mail

CounterState = Literal["none", "waiting", "declined"]


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the calendar.

    `answer` is the person's own, as iCalendar words it (NEEDS-ACTION, ACCEPTED …). `earlier` is the start
    before the last change of time. `counter` says whether a proposed time waits for the organizer or was
    declined, with the organizer's `counter_comment`.
    """

    uid: str
    sequence: int
    dtstamp: datetime
    starts_at: datetime
    ends_at: datetime
    zone: str
    summary: str
    description: str
    location: str
    organizer: str
    organizer_name: str
    attendees: tuple[Attendee, ...]
    answer: str
    cancelled: bool
    message_id: str
    earlier: datetime | None = None
    counter: CounterState = "none"
    counter_comment: str = ""

    @property
    def status(self) -> Literal["confirmed", "cancelled"]:
        """Whether it still takes place."""
        return "cancelled" if self.cancelled else "confirmed"


class Diary:
    """The entries of one person by UID. `ignored` lists why a calendar mail changed nothing."""

    def __init__(self, own_address: str) -> None:
        self._own = own_address.casefold()
        self._entries: dict[str, Entry] = {}
        self.ignored: list[str] = []

    @property
    def entries(self) -> list[Entry]:
        """All entries by start."""
        return sorted(self._entries.values(), key=lambda entry: (entry.starts_at, entry.uid))

    def entry(self, uid: str) -> Entry:
        """The entry of this UID. Raises KeyError."""
        return self._entries[uid]

    def take(self, mail: Mail) -> None:
        """Apply a REQUEST, CANCEL or DECLINECOUNTER; anything older than what is known is ignored."""
        invitation = mail.invitation
        if invitation is None or mail.problem:
            if mail.problem:
                self.ignored.append(f"{mail.subject}: {mail.problem}")
            return
        known = self._entries.get(invitation.uid)
        if known is not None and _is_older(invitation, known):
            self.ignored.append(f"{mail.subject}: older than what is known")
            return
        match invitation.method:
            case "REQUEST":
                self._entries[invitation.uid] = self._requested(invitation, known, mail.message_id)
            case "CANCEL" if known is not None:
                self._entries[invitation.uid] = replace(
                    known,
                    cancelled=True,
                    sequence=invitation.sequence,
                    dtstamp=invitation.dtstamp,
                    counter="none",
                )
            case "DECLINECOUNTER" if known is not None:
                self._entries[invitation.uid] = replace(
                    known, counter="declined", counter_comment=invitation.comment
                )
            case _:
                self.ignored.append(f"{mail.subject}: {invitation.method} for an entry that is not here")

    def answered(self, uid: str, answer: str) -> None:
        """The person answered; the own copy shows it at once."""
        self._entries[uid] = replace(self._entries[uid], answer=answer)

    def countered(self, uid: str) -> None:
        """The person proposed another time, which now waits for the organizer."""
        entry = self._entries[uid]
        self._entries[uid] = replace(entry, answer="TENTATIVE", counter="waiting", counter_comment="")

    def _requested(self, invitation: Invitation, known: Entry | None, message_id: str) -> Entry:
        own = next(each for each in invitation.attendees if each.address.casefold() == self._own)
        moved = known is not None and known.starts_at != invitation.starts_at
        # An update of the same revision keeps the answer given here: the organizer may not have heard it yet.
        same = known is not None and known.sequence == invitation.sequence and own.answer == "NEEDS-ACTION"
        return Entry(
            uid=invitation.uid,
            sequence=invitation.sequence,
            dtstamp=invitation.dtstamp,
            starts_at=invitation.starts_at,
            ends_at=invitation.ends_at,
            zone=invitation.zone,
            summary=invitation.summary,
            description=invitation.description,
            location=invitation.location,
            organizer=invitation.organizer,
            organizer_name=invitation.organizer_name,
            attendees=invitation.attendees,
            answer=known.answer if known is not None and same else own.answer,
            cancelled=invitation.status == "CANCELLED",
            message_id=message_id,
            earlier=(known.starts_at if moved else known.earlier) if known is not None else None,
            counter=known.counter if known is not None and same else "none",
        )


def _is_older(invitation: Invitation, known: Entry) -> bool:
    """RFC 5546 2.1.5: the higher SEQUENCE wins, and among equals the later DTSTAMP."""
    return (invitation.sequence, invitation.dtstamp) < (known.sequence, known.dtstamp)
