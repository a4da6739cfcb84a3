"""The marketplace, as an object: started, stopped, and used by its members."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any, Literal, TypeVar

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Cast
from anteroom.sandbox.marketplace.faults import Faults

T = TypeVar("T")


class SandboxMarketplace:
    """Harbourline. `anteroom_url` may be set after construction, before `start` or the first call.

    `captures` holds what arrived, oldest first: webhooks, cards and messages (channel `webhooks`, to
    `Harbourline`), and the answers of Anteroom's API (channel `http`, to the member they were read for, else
    `Harbourline`). `faults.inject(place, Fault(...))` lets arrivals go wrong.
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
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.anteroom_url = anteroom_url
        self.captures: list[Capture] = []
        self.faults = Faults()
        self.repeats = 0

    @property
    def url(self) -> str:
        """Where the marketplace listens; known after `start`."""
        raise NotImplementedError

    async def start(self) -> None:
        """Listen."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop listening; live pages are let go at once."""
        raise NotImplementedError

    async def sync(self) -> None:
        """Tell Anteroom everything: organisation, members, proposals, contracts, messages not yet judged."""
        raise NotImplementedError

    async def say(self, member: str, proposal: str, text: str) -> Any:
        """`member` writes `text` in the proposal's thread; returns the message with Anteroom's verdict."""
        raise NotImplementedError

    async def answer_card(
        self, member: str, card: str, answer: Literal["accepted", "declined", "tentative"]
    ) -> None:
        """Press a button of the card."""
        raise NotImplementedError

    async def counter_card(
        self, member: str, card: str, starts_at: datetime, minutes: int, comment: str = ""
    ) -> None:
        """Propose another time from the card."""
        raise NotImplementedError

    def viewer_token(self, member: str) -> str:
        """Vouch for `member` for the next minutes (JWT, typ `viewer+jwt`)."""
        raise NotImplementedError

    async def confirm_connect(self, member: str, url: str) -> tuple[str, dict[str, str]]:
        """Open `url` (our /connect page) as `member` and confirm; returns where the form goes, and its fields."""
        raise NotImplementedError

    async def withdraw(self, proposal: str) -> None:
        """The freelancer withdraws the proposal."""
        raise NotImplementedError

    async def decline(self, proposal: str) -> None:
        """The client declines the proposal."""
        raise NotImplementedError

    async def archive(self, proposal: str) -> None:
        """The client archives the proposal."""
        raise NotImplementedError

    async def offer(self, proposal: str) -> None:
        """The client makes an offer."""
        raise NotImplementedError

    async def accept_offer(self, proposal: str, starts_at: datetime | None = None) -> str:
        """The freelancer accepts (the offer is made first if none stands); returns the contract's id."""
        raise NotImplementedError

    async def shares(self, member: str, fields: Iterable[str]) -> None:
        """`member` chooses which contact fields a contract opens."""
        raise NotImplementedError

    def cards(self, thread: str) -> list[Mapping[str, Any]]:
        """The cards in a thread, as last put there: the card's JSON with its `id`."""
        raise NotImplementedError

    def people(self) -> dict[str, Any]:
        """What people.json holds: everybody's side and details by name, and `disclosed_at` (ISO 8601 or None)."""
        raise NotImplementedError

    async def wait_for(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `condition()` is true and return its value. Raises TimeoutError."""
        raise NotImplementedError
