"""Who in Slack is whom: (team, user) stands for a person. A user's id alone or a name never does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anteroom.database.connection import Connection
from anteroom.effects.wish import want_again, want_surface
from anteroom.house import House
from anteroom.interviews.store import NOT_OVER, ahead_sql
from anteroom.ledger import chain
from anteroom.people import zones
from anteroom.people.persons import new_person
from anteroom.people.zones import Source
from anteroom_slack.install.installation import installed_sql, want_scope
from anteroom_slack.install.presence import OUT
from anteroom_slack.people.colleagues import Colleague
from anteroom_slack.place import Place

UNTOLD = "en"
"""The language of whom nobody told us one."""
_COLUMNS = "team_id, user_id, person_id, linked_at is not null as linked, channel_id, enterprise_id"
# The very (team, user) before the same user elsewhere in the organisation, where ids are the organisation's.
_OF_SPEAKER = f"""select {_COLUMNS} from slack_account where user_id = $2
    and (team_id = $1 or (enterprise_id = $3 and $3 <> ''))
    order by team_id = $1 desc, linked_at desc nulls last, team_id limit 1"""
_TYPIST = f"""select a.*, person.time_zone, person.language, {installed_sql("$1", "$3")} as installed,
        array({ahead_sql("interview.id", "a.person_id", "$4", "$5")}) as ahead
    from (select) nobody left join ({_OF_SPEAKER}) a on true left join person on person.id = a.person_id"""
_INSTALLED = f"""exists (select from slack_installation i where i.team_id = a.team_id
    or (i.team_id = '' and i.enterprise_id = a.enterprise_id and i.enterprise_id <> '' and not exists (
        select from slack_presence p
        where p.enterprise_id = a.enterprise_id and p.team_id = a.team_id and {OUT})))"""
_OF_PERSON = f"""select {_COLUMNS} from slack_account a where person_id = $1
    order by {_INSTALLED} desc, linked_at desc nulls last, team_id, user_id limit 1"""
_SEAT = f"""select a.person_id, party.id from ({_OF_SPEAKER}) a join party
    on party.person_id = a.person_id and party.interview_id = $4 and party.removed_at is null"""
# One by one, by the index: asked by `exists`, a planner without statistics reads everybody's account for it.
# And behind a subselect, since with the very names it would plan this anew each time, dearer than it asks.
REACHED_OF = f"""select person.id, there.found is not null as reached,
        array(select kind from slack_switched_off off where off.person_id = person.id) as off,
        home.found is not null as looked
    from unnest((select $1::text[])) person (id)
    left join lateral (select true as found from slack_account a
        where a.person_id = person.id and {_INSTALLED} limit 1) there on true
    left join lateral (select true as found from slack_account a join slack_home using (team_id, user_id)
        where a.person_id = person.id and opened_at > $2 limit 1) home on true"""
_REACHED = f"select exists (select from slack_account a where person_id = $1 and {_INSTALLED})"


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who acts in Slack, as its signed payload says. `enterprise_id` is empty outside Enterprise Grid."""

    team_id: str
    user_id: str
    enterprise_id: str = ""

    @property
    def place(self) -> Place:
        """Where."""
        return Place(self.team_id, self.enterprise_id)


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
    enterprise_id: str = ""

    @property
    def place(self) -> Place:
        """Where the person is reached."""
        return Place(self.team_id, self.enterprise_id)


async def account_of(conn: Connection, speaker: Speaker) -> Account | None:
    """Return whom a speaker stands for; None for somebody unknown.

    A user's id says who somebody is within a workspace, or within an organisation, and nowhere else.
    """
    row = await conn.fetchrow(_OF_SPEAKER, speaker.team_id, speaker.user_id, speaker.enterprise_id)
    return Account(**dict(row)) if row else None


@dataclass(frozen=True, slots=True)
class Typist:
    """Who types: `account` is None for somebody whom we do not know; `zone` an IANA name where known.

    `ahead` are the ids of the interviews ahead, soonest first; `installed` tells whether we are there at all.
    """

    account: Account | None
    zone: str | None
    language: str
    ahead: tuple[str, ...]
    installed: bool


async def typist_of(conn: Connection, speaker: Speaker, now: datetime) -> Typist:
    """Return all that most commands need to know of who types, in one question."""
    row = await conn.fetchrow(_TYPIST, speaker.team_id, speaker.user_id, speaker.enterprise_id, now, NOT_OVER)
    assert row is not None
    if row["person_id"] is None:
        return Typist(None, None, UNTOLD, (), row["installed"])
    account = Account(**{name: row[name] for name in Account.__slots__})
    return Typist(account, row["time_zone"], row["language"] or UNTOLD, tuple(row["ahead"]), row["installed"])


