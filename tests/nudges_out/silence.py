"""A world with mail in which somebody leaves somebody waiting, and what each then reads and presses."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from itertools import count
from urllib.parse import urlparse

import aiohttp
import aiosmtplib

from anteroom.clock import SetClock
from anteroom.integration import INBOX_PORT, Integration
from anteroom.sandbox.mailbox.letters import Mail
from anteroom.sandbox.marketplace.model import Message
from anteroom.sandbox.world import World
from anteroom_mail import MailIntegration
from anteroom_marketplaces.http import HttpMarketplace
from api_client import ApiClient
from deployment import world

PROPOSAL, THREAD = "p-payments", "t-payments"
NUDGE, WAITING = "/nudges/", "/waiting/"
SECRET_WORDS = "Would Thursday at the old harbour do for you"
"""Part of what is written: no nudge may quote it."""


@dataclass(slots=True)
class Silence:
    """One marketplace with mail, and people who say something or nothing."""

    world: World
    clock: SetClock
    api: ApiClient
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def write(self, sender: str, text: str = f"{SECRET_WORDS}?") -> None:
        """Let a member write in the proposal's thread."""
        body = {"proposal": PROPOSAL, "from": sender, "text": text, "sent_at": self.clock.now().isoformat()}
        status, answer = await self.api.put(f"/v1/messages/m-{next(self.numbers)}", body)
        assert status == 200, answer

    async def pass_days(self, days: float, every: timedelta = timedelta(hours=6)) -> None:
        """Let time pass, and the house look now and then."""
        end = self.clock.now() + timedelta(days=days)
        while self.clock.now() < end:
            self.clock.set(min(end, self.clock.now() + every))
            await self.world.settle()

    def mails(self, key: str) -> list[Mail]:
        """A person's mails without calendar entries, oldest first."""
        return [mail for mail in self.world.twins.mailbox.mails(key) if mail.invitation is None]

    def headers(self, mail: Mail) -> EmailMessage:
        """A mail as the standard library reads it."""
        read = message_from_bytes(mail.raw, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    def link(self, mail: Mail, path: str) -> str:
        """The address of ours in a mail that begins with `path`."""
        found = re.search(rf"{re.escape(self.world.url + path)}[^\s>]+", mail.text)
        assert found is not None, mail.text
        return found[0]

    async def reply(self, key: str, mail: Mail, text: str, *, sender: str = "", message_id: str = "") -> int:
        """Answer a mail over SMTP, as a mail program does; return the server's code."""
        letter = EmailMessage(policy=SMTP)
        letter["From"] = sender or self.world.twins.cast.person(key).email
        letter["To"] = str(self.headers(mail)["From"].addresses[0].addr_spec)
        letter["Subject"] = f"Re: {mail.subject}"
        letter["Message-ID"] = f"<{message_id or f'answer.{next(self.numbers)}@outside.example'}>"
        letter["In-Reply-To"] = str(self.headers(mail)["Message-ID"])
        letter.set_content(f"{text}\n\n> {mail.subject}\n")
        return await self.send(letter.as_bytes(), str(letter["To"]), str(letter["From"]))

    async def send(self, raw: bytes, to: str, sender: str) -> int:
        """Bring a mail to the inbox; return the server's code."""
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1",
            port=self.world.app[INBOX_PORT],
            local_hostname="outside.example",
            start_tls=False,
        )
        async with client:
            try:
                await client.mail(sender, encoding="ascii")
                await client.rcpt(to, encoding="ascii")
                code = (await client.data(raw)).code
            except aiosmtplib.SMTPResponseException as refused:
                code = refused.code
        await self.world.settle()
        return code

    async def get(self, url: str, language: str = "en") -> tuple[int, str]:
        """Look at a page, following where it leads."""
        headers = {"Accept-Language": language}
        async with aiohttp.ClientSession(headers=headers) as browser, browser.get(url) as answer:
            return answer.status, await answer.text()

    async def press(self, url: str, **fields: str) -> tuple[int, str]:
        """Post a page's form, and follow where it leads."""
        at = urlparse(url)
        headers = {"Origin": f"{at.scheme}://{at.netloc}"}
        async with (
            aiohttp.ClientSession(headers=headers) as browser,
            browser.post(url, data=fields) as answer,
        ):
            return answer.status, await answer.text()

    async def one_click(self, url: str) -> tuple[int, str]:
        """What a mail program posts (RFC 8058): no cookie, no origin, no redirect."""
        async with (
            aiohttp.ClientSession() as program,
            program.post(url, data={"List-Unsubscribe": "One-Click"}, allow_redirects=False) as answer,
        ):
            return answer.status, await answer.text()

    def thread(self) -> list[tuple[str, str]]:
        """Who said what in the thread."""
        items = self.world.twins.marketplace.books.proposals[PROPOSAL].items
        return [(each.sender, each.shown) for each in items if isinstance(each, Message)]

    def events(self, kind: str) -> list[dict[str, str]]:
        """What the marketplace was told of one type."""
        return [dict(each.data) for each in self.world.twins.marketplace.events if each.type == kind]

    async def verdicts(self) -> list[tuple[str, str]]:
        """What became of every mail that came in."""
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch("select verdict, reason from inbound_mail order by at, ctid")
        return [(row["verdict"], row["reason"]) for row in rows]

    async def shortlist(self, *names: str) -> None:
        """Put other freelancers on Maya's shortlist for the same job."""
        for number, name in enumerate(names):
            told = {"role": "freelancer", "display_name": name}
            assert (await self.api.put(f"/v1/members/m-short-{number}", told))[0] == 200
            body = {
                "client": "m-maya",
                "freelancer": f"m-short-{number}",
                "job": {"id": "j-payments", "title": "Payments API in Go"},
                "thread": f"t-short-{number}",
                "state": "shortlisted",
            }
            assert (await self.api.put(f"/v1/proposals/p-short-{number}", body))[0] == 200


@asynccontextmanager
async def silence(
    clock: SetClock, *, integrations: list[Integration] | None = None, threads: bool = True
) -> AsyncIterator[Silence]:
    """Open it; nothing happens by itself. `threads` as `world` has it."""
    chosen = integrations or [HttpMarketplace(), MailIntegration()]
    async with world(clock=clock, work=False, integrations=chosen, threads=threads) as here:
        yield Silence(here, clock, ApiClient(here))


def day_of(moment: datetime) -> str:
    """The day of a moment, as pages write it in English."""
    return f"{moment:%a} {moment.day} {moment:%b}"
