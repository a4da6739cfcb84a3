"""How the sender of an answer is proven: said, or chosen by what else is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from anteroom.settings.deployment import load_settings
from settings.test_settings import SHIPPED, faults_of, given, production, write


def test_it_checks_nobody_in_the_sandbox(tmp_path: Path) -> None:
    settings = load_settings(write(tmp_path, SHIPPED), {})
    assert (settings.mail.in_.authentication, settings.mail.in_.resolver) == ("off", None)


def test_it_believes_the_edge_server_that_is_named(tmp_path: Path) -> None:
    environ = given() | {"ANTEROOM_MAIL_PASSWORD": "pw"}
    assert load_settings(production(tmp_path), environ).mail.in_.authentication == "results"


@pytest.mark.parametrize(
    ("written", "expected", "warned"),
    [
        ("", "own", False),
        ("\n    authentication: own", "own", False),
        ("\n    authentication: off", "off", True),
        ("\n    authentication: 'off'", "off", True),
    ],
)
def test_it_checks_by_itself_where_nobody_else_does(
    tmp_path: Path, written: str, expected: str, warned: bool
) -> None:
    environ = given() | {"ANTEROOM_MAIL_PASSWORD": "pw"}
    settings = load_settings(
        production(tmp_path, ("authserv_id: mx.example.org", f"webhook: false{written}")), environ
    )
    assert settings.mail.in_.authentication == expected
    assert any("AUTHENTICATION IS OFF" in warning for warning in settings.warnings) is warned


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("authentication: results", "which needs mail.in.authserv_id"),
        ("authentication: perhaps", "must be one of own, results, off"),
        ("resolver: dns.example.org:53", "must be an address and a port"),
        ("resolver: 127.0.0.1", "must be an address and a port"),
        ("resolver: 127.0.0.1:0", "must be an address and a port"),
    ],
)
def test_it_names_what_cannot_be(tmp_path: Path, line: str, fault: str) -> None:
    path = write(tmp_path, SHIPPED.replace("    port: 8726\n", f"    port: 8726\n    {line}\n"))
    (found,) = faults_of(path, given())
    assert fault in found


def test_it_takes_a_resolver(tmp_path: Path) -> None:
    for place in ("127.0.0.1:5353", "[::1]:53"):
        path = write(
            tmp_path, SHIPPED.replace("    port: 8726\n", f'    port: 8726\n    resolver: "{place}"\n')
        )
        assert load_settings(path, {}).mail.in_.resolver == place
