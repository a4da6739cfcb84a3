"""The settings of marketplaces with an API or rooms of their own, as their pages show them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from anteroom.integration import installed
from anteroom.randomness import SeededRandomness
from anteroom.settings.deployment import Settings, SettingsFault, load_settings
from anteroom.settings.kept import DRAWN

ROOT = Path(__file__).parents[2]
SECRETS = {
    "upwork": {"ANTEROOM_UPWORK_SECRET": "a-secret-of-16-or"},
    "matrix": {"ANTEROOM_MATRIX_TOKEN": "t" * 39},
}


def shown(name: str) -> dict[str, Any]:
    """Return the settings that a connector's page shows."""
    page = (ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8")
    block = re.search(r"```yaml\n(.*?)```", page, re.DOTALL)
    assert block is not None
    whole: dict[str, Any] = yaml.safe_load(block[1])
    return whole


def loaded(folder: Path, said: Mapping[str, Any], secrets: Mapping[str, str]) -> Settings:
    """Read a production file with this in it."""
    whole = yaml.safe_load((ROOT / "docs" / "production.yaml").read_text())
    whole |= {**said, "marketplace": whole["marketplace"] | said["marketplace"]}
    path = folder / "app.yaml"
    path.write_text(yaml.safe_dump(whole))
    source = SeededRandomness(1)
    return load_settings(path, {name: draw(source) for name, draw in DRAWN.items()} | dict(secrets))


@pytest.mark.parametrize("name", ["upwork", "matrix"])
def test_it_reads_what_the_page_shows(tmp_path: Path, name: str) -> None:
    settings = loaded(tmp_path, shown(name), SECRETS[name])
    assert settings.marketplace.connector == name
    assert (settings.connectors.upwork is None, settings.connectors.matrix is None) == (
        name != "upwork",
        name != "matrix",
    )
    assert name in [each.name for each in installed(name)]
    assert all(secret not in repr(settings) for secret in SECRETS[name].values())


@pytest.mark.parametrize(
    ("name", "below", "fault"),
    [
        (
            "upwork",
            {"requests_per_second": 11},
            "marketplace.upwork.requests_per_second must be from 1 to 10",
        ),
        ("upwork", {"keep_hours": 25}, "marketplace.upwork.keep_hours must be from 1 to 24"),
        ("upwork", {"keep_hours": 12}, "policy.held.hours must be at most marketplace.upwork.keep_hours"),
        ("upwork", {"organisation": "no id"}, "marketplace.upwork.organisation must be an organisation's id"),
        ("upwork", {"api_url": "http://api.upwork.com"}, "must be https outside the sandbox"),
        ("matrix", {"user_id": "anteroom"}, "marketplace.matrix.user_id must be a Matrix user id"),
        ("matrix", {"homeserver": "matrix.example"}, "marketplace.matrix.homeserver must be an http"),
        ("matrix", {"language": "fr"}, "marketplace.matrix.language must be one of en, es"),
    ],
)
def test_it_refuses_what_cannot_work(
    tmp_path: Path, name: str, below: Mapping[str, object], fault: str
) -> None:
    said = shown(name)
    said["marketplace"][name] |= below
    with pytest.raises(SettingsFault) as caught:
        loaded(tmp_path, said, SECRETS[name])
    assert any(fault in each for each in caught.value.faults), caught.value.faults


@pytest.mark.parametrize("name", ["upwork", "matrix"])
def test_it_misses_what_a_connector_needs(tmp_path: Path, name: str) -> None:
    said = shown(name)
    del said["marketplace"][name]
    with pytest.raises(SettingsFault) as caught:
        loaded(tmp_path, said, {})
    faults = " ".join(caught.value.faults)
    assert f"marketplace.{name}." in faults and "is missing" in faults
    assert all(f"{variable} is missing" in faults for variable in SECRETS[name])
