"""The part of app.yaml about calendars elsewhere whose owners let us see when they are busy."""

from __future__ import annotations

import re
from dataclasses import dataclass

from anteroom.settings.document import Document
from anteroom.settings.environment import Environment

TENANT = re.compile(r"[A-Za-z0-9.-]{1,100}")


@dataclass(frozen=True)
class GoogleCalendar:
    """Google: our app there, and where consent, tokens and the API are."""

    client_id: str
    consent_url: str
    token_url: str
    api_url: str


@dataclass(frozen=True)
class MicrosoftCalendar:
    """Microsoft: our app there, whose accounts may consent, and where consent with tokens and Graph are.

    `tenant` is one company's id or domain, or `organizations` for everybody's work and school accounts.
    """

    client_id: str
    tenant: str
    login_url: str
    graph_url: str


@dataclass(frozen=True)
class Availability:
    """Which vendors' calendars can be connected; None for each that cannot."""

    google: GoogleCalendar | None
    microsoft: MicrosoftCalendar | None


def read_availability_settings(document: Document, *, sandbox: bool) -> Availability:
    """Read `availability`; what a vendor needs is missed only where something of it is there."""
    secure = not sandbox
    return Availability(_google(document, secure=secure), _microsoft(document, secure=secure))


def refuse_calendars_without_secrets(availability: Availability, environment: Environment) -> None:
    """Note a fault for each app whose secret nobody gave."""
    needed = (
        ("ANTEROOM_GOOGLE_CALENDAR_SECRET", "availability.google", availability.google is not None),
        ("ANTEROOM_MICROSOFT_CALENDAR_SECRET", "availability.microsoft", availability.microsoft is not None),
    )
    for name, key, used in needed:
        if used and not environment.given(name):
            environment.faults.append(f"{name} is missing, and {key} is set")


def _google(document: Document, *, secure: bool) -> GoogleCalendar | None:
    base = "availability.google"
    used = document.has_below(base)
    found = GoogleCalendar(
        client_id=document.text(f"{base}.client_id", default=None if used else ""),
        consent_url=document.url(
            f"{base}.consent_url", secure=secure, default="https://accounts.google.com/o/oauth2/v2/auth"
        ),
        token_url=document.url(f"{base}.token_url", secure=secure, default="https://oauth2.googleapis.com"),
        api_url=document.url(f"{base}.api_url", secure=secure, default="https://www.googleapis.com"),
    )
    return found if used else None


def _microsoft(document: Document, *, secure: bool) -> MicrosoftCalendar | None:
    base = "availability.microsoft"
    used = document.has_below(base)
    found = MicrosoftCalendar(
        client_id=document.text(f"{base}.client_id", default=None if used else ""),
        tenant=document.text(f"{base}.tenant", default="organizations"),
        login_url=document.url(
            f"{base}.login_url", secure=secure, default="https://login.microsoftonline.com"
        ),
        graph_url=document.url(f"{base}.graph_url", secure=secure, default="https://graph.microsoft.com"),
    )
    if not TENANT.fullmatch(found.tenant):
        document.refuse(f"{base}.tenant", "must be a tenant's id or domain, or organizations")
    return found if used else None
