"""One deployment with nothing but mail, four people, and what each of them does with a calendar."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count

import aiosmtplib
from aiohttp import web

import postgres
from anteroom.app import build_house
from anteroom.clock import SetClock
from anteroom.database.pool import Database
from anteroom.effects.worker import Worker
from anteroom.failpoints import Failpoints
from anteroom.house import House
from anteroom.integration import INBOX_PORT
from anteroom.interviews import actions, store
from anteroom.interviews.commands import GuestWish, ScheduleInterview
from anteroom.interviews.model import Interview, Party, Role
from anteroom.proposals import store as proposals
from anteroom.proposals.model import Member, Organisation
from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import MailIn, MailOut
from anteroom_calendar import Partstat, answer_mail, compose
from anteroom_mail import integration
from deployment import MONDAY, settings
from mail.post_office import Arrived, PostOffice, post_office

MAYA, LEO, DANA = "maya.quill@larkfield.test", "leo@orbison.example", "dana.voss@larkfield.test"
PHONE = "+49 30 901820"
START = MONDAY + timedelta(days=3, hours=5)
"""Thursday 26 November, 14:00 UTC: 15:00 in Berlin."""


@dataclass
class HouseWithMail:
    """A house whose only integration is mail, and the post office it writes to."""

    house: House
    clock: SetClock
    office: PostOffice
    inbox_port: int
    numbers: count[int]

    async def schedule(self, *, agenda: str = "Walk through the ledger design.") -> Interview:
        """Maya asks Leo to an interview and loops in Dana."""
        command = ScheduleInterview(
            proposal_id="pro_1",
            actor="per_maya",
            starts_at=START,
            ends_at=START + timedelta(minutes=45),
            title="Ledger engineer",
            agenda=agenda,
            guests=(GuestWish("Dana, VP Engineering", email=DANA),),
        )
        return await actions.schedule(self.house, command)

    async def settle(self) -> None:
        """Let the worker bring everything out that is ready now."""
        await Worker(self.house).drain()

    async def invite(self) -> Interview:
        """Schedule, and let the mails arrive."""
        interview = await self.schedule()
        await self.settle()
        return interview

    async def decline_another_time(self) -> Interview:
        """Let Leo propose an hour later by his calendar, and Maya decline; return the interview."""
        interview = await self.invite()
        (invitation,) = self.office.to(LEO)
        other = self.reply(invitation, LEO, Partstat.TENTATIVE, start=START + timedelta(hours=1))
        await self.send(other, invitation.sender_of_entry)
        (counter,) = (await self.now(interview)).counters
        await actions.decline_counter(self.house, interview.id, counter.id, "per_maya")
        await self.settle()
        return interview

    async def now(self, interview: Interview) -> Interview:
        """The interview as it stands."""
        async with self.house.database.connection() as conn:
            return await store.load(conn, interview.id)

    async def party(self, interview: Interview, role: Role) -> Party:
        """The party of a role as it stands."""
        return next(each for each in (await self.now(interview)).parties if each.role is role)

    def reply(
        self,
        invitation: Arrived,
        address: str,
        said: Partstat,
        *,
        at: datetime | None = None,
        start: datetime | None = None,
        comment: str = "",
        from_address: str = "",
        message_id: str = "",
    ) -> bytes:
        """What a calendar program sends when its owner answers."""
        mail = answer_mail(
            invitation.request,
            address,
            said,
            now=at or self.clock.now(),
            message_id=message_id or f"answer.{next(self.numbers)}@outside.test",
            comment=comment,
            start=start,
            from_address=from_address,
        )
        return compose(mail)

    async def send(self, raw: bytes, to: str, sender: str = "somebody@outside.test") -> tuple[int, str]:
        """Bring a mail to the inbox over SMTP; return its last answer."""
        client = aiosmtplib.SMTP(
            hostname="127.0.0.1", port=self.inbox_port, local_hostname="outside.test", start_tls=False
        )
        async with client:
            try:
                await client.mail(sender, encoding="ascii")
                await client.rcpt(to, encoding="ascii")
                response = await client.data(raw)
            except aiosmtplib.SMTPResponseException as refused:
                return refused.code, refused.message
        return response.code, response.message

    async def answer(
        self, invitation: Arrived, address: str, said: Partstat, at: datetime | None = None
    ) -> tuple[int, str]:
        """Answer an invitation as its recipient."""
        return await self.send(self.reply(invitation, address, said, at=at), invitation.sender_of_entry)

    async def verdicts(self) -> list[tuple[str, str]]:
        """What became of every mail that came in."""
        async with self.house.database.connection() as conn:
            rows = await conn.fetch("select verdict, reason from inbound_mail order by at, ctid")
        return [(row["verdict"], row["reason"]) for row in rows]

    async def ledger(self, interview: Interview) -> list[str]:
        """The events of the interview's chain."""
        async with self.house.database.connection() as conn:
            rows = await conn.fetch(
                "select event from ledger_entry where chain = $1 order by number", interview.id
            )
        return [row["event"] for row in rows]


@asynccontextmanager
async def house_with_mail(
    *,
    authserv_id: str | None = None,
    resolver: str | None = None,
    failpoints: Failpoints | None = None,
) -> AsyncIterator[HouseWithMail]:
    """Open a house with mail on a database of its own; with a `resolver` it checks senders by itself."""
    clock = SetClock(MONDAY)
    dsn = await postgres.fresh_database()
    database = await Database.connect(dsn)
    async with post_office() as office:
        shipped = settings(SystemRandomness())
        out = MailOut("127.0.0.1", office.port, "none", None)
        in_ = MailIn(
            "127.0.0.1",
            0,
            authserv_id,
            authentication="own" if resolver else "results" if authserv_id else "off",
            resolver=resolver,
        )
        chosen = replace(shipped, mail=replace(shipped.mail, out=out, in_=in_))
        house = build_house(chosen, database, clock=clock, failpoints=failpoints)
        await _people(house)
        app = web.Application()
        integration().attach(app, house)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            yield HouseWithMail(house, clock, office, app[INBOX_PORT], count(1))
        finally:
            await runner.cleanup()
            await database.close()
            await postgres.give_back(dsn)


async def _people(house: House) -> None:
    now = house.clock.now()
    async with house.database.transaction() as conn:
        await proposals.put_organisation(
            conn, Organisation("org-larkfield", "Larkfield Labs", "client", "basic")
        )
        maya = Member(
            "per_maya",
            "m-1",
            "client",
            "org-larkfield",
            "Maya Quill",
            "basic",
            None,
            0,
            "Europe/Berlin",
            "en",
            (),
        )
        leo = Member(
            "per_leo", "m-2", "freelancer", None, "Leo O.", "basic", 4.9, 31, "America/Bogota", "es", ()
        )
        await proposals.put_member(conn, maya, ["scheduler"], now)
        await proposals.put_member(conn, leo, [], now)
        await house.vault.keep(conn, "per_maya", {"email": MAYA})
        await house.vault.keep(conn, "per_leo", {"email": LEO, "phone": PHONE})
        await conn.execute(
            """insert into proposal (id, external_id, client_id, freelancer_id, job_id, job_title, thread,
                state)
            values ('pro_1', 'p-1', 'per_maya', 'per_leo', 'j-1', 'Ledger engineer', 't-1', 'active')"""
        )
