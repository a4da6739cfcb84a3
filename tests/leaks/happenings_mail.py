"""What people do with our mail: they type into it, report it, check who wrote it, and want no more of it."""

from __future__ import annotations

import random
import re
from datetime import timedelta
from email.message import EmailMessage
from email.policy import SMTP

import aiosmtplib

from anteroom.integration import INBOX_PORT
from anteroom.sandbox.mailbox.answers import AnswerNotSent
from leaks.happenings import EVERYBODY, GUESTS
from leaks.history import History
from leaks.plants import PLANTS
from leaks.said import said

SPELLINGS = (
    *("plain", "other case", "full width", "bold letters", "zero width", "soft hyphens", "base64", "hex"),
    *("query", "every octet quoted", "decimal entities", "between tags", "mail in mail"),
)
"""Those that a reader or a program of the reader's turns back."""


async def never_again(history: History, dice: random.Random) -> None:
    """Somebody looks where a mail's way out leads, and says never again, or again after all."""
    found = [
        (key, link)
        for key in EVERYBODY
        for mail in history.world.twins.mailbox.mails(key)
        for link in re.findall(r"https?://\S+/never/\S+", mail.text)
    ]
    if not found:
        return
    key, link = dice.choice(found)
    tab = history.tab(key)
    _ = await tab.get(link)
    wishes = ({"wish": "never"}, {"wish": "again"}, {"List-Unsubscribe": "One-Click"}, {"wish": "?"})
    status, _, _ = await tab.send(link, dice.choice(wishes))
    assert status < 500
    _ = await tab.get(link)
    _ = await tab.get(f"{link[:-2]}aa")


async def check_a_mail(history: History, dice: random.Random) -> None:
    """Somebody types the reference of a mail, the own one or one of somebody else, or none at all."""
    spelled = re.compile(r"\b[a-z2-7]{4}-[a-z2-7]{4}-[a-z2-7]{4}\b")
    references = [
        reference
        for key in EVERYBODY
        for mail in history.world.twins.mailbox.mails(key)
        for reference in spelled.findall(" ".join(mail.text.split()))
    ]
    tab = history.tab(dice.choice(EVERYBODY))
    _ = await tab.get("/verify")
    for typed in (dice.choice(references) if references else "", "abcd-efgh-2345"):
        status, _, _ = await tab.send("/verify", {"reference": typed})
        assert status == 200


async def type_by_mail(history: History, dice: random.Random) -> None:
    """Somebody types an answer, to the reply address or to an alias; now and then it says too much.

    What mail programs hang on it says more: a quote, a signature, a card, another spelling of it all.
    """
    mailbox, key = history.world.twins.mailbox, dice.choice(EVERYBODY)
    invited = [mail.invitation for mail in mailbox.mails(key) if mail.invitation is not None]
    if not invited:
        return
    invitation, person = dice.choice(invited), history.person(key)
    others = [each.address for each in invitation.attendees if each.address != person.email]
    letter = EmailMessage(policy=SMTP)
    letter["From"] = f"{person.name} <{person.email}>"
    letter["To"] = dice.choice([invitation.organizer, invitation.organizer, *others])
    letter["Subject"] = f"Re: {person.phone}"
    letter["Message-ID"] = f"<{dice.randrange(10**12)}.{person.email}>"
    text = said(history, dice, key)
    if dice.random() < 0.4 and not history.may_share:
        # Of a guest only the address is known; and what a guest types goes to the own side alone.
        detail = dice.choice((person.email, person.phone) if person.member else (person.email,))
        text = PLANTS[dice.choice(SPELLINGS)](detail)
        history.type(key, text)
    quote = f"On Mon, 23 Nov 2026 at 10:00, {person.name} <{person.email}> wrote:\n> {person.phone}\n"
    signature = f"-- \n{person.name}\n{person.phone}\n{person.address}\n"
    letter.set_content(f"{text}\n\n{dice.choice((quote, signature))}")
    if dice.random() < 0.3:
        card = f"BEGIN:VCARD\nTEL:{person.phone}\nEMAIL:{person.email}\nEND:VCARD\n"
        letter.add_attachment(card, subtype="vcard", filename=f"{person.handle}.vcf")
    await _bring(history, person.email, str(letter["To"]), letter.as_bytes())


