"""The relay's certificate, read anew when its files change, so that a renewal needs no restart."""

from __future__ import annotations

import ssl
from pathlib import Path


class RenewedCertificate:
    """Two PEM files, chain and key. New connections get the newest pair that could be read."""

    def __init__(self, chain: Path, key: Path) -> None:
        """Raises OSError (ssl.SSLError is one) where the files are no chain and its key."""
        self._chain = chain
        self._key = key
        self._seen = self._state()
        self.context = _context(chain, key)
        self.unreadable = 0

    def look(self) -> None:
        """Read the files if they changed. Half a renewal (a new chain, still the old key) changes nothing."""
        try:
            state = self._state()
            if state == self._seen:
                return
            self._seen = state
            self.context = _context(self._chain, self._key)
        except OSError:
            # What was read before stays good until it expires; the next change of the files is tried again.
            self.unreadable += 1

    def _state(self) -> tuple[int, ...]:
        both = (self._chain.stat(), self._key.stat())
        return tuple(number for each in both for number in (each.st_mtime_ns, each.st_size, each.st_ino))


def _context(chain: Path, key: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(chain, key)
    # A browser connects once; keeping sessions would only keep memory.
    context.num_tickets = 0
    context.options |= ssl.OP_NO_TICKET | ssl.OP_NO_RENEGOTIATION
    return context
