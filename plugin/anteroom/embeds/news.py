"""Who shows what live: every open stream of this process, woken when what it shows may have changed.

The database says so itself (triggers of the migration 0023, NOTIFY), so that an instance hears of what any
other did. What is heard are ids; each stream asks its own viewer's state anew, and tells what is new in it.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from anteroom.database.listening import Subscription
from anteroom.embeds.sessions import Viewer
from anteroom.embeds.telling import CHANNEL
from anteroom.errors import AnteroomError
from anteroom.house import House

MOST_OF_VIEWER = 3
"""Streams of one member here: browsers have six connections to one host where HTTP/2 is not spoken."""
MOST = 2000
"""Streams of one process. Whoever gets none asks now and then instead."""


class TooManyStreams(AnteroomError):
    """This viewer, or this process, has as many streams as it gets; asking now and then serves as well."""

    code = "too-many-streams"
    status = 429


class Line:
    """One open stream: set awake when there may be news, ended when the process stops.

    `gone` tells that its reader has closed it, which is otherwise noticed when something is to be written.
    """

    def __init__(self, viewer: Viewer, gone: Callable[[], bool]) -> None:
        self.viewer = viewer
        self.gone = gone
        self.ended = False
        self._awake = asyncio.Event()

    def wake(self) -> None:
        """Let it look."""
        self._awake.set()

    def end(self) -> None:
        """Let it close."""
        self.ended = True
        self._awake.set()

    async def news(self, seconds: float) -> bool:
        """Wait until there may be news; False after so many seconds without."""
        try:
            async with asyncio.timeout(seconds):
                await self._awake.wait()
        except TimeoutError:
            return False
        self._awake.clear()
        return True


class News:
    """All open streams of this process; it listens while there are any, so as not to be woken for nobody."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._lines: set[Line] = set()
        self._subscription: Subscription | None = None
        self._turning = asyncio.Lock()

    def stop(self) -> None:
        """End every stream."""
        for line in self._lines:
            line.end()

    def __len__(self) -> int:
        return len(self._lines)

    @asynccontextmanager
    async def line(self, viewer: Viewer, gone: Callable[[], bool]) -> AsyncIterator[Line]:
        """Open a stream for a viewer, which misses nothing from here on. Raises TooManyStreams."""
        for each in [each for each in self._lines if each.gone()]:
            each.end()
            self._lines.discard(each)
        same = sum(each.viewer.person_id == viewer.person_id for each in self._lines)
        if same >= MOST_OF_VIEWER or len(self._lines) >= MOST:
            raise TooManyStreams("Too many pages of yours are open live. This one looks now and then.")
        line = Line(viewer, gone)
        self._lines.add(line)
        try:
            await self._listen_if_wanted()
            yield line
        finally:
            self._lines.discard(line)
            await self._listen_if_wanted()

    async def _listen_if_wanted(self) -> None:
        async with self._turning:
            if self._lines and self._subscription is None:
                self._subscription = await self._house.database.listen(CHANNEL, self._hear)
            elif not self._lines and self._subscription is not None:
                await self._subscription.close()
                self._subscription = None

    async def _hear(self, said: str | None) -> None:
        """Wake whom it concerns; None (the connection was lost for a while) concerns all."""
        proposal, _, rest = (said or "").partition(" ")
        interview = rest.partition(" ")[0]
        for line in self._lines:
            known = line.viewer
            here = said is None or proposal == known.proposal.id
            if here and (not interview or known.interview_id in (None, interview)):
                line.wake()
