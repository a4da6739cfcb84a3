"""JSON Web Tokens read by hand (RFC 7515, 7519): what judges ours is not the library that writes them."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from typing import Any


class BadToken(Exception):
    """What is wrong with a token, in the words of whoever refuses it."""


def read_hs256(token: str, secret: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return header and claims of a token signed by HMAC-SHA256. Raises BadToken."""
    parts = token.split(".")
    if len(parts) != 3:
        raise BadToken("Invalid token")
    try:
        header, claims = (json.loads(_octets(part)) for part in parts[:2])
        signature = _octets(parts[2])
    except (ValueError, binascii.Error) as error:
        raise BadToken("Invalid token") from error
    if not isinstance(header, dict) or not isinstance(claims, dict):
        raise BadToken("Invalid token")
    if header.get("alg") != "HS256" or header.get("typ") != "JWT":
        raise BadToken("Invalid token")
    signed = f"{parts[0]}.{parts[1]}".encode()
    if not hmac.compare_digest(hmac.new(secret.encode(), signed, hashlib.sha256).digest(), signature):
        raise BadToken("Invalid signature")
    return header, claims


def write_hs256(claims: dict[str, Any], secret: str) -> str:
    """Sign claims."""
    head = _text(json.dumps({"alg": "HS256", "typ": "JWT"}).encode())
    signed = f"{head}.{_text(json.dumps(claims).encode())}"
    return f"{signed}.{_text(hmac.new(secret.encode(), signed.encode(), hashlib.sha256).digest())}"


def _octets(part: str) -> bytes:
    return base64.b64decode(part + "=" * (-len(part) % 4), altchars=b"-_", validate=True)


def _text(octets: bytes) -> str:
    return base64.urlsafe_b64encode(octets).rstrip(b"=").decode()
