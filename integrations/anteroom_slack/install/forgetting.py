"""What Slack told us of a workspace's people, and how it is forgotten.

That is: who is whom there, conversations and where our messages stand, and, of people known by Slack's word
alone, e-mail address and time zone. Interviews stay, since they are the marketplace's; a member's account
there, too.
"""

from __future__ import annotations

from dataclasses import replace

from anteroom.database.connection import Connection
from anteroom.effects.forgotten import forget_outside
from anteroom.house import House
from anteroom.once import Joined
from anteroom.people import zones
from anteroom.people.working_hours import keep_hours
from anteroom.people.zones import Source
from anteroom_slack.forms import drafts
from anteroom_slack.people.left_seats import nothing_reaches, seats_ahead
from anteroom_slack.place import Place

_ACCOUNTS = """delete from slack_account a
    where (team_id = $1 and $1 <> '') or ($1 = '' and enterprise_id = $2 and $2 <> ''
        and not exists (select from slack_installation i where i.team_id = a.team_id))
    returning person_id, linked_at is not null as linked, team_id"""


async def forget(conn: Connection, house: House, place: Place) -> int:
    """Forget what Slack told of a place's people; return of how many."""
    rows = await conn.fetch(_ACCOUNTS, place.team_id, place.enterprise_id)
    teams = sorted({place.team_id, *(row["team_id"] for row in rows)} - {""})
    await conn.execute("delete from slack_home where team_id = any($1)", teams)
    await conn.execute("delete from slack_shared where team_id = any($1)", teams)
    await drafts.forget_of(conn, teams)
    people = sorted({row["person_id"] for row in rows})
    known = {
        row["person_id"]
        for row in await conn.fetch(
            "select distinct person_id from slack_account where person_id = any($1)", people
        )
    }
    left = [person_id for person_id in people if person_id not in known]
    await conn.execute("delete from slack_switched_off where person_id = any($1)", left)
    for person_id in left:
        await zones.untell(conn, person_id, Source.SLACK, house.clock.now())
    guests = {row["person_id"] for row in rows if not row["linked"]} & set(left)
    for person_id in sorted(guests):
        # By the workspace's word alone: without the account, nothing would tell that it proves nothing.
        await house.vault.keep(conn, person_id, {"email": ""})
        await keep_hours(conn, person_id, None, house.clock.now())  # told in Slack alone, in that zone
    # Their hosts hear it, where nobody told them yet.
    seats = [seat for person_id in sorted(guests) for seat in await seats_ahead(conn, person_id)]
    await nothing_reaches(replace(house, database=Joined(conn)), seats, "slack")
    inside = f"{place.enterprise_id}/" if place.enterprise_id else ""
    await forget_outside(conn, "slack_", people, [f"{inside}{team}/" for team in teams])
    return len(people)
