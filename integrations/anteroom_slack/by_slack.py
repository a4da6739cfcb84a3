"""What every surface of ours in Slack shares: whom Slack reaches."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.accounts import account_of_person
from anteroom_slack.installation import token_of
from anteroom_slack.line import Line


class BySlack:
    """An adapter that speaks over one line to one workspace."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether the person has an account in our workspace, and we are still installed there."""
        if await account_of_person(conn, self._line.team_id, person_id) is None:
            return False
        return await token_of(conn, self._line.house, self._line.team_id) is not None
