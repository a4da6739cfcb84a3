"""The pass, by mail, when the doors open: for whom nothing nearer than mail is known."""

from __future__ import annotations

from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from typing import Literal

from anteroom.effects.model import Effect, Rendered
from anteroom.house import House
from anteroom.interviews.model import Answer, Event, State
from anteroom.interviews.view import View, view_for
from anteroom_calendar import NotWritable
from anteroom_mail.letter import Letter, plain
from anteroom_mail.letter_html import html
from anteroom_mail.outbox import ByMail
from anteroom_mail.outgoing import message_id, now_in_seconds, own_address, rendered, unwritable
from anteroom_mail.wording import background, pass_letter
from anteroom_mail.words import words


class PassMail(ByMail):
    """The adapter `pass_mail`: each party's own pass, once, when the doors open."""

    kind = "pass_mail"
    per: Literal["party", "interview"] = "party"
    on = frozenset({Event.DOORS_OPEN})
    lasting = False
    group = "pass"
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None when the doors are shut again or the party has declined."""
        if effect.interview_id is None:
            return None
        async with house.database.connection() as conn:
            view = await view_for(conn, house, effect.interview_id, effect.party_id)
            if view is None or view.state is not State.DOORS_OPEN or view.answer is Answer.DECLINED:
                return None
            whence = await background(conn, view)
            address = await own_address(conn, house, view.person_id)
        now = now_in_seconds(house)
        letter = pass_letter(view, words(view.language), now, whence)
        name = message_id(effect, house)
        try:
            message = _message(view, letter, address, name)
        except ValueError as error:
            raise unwritable(NotWritable("not a mail address")) from error
        message["Date"] = now
        return rendered(
            house,
            view,
            address,
            message.as_bytes(),
            shown=name,
            minted=(name, letter.when.line),
            date=now,
        )


def _message(view: View, letter: Letter, to: str, name: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    sender = f"{view.host.label} ({view.marketplace})"
    message["From"] = Address(" ".join(sender.split()), addr_spec=view.reply_address)
    message["To"] = Address(addr_spec=to)
    message["Subject"] = letter.subject
    message["Message-ID"] = f"<{name}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(plain(letter), cte="quoted-printable")
    message.add_alternative(html(letter), subtype="html", cte="quoted-printable")
    return message
