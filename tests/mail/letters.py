"""Anteroom with its whole outside, an interview in it, and people who type letters instead of pressing."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from email.utils import parseaddr
from itertools import count

import aiohttp
import aiosmtplib

from anteroom.clock import SetClock
from anteroom.integration import INBOX_PORT
from anteroom.sandbox.mailbox.letters import Mail
from anteroom.sandbox.marketplace.model import Message
from anteroom.sandbox.world import World
from anteroom_slack import LINE
from deployment import MONDAY, world
from slack_bureau import words

_NUMBERS = count(1)
QUOTED = (
    "\r\n\r\nOn Mon, 23 Nov 2026 at 10:00, Maya (Harbourline) wrote:\r\n> You are invited\r\n> Thursday\r\n"
)
"""What mail programs put below an answer."""


@dataclass
class Room:
    """One interview of Maya's with Leo, and what everybody in it types and reads."""

    world: World
    clock: SetClock
    interview: str

    async def settle(self) -> None:
        """Let everything arrive that is ready."""
        await self.world.settle()

    def address(self, key: str) -> str:
        """The reply address of a person: whence the invitation came."""
        return self.world.twins.mailbox.calendar(key)[0].organizer

    def email(self, key: str) -> str:
        """A person's own address."""
        return self.world.twins.cast.person(key).email

    def letter(
        self, key: str, text: str, *, to: str = "", message_id: str = "", subject: str = ""
    ) -> EmailMessage:
        """What a person's mail program sends, from the person's own address."""
        message = EmailMessage(policy=SMTP)
        message["From"] = self.email(key)
        message["To"] = to or self.address(key)
        message["Subject"] = subject or "Re: Invitation"
        message["Message-ID"] = f"<{message_id or f'letter.{next(_NUMBERS)}@outside.example'}>"
        message.set_content(text)
        return message

    async def type(self, key: str, text: str, *, to: str = "", message_id: str = "") -> int:
        """Send a letter over SMTP and let everything follow; return the server's code."""
        return await self.send(key, self.letter(key, text, to=to, message_id=message_id))

    async def send(
        self, key: str, message: EmailMessage | bytes, *, to: str = "", sender: str | None = None
    ) -> int:
        """Bring any mail to the inbox; return the server's code."""
        raw = message if isinstance(message, bytes) else message.as_bytes()
        if not to:
            to = self.address(key) if isinstance(message, bytes) else parseaddr(message["To"])[1]
        port = self.world.app[INBOX_PORT]
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=port, local_hostname="outside.example", start_tls=False
        )
        async with client:
            try:
                await client.mail(self.email(key) if sender is None else sender, encoding="ascii")
                await client.rcpt(to, encoding="ascii")
                code = (await client.data(raw)).code
            except aiosmtplib.SMTPResponseException as refused:
                code = refused.code
        await self.settle()
        return code

    @property
    def thread(self) -> list[Message]:
        """The messages in the proposal's thread."""
        items = self.world.twins.marketplace.books.proposals["p-payments"].items
        return [item for item in items if isinstance(item, Message)]

    def texts(self) -> list[tuple[str, str]]:
        """Who said what in the thread."""
        return [(each.sender, each.shown) for each in self.thread]

    async def link(self) -> None:
        """Let Maya link her Slack account through the marketplace, as she does once in her life."""
        twins = self.world.twins
        answer = await twins.slack.command("maya", "/interview", "list")
        assert answer.message is not None, answer
        connect = answer.message.action("connect")
        assert connect is not None
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as browser:
            async with browser.get(connect["url"], allow_redirects=False) as led:
                location = led.headers["Location"]
            target, fields = await twins.marketplace.confirm_connect("maya", location)
            async with browser.post(target, data=fields) as asked:
                token = re.search(r'name="token" value="([^"]+)"', await asked.text())
            assert token is not None
            async with browser.post(f"{target}/sure", data={"token": token[1]}) as linked:
                assert linked.status == 200
        await self.world.app[LINE].settled()

    def in_slack(self, key: str) -> list[str]:
        """What Anteroom has said to a person in Slack, oldest first, whole."""
        name = self.world.twins.cast.person(key).name
        slack = self.world.twins.slack
        direct = slack.workspace.bot_direct(slack.workspace.person(name).id)
        app = slack.workspace.bot_user.id
        said = [
            each for each in slack.messages(name, direct.id) if each.author == app and each.only_for is None
        ]
        return [words(each) for each in said]

    def headers(self, mail: Mail | bytes) -> EmailMessage:
        """A mail as the standard library reads it."""
        read = message_from_bytes(mail if isinstance(mail, bytes) else mail.raw, policy=default)
        assert isinstance(read, EmailMessage)
        return read

    def mails(self, key: str) -> list[Mail]:
        """A person's mails without calendar entries, oldest first."""
        return [mail for mail in self.world.twins.mailbox.mails(key) if mail.invitation is None]

    async def verdicts(self) -> list[tuple[str, str]]:
        """What became of every mail that came in."""
        async with self.world.house.database.connection() as conn:
            rows = await conn.fetch("select verdict, reason from inbound_mail order by at, ctid")
        return [(row["verdict"], row["reason"]) for row in rows]

    async def waiting(self) -> int:
        """How many typed texts still lie sealed with us."""
        async with self.world.house.database.connection() as conn:
            found = await conn.fetchval("select count(*) from typed_letter")
        return int(found)


@asynccontextmanager
async def room(*, guests: tuple[str, ...] = ("ines",), slack: bool = False) -> AsyncIterator[Room]:
    """Open it all; Maya has asked Leo and the guests, and everybody has the invitation.

    With `slack` she has linked her account before.
    """
    clock = SetClock(MONDAY)
    async with world(clock=clock, work=False) as opened:
        if slack:
            await Room(opened, clock, "").link()
        cast = opened.twins.cast
        body = {
            "proposal": "p-payments",
            "host": "m-maya",
            "starts_at": (MONDAY + timedelta(days=3)).isoformat(),
            "minutes": 45,
            "title": "Payments API in Go",
            "guests": [
                {"email": cast.person(key).email, "label": cast.person(key).title, "required": True}
                for key in guests
            ],
        }
        headers = {"Authorization": f"Bearer {opened.settings.secrets.api_key}"}
        async with (
            aiohttp.ClientSession(opened.url, headers=headers) as session,
            session.post("/v1/interviews", json=body) as answer,
        ):
            said = await answer.json()
            assert answer.status == 201, said
        await opened.settle()
        yield Room(opened, clock, said["id"])
