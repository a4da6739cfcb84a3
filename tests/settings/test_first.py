"""Whichever part of the settings is loaded first, it loads: none leads in a circle through the others."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2] / "plugin"
PARTS = sorted(
    ".".join(file.relative_to(ROOT).with_suffix("").parts)
    for file in (ROOT / "anteroom").rglob("*.py")
    if "settings" in file.stem or file.parent.name == "settings"
)
LOADING = """
import importlib, sys
for name in sys.argv[1:]:
    for loaded in [each for each in sys.modules if each.startswith("anteroom")]:
        del sys.modules[loaded]
    importlib.import_module(name)
"""


def test_each_part_loads_first() -> None:
    names = [name.removesuffix(".__init__") for name in PARTS]
    assert len(names) > 20
    subprocess.run([sys.executable, "-c", LOADING, *names, "anteroom.nudges.cadence"], check=True)
