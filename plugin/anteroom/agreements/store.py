"""SQL of agreements and signatures: rows are added and never changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import msgspec

from anteroom.agreements.document import OWN, Content, Document, Hidden
from anteroom.agreements.ours import ours_with
from anteroom.database.connection import Connection, Row
from anteroom.door.decoding import readings
from anteroom.door.needles import Needles
from anteroom.errors import NotFound
from anteroom.house import House
from anteroom.interviews.model import Interview, Party


@dataclass(frozen=True, slots=True)
class Version:
    """One version of what an interview's host asked to be signed, as it is shown."""

    id: str
    interview_id: str
    version: int
    source: str
    title: str
    shown: str
    shown_hash: str
    full_hash: str
    asked_by: str
    at: datetime

    @property
    def hides(self) -> bool:
        """Tell whether something of it is hidden before a contract."""
        return self.full_hash != self.shown_hash


@dataclass(frozen=True, slots=True)
class Signature:
    """One party's yes to one version; `label` is what others read as its name then."""

    id: str
    agreement_id: str
    party_id: str
    label: str
    shown_hash: str
    full_hash: str
    at: datetime


async def keep(
    conn: Connection, house: House, interview: Interview, document: Document, asked_by: str
) -> Version:
    """Add a version. Whoever does holds the interview's row, so that versions are counted one by one."""
    version = Version(
        id=f"agr_{house.randomness.token(20)}",
        interview_id=interview.id,
        version=await _count(conn, interview.id) + 1,
        source=document.source,
        title=document.title,
        shown=document.shown,
        shown_hash=document.shown_hash,
        full_hash=document.full_hash,
        asked_by=asked_by,
        at=house.clock.now(),
    )
    content = await owned(conn, house, interview, document.content)
    await conn.execute(
        """insert into agreement (id, interview_id, version, source, title, shown, sealed, shown_hash,
            full_hash, asked_by, at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)""",
        version.id,
        version.interview_id,
        version.version,
        version.source,
        version.title,
        version.shown,
        house.vault.seal(msgspec.json.encode(content), version.id),
        version.shown_hash,
        version.full_hash,
        version.asked_by,
        version.at,
    )
    return version


async def owned(conn: Connection, house: House, interview: Interview, told: Content) -> Content:
    """Return a content that says whose details stand in what is hidden."""
    if not told.hidden:
        return told
    people = sorted({party.person_id for party in interview.parties})
    needles = Needles(await house.vault.needles(conn, people))

    def with_owners(each: Hidden) -> Hidden:
        hits = needles.find(readings("text/plain", told.text[each.start : each.end].encode()))
        owners = tuple(dict.fromkeys((hit.owner, str(hit.kind)) for hit in hits))
        return msgspec.structs.replace(each, owners=owners)

    return msgspec.structs.replace(told, hidden=tuple(with_owners(each) for each in told.hidden))


async def newest(conn: Connection, interview_id: str) -> Version | None:
    """Return the version that was asked for last, whether or not it still is."""
    row = await conn.fetchrow(
        "select * from agreement where interview_id = $1 order by version desc limit 1", interview_id
    )
    return _version(row) if row is not None else None


async def current(conn: Connection, house: House, interview: Interview) -> Version:
    """Return the version that stands, adding it where nobody did: a text that a newer guard took back."""
    found = await newest(conn, interview.id)
    if found is not None and found.shown == interview.nda and found.title == interview.nda_title:
        return found
    own = ours_with(interview.nda)
    source, title = (own.source, own.title) if own else (OWN, interview.nda_title)
    document = Document(interview.nda_title or title, interview.nda, Content(interview.nda, (), ""), source)
    if found is not None and (found.shown, found.title) == (document.shown, document.title):
        return found
    return await keep(conn, house, interview, document, interview.host.id)


async def versions(conn: Connection, interview_id: str) -> list[Version]:
    """Return everything that was ever asked for in an interview, oldest first."""
    rows = await conn.fetch("select * from agreement where interview_id = $1 order by version", interview_id)
    return [_version(row) for row in rows]


async def content(conn: Connection, house: House, version_id: str) -> Content:
    """Return the whole text: for whoever has made sure that it may be read. Raises NotFound."""
    sealed = await conn.fetchval("select sealed from agreement where id = $1", version_id)
    if sealed is None:
        raise NotFound("There is no such agreement.")
    return msgspec.json.decode(house.vault.unseal(sealed, version_id), type=Content)


async def sign(
    conn: Connection, signature_id: str, version: Version, party: Party, now: datetime
) -> Signature:
    """Add a party's yes; a second one to the same version is the first."""
    await conn.execute(
        """insert into signature (id, agreement_id, party_id, label, shown_hash, full_hash, at)
        values ($1, $2, $3, $4, $5, $6, $7) on conflict (agreement_id, party_id) do nothing""",
        signature_id,
        version.id,
        party.id,
        party.label,
        version.shown_hash,
        version.full_hash,
        now,
    )
    row = await conn.fetchrow(
        "select * from signature where agreement_id = $1 and party_id = $2", version.id, party.id
    )
    assert row is not None
    return Signature(**dict(row))


async def signatures(conn: Connection, interview_id: str) -> list[Signature]:
    """Return every signature of an interview, of older versions too, oldest first."""
    rows = await conn.fetch(
        """select signature.* from signature join agreement on agreement.id = agreement_id
        where interview_id = $1 order by signature.at, signature.id""",
        interview_id,
    )
    return [Signature(**dict(row)) for row in rows]


async def signature(conn: Connection, signature_id: str) -> tuple[Signature, Version]:
    """Return a signature and what it is under. Raises NotFound."""
    row = await conn.fetchrow("select * from signature where id = $1", signature_id)
    if row is None:
        raise NotFound("There is nothing here.")
    found = Signature(**dict(row))
    under = await conn.fetchrow("select * from agreement where id = $1", found.agreement_id)
    assert under is not None
    return found, _version(under)


async def _count(conn: Connection, interview_id: str) -> int:
    return await conn.fetchval("select count(*) from agreement where interview_id = $1", interview_id) or 0


def _version(row: Row) -> Version:
    fields = dict(row)
    del fields["sealed"]
    return Version(**fields)
