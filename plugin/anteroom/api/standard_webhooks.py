"""Standard Webhooks (https://www.standardwebhooks.com): what is signed is `id.timestamp.body`.

A library by itself: whoever receives our calls may copy this file, which needs Python alone. Symmetric
secrets only (`whsec_` + base64 of 24 to 64 octets, HMAC-SHA256, version `v1`); the asymmetric `v1a` is
neither written nor believed.
"""

from __future__ import annotations

import binascii
import hashlib
import hmac
from base64 import b64decode, b64encode
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

PREFIX = "whsec_"
FEWEST, MOST = 24, 64
"""Octets of a secret."""
TOLERANCE = timedelta(minutes=5)
MOST_SIGNATURES = 16
"""Looked at in one header; a sender that rotates has two."""
LONGEST_ID = 256


class NotGenuine(Exception):
    """The call is not from whom it says, or too old or too new to be believed. Says which, never a value."""


def new_secret(octets: bytes) -> str:
    """Write a secret. Raises ValueError for too few octets, or too many."""
    if not FEWEST <= len(octets) <= MOST:
        raise ValueError(f"a secret has {FEWEST} to {MOST} octets")
    return PREFIX + b64encode(octets).decode()


def sign(secrets: str | Iterable[str], message_id: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the three headers for a body, signed under each secret, so that one can be rotated.

    A text is one secret or several with blanks between. `at` is aware. Raises ValueError for what is no
    secret, for no secret at all, and for a naive instant.
    """
    keys = [_key(secret) for secret in (secrets.split() if isinstance(secrets, str) else secrets)]
    if not keys:
        raise ValueError("there is no secret to sign with")
    if at.tzinfo is None:
        raise ValueError("an instant needs its zone")
    timestamp = str(int(at.timestamp()))
    return {
        "webhook-id": message_id,
        "webhook-timestamp": timestamp,
        "webhook-signature": " ".join(
            f"v1,{b64encode(_digest(key, message_id, timestamp, body)).decode()}" for key in keys
        ),
    }


def verify(
    secrets: str | Iterable[str],
    headers: Mapping[str, str],
    body: bytes,
    now: datetime,
    *,
    tolerance: timedelta = TOLERANCE,
) -> str:
    """Return the id of a genuine call, by which a repeat is known. Names of headers are in any case.

    Raises NotGenuine, and nothing else whatever the headers hold; ValueError is for our own secrets alone.
    """
    keys = [_key(secret) for secret in (secrets.split() if isinstance(secrets, str) else secrets)]
    given = {name.lower(): value for name, value in headers.items()}
    message_id, timestamp, signatures = (
        given.get(f"webhook-{name}", "") for name in ("id", "timestamp", "signature")
    )
    if not (message_id and timestamp and signatures):
        raise NotGenuine("a header is missing")
    if len(message_id) > LONGEST_ID:
        raise NotGenuine("the id is too long")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
        raise NotGenuine("the timestamp is not a number of seconds")
    age = now.timestamp() - int(timestamp)
    if abs(age) > tolerance.total_seconds():
        raise NotGenuine("the timestamp is too old" if age > 0 else "the timestamp is too new")
    expected = [_digest(key, message_id, timestamp, body) for key in keys]
    # Every one of both is compared, so that time tells nothing of which fits.
    fits = [hmac.compare_digest(each, digest) for each in _signatures(signatures) for digest in expected]
    if not any(fits):
        raise NotGenuine("no signature fits")
    return message_id


def _signatures(header: str) -> Iterable[bytes]:
    for part in header.split(" ", MOST_SIGNATURES)[:MOST_SIGNATURES]:
        version, _, written = part.partition(",")
        if version != "v1":
            continue  # another version is not ours to judge
        try:
            yield b64decode(written, validate=True)
        except ValueError:  # binascii.Error is one, and so is what lies beyond ASCII
            continue


def _digest(key: bytes, message_id: str, timestamp: str, body: bytes) -> bytes:
    # What no header can hold fits nothing, and is no error of its own.
    signed = b".".join((message_id.encode("utf-8", "replace"), timestamp.encode(), body))
    return hmac.new(key, signed, hashlib.sha256).digest()


def _key(secret: str) -> bytes:
    try:
        key = b64decode(secret.removeprefix(PREFIX), validate=True)
    except binascii.Error:
        raise ValueError("a secret is whsec_ and base64") from None
    if not FEWEST <= len(key) <= MOST:
        raise ValueError(f"a secret has {FEWEST} to {MOST} octets")
    return key
