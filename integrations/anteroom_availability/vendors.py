"""Google and Microsoft as this deployment knows them: its app there, and what it asks people for."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from functools import partial

from anteroom.settings.deployment import Settings
from anteroom.times.availability.model import Kind, Span, Window
from anteroom_availability import google, microsoft
from anteroom_availability.asking import Asking

Ask = Callable[[Asking, str, Window], Awaitable[tuple[Span, ...]]]
"""Asks with a token when its owner is busy. Raises Untold."""


@dataclass(frozen=True, slots=True)
class Vendor:
    """One vendor. `scope` is all that is needed there, `asks` what else is said where people consent.

    `revokes_at` is "" for one at which nothing but its owner's own settings takes a consent back.
    """

    kind: Kind
    title: str
    client_id: str
    secret: str = field(repr=False)
    consents_at: str
    tokens_at: str
    revokes_at: str
    scope: str
    asks: Mapping[str, str]
    ask: Ask

    @property
    def home(self) -> str:
        """The path below which we lead to this vendor, and it back."""
        return f"/calendars/{self.kind}"

    def redirect_uri(self, public_url: str) -> str:
        """Return where it sends browsers back to; the app there names it, too."""
        return f"{public_url}{self.home}/oauth"

    def grants(self, said: str | None) -> bool:
        """Tell whether what it says was consented to is what is needed; silence is consent (RFC 6749, 5.1).

        Microsoft writes a scope now with its address and now without.
        """
        needed = self.scope.rpartition("/")[2].casefold()
        return said is None or needed in {each.rpartition("/")[2].casefold() for each in said.split()}


def vendors_of(settings: Settings) -> list[Vendor]:
    """Return those with an app of this deployment's."""
    found = []
    if (theirs := settings.availability.google) is not None:
        found.append(
            Vendor(
                kind=Kind.GOOGLE,
                title="Google Calendar",
                client_id=theirs.client_id,
                secret=settings.secrets.google_calendar_secret,
                consents_at=theirs.consent_url,
                tokens_at=f"{theirs.token_url}/token",
                revokes_at=f"{theirs.token_url}/revoke",
                scope=google.SCOPE,
                # Without "consent" there is no refresh token for whoever consented before.
                asks={
                    "scope": google.SCOPE,
                    "access_type": "offline",
                    "prompt": "consent select_account",
                },
                ask=partial(_ask_google, theirs.api_url),
            )
        )
    if (ours := settings.availability.microsoft) is not None:
        login = f"{ours.login_url}/{ours.tenant}/oauth2/v2.0"
        found.append(
            Vendor(
                kind=Kind.MICROSOFT,
                title="Microsoft 365",
                client_id=ours.client_id,
                secret=settings.secrets.microsoft_calendar_secret,
                consents_at=f"{login}/authorize",
                tokens_at=f"{login}/token",
                revokes_at="",
                scope=microsoft.SCOPE,
                asks={
                    "scope": f"{microsoft.SCOPE} offline_access",
                    "response_mode": "query",
                    "prompt": "select_account",
                },
                ask=partial(_ask_microsoft, ours.graph_url),
            )
        )
    return found


async def _ask_google(url: str, asking: Asking, token: str, window: Window) -> tuple[Span, ...]:
    return await google.busy(asking, url, token, window)


async def _ask_microsoft(url: str, asking: Asking, token: str, window: Window) -> tuple[Span, ...]:
    return await microsoft.busy(asking, url, token, window)
