"""SQL of all that stands here of one person, for whoever erases it; texts are in written.py."""

from __future__ import annotations

from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.nudges import preferences
from anteroom.people import zones
from anteroom.proposals.model import Proposal, ProposalState
from anteroom.responsiveness import store as responsiveness
from anteroom.times import questions

PARTIES = "select id from party where person_id = $1"
INTERVIEWS = "select interview_id from party where person_id = $1"
PROPOSALS = f"""select id from proposal where client_id = $1 or freelancer_id = $1
    or id in (select proposal_id from interview where id in ({INTERVIEWS}))"""
OWN = """select interview_id from party where person_id = $1 and role = 'host'
    union select id from interview where proposal_id in (select id from proposal where client_id = $1)"""


async def hold_person(conn: Connection, person_id: str) -> bool:
    """Hold a person against others until we commit; False for nobody, or for one who is erased already."""
    row = await conn.fetchrow(
        "select 1 from person where id = $1 and erased_at is null for update", person_id
    )
    return row is not None


async def hold_proposals(conn: Connection, person_id: str) -> list[Proposal]:
    """Return every proposal that a person has to do with, held in the order in which all hold several."""
    rows = await conn.fetch(
        f"select * from proposal where id in ({PROPOSALS}) order by id for no key update", person_id
    )
    return [Proposal(**{**dict(row), "state": ProposalState(row["state"])}) for row in rows]


async def archive(conn: Connection, proposal_id: str, now: datetime) -> None:
    """Let a proposal be dead, hired or not: one of its two members is not there any more."""
    await conn.execute(
        """update proposal set state = 'archived', hired_at = null, refused_at = $2, changed_at = $2
        where id = $1""",
        proposal_id,
        now,
    )


async def forget_ways_in(conn: Connection, house: House, person_id: str) -> None:
    """Let aliases, reply addresses, passes and sessions open nothing, and nothing go out to the person."""
    await conn.execute(
        f"""update effect set shown = wanted, frozen = null, frozen_for = null, outside_id = null,
            state = 'idle' where party_id in ({PARTIES})""",
        person_id,
    )
    await conn.execute(
        f"delete from alias where viewer_id in ({PARTIES}) or subject_id in ({PARTIES})", person_id
    )
    await conn.execute(f"delete from mail_reference where party_id in ({PARTIES})", person_id)
    await conn.execute(f"delete from seat_code where party_id in ({PARTIES})", person_id)
    await conn.execute("delete from embed_session where person_id = $1", person_id)
    for row in await conn.fetch(PARTIES, person_id):
        await conn.execute(
            "update party set epoch = epoch + 1, label = role, reply_local = $2 where id = $1",
            row["id"],
            f"r-{house.randomness.token(26)}",
        )
    await conn.execute(
        """delete from slack_home where (team_id, user_id) in
            (select team_id, user_id from slack_account where person_id = $1)""",
        person_id,
    )
    await conn.execute("delete from slack_switched_off where person_id = $1", person_id)
    await conn.execute("delete from slack_shared where host_id = $1", person_id)
    await conn.execute("delete from slack_account where person_id = $1", person_id)
    await conn.execute("delete from connector_user where person_id = $1", person_id)
    await conn.execute(
        """delete from connector_copy where kind = 'member'
            and id in (select external_id from member where person_id = $1)""",
        person_id,
    )


async def forget_details(conn: Connection, person_id: str, now: datetime) -> None:
    """Forget the details, the key that opens them, and what the marketplace told of the person."""
    await conn.execute(
        f"update consent set ended_at = $2 where ended_at is null and party_id in ({PARTIES})", person_id, now
    )
    await conn.execute(
        """update disclosure set ended_at = $2 where (owner_id = $1 or viewer_id = $1)
        and (ended_at is null or ended_at > $2)""",
        person_id,
        now,
    )
    await conn.execute("delete from contact where person_id = $1", person_id)
    await conn.execute("delete from availability_source where person_id = $1", person_id)
    await conn.execute("delete from person_key where person_id = $1", person_id)
    await conn.execute("delete from working_hours where person_id = $1", person_id)
    await zones.forget(conn, person_id)
    await preferences.forget(conn, person_id)
    await questions.forget_person(conn, person_id)
    await responsiveness.forget(conn, person_id)
    await conn.execute("delete from organisation_role where person_id = $1", person_id)
    await conn.execute(
        """update member set external_id = 'erased-' || person_id, label = role, organisation_id = null,
            plan = 'basic', rating = null, completed_jobs = 0, shares = '{}' where person_id = $1""",
        person_id,
    )
    await conn.execute(
        "update person set erased_at = $2, time_zone = null, language = null where id = $1", person_id, now
    )
