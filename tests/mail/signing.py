"""Keys and signatures of senders, for tests: real RSA, signed by the library that real servers use."""

from __future__ import annotations

import base64
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@cache
def key(bits: int = 2048, name: str = "own") -> rsa.RSAPrivateKey:
    """A key, drawn once for each name."""
    return rsa.generate_private_key(65537, bits)


def record(bits: int = 2048, name: str = "own") -> str:
    """What the DNS says of the key (RFC 6376, 3.6.1)."""
    public = key(bits, name).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; p={base64.b64encode(public).decode()}"


def signed(
    raw: bytes, domain: str, *, bits: int = 2048, name: str = "own", partly: bool = False, **how: object
) -> bytes:
    """The mail with a DKIM-Signature of that domain, selector `s1`, on top."""
    private = key(bits, name).private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption())
    field: bytes = dkim.sign(
        raw, b"s1", domain.encode(), private, canonicalize=(b"relaxed", b"relaxed"), length=partly, **how
    )
    return field + raw
