"""Sessions of the console: known by a digest, over after a while without use and after a day's work.

The cookie holds nothing but a random token. Roles are those that the provider named at the sign-in; to take
one away at once, end the person's sessions (`end_all`).
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from anteroom.api.doorway import HOUSE
from anteroom.console.model import Role, Staff, Who
from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.settings_console import Console

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


async def begin(house: House, signed_in: SignedIn, before: str) -> str:
    """Begin a session and return what the cookie holds; the one that this browser had `before` is over.

    A session's token is never one that the browser brought along (no session fixation).
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
        await conn.execute("delete from console_session where digest = $1", _digest(before))
        await conn.execute(
            """insert into console_session (digest, staff_id, roles, began_at, seen_at)
            values ($1, $2, $3, $4, $4)""",
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
        ends_at = row["began_at"] + timedelta(hours=console.hours)
        if now >= ends_at or now - row["seen_at"] >= timedelta(minutes=console.idle_minutes):
            await conn.execute("delete from console_session where digest = $1", row["digest"])
            return None
        if now - row["seen_at"] >= SEEN_EVERY:
            await conn.execute(
                "update console_session set seen_at = $2 where digest = $1", row["digest"], now
            )
    staff = Staff(row["staff_id"], row["name"], row["language"], row["zone"])
    return Who(staff, frozenset(map(Role, row["roles"])), ends_at, row["digest"], csrf_of(token))


async def end(house: House, who: Who) -> None:
    """End one session."""
    async with house.database.connection() as conn:
        await conn.execute("delete from console_session where digest = $1", who.digest)


async def end_all(house: House, staff_id: str) -> None:
    """End every session of a person, such as one whose role was taken away."""
    async with house.database.connection() as conn:
        await conn.execute("delete from console_session where staff_id = $1", staff_id)


async def keep_zone(house: House, staff_id: str, zone: str) -> None:
    """Keep in which zone a person reads times."""
    async with house.database.connection() as conn:
        await conn.execute("update staff set zone = $2 where id = $1", staff_id, zone)


async def names_of(conn: Connection, staff_ids: list[str]) -> Mapping[str, str]:
    """Return the names of people of the console by their ids, those that there are."""
    rows = await conn.fetch("select id, name from staff where id = any($1::text[])", staff_ids)
    return {row["id"]: row["name"] for row in rows}


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
