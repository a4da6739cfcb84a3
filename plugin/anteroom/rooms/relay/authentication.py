"""Whether a request is from whom it says: the long-term mechanism, judged anew for each message."""

from __future__ import annotations

import hmac
from dataclasses import dataclass, field

from anteroom.rooms.relay.allocations import Allocations
from anteroom.rooms.relay.credentials import REALM, Holder, read_username, sign
from anteroom.rooms.relay.stun import Address, Attribute, Message, long_term_key

NONCE_SECONDS = 600
STALE_NONCE = 438
"""Said only to what was rightly signed, some time or somewhere."""


class Refusal(Exception):
    """A request is answered by an error; with `challenge` the client is told how to try again."""

    def __init__(
        self, number: int, words: str, *, challenge: bool = False, unknown: list[int] | None = None
    ) -> None:
        super().__init__(words)
        self.number = number
        self.words = words
        self.challenge = challenge
        self.unknown = unknown or []


@dataclass(frozen=True, slots=True)
class Authenticated:
    """Who asks, and the key that signs the answer."""

    holder: Holder
    key: bytes


@dataclass(frozen=True, slots=True)
class Authentication:
    """Signature, expiry, revocation and the nonce's age and place, at every request."""

    secret: bytes = field(repr=False)
    allocations: Allocations

    def judge(self, message: Message, address: Address, now: float) -> Authenticated:
        """Return who asks from `address`. Raises Refusal 400, 401 or 438 (RFC 8489 section 9.2.4)."""
        unauthorised = Refusal(401, "Unauthorized", challenge=True)
        username, nonce = message.first(Attribute.USERNAME), message.first(Attribute.NONCE)
        if message.covered is None:
            raise unauthorised
        if username is None or nonce is None or message.first(Attribute.REALM) is None:
            raise Refusal(400, "Bad Request")
        holder = read_username(username)
        if holder is None or message.first(Attribute.REALM) != REALM.encode():
            raise unauthorised
        key = long_term_key(holder.username, REALM, sign(self.secret, holder.username))
        if not message.verifies(key):
            raise unauthorised
        if holder.expires <= now or self.allocations.is_revoked(holder):
            raise unauthorised
        if not self._is_fresh(nonce, address, now):
            raise Refusal(STALE_NONCE, "Stale Nonce", challenge=True)
        return Authenticated(holder, key)

    def nonce(self, address: Address, issued: int) -> bytes:
        """A nonce that carries its own date and is good for one address and port, so that none is remembered.

        What was recorded is of no use from elsewhere then. Whose port changes is told 438, and tries anew.
        """
        dated = b"%x" % issued
        covered = b"nonce:%s:%s:%d" % (dated, address[0].encode(), address[1])
        return dated + b"-" + hmac.digest(self.secret, covered, "sha256").hex()[:24].encode()

    def _is_fresh(self, nonce: bytes, address: Address, now: float) -> bool:
        dated = nonce.partition(b"-")[0]
        if not 0 < len(dated) <= 12 or not all(octet in b"0123456789abcdef" for octet in dated):
            return False
        issued = int(dated, 16)
        genuine = hmac.compare_digest(self.nonce(address, issued), nonce)
        return genuine and 0 <= now - issued + 1 <= NONCE_SECONDS
