"""Zoom as one of the tools: with the pages that connect a company's account, where there is an app."""

from __future__ import annotations

from anteroom_meetings import zoom_settings
from anteroom_meetings.kind import Kind, Making
from anteroom_meetings.zoom import ZoomProvider
from anteroom_meetings.zoom_accounts import ZoomAccounts
from anteroom_meetings.zoom_connecting import Connecting
from anteroom_meetings.zoom_settings import Zoom


def make(said: Zoom, making: Making) -> ZoomProvider:
    """Return the provider; companies can connect only where it serves people."""
    accounts = None
    if making.house is not None and said.client_id:
        accounts = ZoomAccounts(making.house, said, making.calls)
    provider = ZoomProvider(said, making.calls, making.clock, making.randomness, connected=accounts)
    if accounts is not None:
        provider.routes = tuple(Connecting(accounts, said).routes)
    return provider


ZOOM = Kind("zoom", zoom_settings.read, make)
