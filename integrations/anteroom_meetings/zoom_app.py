"""How an app says to Zoom who it is."""

from __future__ import annotations

from base64 import b64encode


def basic_of(client_id: str, secret: str) -> dict[str, str]:
    """Return the header by which an app says who it is (RFC 6749, 2.3.1)."""
    return {"Authorization": f"Basic {b64encode(f'{client_id}:{secret}'.encode()).decode()}"}
