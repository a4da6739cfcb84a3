"""What a test needs of this machine and does not find."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(how: str) -> NoReturn:
    """Skip the test, saying what is missing and how to get it; fail it where everything is required."""
    if os.environ.get("ANTEROOM_REQUIRE_ALL") == "1":
        pytest.fail(how)
    pytest.skip(how)
