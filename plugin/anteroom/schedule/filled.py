"""The form as somebody filled it in: every field as it was typed, whatever is wrong with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import msgspec

from anteroom.errors import BadInput
from anteroom.interviews.commands import LONGEST_AGENDA, LONGEST_LABEL, LONGEST_TITLE, MOST_PEOPLE
from anteroom.interviews.offers import MOST
from anteroom.meetings.link import LONGEST as LONGEST_LINK

USUAL_MINUTES = 45
LENGTHS = (15, 30, 45, 60, 90, 120)
ROOM, LINK = "room", "link"
MADE = "made:"
"""Before the name of a tool in which the call is to be made."""
LONGEST_EMAIL = 254
LONGEST_NDA = 20_000
LONGEST_SHORT = 80
GUESTS_AT_FIRST = 1


class TypedTime(msgspec.Struct, frozen=True):
    """A day and an hour as the browser's fields say them (HTML, 2.3.5); empty while nothing is chosen."""

    day: str = ""
    hour: str = ""

    @property
    def empty(self) -> bool:
        """Tell whether neither was chosen."""
        return not self.day and not self.hour


class TypedGuest(msgspec.Struct, frozen=True):
    """Somebody to loop in."""

    email: str = ""
    label: str = ""
    required: bool = True

    @property
    def empty(self) -> bool:
        """Tell whether nothing was typed."""
        return not self.email.strip() and not self.label.strip()


class Filled(msgspec.Struct, frozen=True):
    """Everything in the form. `where` is ROOM, LINK, or MADE and a tool; `zone` an IANA name."""

    time: TypedTime = TypedTime()
    minutes: str = str(USUAL_MINUTES)
    zone: str = ""
    offers: tuple[TypedTime, ...] = ()
    guests: tuple[TypedGuest, ...] = (TypedGuest(),) * GUESTS_AT_FIRST
    title: str = ""
    agenda: str = ""
    where: str = ROOM
    link: str = ""
    nda: bool = False
    nda_title: str = ""
    nda_text: str = ""

    def __repr__(self) -> str:
        return "Filled(‹sealed›)"

    @property
    def print(self) -> str:
        """What tells this form from another, for the last step to say which one it shows."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:32]

    @property
    def typed(self) -> tuple[str, ...]:
        """Everything that its writer typed, to be shown back to the writer alone."""
        texts = [self.title, self.agenda, self.link, self.nda_title, self.nda_text]
        texts += [text for guest in self.guests for text in (guest.email, guest.label)]
        return tuple(text for text in texts if text)


def blank(zone: str | None) -> Filled:
    """Return the form as it is shown first, for somebody in a zone; "" where nobody told us one."""
    return Filled(zone=zone or "")


def read_filled(form: Mapping[str, str]) -> Filled:
    """Return what a sent form holds. Raises BadInput for what our own form cannot send."""
    guests = tuple(
        TypedGuest(
            _short(form, f"guest.{number}.email", LONGEST_EMAIL),
            _short(form, f"guest.{number}.label", LONGEST_LABEL * 2),
            form.get(f"guest.{number}.required", "yes") == "yes",
        )
        for number in range(_count(form, "guests", MOST_PEOPLE))
    )
    offers = tuple(
        TypedTime(_short(form, f"offer.{number}.day"), _short(form, f"offer.{number}.hour"))
        for number in range(_count(form, "offers", MOST))
    )
    return Filled(
        time=TypedTime(_short(form, "day"), _short(form, "hour")),
        minutes=_short(form, "minutes"),
        zone=_short(form, "zone"),
        offers=offers,
        guests=guests,
        title=_short(form, "title", LONGEST_TITLE * 2),
        agenda=_short(form, "agenda", LONGEST_AGENDA * 2),
        where=_short(form, "where") or ROOM,
        link=_short(form, "link", LONGEST_LINK * 2),
        nda=form.get("nda") == "yes",
        nda_title=_short(form, "nda_title", LONGEST_TITLE * 2),
        nda_text=_short(form, "nda_text", LONGEST_NDA * 2),
    )


def _short(form: Mapping[str, str], name: str, longest: int = LONGEST_SHORT) -> str:
    # Twice as long as is allowed: what somebody pasted is shown back with what is wrong, and not lost.
    value = form.get(name, "").replace("\r\n", "\n")
    if len(value) > longest or "\0" in value:
        raise BadInput("One of the texts is far too long.", reason=name)
    return value


def _count(form: Mapping[str, str], name: str, most: int) -> int:
    value = form.get(name, "0")
    if not value.isascii() or not value.isdigit() or len(value) > 3 or int(value) > most:
        raise BadInput("This form cannot be read.", reason=name)
    return int(value)
