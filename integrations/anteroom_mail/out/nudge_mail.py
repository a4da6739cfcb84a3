"""Mails about silence: the nudge, what is put before a client whom nobody answers, and what stayed unsaid.

They come from an address of their own (`nudges/address.py`), which is their envelope's sender, too: answers
and reports of other mail servers find what they are about. Unsubscribing ends nudges and nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass
from email.utils import format_datetime

import msgspec

from anteroom.database.connection import Connection
from anteroom.effects.model import Effect, Part, Rendered
from anteroom.house import House
from anteroom.nudges import answers, store
from anteroom.nudges.address import PATH, STOP, WAITING_PATH, note_bounce, nudge_local
from anteroom.nudges.answers import UNSAID, Fate
from anteroom.nudges.escalation.actions import GROUP as ESCALATION
from anteroom.nudges.escalation.words import escalation_seen
from anteroom.nudges.preferences import GROUP
from anteroom.nudges.rendering import nudge_of
from anteroom.people.refusals import mailbox_of
from anteroom_calendar import NotWritable
from anteroom_mail.letters.letter import Letter
from anteroom_mail.letters.letter_mail import letter_mail
from anteroom_mail.letters.nudge_letters import escalation_letter, nudge_letter, unsaid_letter
from anteroom_mail.letters.words import words
from anteroom_mail.out.outbox import ByMail, Undeliverable
from anteroom_mail.out.outgoing import (
    Outgoing,
    generated,
    message_id,
    now_in_seconds,
    own_address,
    unwritable,
)


@dataclass(frozen=True, slots=True)
class Envelope:
    """To whom a mail goes, and the own address that it comes from."""

    person_id: str
    to: str
    local: str
    ours: str
    stop: str
    page: str


class _AboutSilence(ByMail):
    """What these mails share: wanted by the house's steps, by no event, and once."""

    per = "interview"

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send it; a mailbox that never takes it counts as one from which mail came back."""
        try:
            return await super().send(body, effect, house)
        except Undeliverable:
            ours = msgspec.json.decode(body, type=Outgoing).envelope_from
            async with house.database.transaction() as conn:
                await note_bounce(conn, house, ours.partition("@")[0])
            raise


class NudgeMail(_AboutSilence):
    """The adapter `nudge_mail`: one reminder to who is waited for."""

    kind = f"{GROUP}_mail"
    group = GROUP
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once nothing waits any more, or its reader wants none."""
        async with house.database.transaction() as conn:
            seen = await nudge_of(conn, house, effect)
            if seen is None:
                return None
            own = await _envelope(conn, house, seen.waiting.waits.person_id, seen.waiting.id)
        thread = not seen.talks or house.adapters.of(answers.POST) is not None
        said, abuse = words(seen.say.language), house.settings.mail.abuse_address
        letter = nudge_letter(seen, said, own.stop, abuse, thread=thread)
        unsubscribe = (
            (
                "List-Unsubscribe",
                f"<mailto:{own.local}{STOP}@{house.settings.relay_domain}>, <{own.stop}>",
            ),
            ("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"),
        )
        return _mail(effect, house, own, seen.marketplace, letter, seen.minted, unsubscribe)


class EscalationMail(_AboutSilence):
    """The adapter `escalation_mail`: tells the client who waits that nothing came, and asks what to do."""

    kind = f"{ESCALATION}_mail"
    group = ESCALATION
    rank = 1

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once nothing waits any more."""
        async with house.database.transaction() as conn:
            waiting = await store.load(conn, effect.data["waiting"])
            if waiting is None or not waiting.open:
                return None
            client_id = effect.data["person"]
            seen = await escalation_seen(conn, house, waiting, client_id)
            own = await _envelope(conn, house, client_id, waiting.id)
        abuse = house.settings.mail.abuse_address
        letter = escalation_letter(seen, words(seen.say.language), own.page, abuse)
        return _mail(effect, house, own, seen.marketplace, letter, (seen.since, seen.place), ())


class NudgeUnsaid(_AboutSilence):
    """The adapter `nudge_unsaid_mail`: tells who answered a nudge what of it cannot be passed on, and why."""

    kind = UNSAID

    async def render(self, effect: Effect, house: House) -> Rendered | None:
        """Return the mail; None once it has arrived."""
        async with house.database.transaction() as conn:
            kept = await answers.load(conn, house, effect.data["answer"])
            if kept is None or kept.why is None:
                return None
            seen = await nudge_of(conn, house, effect, waiting_id=kept.waiting_id, even_if_over=True)
            if seen is None:
                return None
            own = await _envelope(conn, house, kept.person_id, kept.waiting_id)
        abuse = house.settings.mail.abuse_address
        said = words(seen.say.language)
        letter = unsaid_letter(seen, said, kept.why, abuse, partly=kept.fate is Fate.PARTLY)
        return _mail(effect, house, own, seen.marketplace, letter, seen.minted, ())

    async def send(self, body: bytes, effect: Effect, house: House) -> str | None:
        """Send it, and forget what it told."""
        shown = await super().send(body, effect, house)
        await answers.arrived(house, effect.data["answer"], told=True)
        return shown


async def _envelope(conn: Connection, house: House, person_id: str, waiting_id: str) -> Envelope:
    """Return where a mail goes. Raises Refused where there is no address to write to."""
    to = await own_address(conn, house, person_id)
    mailbox = mailbox_of(house.settings.secrets.index_key, to)
    local = await nudge_local(conn, house, person_id, waiting_id, mailbox)
    url = house.settings.public_url
    return Envelope(
        person_id,
        to,
        local,
        f"{local}@{house.settings.relay_domain}",
        f"{url}{PATH}{local}",
        f"{url}{WAITING_PATH}{local}",
    )


def _mail(
    effect: Effect,
    house: House,
    own: Envelope,
    marketplace: str,
    letter: Letter,
    minted: tuple[str, ...],
    headers: tuple[tuple[str, str], ...],
) -> Rendered:
    """Return the letter as a mail ready to leave. Raises Refused where no mail can carry it."""
    now, name = now_in_seconds(house), message_id(effect, house)
    extra = (
        ("X-Auto-Response-Suppress", "All"),
        ("X-Loop", house.settings.relay_domain),
        *headers,
    )
    try:
        message = letter_mail(letter, (own.ours, marketplace), own.to, name, now, extra=extra)
    except NotWritable as error:
        raise unwritable(error) from error
    ours = (name, own.ours, own.stop, own.page, own.local, house.settings.mail.abuse_address)
    return Rendered(
        body=msgspec.json.encode(Outgoing(own.ours, own.to, message, name)),
        parts=(Part("message/rfc822", message),),
        minted=(*minted, *ours, format_datetime(now), *generated(b"", message)),
        readers=(own.person_id,),
    )
