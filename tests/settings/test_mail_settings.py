"""How mail comes in, as app.yaml says it: at least one way, and each described well enough to open it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import Certificate, Listen, SettingsFault, load_settings
from anteroom.settings.mail import MailIn
from deployment import ROOT, secrets

SECRET = "a secret of thirty-two characters"


def read(folder: Path, mail_in: dict[str, Any], **environ: str) -> MailIn:
    """Read docs/production.yaml with another `mail.in`."""
    described = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text(encoding="utf-8"))
    described["mail"]["in"] = mail_in
    file = folder / "app.yaml"
    file.write_text(yaml.safe_dump(described), encoding="utf-8")
    return load_settings(file, {**secrets(SystemRandomness()), **environ}).mail.in_


def test_it_reads_every_way_in(tmp_path: Path) -> None:
    (tmp_path / "chain.pem").write_text("")
    (tmp_path / "key.pem").write_text("")
    smtp = {"host": "0.0.0.0", "port": 25, "certificate": "chain.pem", "certificate_key": "key.pem"}
    over_tcp = read(tmp_path, {**smtp, "lmtp": {"host": "127.0.0.1", "port": 8724}})
    by_file = read(tmp_path, {"lmtp": {"socket": "lmtp"}})
    posted = read(tmp_path, {"webhook": True}, ANTEROOM_INBOUND_SECRET=SECRET)

    assert over_tcp.certificate == Certificate(tmp_path / "chain.pem", tmp_path / "key.pem")
    assert (over_tcp.host, over_tcp.port, over_tcp.lmtp) == ("0.0.0.0", 25, Listen("127.0.0.1", 8724))
    assert (by_file.host, by_file.lmtp, by_file.webhook) == (None, tmp_path / "lmtp", False)
    assert (posted.host, posted.lmtp, posted.webhook) == (None, None, True)


@pytest.mark.parametrize(
    ("mail_in", "fault"),
    [
        ({}, "mail.in.host is missing"),
        ({"host": None, "webhook": False}, "mail.in.host is missing"),
        ({"host": "0.0.0.0"}, "mail.in.port is missing"),
        ({"lmtp": {"host": "127.0.0.1"}}, "mail.in.lmtp.port is missing"),
        ({"lmtp": {"host": "127.0.0.1", "port": 25}}, "mail.in.lmtp.port must not be 25"),
        (
            {"lmtp": {"host": "127.0.0.1", "port": 24, "socket": "x"}},
            "mail.in.lmtp.socket and",
        ),
        ({"lmtp": {"socket": "x" * 104}}, "mail.in.lmtp.socket must be a path of at most 103 octets"),
        ({"host": "::", "port": 25, "certificate": "none.pem"}, "mail.in.certificate names a file"),
        (
            {"host": "::", "port": 25, "certificate": "app.yaml"},
            "mail.in.certificate and",
        ),
        ({"host": "::", "port": 25, "webhook": "please"}, "mail.in.webhook must be true or false"),
        ({"webhook": True}, "ANTEROOM_INBOUND_SECRET is missing"),
    ],
)
def test_it_names_what_is_wrong_with_a_way_in(tmp_path: Path, mail_in: dict[str, Any], fault: str) -> None:
    with pytest.raises(SettingsFault) as caught:
        read(tmp_path, mail_in)

    assert [each for each in caught.value.faults if fault in each], caught.value.faults


def test_it_wants_a_long_secret_of_its_own_for_the_webhook(tmp_path: Path) -> None:
    given = secrets(SystemRandomness())
    for secret in ("short", given["ANTEROOM_API_KEY"]):
        with pytest.raises(SettingsFault) as caught:
            read(tmp_path, {"webhook": True}, **given | {"ANTEROOM_INBOUND_SECRET": secret})
        (fault,) = caught.value.faults
        assert fault.startswith("ANTEROOM_INBOUND_SECRET ")
