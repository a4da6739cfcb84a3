"""Calls that we make for interviews in tools: a row each, and what is to be done about it outside."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Final

from anteroom.database.connection import Connection, Row
from anteroom.effects.wish import want_surface
from anteroom.interviews.model import Interview, State
from anteroom.meetings import store
from anteroom.meetings.model import Kind
from anteroom.meetings.provider import LeakProfile, Meeting, Wanted

if TYPE_CHECKING:
    from anteroom.house import House

EFFECT: Final = "meeting_call"
"""The kind of effect that brings a call to what is wanted of it; its key is the call's name."""


class Stand(StrEnum):
    """Where a call stands outside, as far as we know."""

    BEING_MADE = "being_made"
    MADE = "made"
    FAILED = "failed"
    """Given up. It may be there all the same, where an answer was lost."""
    GONE = "gone"


class Step(StrEnum):
    """What is to be done about a call outside."""

    MAKE = "make"
    MOVE = "move"
    """Tell its time, which also tells whether it is there still."""
    TAKE_AWAY = "take-away"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Call:
    """One call. `outside_id` is "" as long as the tool gave none.

    `name` is ours, and stands in logs; `told_name` is what the tool calls it by, and told to nobody else: in
    some tools it is most of the way there.
    `asked` tells that the tool was asked to make it and that no answer is noted: it may be there.
    """

    name: str
    interview_id: str
    provider: str
    account: str
    state: Stand
    asked: bool
    wanted: bool
    outside_id: str = field(repr=False)
    told_name: str = field(repr=False)
    not_before: datetime | None

    def wanted_for(self, interview: Interview) -> bool:
        """Tell whether the interview takes place in this call, as far as it is up to us."""
        return self.wanted and not interview.state.over and interview.place.kind is Kind.MADE

    def step(self, interview: Interview) -> Step:
        """Return what is to be done about it."""
        if self.wanted_for(interview):
            return {Stand.BEING_MADE: Step.MAKE, Stand.MADE: Step.MOVE}.get(self.state, Step.NOTHING)
        there = self.state is Stand.MADE or (self.asked and self.state is not Stand.GONE)
        return Step.TAKE_AWAY if there else Step.NOTHING

    def told(self, interview: Interview) -> Wanted:
        """Return what the tool is told. People wait there only where somebody of the company can let them in.

        In an account of our own nobody could; there our own lobby has to do.
        """
        return Wanted(self.told_name, interview.starts_at, interview.length, bool(self.account), self.account)


@dataclass(frozen=True, slots=True)
class Order:
    """A call that was chosen: in which tool, in whose account, and what it shows at best."""

    provider: str
    account: str
    shows: LeakProfile


def may_stay_until(interview: Interview) -> datetime | None:
    """Return until when people may stay in a call that is to be taken away: those in it are given minutes."""
    return interview.closes_at if interview.state is State.VOID else None


async def order(conn: Connection, house: House, interview_id: str, chosen: Order) -> None:
    """Want a call for an interview, which has none that it wants."""
    name = f"call_{house.randomness.token(20)}"
    await conn.execute(
        """insert into made_call (name, interview_id, provider, account, state, at)
        values ($1, $2, $3, $4, $5, $6)""",
        name,
        interview_id,
        chosen.provider,
        chosen.account,
        Stand.BEING_MADE,
        house.clock.now(),
    )
    await want_surface(conn, house, EFFECT, name, interview_id=interview_id)


async def tell_time(conn: Connection, house: House, interview_id: str) -> None:
    """Tell the tool the time of the interview's call, which it did not have when the call was ordered."""
    rows = await conn.fetch(
        "select name from made_call where interview_id = $1 and wanted order by at", interview_id
    )
    for row in rows:
        await want_surface(conn, house, EFFECT, row["name"], interview_id=interview_id)


async def let_go(conn: Connection, house: House, interview_id: str) -> None:
    """Want an interview's call no more; it is taken away outside."""
    rows = await conn.fetch(
        "update made_call set wanted = false where interview_id = $1 and wanted returning name", interview_id
    )
    for row in rows:
        await want_surface(conn, house, EFFECT, row["name"], interview_id=interview_id)


