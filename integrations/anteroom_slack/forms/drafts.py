"""What somebody has filled in and not sent yet: sealed, found by the form it is of, gone once it is sent.

A form's metadata comes back to us through Slack's servers and clients: nothing that was typed stands in it.
"""

from __future__ import annotations

import hashlib
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec

from anteroom.database.connection import Connection
from anteroom.errors import Conflict
from anteroom.house import House
from anteroom_slack.people.accounts import Speaker

SOURCE = "slack-draft"
LIFE = timedelta(hours=2)
GONE = "This form was open for too long, and what it held is forgotten. Type `/interview` again."


class DraftGuest(msgspec.Struct, frozen=True):
    """Somebody by address, and what others are to read as the name."""

    email: str
    label: str = ""


class Draft(msgspec.Struct, frozen=True):
    """A filled-in form. `proposals` are our ids, `colleagues` users of Slack.

    `may` holds the users and addresses of those who need not come. `addresses`: those that Slack tells may
    be written to. `first`: colleagues are asked before anybody else hears of it. `link` is the company's own,
    `tool` one in which the call is to be made; with neither it is the room in the browser. With `others`
    everybody is asked which of these times suit: the first is `starts_at`, each is as long.
    """

    proposals: tuple[str, ...]
    starts_at: datetime
    minutes: int
    pause: int = 15
    colleagues: tuple[str, ...] = ()
    guests: tuple[DraftGuest, ...] = ()
    agenda: str = ""
    nda: str = ""
    nda_title: str = ""
    first: bool = False
    may: tuple[str, ...] = ()
    addresses: bool = True
    link: str = ""
    tool: str = ""
    others: tuple[datetime, ...] = ()

    @property
    def asks_first(self) -> bool:
        """Whether colleagues are asked about one time; about several they are a part of the same question."""
        return self.first and not self.others

    @property
    def times(self) -> tuple[tuple[datetime, datetime], ...]:
        """Every time that is offered, best first."""
        return tuple((each, each + self.length) for each in (self.starts_at, *self.others))

    @property
    def length(self) -> timedelta:
        """How long one interview lasts."""
        return timedelta(minutes=self.minutes)

    @property
    def minutes_between(self) -> timedelta:
        """The pause between two interviews of one day."""
        return timedelta(minutes=self.pause)

    @property
    def print(self) -> str:
        """What tells this draft from another; for a form to say which one it shows."""
        return hashlib.sha256(msgspec.json.encode(self)).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Form:
    """Whose form a draft belongs to, and which: the first view of its stack."""

    speaker: Speaker
    root: str

    @property
    def key(self) -> str:
        """What names it once; two submissions of one form have one key."""
        return f"{self.speaker.team_id}:{self.speaker.user_id}:{self.root}"


async def keep(conn: Connection, house: House, form: Form, draft: Draft) -> None:
    """Keep a draft in place of an earlier one of the same form."""
    now = house.clock.now()
    sealed = house.vault.seal(msgspec.json.encode(draft), f"{SOURCE}:{form.key}")
    await conn.execute(
        """insert into seen (source, key, at, answer) values ($1, $2, $3, $4)
        on conflict (source, key) do update set at = excluded.at, answer = excluded.answer""",
        SOURCE,
        form.key,
        now,
        {"sealed": b64encode(sealed).decode()},
    )


async def load(conn: Connection, house: House, form: Form) -> Draft:
    """Return the draft of a form. Raises Conflict once it is gone."""
    row = await conn.fetchrow("select at, answer from seen where source = $1 and key = $2", SOURCE, form.key)
    if row is None or row["at"] < house.clock.now() - LIFE:
        raise Conflict(GONE)
    sealed = b64decode(row["answer"]["sealed"])
    return msgspec.json.decode(house.vault.unseal(sealed, f"{SOURCE}:{form.key}"), type=Draft)


async def drop(conn: Connection, form: Form) -> None:
    """Forget the draft of a form."""
    await conn.execute("delete from seen where source = $1 and key = $2", SOURCE, form.key)


async def forget_old(conn: Connection, now: datetime) -> None:
    """Forget what was never sent."""
    await conn.execute("delete from seen where source = $1 and at < $2", SOURCE, now - LIFE)


async def forget_of(conn: Connection, teams: list[str]) -> None:
    """Forget every draft of these workspaces' people."""
    query = "delete from seen where source = $1 and split_part(key, ':', 1) = any($2::text[])"
    await conn.execute(query, SOURCE, teams)
