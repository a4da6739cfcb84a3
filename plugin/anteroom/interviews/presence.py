"""Stays of parties in a room, and when both sides were there together: pure values and functions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from anteroom.interviews.model import Interview, Side


@dataclass(frozen=True, slots=True)
class Visit:
    """One stay of one party in the room; `left_at` is None while it lasts.

    `tried` and `connected` tell whether its page set out to reach the other side's, and reached it; `lost`
    that the stay ended because the connection did.
    """

    party_id: str
    joined_at: datetime
    left_at: datetime | None
    tried: bool = False
    connected: bool = False
    lost: bool = False


def spans_together(
    interview: Interview, stays: Sequence[Visit], now: datetime
) -> list[tuple[datetime, datetime]]:
    """Return the times, in order, in which at least one of each side was in the room, up to `now`."""
    sides = {party.id: party.side for party in interview.parties}
    moments: list[tuple[datetime, int, Side]] = []
    for stay in stays:
        side = sides.get(stay.party_id, Side.NEITHER)
        # In UTC: between two times of one zone Python reckons by the wall clock, which may be put back.
        began, ended = stay.joined_at.astimezone(UTC), min(stay.left_at or now, now).astimezone(UTC)
        if ended > began:
            moments += [(began, 1, side), (ended, -1, side)]
    inside = {Side.CLIENT: 0, Side.FREELANCER: 0, Side.NEITHER: 0}
    spans: list[tuple[datetime, datetime]] = []
    since: datetime | None = None
    # At one moment those who come in count before those who go: who comes back at once was never away.
    for at, step, side in sorted(moments, key=lambda moment: (moment[0], -moment[1])):
        inside[side] += step
        both = inside[Side.CLIENT] > 0 and inside[Side.FREELANCER] > 0
        if both and since is None:
            since = at
        elif not both and since is not None:
            if at > since:
                spans.append((since, at))
            since = None
    return spans


def together(interview: Interview, stays: Sequence[Visit], now: datetime) -> timedelta:
    """Return for how long, in all, at least one of each side was in the room at once."""
    spans = spans_together(interview, stays, now)
    return sum((ends - begins for begins, ends in spans), timedelta(0))


def both_inside(interview: Interview, stays: Sequence[Visit]) -> bool:
    """Tell whether somebody of each side is in the room now."""
    inside = {stay.party_id for stay in stays if stay.left_at is None}
    sides = {party.side for party in interview.parties if party.id in inside}
    return {Side.CLIENT, Side.FREELANCER} <= sides