async def look_again(conn: Connection, house: House, provider: str, account: str) -> None:
    """Bring every call of an account to what is wanted: it was connected, or is no more."""
    rows = await conn.fetch(
        """select name, interview_id from made_call
        where account = $1 and provider = $2 and account <> '' and state <> 'gone' order by name""",
        account,
        provider,
    )
    for row in rows:
        await want_surface(conn, house, EFFECT, row["name"], interview_id=row["interview_id"])


async def load(conn: Connection, house: House, name: str, *, lock: bool = False) -> Call | None:
    """Return a call by its name. With `lock` nobody else changes it until we commit."""
    row = await conn.fetchrow(f"select * from made_call where name = $1{' for update' if lock else ''}", name)
    return _call(house, row)


async def of_interview(conn: Connection, house: House, interview_id: str) -> Call | None:
    """Return the call that an interview wants."""
    row = await conn.fetchrow("select * from made_call where interview_id = $1 and wanted", interview_id)
    return _call(house, row)


async def of_outside(conn: Connection, house: House, provider: str, outside_id: str) -> Call | None:
    """Return the call that a tool means."""
    row = await conn.fetchrow(
        "select * from made_call where known = $1 order by at desc limit 1",
        _known(house, provider, outside_id),
    )
    return _call(house, row)


async def asking(conn: Connection, name: str, *, asked: bool) -> None:
    """Note that the tool is about to be asked to make a call, or for certain did not."""
    await conn.execute("update made_call set asked = $2 where name = $1", name, asked)


async def leave_alone(conn: Connection, name: str, until: datetime) -> None:
    """Note until when the tool wants to be left alone."""
    await conn.execute("update made_call set not_before = $2 where name = $1", name, until)


async def made(conn: Connection, house: House, call: Call, meeting: Meeting, *, opens: bool) -> None:
    """Note that a call is there; where it `opens` an interview, its link is kept for that."""
    await conn.execute(
        """update made_call set state = 'made', asked = false, outside = $2, known = $3, not_before = null
        where name = $1""",
        call.name,
        house.vault.seal(meeting.outside_id.encode(), _belongs_to(call.name)),
        _known(house, call.provider, meeting.outside_id),
    )
    if opens and meeting.link is not None:
        await store.keep(conn, house.vault, call.interview_id, meeting.link.reveal(), house.clock.now())


async def failed(conn: Connection, name: str) -> None:
    """Note that a call is given up. One that is there stays known as made, and is taken away."""
    await conn.execute(
        """update made_call set wanted = false,
            state = case when state = 'being_made' then 'failed' else state end where name = $1""",
        name,
    )


async def gone(conn: Connection, name: str) -> None:
    """Note that a call is not there any more; its id outside is forgotten, and known again by its digest."""
    await conn.execute(
        "update made_call set state = 'gone', asked = false, outside = null where name = $1", name
    )


async def meeting_of(conn: Connection, house: House, call: Call, shows: LeakProfile) -> Meeting:
    """Return a call as its provider knows it."""
    link = await store.open_link(conn, house.vault, call.interview_id)
    return Meeting(call.provider, call.outside_id, shows, call.account, link)


async def heard_of(conn: Connection, interview_id: str) -> Sequence[Row]:
    """Return what tools said of an interview's calls, in order: `happening`, `party_id`, `at`."""
    return await conn.fetch(
        """select happening, party_id, call_heard.at from call_heard join made_call using (name)
        where interview_id = $1 order by call_heard.at, id""",
        interview_id,
    )


async def came_to(conn: Connection, interview_id: str) -> frozenset[str]:
    """Return the parties of whom a tool said that they came into the interview's call."""
    said = await heard_of(conn, interview_id)
    return frozenset(row["party_id"] for row in said if row["party_id"] and row["happening"] == "came")


def _call(house: House, row: Row | None) -> Call | None:
    if row is None:
        return None
    sealed = row["outside"]
    return Call(
        row["name"],
        row["interview_id"],
        row["provider"],
        row["account"],
        Stand(row["state"]),
        row["asked"],
        row["wanted"],
        house.vault.unseal(sealed, _belongs_to(row["name"])).decode() if sealed else "",
        store.told_name(house.vault, row["name"]),
        row["not_before"],
    )


def _known(house: House, provider: str, outside_id: str) -> bytes:
    return house.vault.blind("call", f"{provider}:{outside_id}")


def _belongs_to(name: str) -> str:
    return f"call:{name}"
