"""What every surface of ours in Slack shares: whom Slack reaches."""

from __future__ import annotations

from collections.abc import Sequence

from anteroom.database.connection import Connection
from anteroom.effects.wish import nearest
from anteroom.house import House
from anteroom_slack.cards.quiet import is_switched_off, who_switched_off
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import is_reached, reached_of


class BySlack:
    """An adapter that speaks over one line."""

    kind: str
    group: str
    rank: int

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

    async def reaches_of(self, conn: Connection, house: House, person_ids: Sequence[str]) -> set[str]:
        """Return those who have such an account, but for those who switched this off and get it by mail."""
        found = await reached_of(conn, person_ids)
        for person_id in sorted(await who_switched_off(conn, found, self.kind)):
            if await nearest(conn, house, self.group, person_id, after=self.rank) is not None:
                found.discard(person_id)
        return found
