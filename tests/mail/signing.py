"""Keys and signatures of senders, for tests: real RSA, signed by the library that real servers use."""

from __future__ import annotations

import base64
import random
from functools import cache

import dkim
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat


@cache
def key(name: str = "own", bits: int = 2048) -> tuple[bytes, bytes]:
    """A key, drawn once for each name: private as PEM, public as DER."""
    if bits < 1024:
        return _small(bits)
    drawn = rsa.generate_private_key(65537, bits)
    return (
        drawn.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()),
        drawn.public_key().public_bytes(Encoding.DER, PublicFormat.PKCS1),
    )


def record(name: str = "own", bits: int = 2048) -> str:
    """What the DNS says of the key (RFC 6376, 3.6.1)."""
    return f"v=DKIM1; k=rsa; p={base64.b64encode(key(name, bits)[1]).decode()}"


def signed(raw: bytes, domain: str, *, name: str = "own", bits: int = 2048, partly: bool = False) -> bytes:
    """The mail with a DKIM-Signature of that domain, selector `s1`, on top."""
    field: bytes = dkim.sign(
        raw,
        b"s1",
        domain.encode(),
        key(name, bits)[0],
        canonicalize=(b"relaxed", b"relaxed"),
        length=partly,
    )
    return field + raw


def _small(bits: int) -> tuple[bytes, bytes]:
    """A key that no decent library draws any more."""
    chance = random.Random(7)
    one, other, exponent = _prime(chance, bits // 2), _prime(chance, bits - bits // 2), 65537
    modulus = one * other
    secret = pow(exponent, -1, (one - 1) * (other - 1))
    whole = [0, modulus, exponent, secret, one, other, secret % (one - 1), secret % (other - 1)]
    whole.append(pow(other, -1, one))
    text = base64.encodebytes(_der(whole)).decode()
    pem = f"-----BEGIN RSA PRIVATE KEY-----\n{text}-----END RSA PRIVATE KEY-----\n"
    return pem.encode(), _der([modulus, exponent])


def _der(numbers: list[int]) -> bytes:
    """A SEQUENCE of INTEGERs (X.690)."""
    parts = (_value(0x02, each.to_bytes(each.bit_length() // 8 + 1, "big")) for each in numbers)
    return _value(0x30, b"".join(parts))


def _value(tag: int, content: bytes) -> bytes:
    length = len(content)
    octets = length.to_bytes((length.bit_length() + 7) // 8, "big")
    size = bytes([length]) if length < 0x80 else bytes([0x80 | len(octets)]) + octets
    return bytes([tag]) + size + content


def _prime(chance: random.Random, bits: int) -> int:
    while True:
        drawn = chance.getrandbits(bits) | 1 | 3 << (bits - 2)
        if all(pow(chance.randrange(2, drawn - 1), drawn - 1, drawn) == 1 for _ in range(20)):
            return drawn
