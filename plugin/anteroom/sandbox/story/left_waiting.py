"""A thread in which somebody is left waiting: the days that pass, and what arrives about it outside."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from typing import TypeVar

from anteroom.nudges.actions import take_due
from anteroom.sandbox.mailbox.letters import Mail
from anteroom.sandbox.marketplace.model import Event, Message
from anteroom.sandbox.story.scene import Scene
from anteroom.sandbox.story.telling import NotProven

Found = TypeVar("Found")
ARRIVES = 2.5
"""Seconds in which what was decided has arrived outside."""
MOST_DAYS = 14
QUIET_DAYS = 6


@dataclass(frozen=True, slots=True)
class LeftWaiting:
    """One proposal's thread, by the marketplace's id, and its job's title, by which its mails are told."""

    scene: Scene
    proposal: str
    job: str

    async def days_until(self, what: str, look: Callable[[], Found | None]) -> Found:
        """Let day after day pass until something is there: which of them are holidays, calendars say."""
        scene = self.scene
        for _ in range(MOST_DAYS):
            scene.clock.travel_to(scene.clock.now() + timedelta(days=1))
            # Looked at now, and not whenever a busy machine comes to it: a day is short here.
            if await take_due(scene.world.house) or look():
                try:
                    return await scene.until(what, look, ARRIVES)
                except NotProven:
                    continue  # that was about something else
        raise NotProven(f"waited {MOST_DAYS} days in vain for {what}")

    async def quiet_days(self) -> None:
        """Let as many days pass as a reminder would take that were still due."""
        for _ in range(QUIET_DAYS):
            self.scene.clock.travel_to(self.scene.clock.now() + timedelta(days=1))
            await take_due(self.scene.world.house)
        await asyncio.sleep(ARRIVES)

    def mail(self, key: str, *words: str) -> Mail | None:
        """Return the newest mail about this job, without a calendar, in which all of these words stand."""
        for mail in reversed(self.scene.world.twins.mailbox.mails(key)):
            about = mail.invitation is None and self.job in mail.subject
            if about and all(word in mail.subject + mail.text for word in words):
                return mail
        return None

    def event(self, kind: str) -> Event | None:
        """Return the newest event of a type that the marketplace was told of this proposal."""
        events = reversed(self.scene.world.twins.marketplace.events)
        return next(
            (each for each in events if each.type == kind and each.data.get("proposal") == self.proposal),
            None,
        )

    def said(self, text: str) -> Message | None:
        """Return what stands in the thread in these words."""
        items = self.scene.world.twins.marketplace.books.proposals[self.proposal].items
        return next((each for each in items if isinstance(each, Message) and each.shown == text), None)

    async def reply(self, key: str, mail: Mail, text: str) -> None:
        """Answer a mail as a mail program does."""
        read, person = as_read(mail), self.scene.cast.person(key)
        letter = EmailMessage(policy=SMTP)
        letter["From"] = person.email
        letter["To"] = read["From"].addresses[0].addr_spec
        letter["Subject"] = f"Re: {mail.subject}"
        letter["Message-ID"] = f"<{key}.{len(text)}@{person.email.partition('@')[2]}>"
        letter["In-Reply-To"] = str(read["Message-ID"])
        letter.set_content(text)
        await self.scene.world.twins.mailbox.send_raw(person.email, str(letter["To"]), letter.as_bytes())


def as_read(mail: Mail) -> EmailMessage:
    """Return a mail as the standard library reads it."""
    read = message_from_bytes(mail.raw, policy=default)
    assert isinstance(read, EmailMessage)
    return read
