"""A call where a network lets nothing but TLS through, in browsers that look at the certificate."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import serialization

from anteroom.rooms.relay.client import RelayControl
from anteroom.rooms.relay.process import Tls
from company import gathering, goes_by, heavy, sees_frames, until
from mail.certificates import self_signed


@heavy
async def test_two_people_talk_over_tls_and_a_browser_that_distrusts_the_certificate_does_not(
    tmp_path: Path,
) -> None:
    """Chromium holds its list of certificates against the relay's too; the flag adds this one key to it."""
    certificate = self_signed(tmp_path, "localhost")
    trust = (f"--ignore-certificate-errors-spki-list={_key_digest(certificate.chain)}",)
    async with gathering(tls=Tls(0, certificate.chain, certificate.key)) as company:
        ana = await company.enter("ana", flags=trust)
        hugo = await company.enter("hugo", flags=trust)
        await until(lambda: sees_frames(ana))
        await until(lambda: sees_frames(hugo))
        assert await goes_by(ana, "tls") and await goes_by(hugo, "tls")
        control = company.relay.control()
        begun = (await control.stats()).failed_handshakes
        kim = await company.enter("kim")
        await until(lambda: _refused_more(control, begun))
        await control.close()
        assert not await sees_frames(kim, 0, others=2)


async def _refused_more(control: RelayControl, than: int) -> bool:
    return (await control.stats()).failed_handshakes > than


def _key_digest(chain: Path) -> str:
    key = x509.load_pem_x509_certificate(chain.read_bytes()).public_key()
    der = key.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return base64.b64encode(hashlib.sha256(der).digest()).decode()
