"""CalendarMail -> bytes."""

from __future__ import annotations

from .values import CalendarMail


def compose(mail: CalendarMail) -> bytes:
    """The whole mail as bytes with CRLF; the same value always gives the same bytes. Raises NotWritable."""
    raise NotImplementedError
