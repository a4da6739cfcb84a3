"""Real browsers for tests: one process a person, as browsers starve several pages of one headless process."""

from __future__ import annotations

from playwright.async_api import Browser, Playwright

from anteroom.sandbox.story.call import FLAGS, chromium
from required import lacking


def require_chromium() -> str:
    """Return its path; without one skip the test, or fail it where everything is required."""
    found = chromium()
    if found is None:
        lacking("Chromium is missing: apt-get install chromium")
    return found


async def open_browser(
    playwright: Playwright, *, flags: tuple[str, ...] = (), headless: bool = True
) -> Browser:
    """Start a Chromium of its own, with a camera and a microphone that are made up. The caller closes it."""
    return await playwright.chromium.launch(
        executable_path=require_chromium(), headless=headless, args=[*FLAGS, *flags]
    )
