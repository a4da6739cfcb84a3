"""What a key is, how it is written, and when it counts."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from anteroom.api.scopes import DAILY, TRUST, Scope
from anteroom.randomness import Randomness

WRITTEN = re.compile(r"(ak_[a-z2-7]{12})_[a-z2-7]{32}")
NAME = r"^(?![\d ._-]{7,}\Z)[A-Za-z0-9][A-Za-z0-9 ._-]{0,63}\Z"
"""A name is for people and stands in lists: never an address, and of digits alone it has at most six."""
USED_TO = timedelta(hours=1)
"""How exactly it is known when a key was last used: a write an hour, not one for each call."""
OVERLAP = timedelta(hours=24)
"""How long a key that was rotated goes on working, where nobody says otherwise."""
LONGEST_OVERLAP = timedelta(days=30)
FIRST, FIRST_TRUST = "first", "first-trust"


class Standing(StrEnum):
    """Whether a key opens anything."""

    GOOD = "good"
    REPLACED = "replaced"
    """It still works; another one is to take its place."""
    EXPIRED = "expired"
    REVOKED = "revoked"

    @property
    def works(self) -> bool:
        """Whether calls with it are answered."""
        return self in (Standing.GOOD, Standing.REPLACED)


@dataclass(frozen=True, slots=True)
class Key:
    """A key without its secret. `family` is shared by those that took one another's place."""

    id: str
    family: str
    name: str
    digest: bytes = field(repr=False)
    scopes: frozenset[Scope]
    created_at: datetime
    last_used_at: datetime | None = None
    expires_at: datetime | None = None
    revoked_at: datetime | None = None
    replaced_by: str | None = None

    def standing(self, now: datetime) -> Standing:
        """Return how it stands at `now`."""
        if self.revoked_at is not None and self.revoked_at <= now:
            return Standing.REVOKED
        if self.expires_at is not None and self.expires_at <= now:
            return Standing.EXPIRED
        return Standing.REPLACED if self.replaced_by else Standing.GOOD


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls: the key's id and family, what it bears, and until when."""

    id: str
    family: str
    scopes: frozenset[Scope]
    ends_at: datetime | None = None


def first_caller() -> Caller:
    """Whoever bears `ANTEROOM_API_KEY`."""
    return Caller(FIRST, FIRST, DAILY)


def first_trust_caller() -> Caller:
    """Whoever bears `ANTEROOM_REVIEW_KEY`."""
    return Caller(FIRST_TRUST, FIRST_TRUST, TRUST)


def new_id(randomness: Randomness) -> str:
    """Return the id of a new key, with which the key itself begins, so that people recognise it."""
    return f"ak_{randomness.token(12)}"


def new_secret(key_id: str, randomness: Randomness) -> str:
    """Return a key as it is shown once: its id and 160 bits of chance."""
    return f"{key_id}_{randomness.token(32)}"


def id_in(written: str) -> str | None:
    """Return the id with which a key begins, or None for what is no key of ours."""
    found = WRITTEN.fullmatch(written)
    return found[1] if found else None


def digest_of(written: str) -> bytes:
    """Return what is kept of a key. It has too much chance in it to be guessed from a plain digest."""
    return hashlib.sha256(written.encode()).digest()


def opens(key: Key, written: str) -> bool:
    """Tell in constant time whether this is the key."""
    return hmac.compare_digest(key.digest, digest_of(written))


def scopes_of(written: Iterable[str]) -> frozenset[Scope]:
    """Return scopes as they are kept; one that this release does not know any more opens nothing."""
    known = {scope.value: scope for scope in Scope}
    return frozenset(known[each] for each in written if each in known)
