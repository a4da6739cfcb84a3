"""What the timekeeper does for Slack.

Tokens that end, people whom nothing reaches any more, and what is forgotten.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog

from anteroom.database.connection import Connection
from anteroom.interviews.store import NOT_OVER
from anteroom_slack.forms import drafts
from anteroom_slack.install.asking_again import ask_again
from anteroom_slack.install.forgetting import forget
from anteroom_slack.install.installation import installation_at
from anteroom_slack.install.presence import OUT, is_out, lock
from anteroom_slack.install.welcome import welcome_organisations
from anteroom_slack.line import Line
from anteroom_slack.people.accounts import account_of_person
from anteroom_slack.people.left_seats import nothing_reaches
from anteroom_slack.place import Place

log = structlog.get_logger()

EVERY = timedelta(seconds=10)
_AHEAD = """select distinct party.interview_id, party.id as party_id, party.person_id from slack_account a
    join party on party.person_id = a.person_id and party.removed_at is null
    join interview on interview.id = party.interview_id and interview.state = any($3::text[])
    where (a.team_id = $1 and $1 <> '') or ($1 = '' and a.enterprise_id = $2 and $2 <> '')
    order by party.interview_id, party.id"""


class Keeping:
    """Does what is due."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._house = line.house
        self._last: datetime | None = None

    async def slack_keeping(self) -> None:
        """Do it, every ten seconds; the timekeeper's log calls it by this name."""
        now = self._house.clock.now()
        if self._last is not None and now - self._last < EVERY:
            return
        await self._line.tokens.rotate_due()
        self._line.behind(welcome_organisations(self._line), "welcome")
        self._line.behind(ask_again(self._line), "ask_again")
        for place in await self._places("told_at is null"):
            await self._tell_hosts(place)
        for place in await self._places("forget_at <= $1", now):
            await self._forget(place)
        async with self._house.database.connection() as conn:
            await drafts.forget_old(conn, now)
        self._last = now

    async def _places(self, due: str, *arguments: object) -> list[Place]:
        async with self._house.database.connection() as conn:
            rows = await conn.fetch(
                f"""select enterprise_id, team_id from slack_presence
                where forget_at is not null and {OUT} and {due} order by forget_at""",
                *arguments,
            )
        return [Place(row["team_id"], row["enterprise_id"]) for row in rows]

    async def _tell_hosts(self, place: Place) -> None:
        """Tell the hosts of interviews ahead whom nothing reaches, now that Slack does not."""
        async with self._house.database.connection() as conn:
            rows = await conn.fetch(_AHEAD, place.team_id, place.enterprise_id, NOT_OVER)
            lost = [
                (row["interview_id"], row["party_id"])
                for row in rows
                if not await self._reached(conn, row["person_id"])
            ]
        await nothing_reaches(self._house, lost, "slack")
        async with self._house.database.connection() as conn:
            await conn.execute(
                "update slack_presence set told_at = $3 where enterprise_id = $1 and team_id = $2",
                place.enterprise_id,
                place.team_id,
                self._house.clock.now(),
            )

    async def _reached(self, conn: Connection, person_id: str) -> bool:
        """Tell whether mail or another workspace reaches somebody."""
        if await self._house.vault.has(conn, person_id, "email"):
            return True
        account = await account_of_person(conn, person_id)
        return account is not None and await installation_at(conn, account.place) is not None

    async def _forget(self, place: Place) -> None:
        """Forget what Slack told of a place.

        Of one in an organisation that has us, it is kept that we are out.
        """
        async with self._house.database.transaction() as conn:
            await lock(conn, place)
            if not await is_out(conn, place):  # installed again since we looked
                return
            count = await forget(conn, self._house, place)
            await conn.execute(
                "update slack_presence set forget_at = null where enterprise_id = $1 and team_id = $2",
                place.enterprise_id,
                place.team_id,
            )
            await conn.execute(
                """delete from slack_presence p where enterprise_id = $1 and team_id = $2 and not exists (
                    select from slack_installation i
                    where i.team_id = '' and i.enterprise_id = p.enterprise_id)""",
                place.enterprise_id,
                place.team_id,
            )
            if not place.team_id:  # with an organisation its workspaces are forgotten, too
                await conn.execute(
                    """delete from slack_presence p where enterprise_id = $1 and not exists (
                        select from slack_installation i where i.team_id = p.team_id)""",
                    place.enterprise_id,
                )
        log.info("slack.forgotten", found=count)
