"""Sessions of the console: known by a digest, over after a while without use and after a day's work.

The cookie holds nothing but a random token. Roles are those that the provider named when it was last asked,
and it is asked again after `console.roles_minutes`: the browser passes by there, mostly unseen by its person.
To take a role away at once, end the person's sessions (`end_all`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.model import Role, Staff, Who
from anteroom.console.settings import Console
from anteroom.database.connection import Connection
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.ledger import chain

MOST = 10
"""Sessions of one person at a time; another one ends the oldest."""
SEEN_EVERY = timedelta(minutes=1)
"""A session's last use is written down no oftener, so that a page costs no write."""
LONGEST = 80
FORGOTTEN = timedelta(days=1)
"""No session lives longer: the settings allow 24 hours at most."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who the provider says signed in, checked: `subject` as a digest, a name that is no contact detail."""

    subject: bytes
    name: str
    language: str
    zone: str | None
    roles: frozenset[Role]


@dataclass(frozen=True, slots=True)
class AtWork:
    """Somebody who is signed in now: in how many browsers, last seen when, with roles as of `roles_at`."""

    id: str
    name: str
    sessions: int
    seen_at: datetime
    roles_at: datetime
    roles: frozenset[Role]


async def begin(house: House, signed_in: SignedIn, before: str) -> str:
    """Begin a session and return what the cookie holds; the one that this browser had `before` is over.

    A session's token is never one that the browser brought along (no session fixation), but for a session
    that is this very person's and alive: that goes on with the roles of now, and its forms stay good.
    """
    now, token = house.clock.now(), house.randomness.token(40)
    async with house.database.transaction() as conn:
        staff_id = await conn.fetchval(
            """insert into staff (id, subject, name, language, zone, first_at, last_at)
            values ($1, $2, $3, $4, $5, $6, $6) on conflict (subject) do update
            set name = excluded.name, language = excluded.language,
                zone = coalesce(staff.zone, excluded.zone), last_at = excluded.last_at
            returning id""",
            f"stf_{house.randomness.token(20)}",
            signed_in.subject,
            signed_in.name,
            signed_in.language,
            signed_in.zone,
            now,
        )
        # In other browsers the same person is no more than that either.
        await conn.execute(
            "update console_session set roles = $2 where staff_id = $1", staff_id, sorted(signed_in.roles)
        )
        if await _goes_on(conn, house, before, staff_id, signed_in.roles):
            return before
        await conn.execute("delete from console_session where digest = $1", _digest(before))
        await conn.execute(
            """insert into console_session (digest, staff_id, roles, began_at, seen_at, roles_at)
            values ($1, $2, $3, $4, $4, $4)""",
            _digest(token),
            staff_id,
            sorted(signed_in.roles),
            now,
        )
        await conn.execute(
            """delete from console_session where staff_id = $1 and digest not in
                (select digest from console_session where staff_id = $1
                order by began_at desc, digest limit $2)""",
            staff_id,
            MOST,
        )
        await forget(conn, now)
    return token


async def who_is(house: House, console: Console, token: str) -> Who | None:
    """Return whose session a cookie names; None where it is over, or none of ours."""
    if not 0 < len(token) <= LONGEST:
        return None
    now = house.clock.now()
    async with house.database.connection() as conn:
        row = await conn.fetchrow(
            """select console_session.*, name, language, zone from console_session
            join staff on staff.id = staff_id where digest = $1""",
            _digest(token),
        )
        if row is None:
            return None
        idle = timedelta(minutes=console.idle_minutes)
        ends_at = row["began_at"] + timedelta(hours=console.hours)
        ask_at = row["roles_at"] + timedelta(minutes=console.roles_minutes)
        if now >= min(ends_at, row["seen_at"] + idle, ask_at + idle):
            await conn.execute("delete from console_session where digest = $1", row["digest"])
            return None
        if now - row["seen_at"] >= SEEN_EVERY:
            await conn.execute(
                "update console_session set seen_at = $2 where digest = $1", row["digest"], now
            )
    staff = Staff(row["staff_id"], row["name"], row["language"], row["zone"])
    roles = frozenset(map(Role, row["roles"]))
    return Who(staff, roles, ends_at, now >= ask_at, row["digest"], csrf_of(token))


