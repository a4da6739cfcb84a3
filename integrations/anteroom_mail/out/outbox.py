"""Mail on its way out over SMTP, and what each answer of the server means for the effect."""

from __future__ import annotations

from typing import Literal

import aiosmtplib
import msgspec
import structlog

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Refused, TryLater
from anteroom.errors import AnteroomError
from anteroom.house import House
from anteroom.interviews import actions
from anteroom.interviews.model import Event
from anteroom.settings.deployment import MailOut
from anteroom_mail.out.outgoing import Outgoing
from anteroom_mail.pages.never import is_refused

log = structlog.get_logger()

TIMEOUT = 30.0


class Undeliverable(Refused):
    """The server says for good that this recipient does not get this mail."""


class WantsNoMail(Refused):
    """The mailbox's owner asked never to be written to again."""


class ByMail:
    """What every adapter of ours shares: whom mail reaches, and how it is sent.

    Unless one says otherwise it writes to one party, once, when it is asked to: no event makes it wanted, and
    nothing stands in for it.
    """

    per: Literal["party", "interview"] = "party"
    on: frozenset[Event] = frozenset()
    lasting: bool = False
    group: str = ""
    rank: int = 0

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether we know an address of the person at all; it is not read."""
        return await house.vault.has(conn, person_id, "email")

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send the frozen mail; return what it showed. Raises TryLater and Refused.

        Whether its mailbox wants mail of ours is asked here, at the last step: what was rendered or frozen
        before the wish came stays here, too.
        """
        outgoing = msgspec.json.decode(body, type=Outgoing)
        try:
            if await is_refused(house, outgoing.envelope_to):
                raise WantsNoMail("this mailbox wants no mail of ours")
            await deliver(outgoing, house.settings.mail.out, house)
        except (Undeliverable, WantsNoMail):
            await _mark_unreachable(effect, house)
            raise
        return outgoing.shown


async def deliver(outgoing: Outgoing, out: MailOut, house: House) -> None:
    """Hand one mail to the server, over a connection of its own.

    Raises TryLater, certain unless the connection broke between DATA and its answer: then the mail may have
    arrived, and only the same bytes may follow. Raises Undeliverable for a permanent no (RFC 5321, 4.2.1).
    """
    client = aiosmtplib.SMTP(
        hostname=out.host,
        port=out.port,
        use_tls=out.tls == "tls",
        start_tls=out.tls == "starttls",
        username=out.username,
        password=house.settings.secrets.mail_password,
        # By itself it would tell this machine's name.
        local_hostname=house.settings.relay_domain,
        timeout=TIMEOUT,
    )
    try:
        await _introduce(client, outgoing)
        house.failpoints.reach("mail-introduced")
        await _hand_over(client, outgoing.message)
        house.failpoints.reach("mail-handed-over")
    finally:
        await _leave(client)


async def _introduce(client: aiosmtplib.SMTP, outgoing: Outgoing) -> None:
    try:
        await client.connect()
        await client.mail(outgoing.envelope_from)
        await client.rcpt(outgoing.envelope_to)
    except aiosmtplib.SMTPRecipientRefused as refused:
        _judge(refused)
    except aiosmtplib.SMTPResponseException as refused:
        # Greeting, log-in and sender are between us and our own server: an operator mends that.
        raise TryLater(f"the server said {refused.code} before the recipient") from refused
    except (aiosmtplib.SMTPException, OSError) as broken:
        raise TryLater(f"no connection ({type(broken).__name__})") from broken


async def _hand_over(client: aiosmtplib.SMTP, message: bytes) -> None:
    try:
        await client.data(message)
    except aiosmtplib.SMTPDataError as refused:
        _judge(refused)
    except (aiosmtplib.SMTPException, OSError) as broken:
        raise TryLater(f"lost after DATA ({type(broken).__name__})", certain=False) from broken


def _judge(refused: aiosmtplib.SMTPResponseException) -> None:
    # Only the code: servers repeat the address in their sentence, and reasons are kept and logged.
    if 500 <= refused.code < 600:
        raise Undeliverable(f"the server refused it for good ({refused.code})") from refused
    # An answer that is none (code -1) says nothing about what became of the mail.
    certain = 400 <= refused.code < 500
    raise TryLater(f"the server refused it for now ({refused.code})", certain=certain) from refused


async def _leave(client: aiosmtplib.SMTP) -> None:
    try:
        if client.is_connected:
            await client.quit(timeout=5)
    except (aiosmtplib.SMTPException, OSError):
        pass  # what matters was answered before; a server that hangs up first is no failure
    finally:
        client.close()


async def _mark_unreachable(effect: Effect, house: House) -> None:
    if effect.interview_id is None or effect.party_id is None:
        return
    try:
        await actions.unreachable(house, effect.interview_id, effect.party_id)
    except AnteroomError as error:  # over or gone meanwhile: nobody waits for this party any more
        log.info("mail.unreachable_unsaid", effect=effect.id, code=error.code)
