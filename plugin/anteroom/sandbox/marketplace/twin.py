"""The marketplace, as an object: started, stopped, and used by its members."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Literal, TypeVar
from urllib.parse import parse_qs, urlsplit

import jwt
from aiohttp import web

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Cast
from anteroom.sandbox.marketplace.anteroom_client import AnteroomRefused, AnteroomUnreachable
from anteroom.sandbox.marketplace.arrivals import Arrivals
from anteroom.sandbox.marketplace.books import Books
from anteroom.sandbox.marketplace.changes import Changes
from anteroom.sandbox.marketplace.faults import Faults
from anteroom.sandbox.marketplace.model import FIELDS, LIVING, Contract, Event, Message, NotNow, Proposal
from anteroom.sandbox.marketplace.panes import Panes
from anteroom.sandbox.marketplace.telling import Telling
from anteroom.sandbox.marketplace.webhooks import WebhookVerifier
from anteroom.sandbox.page.bell import Bell
from anteroom.sandbox.page.serving import PaneServer

T = TypeVar("T")
Answer = Literal["accepted", "declined", "tentative"]

VOUCHED_FOR = timedelta(minutes=2)


class SandboxMarketplace:
    """Harbourline. `anteroom_url` may be set after construction, before the first call.

    `captures` holds what arrived, oldest first: webhooks, cards and messages (channel `webhooks`, to
    `Harbourline`), and the answers of Anteroom's API (channel `http`, to the member they were read for, else
    `Harbourline`). `events` holds the webhooks taken in, each once. `faults.inject(place, Fault(...))` lets
    arrivals go wrong. `public_url` is where Anteroom's pages are, if not at `anteroom_url`.
    """

    def __init__(
        self,
        anteroom_url: str,
        api_key: str,
        webhook_secret: str,
        viewer_secret: str,
        cast: Cast,
        clock: Clock,
        randomness: Randomness,
        *,
        public_url: str | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.public_url = public_url
        self.cast = cast
        self.clock = clock
        self.books = Books(cast)
        self.bell = Bell()
        self.faults = Faults()
        self.troubles: list[str] = []
        self._viewer_secret = viewer_secret
        self._randomness = randomness
        self._disclosed_at: datetime | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        verifier = WebhookVerifier(webhook_secret)
        self._arrivals = Arrivals(verifier, clock, self.faults)
        self.changes = Changes(self.books, verifier, clock, self.faults)
        self._telling = Telling(anteroom_url, api_key, self.books, self.bell, self._heard, self.changes)
        self._server = PaneServer(self._application(), self.bell, host, port)

    @property
    def url(self) -> str:
        """Where the marketplace listens; known after `start`."""
        return self._server.url

    @property
    def anteroom_url(self) -> str:
        """Where Anteroom's API is."""
        return self._telling.anteroom_url

    @anteroom_url.setter
    def anteroom_url(self, url: str) -> None:
        self._telling.anteroom_url = url

    @property
    def silent(self) -> bool:
        """Whether Harbourline calls nobody, and waits until it is asked what has changed."""
        return self._telling.silent

    @silent.setter
    def silent(self, value: bool) -> None:
        self._telling.silent = value

    @property
    def captures(self) -> list[Capture]:
        """What arrived, oldest first."""
        return self._arrivals.captures

    @property
    def events(self) -> list[Event]:
        """The webhooks taken in, each once."""
        return self.books.events

    @property
    def repeats(self) -> int:
        """How many arrivals had come before."""
        return self._arrivals.repeats

    @property
    def rejected(self) -> int:
        """How many requests were turned away unsigned, stale or garbled."""
        return self._arrivals.rejected

    async def start(self) -> None:
        """Listen."""
        await self._server.start()

    async def stop(self) -> None:
        """Stop listening; live pages are let go at once."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._server.stop()
        await self._telling.stop()

    async def sync(self) -> None:
        """Tell Anteroom everything: organisation, members, proposals, contracts, messages not yet judged."""
        await self._telling.everything()

    async def say(self, member: str, proposal: str, text: str) -> Message:
        """`member` writes `text` in the proposal's thread; returns the message with Anteroom's verdict.

        Until Anteroom has judged it, nobody but the sender sees it.
        Raises AnteroomUnreachable, AnteroomRefused.
        """
        sender = self.books.member(member).id
        message = Message(f"msg-{self._randomness.token(16)}", proposal, sender, text, self.clock.now())
        self.books.messages[message.id] = message
        self.books.proposals[proposal].items.append(message)
        self.bell.ring()
        await self._telling.message(message)
        return message

    async def answer_card(self, member: str, card: str, answer: Answer) -> None:
        """Press Accept, Decline or Maybe on the card. Raises AnteroomRefused, AnteroomUnreachable."""
        body = {"member": self.books.member(member).id, "answer": answer}
        await self._telling.interview(self._interview(card), "answers", body)

    async def take_offer(self, member: str, card: str, offer: str) -> None:
        """Take one of the times that the card offers. Raises AnteroomRefused, AnteroomUnreachable."""
        body = {"member": self.books.member(member).id}
        await self._telling.interview(self._interview(card), f"offers/{offer}/take", body)

    async def mark_times(self, member: str, card: str, marks: Mapping[str, str]) -> None:
        """Say which times of the card suit, by id: yes, if_need_be or no. Raises as `answer_card` does."""
        said = [{"time": time, "mark": mark} for time, mark in marks.items()]
        body = {"member": self.books.member(member).id, "marks": said}
        await self._telling.interview(self._interview(card), "poll/marks", body)

    async def offer_interview(self, member: str, proposal: str) -> Mapping[str, Any]:
        """The freelancer offers a sanctioned interview; returns the offer. Raises as `answer_card` does."""
        return await self._telling.offer_interview(proposal, self.books.member(member).id)

    async def decline_interview_offer(self, member: str, card: str) -> None:
        """Say "not now" to an offer. Raises as `answer_card` does."""
        await self._telling.decline_offer(card, self.books.member(member).id)

    async def counter_card(
        self, member: str, card: str, starts_at: datetime, minutes: int, comment: str = ""
    ) -> None:
        """Propose another time from the card. Raises AnteroomRefused, AnteroomUnreachable."""
        body = {
            "member": self.books.member(member).id,
            "starts_at": starts_at.astimezone(UTC).isoformat().replace("+00:00", "Z"),
            "minutes": minutes,
        }
        if comment:
            body["comment"] = comment
        await self._telling.interview(self._interview(card), "counters", body)

    def viewer_token(self, member: str) -> str:
        """Vouch for `member` for the next two minutes (JWT, HS256, typ `viewer+jwt`)."""
        now = self.clock.now()
        claims = {
            "iss": "marketplace",
            "aud": "anteroom",
            "sub": self.books.member(member).id,
            "iat": int(now.timestamp()),
            "exp": int((now + VOUCHED_FOR).timestamp()),
            "jti": self._randomness.token(24),
        }
        return jwt.encode(claims, self._viewer_secret, algorithm="HS256", headers={"typ": "viewer+jwt"})

    async def confirm_connect(self, member: str, url: str) -> tuple[str, dict[str, str]]:
        """Open `url` (our /connect page) as `member` and confirm; returns the form's target and fields."""
        query = parse_qs(urlsplit(url).query)
        try:
            return_to, state = query["return_to"][0], query["state"][0]
        except KeyError as error:
            raise NotNow("This link is incomplete.") from error
        return self.connected(member, return_to, state)

    def connected(self, member: str, return_to: str, state: str) -> tuple[str, dict[str, str]]:
        """Where a confirmed link goes. Raises NotNow unless it leads to Anteroom: the token is a key."""
        home = urlsplit(self.public_url or self.anteroom_url)
        target = urlsplit(return_to)
        if (target.scheme, target.netloc) != (home.scheme, home.netloc):
            raise NotNow("This link does not lead back to Anteroom, so nothing was confirmed.")
        return return_to, {"state": state, "viewer": self.viewer_token(member)}

    async def withdraw(self, proposal: str) -> None:
        """The freelancer withdraws the proposal."""
        await self._close(proposal, "withdrawn")

    async def decline(self, proposal: str) -> None:
        """The client declines the proposal."""
        await self._close(proposal, "declined")

    async def archive(self, proposal: str) -> None:
        """The client archives the proposal."""
        await self._close(proposal, "archived")

    async def offer(self, proposal: str) -> None:
        """The client makes an offer."""
        await self._move(self._living(proposal), "offered")

    async def accept_offer(self, proposal: str, starts_at: datetime | None = None) -> str:
        """The freelancer accepts (the offer is made first if none stands); returns the contract's id."""
        found = self._living(proposal)
        if found.state != "offered":
            await self._move(found, "offered")
        now = self.clock.now()
        found.contract = Contract(f"c-{self._randomness.token(12)}", proposal, now, starts_at or now)
        # Set before Anteroom hears of it: from here on a disclosure is rightful.
        self._disclosed_at = self._disclosed_at or now
        await self._move(found, "hired")
        return found.contract.id

    async def shares(self, member: str, fields: Iterable[str]) -> None:
        """`member` chooses which contact fields a contract opens, of email, phone, handle and address."""
        chosen = self.books.member(member)
        wanted = set(fields)
        if not wanted <= set(FIELDS):
            raise ValueError(f"unknown contact fields {sorted(wanted - set(FIELDS))}")
        chosen.shares = tuple(field for field in FIELDS if field in wanted)
        self.bell.ring()
        await self._telling.member(chosen)

    def cards(self, thread: str) -> list[Mapping[str, Any]]:
        """The cards in a thread, as last put there: the card's JSON with its `id`."""
        return [
            {**card.content, "id": card.id} for card in self.books.cards.values() if card.thread == thread
        ]

    def people(self) -> dict[str, Any]:
        """What people.json holds: side and details by name; `disclosed_at` as ISO 8601, or None."""
        people = {person.name: {"side": person.side, **person.contact} for person in self.cast.people}
        at = self._disclosed_at
        disclosed_at = None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
        return {"people": people, "disclosed_at": disclosed_at}

    async def wait_for(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `condition()` is true and return its value. Raises TimeoutError."""
        return await self.bell.wait_for(condition, timeout)

    def _application(self) -> web.Application:
        app = web.Application(client_max_size=256 * 1024)
        arrivals = self._arrivals
        app.router.add_post("/anteroom/webhooks", arrivals.handler("webhooks", self._take_event))
        app.router.add_put(
            "/anteroom/threads/{thread}/cards/{card}", arrivals.handler("cards", self._take_card)
        )
        app.router.add_post(
            "/anteroom/threads/{thread}/messages", arrivals.handler("messages", self._take_message)
        )
        app.router.add_post(
            "/anteroom/threads/{thread}/notices", arrivals.handler("notices", self._take_notice)
        )
        app.router.add_get("/anteroom/changes", self.changes.serve)
        Panes(self).add_to(app)
        return app

    def _take_card(self, _: str, content: Mapping[str, Any], parts: Mapping[str, str]) -> int:
        new = self.books.keep_card(parts["thread"], parts["card"], content, self.clock.now())
        self.bell.ring()
        return 201 if new else 200

    def _take_message(self, _: str, content: Mapping[str, Any], parts: Mapping[str, str]) -> int:
        new = self.books.keep_message(parts["thread"], content, self.clock.now())
        self.bell.ring()
        return 201 if new else 200

    def _take_notice(self, _: str, content: Mapping[str, Any], parts: Mapping[str, str]) -> int:
        new = self.books.keep_notice(parts["thread"], content, self.clock.now())
        self.bell.ring()
        return 201 if new else 200

    def _take_event(self, webhook_id: str, content: Mapping[str, Any], _: Mapping[str, str]) -> int:
        event = self.books.keep_event(webhook_id, content, self.clock.now())
        if event.type == "contact.disclosed":
            # The event is thin; the details are read in the background, so that the answer need not wait.
            for proposal in self.books.proposals.values():
                if proposal.contract is not None:
                    self._in_background(self._telling.ask_disclosures(proposal))
        self.bell.ring()
        return 200

    def _in_background(self, work: Any) -> None:
        async def run() -> None:
            try:
                await work
            except (AnteroomRefused, AnteroomUnreachable) as error:
                self.troubles.append(error.sentence)
                self.bell.ring()

        task = asyncio.create_task(run())
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _living(self, proposal: str) -> Proposal:
        found = self.books.proposals[proposal]
        if found.state not in LIVING:
            raise NotNow(f"This proposal is {found.state}.")
        return found

    async def _close(self, proposal: str, state: str) -> None:
        await self._move(self._living(proposal), state)

    async def _move(self, proposal: Proposal, state: str) -> None:
        proposal.state, proposal.changed_at = state, self.clock.now()
        self.bell.ring()
        await self._telling.proposal(proposal)

    def _heard(self, path: str, reader: str, headers: Mapping[str, str], body: bytes) -> None:
        self.captures.append(
            Capture(self.clock.now(), "http", "anteroom", (reader,), body, dict(headers), path)
        )

    def _interview(self, card: str) -> str:
        return str(self.books.cards[card].content["interview"])
