"""The mailbox, as an object: started, stopped, and used by the people whose mail it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import TypeVar

import aiosmtplib
from aiohttp import web

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Cast, Person
from anteroom.sandbox.mailbox.answers import AnswerNotSent, Proposed, SentMail, write_answer
from anteroom.sandbox.mailbox.diary import Diary, Entry
from anteroom.sandbox.mailbox.letters import Mail, read_letter
from anteroom.sandbox.mailbox.own_events import Guest, OwnEvent, OwnEvents, write_event
from anteroom.sandbox.mailbox.panes import Panes
from anteroom.sandbox.mailbox.post_office import PostOffice
from anteroom.sandbox.page.bell import Bell
from anteroom.sandbox.page.serving import PaneServer

T = TypeVar("T")


class SandboxMailbox:
    """One SMTP server for the whole cast, with a calendar program for each person.

    `inbound_host` and `inbound_port` say where Anteroom takes mail; both may be set after construction.
    `captures` holds every mail that was taken in, as it arrived: envelope and bytes; what goes to one of the
    `teams`, addresses of no person of the cast, lies there alone. A person is named by the
    key of the cast ("leo"), an invitation by its UID. `post_office.refuse(Refusal(...))` makes failures.
    """

    def __init__(
        self,
        cast: Cast,
        inbound_host: str,
        inbound_port: int,
        clock: Clock,
        randomness: Randomness,
        *,
        host: str = "127.0.0.1",
        smtp_port: int = 0,
        port: int = 0,
    ) -> None:
        self.cast = cast
        self.inbound_host = inbound_host
        self.inbound_port = inbound_port
        self.captures: list[Capture] = []
        self.teams: set[str] = set()
        self.bell = Bell()
        self.clock = clock
        self.post_office = PostOffice(
            lambda address: cast.by_email(address) is not None or address in self.teams,
            self._take,
            host,
            smtp_port,
        )
        self._randomness = randomness
        self._mails: dict[str, list[Mail]] = {person.key: [] for person in cast.people}
        self._diaries = {person.key: Diary(person.email) for person in cast.people}
        self._own = {person.key: OwnEvents() for person in cast.people}
        app = web.Application()
        Panes(self).add_to(app)
        self._server = PaneServer(app, self.bell, host, port)

    @property
    def url(self) -> str:
        """Where the panes are served; known after `start`."""
        return self._server.url

    @property
    def smtp_port(self) -> int:
        """Where mail is taken; known after `start`."""
        return self.post_office.port

    async def start(self) -> None:
        """Take mail and serve the panes."""
        await self.post_office.open()
        await self._server.start()

    async def stop(self) -> None:
        """Stop both."""
        await self._server.stop()
        await self.post_office.close()

    def calendar(self, person: str) -> list[Entry]:
        """The entries of a person's calendar by start."""
        return self._diaries[person].entries

    def ignored(self, person: str) -> list[str]:
        """Why calendar mails changed nothing in this person's calendar, oldest first."""
        return self._diaries[person].ignored

    def mails(self, person: str) -> list[Mail]:
        """The person's mails, oldest first."""
        return list(self._mails[person])

    def mail(self, number: int) -> Mail:
        """One mail by its number, counted over everybody from 1. Raises KeyError."""
        for mails in self._mails.values():
            for mail in mails:
                if mail.number == number:
                    return mail
        raise KeyError(number)

    def next_start(self) -> datetime | None:
        """When the next interview in anybody's calendar starts, or None."""
        now = self.clock.now()
        starts = [
            entry.starts_at
            for diary in self._diaries.values()
            for entry in diary.entries
            if not entry.cancelled and entry.starts_at > now
        ]
        return min(starts, default=None)

    async def accept(self, person: str, uid: str) -> SentMail:
        """Answer the invitation with Accept. Raises AnswerNotSent; KeyError for an unknown UID."""
        return await self._answer(person, uid, "ACCEPTED")

    async def decline(self, person: str, uid: str, comment: str = "") -> SentMail:
        """Answer with Decline. Raises as `accept`."""
        return await self._answer(person, uid, "DECLINED", comment)

    async def tentative(self, person: str, uid: str) -> SentMail:
        """Answer with Maybe. Raises as `accept`."""
        return await self._answer(person, uid, "TENTATIVE")

    async def propose(
        self, person: str, uid: str, start: datetime, end: datetime, comment: str = ""
    ) -> SentMail:
        """Propose another time: an iTIP COUNTER. Raises as `accept`."""
        diary = self._diaries[person]
        sent = write_answer(
            self.cast.person(person),
            diary.entry(uid),
            "TENTATIVE",
            proposed=Proposed(start, end),
            comment=comment,
            message_id=self._message_id(),
            now=self.clock.now(),
        )
        await self._send(sent)
        diary.countered(uid)
        self.bell.ring()
        return sent

    def own_events(self, person: str) -> list[OwnEvent]:
        """The events that this person made, by start."""
        return self._own[person].all

    async def make_event(
        self,
        person: str,
        summary: str,
        start: datetime,
        end: datetime,
        invited: Sequence[str],
        description: str = "",
        location: str = "",
    ) -> OwnEvent:
        """Make an ordinary event and invite these addresses. Raises AnswerNotSent."""
        guests = tuple(self._guest(address) for address in invited)
        uid = f"{self._randomness.token(24)}@mail.sandbox.example"
        event = OwnEvent(uid, start, end, summary, guests, description, location)
        await self._invite(person, self._own[person].keep(event), "REQUEST", event.guests)
        return event

    async def change_event(
        self,
        person: str,
        uid: str,
        *,
        start: datetime | None = None,
        end: datetime | None = None,
        invited: Sequence[str] | None = None,
        summary: str | None = None,
        description: str | None = None,
    ) -> OwnEvent:
        """Change an event and tell all; who is invited no more gets a CANCEL. Raises as `make_event`."""
        known = self._own[person].event(uid)
        guests = known.guests
        if invited is not None:
            guests = tuple(known.guest(address) or self._guest(address) for address in invited)
        begins = start or known.starts_at
        event = self._own[person].keep(
            replace(
                known,
                starts_at=begins,
                ends_at=end or begins + (known.ends_at - known.starts_at),
                guests=guests,
                summary=known.summary if summary is None else summary,
                description=known.description if description is None else description,
            )
        )
        gone = tuple(each for each in known.guests if event.guest(each.address) is None)
        await self._invite(person, replace(event, guests=gone), "CANCEL", gone)
        await self._invite(person, event, "REQUEST", event.guests)
        return event

    async def cancel_event(self, person: str, uid: str) -> OwnEvent:
        """Call an event off and tell everybody. Raises as `make_event`."""
        event = self._own[person].cancel(uid)
        await self._invite(person, event, "CANCEL", event.guests)
        return event

    async def send_raw(self, sender: str, to: str, raw: bytes) -> None:
        """Send any mail to Anteroom's server, as forgers and broken programs do. Raises AnswerNotSent."""
        await self._send(SentMail("", sender, to, raw))

    async def wait_for(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `condition()` is true and return its value. Raises TimeoutError."""
        return await self.bell.wait_for(condition, timeout)

    async def _answer(self, person: str, uid: str, answer: str, comment: str = "") -> SentMail:
        diary = self._diaries[person]
        sent = write_answer(
            self.cast.person(person),
            diary.entry(uid),
            answer,
            comment=comment,
            message_id=self._message_id(),
            now=self.clock.now(),
        )
        await self._send(sent)
        diary.answered(uid, answer)
        self.bell.ring()
        return sent

    def _guest(self, address: str) -> Guest:
        person = self.cast.by_email(address)
        return Guest(address, person.name if person else "")

    async def _invite(self, person: str, event: OwnEvent, method: str, guests: Sequence[Guest]) -> None:
        for guest in guests:
            await self._send(
                write_event(
                    self.cast.person(person),
                    event,
                    method,
                    guest.address,
                    message_id=self._message_id(),
                    now=self.clock.now(),
                )
            )
        self.bell.ring()

    async def _send(self, mail: SentMail) -> None:
        somebody = self.cast.by_email(mail.to)
        if somebody is not None:
            # From one mailbox of this server to another: Anteroom has no part in it.
            self._deliver(somebody, mail.raw)
            self.bell.ring()
            return
        try:
            await aiosmtplib.send(
                mail.raw,
                sender=mail.sender,
                recipients=[mail.to],
                hostname=self.inbound_host,
                port=self.inbound_port,
                start_tls=False,
                timeout=10,
            )
        except aiosmtplib.SMTPRecipientsRefused as error:
            refused = error.recipients[0]
            raise AnswerNotSent(f"Your answer was refused: {refused.message}", refused.code) from error
        except aiosmtplib.SMTPResponseException as error:
            raise AnswerNotSent(f"Your answer was refused: {error.message}", error.code) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise AnswerNotSent("The mail server does not answer just now. Try again.") from error

    def _take(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> None:
        now = self.clock.now()
        self.captures.append(Capture(now, "mail", sender, recipients, raw))
        for address in recipients:
            person = self.cast.by_email(address)
            if person is not None:
                self._deliver(person, raw)
        self.bell.ring()

    def _deliver(self, person: Person, raw: bytes) -> None:
        number = 1 + sum(len(mails) for mails in self._mails.values())
        mail = read_letter(raw, number, self.clock.now(), person.key, person.email)
        self._mails[person.key].append(mail)
        if not self._own[person.key].take(mail):
            self._diaries[person.key].take(mail)

    def _message_id(self) -> str:
        return f"<{self._randomness.token(20)}@mail.sandbox.example>"
