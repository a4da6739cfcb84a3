"""A letter as a mail without a calendar."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP

from anteroom.effects.model import Refused
from anteroom_mail.letter import Letter, plain
from anteroom_mail.letter_html import html

_IDENTIFIER = re.compile(r"[!-;=?A-~]{1,200}@[!-;=?A-~]{1,200}")


def written(
    letter: Letter,
    sender: Address,
    to: str,
    name: str,
    date: datetime,
    *,
    answers: str = "",
    headers: Mapping[str, str],
) -> bytes:
    """Return the mail. `name` and `answers` are Message-IDs without brackets; a broken `answers` is left out.

    Raises Refused for an address that no mail can carry.
    """
    message = EmailMessage(policy=SMTP)
    try:
        message["From"] = sender
        message["To"] = Address(addr_spec=to)
        message["Subject"] = letter.subject
    except ValueError as error:
        raise Refused("it cannot be written: not a mail address") from error
    message["Date"] = date
    message["Message-ID"] = f"<{name}>"
    if _IDENTIFIER.fullmatch(answers):
        message["In-Reply-To"] = message["References"] = f"<{answers}>"
    for field, value in headers.items():
        message[field] = value
    message.set_content(plain(letter), cte="quoted-printable")
    message.add_alternative(html(letter), subtype="html", cte="quoted-printable")
    return message.as_bytes()
