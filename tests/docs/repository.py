"""The files of this repository by their paths; environments and other people's readers are none of them."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
ELSEWHERE = {"node_modules", "__pycache__"}


@cache
def files() -> tuple[str, ...]:
    """Every file as a path from the root, with a slash before it; none in a folder named with a dot first."""
    found = []
    for folder, inner, names in os.walk(ROOT):
        inner[:] = [name for name in inner if not name.startswith(".") and name not in ELSEWHERE]
        found += [f"/{(Path(folder) / name).relative_to(ROOT).as_posix()}" for name in names]
    return tuple(found)


def there(path: str) -> bool:
    """Tell whether a path is the end of a file's."""
    return any(file.endswith(f"/{path}") for file in files())