async def report_by_mail(history: History, dice: random.Random) -> None:
    """A server reports that a mail came back, or that somebody complained, and quotes all it knows."""
    captures = [each for each in history.world.twins.mailbox.captures if each.sender.startswith("b-")]
    if not captures:
        return
    capture, somebody = dice.choice(captures), history.person(dice.choice(EVERYBODY))
    kind, part = dice.choice(
        (
            ("delivery-status", f"Action: {dice.choice(('failed', 'delayed'))}\r\nStatus: 5.1.1"),
            ("feedback-report", "Feedback-Type: abuse\r\nVersion: 1"),
        )
    )
    known = f"{somebody.email} {somebody.phone} {somebody.handle} {somebody.address}"
    head = (
        f"From: MAILER-DAEMON <{somebody.email}>\r\nSubject: {somebody.phone}\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: multipart/report; report-type={kind}; boundary=b\r\n\r\n"
        f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{known}\r\n"
        f"--b\r\nContent-Type: message/{kind}\r\n\r\n"
        f"Reporting-MTA: dns; {somebody.email}\r\n\r\n{part}\r\n"
        "--b\r\nContent-Type: message/rfc822\r\n\r\n"
    )
    await _bring(history, "", capture.sender, head.encode() + capture.body + b"\r\n--b--\r\n")


async def _bring(history: History, sender: str, to: str, raw: bytes) -> None:
    port = history.world.app[INBOX_PORT]
    client = aiosmtplib.SMTP(
        hostname="127.0.0.1", port=port, local_hostname="outside.example", start_tls=False
    )
    async with client:
        try:
            _ = await client.mail(sender, encoding="ascii")
            _ = await client.rcpt(to, encoding="ascii")
            _ = await client.data(raw)
        except aiosmtplib.SMTPResponseException as refused:
            assert 500 <= refused.code < 600, refused.code


async def ask_by_calendar(history: History, dice: random.Random) -> None:
    """Maya makes, moves, rewords or cancels an event of her own with an interview address in it."""
    mailbox, market = history.world.twins.mailbox, history.world.twins.marketplace
    events = [event for event in mailbox.own_events("maya") if not event.cancelled]
    title, words = said(history, dice, "maya")[:120], said(history, dice, "maya")
    history.type("maya", title, words)
    keys = dice.sample(GUESTS, dice.randrange(3)) + (["leo"] if dice.random() < 0.2 else [])
    people = [history.person(key).email for key in keys]
    history.type("maya", *people)
    start = history.now + timedelta(minutes=15 * dice.randrange(1, 300))
    ours = dice.choice(
        [proposal.interview_address for proposal in market.books.proposals.values()]
        + [f"interview@{history.world.settings.relay_domain}"]
    )
    try:
        if not events or dice.random() < 0.4:
            minutes = timedelta(minutes=dice.choice((15, 45, 600)))
            _ = await mailbox.make_event(
                "maya", title, start, start + minutes, [ours, *people], words, location=words[:80]
            )
        elif dice.random() < 0.3:
            _ = await mailbox.cancel_event("maya", dice.choice(events).uid)
        else:
            event = dice.choice(events)
            relayed = [each.address for each in event.guests if "@relay" in each.address]
            _ = await mailbox.change_event(
                "maya",
                event.uid,
                start=start if dice.random() < 0.5 else None,
                invited=[*relayed, *people],
                summary=title,
                description=words,
            )
    except AnswerNotSent as refused:
        assert refused.code is None or refused.code < 560
