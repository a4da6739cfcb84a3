"""How Slack says no."""

from __future__ import annotations

from collections.abc import Sequence


class Refusal(Exception):
    """An API answer `{"ok": false, "error": …}`; `messages` go to `response_metadata.messages`."""

    def __init__(self, error: str, messages: Sequence[str] = (), **extra: str) -> None:
        super().__init__(error, *messages)
        self.error = error
        self.messages = list(messages)
        self.extra = extra
