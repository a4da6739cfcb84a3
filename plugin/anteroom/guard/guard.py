"""The guard itself: one text in, one verdict out."""

from __future__ import annotations

from anteroom.guard.model import Context, Verdict

VERSION = "1"


class Guard:
    """Finds contact details and requests to leave the marketplace in human text.

    Immutable after construction, free of I/O, safe to share between tasks and threads.
    `warn_at` and `redact_at` are scores from 0 to 1.
    """

    def __init__(self, *, warn_at: float = 0.3, redact_at: float = 0.6) -> None:
        self._warn_at = warn_at
        self._redact_at = redact_at

    def inspect(self, text: str, context: Context = Context()) -> Verdict:
        """Reads `text` once; the same text, context and version always give the same verdict."""
        raise NotImplementedError
