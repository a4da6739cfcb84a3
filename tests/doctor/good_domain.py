"""A relay domain with nothing wrong, as the DNS holds it."""

from __future__ import annotations

from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from name_server import Zone

DOMAIN = "relay.harbour-post.net"
SELECTOR = f"post._domainkey.{DOMAIN}"


def rsa_record(bits: int) -> str:
    """A DKIM record with a new RSA key, cut into strings of at most 255 octets."""
    key = rsa.generate_private_key(65537, bits).public_key()
    der = b64encode(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()
    text = f"v=DKIM1; k=rsa; p={der}"
    return " ".join(f'"{text[at : at + 200]}"' for at in range(0, len(text), 200))


GOOD = rsa_record(2048)
ZONE: Zone = {
    DOMAIN: {
        "MX": ["10 mx.harbour-post.net."],
        "TXT": ['"v=spf1 include:post.example -all"', '"another=thing"'],
    },
    "mx.harbour-post.net": {"A": ["198.51.100.7"], "AAAA": ["2a00:1450::1"]},
    SELECTOR: {"TXT": [GOOD]},
    f"_dmarc.{DOMAIN}": {"TXT": ['"v=DMARC1; p=reject"']},
}
