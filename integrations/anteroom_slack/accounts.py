"""Who in Slack is whom: (team, user) stands for a person. A user's id alone or a name never does."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again
from anteroom.house import House
from anteroom.interviews.store import NOT_OVER
from anteroom.ledger import chain
from anteroom.people.persons import learn_zone, new_person
from anteroom_slack.colleagues import Colleague


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who acts in Slack, as its signed payload says."""

    team_id: str
    user_id: str


@dataclass(frozen=True, slots=True)
class Account:
    """A person reachable in Slack. `linked` tells that the marketplace vouched for the member behind it.

    `channel_id` is the conversation between the bot and this person, once it is open.
    """

    team_id: str
    user_id: str
    person_id: str
    linked: bool
    channel_id: str | None


async def account_of(conn: Connection, speaker: Speaker) -> Account | None:
    """Return whom a speaker stands for; None for somebody unknown."""
    row = await conn.fetchrow(
        """select team_id, user_id, person_id, linked_at is not null as linked, channel_id
        from slack_account where team_id = $1 and user_id = $2""",
        speaker.team_id,
        speaker.user_id,
    )
    return Account(**dict(row)) if row else None


async def account_of_person(conn: Connection, team_id: str, person_id: str) -> Account | None:
    """Return where a person is reached in a workspace; the newest account where there are several."""
    row = await conn.fetchrow(
        """select team_id, user_id, person_id, linked_at is not null as linked, channel_id
        from slack_account where team_id = $1 and person_id = $2
        order by linked_at desc nulls last, user_id limit 1""",
        team_id,
        person_id,
    )
    return Account(**dict(row)) if row else None


async def keep_channel(conn: Connection, account: Account, channel_id: str | None) -> None:
    """Keep (or, with None, forget) the conversation with a person, so that it is opened once."""
    await conn.execute(
        "update slack_account set channel_id = $3 where team_id = $1 and user_id = $2",
        account.team_id,
        account.user_id,
        channel_id,
    )


async def link(conn: Connection, house: House, speaker: Speaker, person_id: str) -> None:
    """Let a speaker stand for the member whom the marketplace vouched for."""
    await conn.execute(
        """insert into slack_account (team_id, user_id, person_id, linked_at) values ($1, $2, $3, $4)
        on conflict (team_id, user_id) do update set person_id = excluded.person_id,
            linked_at = excluded.linked_at""",
        speaker.team_id,
        speaker.user_id,
        person_id,
        house.clock.now(),
    )
    await _note(conn, house, person_id, "slack.linked")


async def unlink(conn: Connection, house: House, speaker: Speaker) -> bool:
    """Let a speaker stand for its member no more; tell whether it did. The member's cards here close."""
    person_id = await conn.fetchval(
        """delete from slack_account where team_id = $1 and user_id = $2 and linked_at is not null
        returning person_id""",
        speaker.team_id,
        speaker.user_id,
    )
    if person_id is None:
        return False
    await _note(conn, house, person_id, "slack.unlinked")
    return True


async def _note(conn: Connection, house: House, person_id: str, event: str) -> None:
    """Write it into the person's chain, and show the cards that the person has here anew."""
    # A chain has no head row: whoever writes a person's chain first locks the person.
    await conn.execute("select 1 from person where id = $1 for update", person_id)
    await chain.write(conn, f"person:{person_id}", house.clock.now(), event, person_id, {})
    rows = await conn.fetch(
        """select effect.id from effect join party on party.id = effect.party_id
        join interview on interview.id = party.interview_id
        where effect.kind = 'slack_card' and party.person_id = $1 and effect.outside_id is not null
        and interview.state = any($2::text[]) order by effect.id""",
        person_id,
        NOT_OVER,
    )
    for row in rows:
        await want_again(conn, house, row["id"])


async def person_of_colleague(
    conn: Connection, house: House, team_id: str, colleague: Colleague
) -> tuple[str, bool]:
    """Return the person that an invited colleague is, and whether it is known for the first time.

    An address in a Slack profile is the workspace's word and no proof, so nobody is recognised by it; it is
    kept in the vault as the colleague's own, where the installation's scopes give it.
    """
    speaker = Speaker(team_id, colleague.user_id)
    known = await account_of(conn, speaker)
    if known is not None:
        await learn_zone(conn, known.person_id, colleague.time_zone)
        return known.person_id, False
    person_id = await new_person(conn, house.randomness, house.clock.now())
    await learn_zone(conn, person_id, colleague.time_zone)
    if colleague.email:
        await house.vault.keep(conn, person_id, {"email": colleague.email})
    await conn.execute(
        "insert into slack_account (team_id, user_id, person_id) values ($1, $2, $3)",
        team_id,
        colleague.user_id,
        person_id,
    )
    return person_id, True
