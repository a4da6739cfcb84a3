"""What every mail of ours owes its reader: how to check it, how to be left alone, where to complain."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom.people.refusals import mailbox_of
from anteroom_mail.letters.reference import reference_of, spelled
from anteroom_mail.pages.never_address import never_local

NEVER_PATH = "/never/"
VERIFY_PATH = "/verify"
RULES_PATH = "/rules"


@dataclass(frozen=True, slots=True)
class Courtesy:
    """The reader's own ways out, and whether we ever wrote to the reader before.

    `reference` is spelled as it is printed. `never_address` takes a mail, `never_link` a visit or the POST of
    RFC 8058; both stand for the mailbox and are the reader's own. `verify_place` and `rules_place` are pages'
    addresses without their scheme, to be typed and not clicked. `sender_domain` is what every address of ours
    ends in.
    """

    first: bool
    reference: str
    never_address: str
    never_link: str
    verify_place: str
    rules_place: str
    sender_domain: str
    abuse_address: str

    @property
    def list_headers(self) -> tuple[tuple[str, str], ...]:
        """List-Unsubscribe (RFC 2369) with its one click (RFC 8058).

        For mail that begins with us: invitations, what changes them, passes. Not for a DECLINECOUNTER, which
        answers what its reader has just sent; the way out stands in its text all the same.
        """
        return (
            ("List-Unsubscribe", f"<mailto:{self.never_address}>, <{self.never_link}>"),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )

    @property
    def minted(self) -> tuple[str, ...]:
        """Strings of our own making, and of the operator's, that a mail holds because of it."""
        return (
            self.reference,
            self.never_address,
            self.never_link,
            self.verify_place,
            self.rules_place,
            self.sender_domain,
            self.abuse_address,
        )


async def courtesy(conn: Connection, house: House, view: View, address: str) -> Courtesy:
    """Return what a mail to the viewer's own `address` owes; keep its reference and where it goes."""
    settings = house.settings
    mailbox = mailbox_of(settings.secrets.index_key, address)
    local = never_local(settings.secrets.link_key, mailbox)
    return Courtesy(
        first=not await _ever_written_to(conn, view.person_id, mailbox),
        reference=spelled(await reference_of(conn, house, view.party_id, mailbox)),
        never_address=f"{local}@{settings.relay_domain}",
        never_link=f"{settings.public_url}{NEVER_PATH}{local}",
        verify_place=f"{settings.public_url.partition('://')[2]}{VERIFY_PATH}",
        rules_place=f"{settings.public_url.partition('://')[2]}{RULES_PATH}",
        sender_domain=settings.relay_domain,
        abuse_address=settings.mail.abuse_address,
    )


async def _ever_written_to(conn: Connection, person_id: str, mailbox: bytes) -> bool:
    """Tell whether a server ever took a mail of ours for a person or into a mailbox, in any interview.

    One mailbox may belong to two persons of ours: one whom an address was typed for, and one whom a Slack
    workspace says to have it.
    """
    found = await conn.fetchval(
        """select exists (select from effect join party on party.id = effect.party_id
        where party.id in (select id from party where person_id = $1
            union all select party_id from mail_reference where mailbox = $2)
        and effect.shown > 0 and effect.kind = any($3::text[]) and effect.outside_id is not null)""",
        person_id,
        mailbox,
        list(MAIL_KINDS),
    )
    return bool(found)


MAIL_KINDS = (
    "after_mail",
    "answer_read",
    "calendar",
    "calendar_hold",
    "came_back_mail",
    "code_mail",
    "confirm_answer",
    "countered_mail",
    "decline_counter",
    "delegation_refused",
    "escalation_mail",
    "held_mail",
    "interview_offer_mail",
    "kept_back",
    "knock_mail",
    "late_mail",
    "nda_declined_mail",
    "note_mail",
    "nudge_mail",
    "nudge_unsaid_mail",
    "offered_mail",
    "pass_mail",
    "poll_mail",
    "poll_undecided_mail",
    "recording_mail",
    "report_mail",
    "request_reply",
    "signed_mail",
)
"""Every adapter of this integration: whichever mail came first, the next one is no first mail."""