async def seat_of(conn: Connection, speaker: Speaker, interview_id: str) -> tuple[str, str] | None:
    """Return (person, party) that a speaker is in an interview; None for everybody else."""
    row = await conn.fetchrow(_SEAT, speaker.team_id, speaker.user_id, speaker.enterprise_id, interview_id)
    return (row["person_id"], row["id"]) if row else None


async def account_of_person(conn: Connection, person_id: str) -> Account | None:
    """Return where a person is reached: where Anteroom is installed, and there the account linked last."""
    row = await conn.fetchrow(_OF_PERSON, person_id)
    return Account(**dict(row)) if row else None


async def is_reached(conn: Connection, person_id: str) -> bool:
    """Tell whether a person has an account in a workspace in which Anteroom is installed."""
    return bool(await conn.fetchval(_REACHED, person_id))


@dataclass(frozen=True, slots=True)
class Reach:
    """How a person is reached: `reached` where Anteroom is installed, but for the kinds in `off`.

    `looked` tells whether the Home tab was opened since the moment that was asked for.
    """

    reached: bool
    off: frozenset[str]
    looked: bool


async def reach_of(conn: Connection, person_ids: Sequence[str], since: datetime) -> dict[str, Reach]:
    """Return how each of these persons is reached."""
    rows = await conn.fetch(REACHED_OF, list(person_ids), since)
    return {row["id"]: Reach(row["reached"], frozenset(row["off"]), row["looked"]) for row in rows}


async def vouched_of(conn: Connection, person_ids: Sequence[str]) -> set[str]:
    """Return those whom a workspace in which Anteroom is installed knows as its own users."""
    rows = await conn.fetch(
        f"select person_id from slack_account a where person_id = any($1::text[]) and {_INSTALLED}",
        list(person_ids),
    )
    return {row["person_id"] for row in rows}


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
        """insert into slack_account (team_id, user_id, person_id, linked_at, enterprise_id)
        values ($1, $2, $3, $4, $5)
        on conflict (team_id, user_id) do update set person_id = excluded.person_id,
            linked_at = excluded.linked_at, enterprise_id = excluded.enterprise_id""",
        speaker.team_id,
        speaker.user_id,
        person_id,
        house.clock.now(),
        speaker.enterprise_id,
    )
    await _note(conn, house, person_id, "slack.linked")


async def unlink(conn: Connection, house: House, speaker: Speaker) -> bool:
    """Let a speaker stand for its member no more; tell whether it did. The member's cards here close."""
    rows = await conn.fetch(
        """delete from slack_account where user_id = $2 and linked_at is not null
            and (team_id = $1 or (enterprise_id = $3 and $3 <> '')) returning person_id""",
        speaker.team_id,
        speaker.user_id,
        speaker.enterprise_id,
    )
    for person_id in sorted({row["person_id"] for row in rows}):
        await _note(conn, house, person_id, "slack.unlinked")
    return bool(rows)


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
    # The Home tab too, where it was opened before: `homes.py` has no say in who is connected.
    looked = """select true from slack_home join slack_account using (team_id, user_id) where person_id = $1
        limit 1"""
    if await conn.fetchval(looked, person_id):
        await want_surface(conn, house, "slack_home", person_id)


async def may_learn_address(conn: Connection, house: House, account: Account | None) -> bool:
    """Tell whether an address that Slack tells may be kept, once a form has named it.

    Not a member's, who is the marketplace's; nor of anybody of whom we have an address already.
    """
    if account is None:
        return True
    return not account.linked and not await house.vault.has(conn, account.person_id, "email")


async def person_of_colleague(conn: Connection, house: House, place: Place, colleague: Colleague) -> str:
    """Return the person that a colleague is who is invited from a place; a new one where nobody knows it.

    An address in a Slack profile is the workspace's word and no proof, so nobody is recognised by it; it is
    kept in the vault as the colleague's own, where the installation's scopes give it.
    """
    known = await account_of(conn, Speaker(place.team_id, colleague.user_id, place.enterprise_id))
    if known is not None:
        await zones.tell(conn, known.person_id, Source.SLACK, colleague.time_zone, house.clock.now())
        if colleague.email and await may_learn_address(conn, house, known):
            await house.vault.keep(conn, known.person_id, {"email": colleague.email})
        return known.person_id
    person_id = await new_person(conn, house.randomness, house.clock.now())
    await zones.tell(conn, person_id, Source.SLACK, colleague.time_zone, house.clock.now())
    if colleague.email:
        await house.vault.keep(conn, person_id, {"email": colleague.email})
    else:
        await want_scope(conn, place, "users:read.email")
    await conn.execute(
        "insert into slack_account (team_id, user_id, person_id, enterprise_id) values ($1, $2, $3, $4)",
        place.team_id,
        colleague.user_id,
        person_id,
        place.enterprise_id,
    )
    return person_id