async def end(house: House, who: Who) -> None:
    """End one session."""
    async with house.database.connection() as conn:
        await conn.execute("delete from console_session where digest = $1", who.digest)


async def end_all(house: House, staff_id: str, by: str) -> None:
    """End every session of a person; who did it is in the ledger. Raises NotFound."""
    async with house.database.transaction() as conn:
        if await conn.fetchval("select id from staff where id = $1 for update", staff_id) is None:
            raise NotFound("There is no such person.")
        ended = await conn.fetch(
            "delete from console_session where staff_id = $1 returning staff_id", staff_id
        )
        facts: dict[str, chain.Fact] = {"sessions": len(ended)}
        await chain.write(conn, f"staff:{staff_id}", house.clock.now(), "console.signed_out", by, facts)


async def end_of(house: House, subject: bytes) -> None:
    """End every session of somebody of whom the provider says that no role is left."""
    async with house.database.connection() as conn:
        await conn.execute(
            "delete from console_session using staff where staff.id = staff_id and subject = $1", subject
        )


async def signed_in(house: House, behind: str, limit: int) -> list[AtWork]:
    """Return at most so many people who have a session that is alive, by their ids behind one."""
    console, now = house.settings.console, house.clock.now()
    assert console is not None, "nobody is signed in without a console"
    idle = timedelta(minutes=console.idle_minutes)
    async with house.database.connection() as conn:
        rows = await conn.fetch(
            """select staff.id, name, count(distinct digest) as sessions, max(seen_at) as seen_at,
                max(roles_at) as roles_at, array_agg(distinct role) as roles
            from console_session join staff on staff.id = staff_id cross join unnest(roles) as role
            where staff.id > $1 and began_at > $2 and seen_at > $3 and roles_at > $4
            group by staff.id order by staff.id limit $5""",
            behind,
            now - timedelta(hours=console.hours),
            now - idle,
            now - idle - timedelta(minutes=console.roles_minutes),
            limit,
        )
    return [AtWork(**{**dict(row), "roles": frozenset(map(Role, row["roles"]))}) for row in rows]


async def _goes_on(
    conn: Connection, house: House, token: str, staff_id: str, roles: Collection[Role]
) -> bool:
    """Keep new roles in the session of this token, and tell whether there is one of this person, alive."""
    console, now = house.settings.console, house.clock.now()
    assert console is not None, "nobody signs in without a console"
    found = await conn.fetchval(
        """update console_session set roles = $3, roles_at = $4, seen_at = $4
        where digest = $1 and staff_id = $2 and began_at > $5 and seen_at > $6 returning true""",
        _digest(token),
        staff_id,
        sorted(roles),
        now,
        now - timedelta(hours=console.hours),
        now - timedelta(minutes=console.idle_minutes),
    )
    return bool(found)


async def forget(conn: Connection, now: datetime) -> None:
    """Forget sessions that are over in any case."""
    await conn.execute("delete from console_session where began_at < $1", now - FORGOTTEN)


def csrf_of(token: str) -> str:
    """Return what a form must bring along; only who holds the session's token can tell it."""
    return hmac.new(token.encode("utf-8", "surrogatepass"), b"console form", hashlib.sha256).hexdigest()


def cookie_name(house: House, name: str = "console") -> str:
    """Return a cookie's name, the session's where none is said.

    `__Host-` binds it to this very host, with TLS, for all paths (RFC 6265bis). The sandbox has no TLS, and
    browsers take no such cookie there.
    """
    return f"__Host-{name}" if _secure(house) else name


def token_of(request: web.Request) -> str:
    """Return what the cookie holds, "" where there is none."""
    return request.cookies.get(cookie_name(request.app[HOUSE]), "")


def put_cookie(answer: web.StreamResponse, house: House, token: str) -> None:
    """Give the cookie to a browser, until that is closed. Lax, for people come by links in mails and Slack.

    What changes anything needs the form's token besides, and a page of ours.
    """
    answer.set_cookie(
        cookie_name(house), token, httponly=True, secure=_secure(house), samesite="Lax", path="/"
    )


def take_cookie(answer: web.StreamResponse, house: House) -> None:
    """Take it back."""
    answer.del_cookie(cookie_name(house), httponly=True, secure=_secure(house), samesite="Lax", path="/")


def _secure(house: House) -> bool:
    return house.settings.public_url.startswith("https:")


def _digest(token: str) -> bytes:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
