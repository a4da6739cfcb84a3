"""Who never wants mail from us again.

A wish is kept by mailbox, as a keyed digest and nothing else: it needs no person, so that erasing one, or
inviting the same address anew, does not forget it.
"""

from __future__ import annotations

import hashlib
import hmac
from base64 import b32encode
from datetime import datetime

import idna

from anteroom.database.connection import Connection
from anteroom.door.blind import normalise
from anteroom.ledger import chain

OCTETS = 20
GOOGLE = frozenset({"gmail.com", "googlemail.com"})
"""Two names of one provider, at which `j.doe` and `jdoe` are one mailbox (Gmail Help: dots don't matter)."""


def mailbox_of(key: bytes, address: str) -> bytes:
    """Return 20 octets that stand for the mailbox behind an address; `key` is the vault's index key.

    A tag behind a plus sign leads to the same mailbox (RFC 5233), and at Google dots do not count: who
    refuses must not be reached by adding one. Raises ValueError, which does not repeat the address, for what
    is none.
    """
    local, at, domain = normalise("email", address).rpartition("@")
    if not at or not local:
        raise ValueError("this is no address")
    try:
        host = domain if domain.isascii() else idna.encode(domain, uts46=True).decode()
    except idna.IDNAError as error:
        raise ValueError("this is no domain") from error
    local = local.partition("+")[0] or local
    if host in GOOGLE:
        local, host = local.replace(".", "") or local, "gmail.com"
    # The key finds owners too; the prefix keeps the digests apart.
    said = f"mailbox\0{local}@{host}"
    return hmac.new(key, said.encode(), hashlib.sha256).digest()[:OCTETS]


async def refused(conn: Connection, mailbox: bytes) -> bool:
    """Tell whether nothing may be sent to this mailbox."""
    found = await conn.fetchval(
        "select true from mail_refusal where mailbox = $1 and allowed_at is null", mailbox
    )
    return bool(found)


async def refuse(conn: Connection, mailbox: bytes, now: datetime, way: str) -> bool:
    """Keep that nothing may be sent there any more; False if that was so already.

    `way` says for the ledger how the wish came: `page`, `one-click`, `mail`, `complaint`.
    """
    changed = await conn.fetchval(
        """insert into mail_refusal (mailbox, refused_at) values ($1, $2)
        on conflict (mailbox) do update set refused_at = excluded.refused_at, allowed_at = null
        where mail_refusal.allowed_at is not null returning true""",
        mailbox,
        now,
    )
    if changed:
        await chain.write(conn, _chain(mailbox), now, "mail.refused", way, {})
    return bool(changed)


async def allow(conn: Connection, mailbox: bytes, now: datetime, way: str) -> bool:
    """Take the wish back; False if there was none."""
    changed = await conn.fetchval(
        """update mail_refusal set allowed_at = $2 where mailbox = $1 and allowed_at is null
        returning true""",
        mailbox,
        now,
    )
    if changed:
        await chain.write(conn, _chain(mailbox), now, "mail.allowed", way, {})
    return bool(changed)


def _chain(mailbox: bytes) -> str:
    # Its writers are serialised by the lock on the mailbox's row.
    return f"mailbox:{b32encode(mailbox).decode().lower()}"
