"""Whose pages may show embeds: origins, written as a policy of a page writes them."""

from __future__ import annotations

from pathlib import Path

import pytest

from anteroom.randomness import SystemRandomness
from anteroom.settings.deployment import SettingsFault, load_settings
from deployment import ROOT, secrets

LINE = "  embed_origins: http://127.0.0.1:* #"


def load(tmp_path: Path, written: str) -> tuple[str, ...]:
    """The shipped app.yaml with other origins."""
    text = (ROOT / "app.yaml").read_text(encoding="utf-8")
    assert LINE in text
    path = tmp_path / "app.yaml"
    path.write_text(text.replace(LINE, f"  embed_origins: {written} #"), encoding="utf-8")
    return load_settings(path, secrets(SystemRandomness())).marketplace.embed_origins


def test_it_takes_origins_with_blanks_between(tmp_path: Path) -> None:
    written = "https://www.example.org https://jobs.example.org:8443 http://localhost:8701"
    assert load(tmp_path, written) == tuple(written.split())
    assert load(tmp_path, "null") == ()


@pytest.mark.parametrize(
    "written",
    [
        "http://www.example.org",
        "https://www.example.org/",
        "https://WWW.example.org",
        "https://*.example.org",
        "https://www.example.org;script-src",
        "https://www.example.org:",
        "https://-a.example.org",
        "http://127.0.0.1.example.org",
        "'self'",
        "https://a@b.example",
    ],
)
def test_it_refuses_what_is_none(tmp_path: Path, written: str) -> None:
    """Nothing else could be said of it in the header of a page."""
    with pytest.raises(SettingsFault, match=r"marketplace\.embed_origins must be origins"):
        load(tmp_path, f'"{written}"')
