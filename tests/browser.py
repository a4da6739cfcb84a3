"""Real browsers for tests: one process a person, as browsers starve several pages of one headless process."""

from __future__ import annotations

import os

import pytest
from playwright.async_api import Browser, Playwright

from anteroom.sandbox.story.call import FLAGS, chromium


def require_chromium() -> str:
    """Return its path; without one skip the test, or fail it where everything is required."""
    found = chromium()
    if found is not None:
        return found
    how = "this test needs Chromium: apt-get install chromium"
    if os.environ.get("ANTEROOM_REQUIRE_ALL") == "1":
        pytest.fail(how)
    pytest.skip(how)


async def open_browser(
    playwright: Playwright, *, flags: tuple[str, ...] = (), headless: bool = True
) -> Browser:
    """Start a Chromium of its own, with a camera and a microphone that are made up. The caller closes it."""
    return await playwright.chromium.launch(
        executable_path=require_chromium(), headless=headless, args=[*FLAGS, *flags]
    )
