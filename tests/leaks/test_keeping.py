"""What a story keeps: all that arrived, in place of an earlier story's, and never of anything else."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from anteroom.sandbox.captures import Capture
from anteroom.sandbox.demo import demo
from anteroom.sandbox.story.keeping import TypedText, fit_for_keeping, keep
from deployment import ROOT

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
PAGE = Capture(AT, "http", "anteroom", ("Leo Marchetti",), b"{}")


def test_it_takes_the_place_of_an_earlier_story_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    assert fit_for_keeping(folder)
    assert keep(folder, [PAGE, PAGE], {}, "", [TypedText("Maya Okafor", "a@b.example", AT)]) == 2
    assert fit_for_keeping(folder)
    assert keep(folder, [PAGE], {}, "") == 1
    assert [each.name for each in (folder / "http").iterdir()] == ["0001.json"]
    assert (folder / "typed.json").read_text(encoding="utf-8") == "[]\n"


def test_it_touches_no_folder_with_other_things_in_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody's own `mail` would be emptied."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "letter").write_text("mine", encoding="utf-8")
    assert demo(ROOT / "app.yaml", story=True, keep=tmp_path, port=0) == 2
    assert "holds other things" in capsys.readouterr().out
    assert (tmp_path / "mail" / "letter").read_text(encoding="utf-8") == "mine"
