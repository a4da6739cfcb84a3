"""A place to listen at, or the words that say why it cannot be had."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager

from anteroom.errors import Unavailable

_NEXT = {
    errno.EADDRINUSE: "Stop what listens there (another Anteroom, perhaps)",
    errno.EACCES: "Ports below 1024 want a right of their own (Linux: CAP_NET_BIND_SERVICE)",
    errno.EADDRNOTAVAIL: "This machine does not have that address",
}


class NotBound(Unavailable):
    """Nobody can listen at an address of the settings, because it is taken, not ours, or not allowed."""

    code = "not-bound"


@contextmanager
def bound(setting: str, place: str) -> Iterator[None]:
    """Begin to listen inside, at `place`, which `setting` of app.yaml names. Raises NotBound."""
    try:
        yield
    except OSError as error:
        todo = _NEXT.get(error.errno or 0, "Look at what the system says")
        raise NotBound(
            f"Anteroom cannot listen at {place}. {todo}, or name another place: {setting} in app.yaml.",
            reason=error.strerror or str(error),
        ) from error
