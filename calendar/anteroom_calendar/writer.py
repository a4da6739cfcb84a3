"""Invitation -> bytes."""

from __future__ import annotations

from .values import Invitation


def write(invitation: Invitation) -> bytes:
    """The calendar message as bytes: UTF-8, CRLF, lines of at most 75 octets. Raises NotWritable."""
    raise NotImplementedError
