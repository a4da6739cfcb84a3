"""The mailbox, as an object: started, stopped, and used by the people whose mail it takes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.captures import Capture
from anteroom.sandbox.cast import Cast

T = TypeVar("T")


class SandboxMailbox:
    """One SMTP server for the whole cast, with a calendar program for each person.

    `inbound_host` and `inbound_port` say where Anteroom takes mail; both may be set after construction.
    `captures` holds every mail that was taken in, as it arrived: envelope and bytes. A person is named by the
    key of the cast ("leo"), an invitation by its UID.
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
        self.inbound_host = inbound_host
        self.inbound_port = inbound_port
        self.captures: list[Capture] = []

    @property
    def url(self) -> str:
        """Where the panes are served; known after `start`."""
        raise NotImplementedError

    @property
    def smtp_port(self) -> int:
        """Where mail is taken; known after `start`."""
        raise NotImplementedError

    async def start(self) -> None:
        """Take mail and serve the panes."""
        raise NotImplementedError

    async def stop(self) -> None:
        """Stop both."""
        raise NotImplementedError

    def calendar(self, person: str) -> Sequence[Any]:
        """The entries of a person's calendar by start: uid, sequence, starts_at, ends_at, status, answer …"""
        raise NotImplementedError

    def mails(self, person: str) -> Sequence[Any]:
        """The person's mails, newest last: subject, sender, text, html, method, raw."""
        raise NotImplementedError

    async def accept(self, person: str, uid: str) -> Any:
        """Answer the invitation with Accept; returns the mail that was sent."""
        raise NotImplementedError

    async def decline(self, person: str, uid: str) -> Any:
        """Answer with Decline."""
        raise NotImplementedError

    async def tentative(self, person: str, uid: str) -> Any:
        """Answer with Maybe."""
        raise NotImplementedError

    async def propose(self, person: str, uid: str, start: datetime, end: datetime, comment: str = "") -> Any:
        """Propose another time: an iTIP COUNTER."""
        raise NotImplementedError

    async def wait_for(self, condition: Callable[[], T], timeout: float = 5.0) -> T:
        """Wait until `condition()` is true and return its value. Raises TimeoutError."""
        raise NotImplementedError
