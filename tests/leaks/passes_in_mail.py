"""Passes that came by mail in a history: whose they are, and how somebody comes in with one."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from leaks.browser_tab import BrowserTab
from leaks.history import History

PASS = re.compile(r"/i#((pty_[a-z2-7]+)\.\d+\.[a-z2-7]+)")
_FOLD = re.compile(r"\r?\n")


@dataclass(frozen=True, slots=True)
class Found:
    """A pass in the mail of `key`; `token` opens `seat`."""

    key: str
    token: str
    seat: str


def passes_of(history: History, keys: Iterable[str]) -> list[Found]:
    """Return all passes that these people were sent by mail, theirs in the order in which they came."""
    texts = [(key, mail.text) for key in keys for mail in history.world.twins.mailbox.mails(key)]
    return [Found(key, *found) for key, text in texts for found in PASS.findall(_FOLD.sub("", text))]


async def come_in(history: History, found: Found) -> BrowserTab | None:
    """Open a pass in its owner's browser, wherever it was opened before; None where it opens nothing."""
    tab = history.tab(found.key)
    status, _, _ = await tab.send_json("/i", {"pass": found.token, "move": True})
    return tab if status == 200 else None
