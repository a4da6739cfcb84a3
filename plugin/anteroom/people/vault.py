"""Where contact details are kept sealed.

Each person has a key of its own, sealed under a key outside the database: erasing the person deletes that
key. A blind index (a keyed digest under another key) finds an owner without reading anything.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable, Mapping

from anteroom.database.connection import Connection
from anteroom.door.blind import normalise
from anteroom.door.needles import Needle, NeedleKind
from anteroom.errors import BadInput
from anteroom.people.sealed import Plain, Seal
from anteroom.randomness import Randomness

LONGEST = 320
"""Longest contact detail in characters (an e-mail address by RFC 5321: 64 + 1 + 255)."""


class Vault:
    """Keeps, finds and, for the few who may, opens contact details."""

    def __init__(self, seal: Seal, index_key: bytes, randomness: Randomness) -> None:
        self._seal = seal
        self._index_key = index_key
        self._randomness = randomness

    def seal(self, value: bytes, belongs_to: str) -> bytes:
        """Seal bytes that may name people (a frozen effect, a token) for the database."""
        return self._seal.close(value, belongs_to)

    def unseal(self, sealed: bytes, belongs_to: str) -> bytes:
        """Open what `seal` closed for the same `belongs_to`; ValueError otherwise."""
        return self._seal.open(sealed, belongs_to)

    async def seal_own(self, conn: Connection, person_id: str, value: bytes, belongs_to: str) -> bytes:
        """Seal what a person gave us under the person's own key: erasing the person closes it for ever."""
        return (await self._key_of(conn, person_id)).close(value, belongs_to)

    async def open_own(self, conn: Connection, person_id: str, sealed: bytes, belongs_to: str) -> bytes:
        """Open what `seal_own` closed for the same person and `belongs_to`; ValueError otherwise."""
        return (await self._key_of(conn, person_id)).open(sealed, belongs_to)

    def blind(self, field: str, value: str) -> bytes:
        """Return the keyed digest of a value's one normal spelling."""
        text = f"{field}\0{normalise(field, value)}"
        return hmac.new(self._index_key, text.encode(), hashlib.sha256).digest()

    async def keep(self, conn: Connection, person_id: str, contact: Mapping[str, str]) -> None:
        """Replace the named fields of a person; an empty value removes the field.

        Raises BadInput for a value in which nothing can be recognised: it could not be protected either.
        """
        for field, value in contact.items():
            if not value.strip():
                await conn.execute(
                    "delete from contact where person_id = $1 and field = $2", person_id, field
                )
                continue
            if len(value) > LONGEST:
                raise BadInput(f"The {field} is too long.", field=field)
            try:
                blind = self.blind(field, value)
                _needle(person_id, field, value)
            except ValueError as error:
                raise BadInput(f"This {field} cannot be read.", field=field) from error
            key = await self._key_of(conn, person_id)
            await conn.execute(
                """insert into contact (id, person_id, field, sealed, blind) values ($1, $2, $3, $4, $5)
                on conflict (person_id, field) do update set sealed = excluded.sealed, blind = excluded.blind
                where contact.blind is distinct from excluded.blind""",
                f"con_{self._randomness.token(20)}",
                person_id,
                field,
                key.close(value.strip().encode(), f"{person_id}:{field}"),
                blind,
            )

    async def open(self, conn: Connection, person_id: str, field: str) -> Plain | None:
        """Return one field of a person, or None. For the owner's own envelope, or a recorded disclosure."""
        sealed = await conn.fetchval(
            "select sealed from contact where person_id = $1 and field = $2", person_id, field
        )
        if sealed is None:
            return None
        key = await self._key_of(conn, person_id)
        return Plain(key.open(sealed, f"{person_id}:{field}").decode())

    async def has(self, conn: Connection, person_id: str, field: str) -> bool:
        """Tell whether a person has this field at all."""
        found = await conn.fetchval(
            "select true from contact where person_id = $1 and field = $2", person_id, field
        )
        return bool(found)

    async def owners(self, conn: Connection, field: str, value: str) -> list[str]:
        """Return the ids of the persons who have exactly this value; an unreadable value has no owner."""
        try:
            blind = self.blind(field, value)
        except ValueError:
            return []
        rows = await conn.fetch(
            "select person_id from contact where field = $1 and blind = $2 order by person_id", field, blind
        )
        return [row["person_id"] for row in rows]

    async def owners_of_any(
        self, conn: Connection, values: Iterable[tuple[str, str]]
    ) -> list[tuple[str, str]]:
        """Return (person, field) of every person that has one of the (field, normalised value) pairs."""
        digests = [
            hmac.new(self._index_key, f"{field}\0{value}".encode(), hashlib.sha256).digest()
            for field, value in values
        ]
        if not digests:
            return []
        rows = await conn.fetch(
            "select person_id, field from contact where blind = any($1::bytea[])", digests
        )
        return [(row["person_id"], row["field"]) for row in rows]

    async def needles(self, conn: Connection, person_ids: Iterable[str]) -> list[Needle]:
        """Return the needles of these persons, which tell owner and kind and never the value."""
        rows = await conn.fetch(
            """select contact.person_id, field, contact.sealed, person_key.sealed as key
            from contact join person_key using (person_id) where person_id = any($1::text[])""",
            list(person_ids),
        )
        needles = []
        for row in rows:
            key = self._own_key(row["person_id"], row["key"])
            value = key.open(row["sealed"], f"{row['person_id']}:{row['field']}").decode()
            needles.append(_needle(row["person_id"], row["field"], value))
        return needles

    async def _key_of(self, conn: Connection, person_id: str) -> Seal:
        sealed = await conn.fetchval("select sealed from person_key where person_id = $1", person_id)
        if sealed is None:
            sealed = self._seal.close(self._randomness.bytes(32), f"key:{person_id}")
            await conn.execute(
                "insert into person_key (person_id, sealed, key_id) values ($1, $2, $3)",
                person_id,
                sealed,
                self._seal.key_id,
            )
        return self._own_key(person_id, sealed)

    def _own_key(self, person_id: str, sealed: bytes) -> Seal:
        return Seal([("own", self._seal.open(sealed, f"key:{person_id}"))], self._randomness)


def _needle(person_id: str, field: str, value: str) -> Needle:
    kinds: dict[str, NeedleKind] = {
        "email": "email",
        "phone": "phone",
        "handle": "handle",
        "address": "address",
    }
    return Needle.of(person_id, kinds[field], value)
