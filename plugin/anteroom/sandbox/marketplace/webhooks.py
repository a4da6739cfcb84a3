"""Standard Webhooks, the receiver's side, written from the specification and from nothing of Anteroom's.

Signed is `id.timestamp.body`; the header `webhook-signature` holds one or more `v1,<base64 of HMAC-SHA256>`,
separated by spaces, so that a secret can be changed while the old one still holds.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

TOLERANCE_SECONDS = 300


class NotGenuine(Exception):
    """The request is not from whom it says, or too old or too new to be believed."""


class WebhookVerifier:
    """Checks requests signed with `secret` (`whsec_` + base64). Raises ValueError for another secret."""

    def __init__(self, secret: str) -> None:
        try:
            self._key = base64.b64decode(secret.removeprefix("whsec_"), validate=True)
        except binascii.Error as error:
            raise ValueError("the webhook secret is not whsec_ and base64") from error

    def verify(self, headers: Mapping[str, str], body: bytes, now: datetime) -> str:
        """Return the webhook's id. Raises NotGenuine for the missing, garbled, stale or wrongly signed."""
        names = {name.lower(): value for name, value in headers.items()}
        try:
            webhook_id = names["webhook-id"]
            timestamp = names["webhook-timestamp"]
            signatures = names["webhook-signature"]
        except KeyError as error:
            raise NotGenuine(f"the header {error.args[0]} is missing") from error
        self._check_time(timestamp, now)
        expected = self.sign(webhook_id, timestamp, body)
        given = (part.partition(",") for part in signatures.split(" "))
        if not any(version == "v1" and _same(value, expected) for version, _, value in given):
            raise NotGenuine("no signature fits")
        return webhook_id

    def sign(self, webhook_id: str, timestamp: str, body: bytes) -> str:
        """The base64 signature of these parts, without its `v1,`."""
        signed = webhook_id.encode() + b"." + timestamp.encode() + b"." + body
        return base64.b64encode(hmac.new(self._key, signed, hashlib.sha256).digest()).decode()

    def _check_time(self, timestamp: str, now: datetime) -> None:
        if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= 12):
            raise NotGenuine("the timestamp is not a number of seconds")
        if abs(now.timestamp() - int(timestamp)) > TOLERANCE_SECONDS:
            raise NotGenuine("the timestamp is too far from now")


def _same(given: str, expected: str) -> bool:
    # compare_digest refuses text beyond ASCII, and a garbled header may hold any.
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), expected.encode())
