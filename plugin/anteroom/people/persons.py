"""Persons: who stands behind members, guests and parties."""

from __future__ import annotations

import re
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from anteroom.database.connection import Connection
from anteroom.errors import BadInput
from anteroom.people.vault import Vault
from anteroom.randomness import Randomness


async def new_person(
    conn: Connection,
    randomness: Randomness,
    now: datetime,
    *,
    time_zone: str | None = None,
    language: str | None = None,
) -> str:
    """Insert a guest and return its id; whoever becomes a member is turned into one by the marketplace.

    `time_zone` and `language` are None where nobody told them.
    """
    person_id = f"per_{randomness.token(20)}"
    await conn.execute(
        "insert into person (id, kind, time_zone, language, created_at) values ($1, 'guest', $2, $3, $4)",
        person_id,
        time_zone,
        language,
        now,
    )
    return person_id


_SIGN = r"[^\s\x00-\x20\x7f-\x9f<>\"(),:;\[\]\\@]"
_ADDRESS = re.compile(rf"{_SIGN}{{1,64}}@(?!\.){_SIGN}{{1,190}}\.(?:(?!\.){_SIGN}){{1,63}}")


def is_address(text: str) -> bool:
    """Tell whether a text has the shape of an e-mail address."""
    return _ADDRESS.fullmatch(text.strip()) is not None


async def known_by_email(conn: Connection, vault: Vault, email: str) -> list[str]:
    """Return the persons who have this address by somebody's word that counts.

    What a Slack workspace writes into a profile proves nothing: whoever were recognised by it would be seen,
    and would act, through an account of that workspace's choosing.
    """
    rows = await conn.fetch(
        """select id from unnest($1::text[]) with ordinality as owner (id, place)
        where not exists (select 1 from slack_account where person_id = owner.id and linked_at is null)
        order by place""",
        await vault.owners(conn, "email", email),
    )
    return [row["id"] for row in rows]


async def person_with_email(
    conn: Connection, vault: Vault, randomness: Randomness, now: datetime, email: str, *, but: str = ""
) -> str:
    """Return the person who has this address, a new guest if nobody has, or nobody but `but`.

    Raises BadInput for what is no address.
    """
    if not is_address(email):
        raise BadInput("This is no e-mail address.", field="email")
    for owner in await known_by_email(conn, vault, email):
        if owner != but:
            return owner
    person_id = await new_person(conn, randomness, now)
    await vault.keep(conn, person_id, {"email": email})
    return person_id


async def stand_in(conn: Connection, vault: Vault, proposal_id: str, now: datetime) -> str:
    """Return the guest that stands for a proposal's freelancer, who was picked as one of the client's people.

    Always the same one, whom nothing reaches: picked a second time it is named twice, like everybody.
    """
    digest = vault.blind("stand-in", proposal_id)
    person_id = f"per_{b32encode(digest).decode().lower()[:20]}"
    await conn.execute(
        """insert into person (id, kind, created_at) values ($1, 'guest', $2)
        on conflict (id) do nothing""",
        person_id,
        now,
    )
    return person_id


ZONE = """case when $2::timestamptz is null or until is null then person.time_zone
    when $2 >= begins_at and $2 < until then travel.time_zone else home end as time_zone"""
"""In SQL, the zone of a person at the moment $2; at null the one that counts now."""


async def zone_and_language(
    conn: Connection, person_id: str, moment: datetime | None = None
) -> tuple[str | None, str]:
    """Return a person's time zone (IANA, or None where nobody told us) and language, English where untold.

    The zone is the one that counts at `moment`: somebody who travels has another one for a while.
    """
    row = await conn.fetchrow(
        f"""select {ZONE}, language from person left join travel on travel.person_id = person.id
        where person.id = $1""",
        person_id,
        moment,
    )
    if row is None:
        return None, "en"
    return row["time_zone"], row["language"] or "en"


async def told_language(conn: Connection, person_id: str) -> str | None:
    """Return the language (BCP 47) that a person is known to read; None where nobody told us one."""
    found: str | None = await conn.fetchval("select language from person where id = $1", person_id)
    return found


async def zones_of(conn: Connection, person_ids: Sequence[str], moment: datetime) -> dict[str, str | None]:
    """Return the zones that count for these persons at a moment, as `zone_and_language` does for one."""
    rows = await conn.fetch(
        f"""select person.id, {ZONE} from person left join travel on travel.person_id = person.id
        where person.id = any($1::text[])""",
        list(person_ids),
        moment,
    )
    return {row["id"]: row["time_zone"] for row in rows}


async def set_language(conn: Connection, person_id: str, language: str) -> None:
    """Keep the language that a guest has chosen; a member's is the marketplace's to tell."""
    await conn.execute(
        "update person set language = $2 where id = $1 and kind = 'guest'", person_id, language
    )


def known_zone(name: str | None) -> ZoneInfo | None:
    """Return the zone of that IANA name; None for no name and for a name that is no zone."""
    if name is None or name not in _zone_names():
        return None
    return ZoneInfo(name)


@cache
def _zone_names() -> frozenset[str]:
    # The standard library looks through its folders each time it is asked, which takes milliseconds.
    return frozenset(available_timezones())
