"""The part of app.yaml about the console: what must be there, what may, and each fault by its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import Settings, SettingsFault, load_settings
from deployment import ROOT, secrets

SAID = re.findall(
    r"```yaml\n(console:\n.*?)```", (ROOT / "docs" / "console.md").read_text("utf-8"), re.DOTALL
)[0]
"""As the console's page shows it."""
SECRET = {"ANTEROOM_CONSOLE_SECRET": "s" * 20}


def loaded(folder: Path, said: str, environ: dict[str, str] | None = None) -> Settings:
    """Read the sandbox's app.yaml with something behind it."""
    path = folder / "app.yaml"
    path.write_text((ROOT / "app.yaml").read_text(encoding="utf-8") + said, encoding="utf-8")
    given = SECRET if environ is None else environ
    return load_settings(path, {**secrets(SystemRandomness()), **given})


def faults(folder: Path, said: str, environ: dict[str, str] | None = None) -> str:
    """Return what keeps it from starting."""
    with pytest.raises(SettingsFault) as raised:
        loaded(folder, said, environ)
    return "\n".join(raised.value.faults)


def test_it_reads_the_issuer_as_it_is_written_and_each_roles_names(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SAID)
    assert settings.console is not None
    assert settings.console.issuer == "https://login.example.org/realms/staff"
    assert settings.console.roles == {
        "member-support": "support",
        "trust-and-safety": "trust",
        "sre": "operator",
        "platform": "operator",
    }
    assert settings.console.roles_minutes == 60
    assert (settings.console.idle_minutes, settings.console.hours) == (30, 10)
    assert (settings.console.algorithm, settings.console.scopes) == ("RS256", "openid profile")
    assert "s" * 20 not in repr(settings)


def test_without_it_there_is_no_console_and_nothing_is_missed(tmp_path: Path) -> None:
    assert loaded(tmp_path, "", {}).console is None


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("console:\n  client_id: anteroom\n", "console.issuer is missing"),
        (SAID.replace("  client_id: anteroom\n", ""), "console.client_id is missing"),
        (SAID.replace("https://login", "login"), "console.issuer must be an http or https address"),
        (SAID.partition("  roles:\n")[0], "console.roles must name at least one role"),
        (SAID.replace("sre, platform", "member-support"), "must not have a name that another role has"),
        (SAID + "  scopes: profile\n", "console.scopes must hold openid"),
        (SAID + "  algorithm: HS256\n", "console.algorithm must be one of RS256, ES256, PS256"),
        (SAID + "  algorithm: none\n", "console.algorithm must be one of RS256, ES256, PS256"),
        (SAID.replace("realm_access.roles", "a..b"), "console.roles_claim must be a claim's name"),
        (SAID + "  roles_minutes: 4\n", "console.roles_minutes must be from 5 to 1440"),
        (SAID + "  idle_minutes: 4\n", "console.idle_minutes must be from 5 to 240"),
        (SAID + "  hours: 25\n", "console.hours must be from 1 to 24"),
        (SAID + "  password: x\n", "console.password is not a setting"),
    ],
)
def test_it_names_what_is_wrong(tmp_path: Path, said: str, fault: str) -> None:
    assert fault in faults(tmp_path, said)


def test_a_console_needs_its_secret_and_one_that_is_long_enough(tmp_path: Path) -> None:
    assert "ANTEROOM_CONSOLE_SECRET is missing, and console is set" in faults(tmp_path, SAID, {})
    short = {"ANTEROOM_CONSOLE_SECRET": "s" * 19}
    assert "ANTEROOM_CONSOLE_SECRET must have at least 20 characters" in faults(tmp_path, SAID, short)
