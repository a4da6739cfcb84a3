"""What every surface of ours in Slack shares: whom Slack reaches."""

from __future__ import annotations

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom_slack.accounts import account_of_person
from anteroom_slack.installation import installation_at
from anteroom_slack.line import Line


class BySlack:
    """An adapter that speaks over one line."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def reaches(self, conn: Connection, house: House, person_id: str) -> bool:
        """Tell whether the person has an account in a workspace in which Anteroom is installed."""
        account = await account_of_person(conn, person_id)
        return account is not None and await installation_at(conn, account.place) is not None
