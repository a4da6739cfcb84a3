"""app.yaml's `nudges`: the cadence by which people are reminded that something waits for their answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from anteroom.settings.document import Document


@dataclass(frozen=True, slots=True)
class Cadence:
    """After how many business days something is done about silence, between which hours, how often at most.

    `first`, `second` and `escalation` are business days of who is waited for; `begins` and `ends` hours of
    that person's clock. No two nudges reach one person within `apart`, and no more than `a_week` within seven
    days. What is taken back within `withdrawal` never was a wait; what ended is kept for `keep`.
    """

    on: bool = True
    first: int = 1
    second: int = 3
    escalation: int = 4
    begins: int = 9
    ends: int = 18
    apart: timedelta = timedelta(hours=24)
    a_week: int = 3
    withdrawal: timedelta = timedelta(hours=24)
    keep: timedelta = timedelta(days=400)


def read_cadence(document: Document) -> Cadence:
    """Read it; faults are noted in `document`. No setting lets a nudge come at night, or two within a day."""
    read = Cadence(
        on=document.flag("nudges.on", default=True),
        first=document.whole("nudges.first_after_days", low=1, high=20, default=1),
        second=document.whole("nudges.second_after_days", low=2, high=40, default=3),
        escalation=document.whole("nudges.help_after_days", low=2, high=60, default=4),
        begins=document.whole("nudges.day_begins", low=7, high=12, default=9),
        ends=document.whole("nudges.day_ends", low=13, high=21, default=18),
        apart=timedelta(hours=document.whole("nudges.hours_apart", low=24, high=336, default=24)),
        a_week=document.whole("nudges.most_a_week", low=1, high=5, default=3),
        withdrawal=timedelta(hours=document.whole("nudges.withdrawal_hours", low=1, high=72, default=24)),
        keep=timedelta(days=document.whole("nudges.keep_days", low=100, high=1100, default=400)),
    )
    if not read.first < read.second < read.escalation:
        document.refuse("nudges.second_after_days", "must come after the first, and before help_after_days")
    return read
