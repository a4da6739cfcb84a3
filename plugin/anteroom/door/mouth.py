"""The door's mouth for effects and answers: what may not leave is held, whoever rendered it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from typing import Protocol

import structlog

from anteroom.database.connection import Connection
from anteroom.door.blind import candidates
from anteroom.door.decoding import Reading, Unreadable, readings
from anteroom.door.links import pieces_of_links
from anteroom.door.needles import Hit, Needle, Needles
from anteroom.errors import Withheld

log = structlog.get_logger()

HELD = "Something in this would have given a contact detail away, so it was not sent."


class Body(Protocol):
    """A piece of a payload: its media type and its octets."""

    @property
    def content_type(self) -> str: ...
    @property
    def body(self) -> bytes: ...


class Payload(Protocol):
    """What is about to leave, who will read it, and which strings in it are of our own making."""

    @property
    def parts(self) -> Sequence[Body]: ...
    @property
    def minted(self) -> Sequence[str]: ...
    @property
    def readers(self) -> Sequence[str]: ...


class Secrets(Protocol):
    """What the door needs of the vault: needles and blind look-ups, never values."""

    async def needles(self, conn: Connection, person_ids: Iterable[str]) -> list[Needle]:
        """Return the needles of these persons."""
        ...

    async def owners_of_any(
        self, conn: Connection, values: Iterable[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return (person, field) of everybody who has one of the (field, normalised value) pairs."""
        ...


class Links(Protocol):
    """What the door needs to know of companies' meeting links, which nobody is ever shown."""

    async def needles(self, conn: Connection, interview_id: str) -> list[Needle]:
        """Return the needles of one interview's link."""
        ...

    async def holders(self, conn: Connection, pieces: Iterable[str]) -> list[str]:
        """Return the interviews whose link, past ones too, has one of these pieces."""
        ...


class Door:
    """Every byte bound for a person or a system passes here; a hit raises Withheld and nothing leaves."""

    def __init__(self, vault: Secrets, links: Links, now: Callable[[], datetime]) -> None:
        self._vault = vault
        self._links = links
        self._now = now

    async def inspect(
        self,
        conn: Connection,
        interview_id: str | None,
        payload: Payload,
        *,
        permitted: Sequence[str] = (),
        people: Sequence[str] = (),
    ) -> None:
        """Look at a payload about one interview; without an interview, look through the blind index.

        The blind index knows everybody's telephone and e-mail; of `people` every detail is sought besides.

        Raises Withheld. What the recipient was told lawfully (a disclosure in force, a text that the policy
        permitted in the interview or, `permitted`, in this payload) and a sole reader's own details pass.
        """
        read = [reading for part in payload.parts for reading in _read(part)]
        if interview_id is None:
            hits = await self._look_up(conn, read, payload)
            if people:
                needles = await self._needles(conn, people, payload.readers, permitted)
                hits += needles.find(read, payload.minted)
            _refuse(hits, None)
            return
        owners, texts = await _people_of(conn, interview_id)
        needles = await self._needles(conn, owners, payload.readers, (*texts, *permitted))
        links = Needles(await self._links.needles(conn, interview_id))
        _refuse([*needles.find(read, payload.minted), *links.find(read)], interview_id)

    async def _needles(
        self, conn: Connection, owners: Sequence[str], readers: Sequence[str], permitted: Sequence[str]
    ) -> Needles:
        shown = await self._shown(conn, owners, readers)
        needles = await self._vault.needles(conn, owners)
        hidden = [needle for needle in needles if (needle.owner, needle.kind) not in shown]
        # What a permitted text says is said. It is not sought by the whole text: a mail wraps and encodes it.
        said = {
            (hit.owner, hit.kind)
            for text in permitted
            for hit in Needles(hidden).find(readings("text/plain", text.encode()))
        }
        return Needles(needle for needle in hidden if (needle.owner, needle.kind) not in said)

    async def _look_up(self, conn: Connection, read: Sequence[Reading], payload: Payload) -> list[Hit]:
        """Return what the blind index knows."""
        found: set[tuple[str, str]] = set()
        pieces: set[str] = set()
        for reading in read:
            text = reading.text
            for minted in filter(None, payload.minted):  # nothing at all stands between any two characters
                text = text.replace(minted, " ")
            found |= candidates(text)
            pieces |= pieces_of_links(reading.text)
        held = await self._links.holders(conn, pieces)
        if held:
            return [Hit(owner, "link", "blind index") for owner in held]
        owners = await self._vault.owners_of_any(conn, found)
        if not owners:
            return []
        shown = await self._shown(conn, [owner for owner, _ in owners], payload.readers)
        return [
            Hit(owner, field, "blind index")  # type: ignore[arg-type]  # the index knows e-mail and phone only
            for owner, field in owners
            if (owner, field) not in shown
        ]

    async def _shown(
        self, conn: Connection, owners: Sequence[str], readers: Sequence[str]
    ) -> set[tuple[str, str]]:
        """Return the (owner, field) that every reader may see."""
        shown = await _disclosed(conn, owners, readers, self._now())
        return shown | await _own(conn, owners, readers[0]) if len(readers) == 1 else shown


def _read(part: Body) -> list[Reading]:
    try:
        return list(readings(part.content_type, part.body))
    except Unreadable as error:
        raise Withheld(HELD, reason=f"unreadable: {error}") from error


def _refuse(hits: Sequence[Hit], interview_id: str | None) -> None:
    if not hits:
        return
    kinds = sorted({f"{hit.kind} of {hit.owner} in {hit.where}" for hit in hits})
    log.error("door.held", interview=interview_id, found=kinds)
    raise Withheld(HELD, reason="; ".join(kinds))


async def _people_of(conn: Connection, interview_id: str) -> tuple[list[str], tuple[str, ...]]:
    rows = await conn.fetch("select distinct person_id from party where interview_id = $1", interview_id)
    members = await conn.fetchrow(
        """select client_id, freelancer_id, permitted from interview
        join proposal on proposal.id = proposal_id where interview.id = $1""",
        interview_id,
    )
    people = {row["person_id"] for row in rows}
    if members is None:
        return sorted(people), ()
    return sorted(people | {members["client_id"], members["freelancer_id"]}), tuple(members["permitted"])


async def _disclosed(
    conn: Connection, owners: Sequence[str], readers: Sequence[str], now: datetime
) -> set[tuple[str, str]]:
    """Return (owner, field) disclosed to every one of the readers; nothing where nobody is named."""
    if not readers:
        return set()
    rows = await conn.fetch(
        """select owner_id, field from disclosure where owner_id = any($1::text[])
        and viewer_id = any($2::text[]) and (ended_at is null or ended_at > $4)
        group by owner_id, field having count(distinct viewer_id) = $3""",
        list(owners),
        list(readers),
        len(set(readers)),
        now,
    )
    return {(row["owner_id"], row["field"]) for row in rows}


async def _own(conn: Connection, owners: Sequence[str], reader: str) -> set[tuple[str, str]]:
    """Return (owner, field) of what a sole reader has as its own, whoever else has the same value too.

    A mailbox may be two persons to us, and its own mail says nothing new to whoever reads it.
    """
    rows = await conn.fetch(
        """select other.person_id, other.field from contact own join contact other using (field, blind)
        where own.person_id = $1 and other.person_id = any($2::text[])""",
        reader,
        [*owners, reader],
    )
    return {(row["person_id"], row["field"]) for row in rows}
