"""What every surface of ours in Slack shares: whom Slack reaches."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from anteroom.database.connection import Connection
from anteroom.effects.wish import nearest
from anteroom.house import House
from anteroom_slack.cards.homes import KEPT_FRESH
from anteroom_slack.cards.homes import KIND as HOME
from anteroom_slack.cards.quiet import CHOICES, is_switched_off
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import is_reached, reach_of


class BySlack:
    """An adapter that speaks over one line."""

    kind: str
    group: str
    rank: int
    family = "slack"

    def __init__(self, line: Line) -> None:
        self._line = line

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether the person has an account in a workspace in which Anteroom is installed."""
        if not await is_reached(conn, person_id):
            return False
        if not await is_switched_off(conn, person_id, self.kind):
            return True
        # What somebody switched off comes by mail; where no mail reaches, it is not lost for that.
        return await nearest(conn, house, self.group, person_id, after=self.rank) is None

    async def reaches_of(
        self, conn: Connection, house: House, person_ids: Sequence[str], kinds: Collection[str]
    ) -> set[tuple[str, str]]:
        """Return (kind, person) of those who have such an account, but for what they get by mail instead."""
        reach = await reach_of(conn, person_ids, house.clock.now() - KEPT_FRESH)
        found = {
            (kind, person_id)
            for person_id, how in reach.items()
            for kind in kinds
            if (how.looked if kind == HOME else how.reached)
        }
        for kind, person_id in sorted(found):
            if kind not in CHOICES or kind not in reach[person_id].off:
                continue
            adapter = house.adapters.of(kind)
            if adapter and await nearest(conn, house, adapter.group, person_id, after=adapter.rank):
                found.discard((kind, person_id))
        return found
