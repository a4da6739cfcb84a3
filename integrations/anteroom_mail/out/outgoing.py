"""A mail ready to leave, as it is frozen between rendering and sending."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import format_datetime

import idna
import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Refused, Rendered
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom_calendar import NotWritable
from anteroom_mail.out.bounce_address import bounce_local

# What our writers generate in front of a value of their own: stamps, offsets and identifiers, never a text.
_GENERATED = re.compile(
    rb"^(?:DTSTART|DTEND|DTSTAMP|CREATED|LAST-MODIFIED|RRULE|TZOFFSETFROM|TZOFFSETTO|SEQUENCE)[^:\r\n]*"
    rb":([0-9A-Z+;=,-]+)\r$",
    re.MULTILINE,
)
_BOUNDARY = re.compile(rb'boundary="([^"\r\n]{1,70})"')


class Outgoing(msgspec.Struct, frozen=True):
    """Envelope and bytes of one mail. `shown` is what the effect remembers of it once it was taken."""

    envelope_from: str
    envelope_to: str
    message: bytes
    shown: str

    def __repr__(self) -> str:
        return "Outgoing(‹sealed›)"


async def own_address(conn: Connection, house: House, person_id: str) -> str:
    """Return the person's own address, to be written into the person's own mail and nowhere else.

    Raises Refused if there is none any more or if it cannot be written in ASCII.
    """
    plain = await house.vault.open(conn, person_id, "email")
    if plain is None:
        raise Refused("there is no address of this person any more")
    local, _, domain = plain.reveal().strip().rpartition("@")
    try:
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise Refused("the address's domain is none") from error
    if not local.isascii():
        raise Refused("an address beyond ASCII cannot be written to yet")
    return f"{local}@{host}"


def message_id(effect: Effect, house: House) -> str:
    """Return the Message-ID of an effect's wanted revision, without brackets: a repeat is known by it."""
    return f"{effect.id.replace(':', '.')}.{effect.wanted}@{house.settings.relay_domain}"


def sender_of(view: View) -> tuple[str, str]:
    """Return From of a mail to the viewer: the own reply address, under the host's label."""
    return view.reply_address, f"{view.host.label} ({view.marketplace})"


def rendered(
    house: House,
    view: View,
    to: str,
    message: bytes,
    *,
    calendar: bytes = b"",
    shown: str,
    minted: Iterable[str],
    date: datetime,
) -> Rendered:
    """Return the mail as the worker takes it: sealed body, and the whole message for the door to read."""
    party = bounce_local(house.settings.secrets.link_key, view.party_id)
    sender = f"{party}@{house.settings.relay_domain}"
    return Rendered(
        body=msgspec.json.encode(Outgoing(sender, to, message, shown)),
        parts=(Part("message/rfc822", message),),
        minted=(*view.minted, *minted, format_datetime(date), *generated(calendar, message)),
        readers=(view.person_id,),
    )


def generated(calendar: bytes, message: bytes) -> tuple[str, ...]:
    """Return what our writers made up by themselves in a calendar message and in the mail around it."""
    return tuple(each.decode() for each in (*_GENERATED.findall(calendar), *_BOUNDARY.findall(message)))


def unwritable(error: NotWritable) -> Refused:
    """Return the refusal for what no mail can carry: it is held for people and does not block the worker."""
    return Refused(f"it cannot be written: {error}")


def now_in_seconds(house: House) -> datetime:
    """Return the present instant as mail and calendars write it."""
    return house.clock.now().astimezone(UTC).replace(microsecond=0)
