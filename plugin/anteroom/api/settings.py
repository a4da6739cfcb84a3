"""app.yaml's `api`: how often one key may call."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom.settings.document import Document


@dataclass(frozen=True)
class Api:
    """What one key may ask of one instance: so many calls a minute, and so many at once after a rest."""

    calls_per_minute: int
    calls_at_once: int


def read_api_settings(document: Document) -> Api:
    """Read them; faults are noted in `document`."""
    return Api(
        calls_per_minute=document.whole("api.calls_per_minute", low=1, high=1_000_000, default=6000),
        calls_at_once=document.whole("api.calls_at_once", low=1, high=1_000_000, default=1000),
    )
