"""A letter without a calendar, at a reply address."""

from __future__ import annotations

from anteroom.house import House
from anteroom_calendar import ReceivedMail
from anteroom_mail.addressing import ReplyAddress
from anteroom_mail.outcome import NO_REPEATS, Outcome, Repeats, held, ignored


async def typed(house: House, whose: ReplyAddress, mail: ReceivedMail, raw: bytes) -> tuple[Outcome, Repeats]:
    """Let a machine's letter end here, and keep a person's for somebody to look at."""
    if mail.auto_submitted not in ("", "no"):
        return ignored("an automatic mail"), NO_REPEATS
    return held("a letter without a calendar"), NO_REPEATS
