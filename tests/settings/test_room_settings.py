"""The relay's settings: TLS, one that others share, and a coturn instead."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml

from anteroom.randomness import SeededRandomness
from anteroom.settings.deployment import SettingsFault, load_settings
from anteroom.settings.document import Listen
from anteroom.settings.kept import DRAWN
from mail.certificates import self_signed

ROOT = Path(__file__).parents[2]


def described(folder: Path, rooms: Mapping[str, object], **more: str) -> tuple[Path, dict[str, str]]:
    """A production file with these rooms, and an environment that fits."""
    whole = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text()) | {"rooms": rooms}
    path = folder / "app.yaml"
    path.write_text(yaml.safe_dump(whole))
    source = SeededRandomness(1)
    return path, {name: draw(source) for name, draw in DRAWN.items()} | more


RELAY = {"host": "0.0.0.0", "port": 3478}


def test_it_reads_a_relay_with_tls(tmp_path: Path) -> None:
    self_signed(tmp_path, "relay.example.org")
    relay = {**RELAY, "tls_port": 443, "certificate": "chain.pem", "certificate_key": "key.pem"}
    rooms = load_settings(*described(tmp_path, {"relay": relay, "public_host": "relay.example.org"})).rooms
    assert rooms.tls is not None
    assert (rooms.tls.port, rooms.tls.certificate.chain) == (443, tmp_path / "chain.pem")
    assert (rooms.control, rooms.turn_urls, rooms.seat_kilobits) == (None, (), 10_000)


def test_it_reads_a_relay_that_is_commanded_elsewhere(tmp_path: Path) -> None:
    relay = {**RELAY, "control": {"host": "10.0.0.7", "port": 3480}}
    path, environ = described(tmp_path, {"relay": relay, "public_host": "relay.example.org"})
    with pytest.raises(SettingsFault) as caught:
        load_settings(path, environ)
    assert "ANTEROOM_RELAY_CONTROL_SECRET" in caught.value.faults[0]
    settings = load_settings(path, environ | {"ANTEROOM_RELAY_CONTROL_SECRET": "x" * 20 + "y" * 20})
    assert settings.rooms.control == Listen("10.0.0.7", 3480)
    assert "yyyy" not in repr(settings)


def test_it_reads_where_a_coturn_is(tmp_path: Path) -> None:
    urls = "turn:turn.example.org:3478?transport=udp turns:turn.example.org:443?transport=tcp"
    rooms = {"relay": RELAY, "public_host": "turn.example.org", "turn_urls": urls}
    read = load_settings(*described(tmp_path, rooms | {"turn_addresses": "192.0.2.10"})).rooms
    assert (read.turn_urls, str(read.turn_addresses)) == (tuple(urls.split()), "192.0.2.10/32")


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({"turn_urls": "https://turn.example.org"}, "rooms.turn_urls"),
        ({"turn_urls": "turn:a b"}, "rooms.turn_urls"),
        ({"turn_urls": "turn:turn.example.org"}, "rooms.turn_addresses"),
        ({"turn_addresses": "turn.example.org"}, "rooms.turn_addresses"),
        ({"relay": {**RELAY, "certificate": "chain.pem"}}, "rooms.relay.certificate"),
        ({"relay": {**RELAY, "certificate": "none.pem", "certificate_key": "none.pem"}}, "rooms.relay.cert"),
        ({"relay": {**RELAY, "seat_kilobits": 1}}, "rooms.relay.seat_kilobits"),
        (
            {"relay": {**RELAY, "control": {"host": "10.0.0.7", "port": 1}}, "turn_urls": "turn:a.example"},
            "exclude",
        ),
    ],
)
def test_it_names_what_does_not_fit(tmp_path: Path, more: dict[str, object], key: str) -> None:
    self_signed(tmp_path, "relay.example.org")
    path, environ = described(tmp_path, {"relay": RELAY, "public_host": "relay.example.org", **more})
    with pytest.raises(SettingsFault) as caught:
        load_settings(path, environ)
    assert any(key in fault for fault in caught.value.faults)
