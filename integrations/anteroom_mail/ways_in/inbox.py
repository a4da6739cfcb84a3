"""The one intake behind every way in: what may come, how much of it at a time, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from traceback import extract_tb

import structlog

from anteroom.house import House
from anteroom_mail.proof.sending_host import Origin
from anteroom_mail.taking.addressing import addressed
from anteroom_mail.ways_in.intake import take
from anteroom_mail.ways_in.outcome import Outcome

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What strangers may ask of us, the same on every way in.

    `largest`: octets of one mail. `recipients`: of one mail. `at_once`: mails worked on at a time, each of
    which needs connections to the database. `held`: octets of all mails that are being received or wait.
    `sessions`: connections by SMTP and LMTP, and of them from one address `sessions_of_one`.
    `idle_seconds`: how long one command, or one whole mail, may take to arrive.
    `strangers`: unknown recipients in one session.
    """

    largest: int = 10 * 1024 * 1024
    recipients: int = 20
    at_once: int = 4
    held: int = 128 * 1024 * 1024
    sessions: int = 100
    sessions_of_one: int = 30
    idle_seconds: float = 120.0
    strangers: int = 10


BOUNDS = Bounds()


class Inbox:
    """Takes a mail for its recipients. One for a deployment: its bounds hold over all ways in together."""

    def __init__(self, house: House, bounds: Bounds = BOUNDS) -> None:
        self.house = house
        self.bounds = bounds
        self._turns = asyncio.Semaphore(bounds.at_once)
        self._held = 0

    async def knows(self, recipient: str) -> bool | None:
        """Tell whether an envelope recipient is one of our addresses; None where we cannot tell just now."""
        try:
            return await addressed(self.house, recipient) is not None
        except Exception as error:  # nothing but a fault of ours: whoever brings the mail keeps it
            log.error("mail.recipient_failed", error=type(error).__name__, where=_where(error))
            return None

    async def deliver(
        self, recipients: Sequence[str], raw: bytes, origin: Origin | None = None
    ) -> list[Outcome | None]:
        """Take the mail once for each different recipient; return what became of it, in the order asked.

        `origin` is whence it came, where strangers bring it to us themselves.

        None stands for a fault of ours: nothing may have been kept, and the mail must come again. Whatever
        is not None is committed.
        """
        became: dict[str, Outcome | None] = {}
        for recipient in (each.strip().lower() for each in recipients):
            if recipient not in became:
                became[recipient] = await self._taken(recipient, raw, origin)
        return [became[each.strip().lower()] for each in recipients]

    async def _taken(self, recipient: str, raw: bytes, origin: Origin | None) -> Outcome | None:
        try:
            async with self._turns:
                outcome = await take(self.house, recipient, raw, origin=origin)
        except Exception as error:  # a fault of ours must not lose a mail: unanswered, its bringer keeps it
            log.error("mail.intake_failed", error=type(error).__name__, where=_where(error))
            return None
        log.info("mail.received", verdict=outcome.verdict.value, reason=outcome.reason)
        return outcome

    @property
    def held(self) -> int:
        """How many octets of mails are kept in memory now."""
        return self._held

    def hold(self, octets: int) -> bool:
        """Count octets that are kept in memory; False, and uncounted, where that would be too many."""
        if self._held + octets > self.bounds.held:
            return False
        self._held += octets
        return True

    def release(self, octets: int) -> None:
        """Give back what `hold` counted."""
        self._held -= octets


def _where(error: Exception) -> str:
    # Neither message nor values: either may hold what somebody wrote.
    at = extract_tb(error.__traceback__)[-1]
    return f"{at.name}:{at.lineno}"
