"""Somebody who follows docs/tour.md by hand: presses what the sandbox shows, and notes what that was."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from playwright.async_api import Error, Frame, Locator, Page

from anteroom.sandbox.world import World
from palette import with_palette

PATIENCE_MS = 30_000
LOOK_EVERY = 0.1
END = "(body) => scrollTo(0, body.scrollHeight)"
INTO_SIGHT = "(frame) => frame.scrollIntoView({ block: 'nearest' })"
ANSWERS = 3.0
"""Seconds after which a frame that says nothing is passed by."""


class Visitor:
    """One browser on the sandbox's page. `used` is what was pressed or filled in, `read` what was looked for.

    A pane is "slack", "thread" or "mailbox"; "" is the page around them.
    """

    def __init__(self, page: Page, folder: Path, world: World) -> None:
        self.page = page
        self.folder = folder
        self.world = world
        self.used: list[str] = []
        self.read: list[str] = []
        self.pictures: dict[str, bytes] = {}
        page.set_default_timeout(PATIENCE_MS)

    def unnoticed(self) -> Visitor:
        """The same visitor, doing again what was told before."""
        return Visitor(self.page, self.folder, self.world)

    async def be(self, pane: str, name: str) -> None:
        """Choose who you are in a pane."""
        choice = self.page.locator(f"#as-{pane}")
        value = await choice.locator("option", has_text=name).first.get_attribute("value")
        await choice.select_option(value)
        await self.page.wait_for_timeout(300)

    async def press(self, pane: str, name: str, *, within: str = "") -> None:
        """Press a button, a link or whatever unfolds, by the words on it; the last that is seen."""
        self.used.append(name)
        await (await self._found(pane, name, lambda scope: _pressable(scope, name, within))).click()

    async def press_for_tab(self, pane: str, name: str, *, within: str = "") -> Visitor:
        """Press what opens another tab; return that."""
        self.used.append(name)
        found = await self._found(pane, name, lambda scope: _pressable(scope, name, within))
        async with self.page.expect_popup() as opening:
            await found.click()
        return self.at(await opening.value)

    def at(self, page: Page) -> Visitor:
        """The same visitor at another tab."""
        tab = Visitor(page, self.folder, self.world)
        tab.used, tab.read, tab.pictures = self.used, self.read, self.pictures
        return tab

    async def follow(self, pane: str) -> Visitor:
        """Follow a personal link, which has no name of its own."""
        found = await self._found(pane, "/i#", lambda scope: scope.locator('a[href*="/i#"]'))
        async with self.page.expect_popup() as opening:
            await found.click()
        return self.at(await opening.value)

    async def fill(self, pane: str, label: str, value: str) -> None:
        """Fill in a field by its label."""
        self.used.append(label)
        await (await self._found(pane, label, lambda scope: _field(scope, label))).fill(value)

    async def choose(self, pane: str, label: str, option: str) -> None:
        """Choose in a menu by its label, and by the first words of what is chosen."""
        self.used.append(label)
        field = await self._found(pane, label, lambda scope: _field(scope, label))
        value = await field.locator("option", has_text=option).first.get_attribute("value")
        await field.select_option(value)

    async def sees(self, pane: str, words: str) -> None:
        """Wait until these words are to be seen in a pane, and bring them into sight."""
        self.read.append(words)
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_MS / 1000
        while True:
            found = await self._found(pane, words, lambda scope: scope.get_by_text(words))
            try:
                return await found.scroll_into_view_if_needed(timeout=ANSWERS * 1000)
            except Error:
                if loop.time() > end:
                    raise
                continue  # drawn anew meanwhile

    async def lacks(self, pane: str, words: str) -> None:
        """Look once that these words are not to be seen in a pane."""
        for frame in self._frames(pane):
            found = await asyncio.wait_for(_last_seen(frame, lambda scope: scope.get_by_text(words)), ANSWERS)
            assert found is None, f"“{words}” is to be seen in {pane}"

    async def picture(self, name: str, pane: str = "", *, end: bool = False) -> None:
        """Take a picture of a pane, where asked at its end, or of all that is to be seen."""
        await self.page.wait_for_timeout(500)
        target: Locator | Page = self.page.locator(f".frame-{pane}") if pane else self.page
        if end:
            await self.page.frame_locator(f"#frame-{pane}").locator("body").evaluate(END)
        elif not pane:
            await self.page.evaluate("scrollTo(0, 0)")
        taken = await target.screenshot(animations="disabled", caret="hide")
        self.pictures[name] = await with_palette(self.page.context, taken)
        (self.folder / f"{name}.png").write_bytes(self.pictures[name])

    async def _found(self, pane: str, words: str, look: Callable[[Locator], Locator]) -> Locator:
        loop = asyncio.get_running_loop()
        end = loop.time() + PATIENCE_MS / 1000
        while True:
            for frame in self._frames(pane):
                try:
                    found = await asyncio.wait_for(_last_seen(frame, look), ANSWERS)
                    if found is not None:
                        await asyncio.wait_for(_in_sight(frame), ANSWERS)
                        return found
                except (Error, TimeoutError):
                    continue  # left for another page meanwhile, or not loaded as long as nobody unfolds it
            if loop.time() > end:
                raise AssertionError(f"“{words}” is nowhere to be seen in {pane or 'the page'}")
            await asyncio.sleep(LOOK_EVERY)

    def _frames(self, pane: str) -> Iterator[Frame]:
        """The frames of a pane, the innermost first; of the page itself that alone."""
        if not pane:
            yield self.page.main_frame
            return
        for frame in self.page.main_frame.child_frames:
            if frame.name == f"frame-{pane}":
                yield from _inner(frame)


async def _in_sight(frame: Frame) -> None:
    """Bring a frame to where it is seen, the outermost first.

    A browser draws nothing in one that is not, and whoever waits until what is in it stands still waits for
    ever (Chromium's render throttling).
    """
    if frame.parent_frame is not None:
        await _in_sight(frame.parent_frame)
        await (await frame.frame_element()).evaluate(INTO_SIGHT)


async def _last_seen(frame: Frame, look: Callable[[Locator], Locator]) -> Locator | None:
    for found in reversed(await look(await _reachable(frame)).all()):
        if await found.is_visible():
            return found
    return None


async def _reachable(frame: Frame) -> Locator:
    """What of a frame can be pressed: behind an open dialog nothing."""
    dialog = frame.locator("dialog[open]")
    return dialog if await dialog.count() else frame.locator("body")


def _inner(frame: Frame) -> Iterator[Frame]:
    for each in frame.child_frames:
        yield from _inner(each)
    if frame.url not in ("", "about:blank"):
        yield frame


def _field(scope: Locator, label: str) -> Locator:
    return scope.get_by_label(re.compile(rf"^{re.escape(label)}(\s|,|$)"))


def _pressable(scope: Locator, name: str, within: str) -> Locator:
    exact = re.compile(rf"^\s*{re.escape(name)}(\s*\(opens a new tab\))?\s*$")
    inside = scope.locator(within) if within else scope
    return inside.locator("button, a, summary, label", has_text=exact)
