"""A public DKIM key as the DNS holds it (RFC 6376, 3.6.1)."""

from __future__ import annotations

import binascii
from base64 import b64decode

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from anteroom.doctor.finding import Finding, fault, fine, warning

CHECK = "relay-dkim"
LEAST_BITS, GOOD_BITS = 1024, 2048
"""RFC 8301, 3.2: less than 1024 must not count, 2048 should be used."""
ED25519_OCTETS = 32
"""RFC 8463, 3."""


def judge_key(name: str, records: list[str]) -> Finding:
    """Return what the TXT records of a selector are worth."""
    if len(records) > 1:
        return fault(
            CHECK, f"{name} has {len(records)} TXT records", "receivers take any of them", "keep one"
        )
    tags = {tag.strip(): value for tag, _, value in (each.partition("=") for each in records[0].split(";"))}
    if tags.get("v", "DKIM1").strip() != "DKIM1" or "p" not in tags:
        return fault(CHECK, f"{name} is no DKIM key", "no signature passes", "publish v=DKIM1; p=…")
    encoded = "".join(tags["p"].split())
    if not encoded:
        return fault(CHECK, f"the key at {name} is revoked", "no signature passes", "publish the present key")
    if "y" in tags.get("t", ""):
        return warning(
            CHECK, f"{name} says that it is a test (t=y)", "some ignore its signatures", "take t=y out"
        )
    try:
        key = b64decode(encoded, validate=True)
        bits = _rsa_bits(key) if tags.get("k", "rsa").strip() == "rsa" else None
    except (binascii.Error, ValueError, UnsupportedAlgorithm):
        return fault(
            CHECK, f"the key at {name} cannot be read", "no signature passes", "publish it once more"
        )
    if bits is None:
        if len(key) != ED25519_OCTETS:
            return fault(
                CHECK, f"the key at {name} cannot be read", "no signature passes", "publish it once more"
            )
        return warning(
            CHECK,
            f"the key at {name} is Ed25519",
            "many receivers know RSA only",
            "sign with an RSA key of 2048 bits too",
        )
    if bits < LEAST_BITS:
        return fault(
            CHECK, f"the key at {name} has {bits} bits", "nobody takes less than 1024", "make one of 2048"
        )
    if bits < GOOD_BITS:
        return warning(
            CHECK, f"the key at {name} has {bits} bits", "2048 are expected today", "make one of 2048"
        )
    return fine(CHECK, f"{name} holds an RSA key of {bits} bits")


def _rsa_bits(key: bytes) -> int:
    """Return the length of an RSA key. Raises ValueError for anything else."""
    loaded = load_der_public_key(key)
    if not isinstance(loaded, RSAPublicKey):
        raise ValueError("not RSA")
    return loaded.key_size
