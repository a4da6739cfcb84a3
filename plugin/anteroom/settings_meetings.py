"""The part of app.yaml about tools that make calls: each is used where anything is said of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from anteroom.settings_document import Document
from anteroom.settings_environment import Environment

Access = Literal["trusted", "restricted", "open"]
ACCESS: tuple[Access, ...] = ("trusted", "restricted", "open")


@dataclass(frozen=True)
class Jitsi:
    """A Jitsi of one's own with token authentication: its address, and whom its tokens are from and for."""

    url: str
    app_id: str
    subject: str


@dataclass(frozen=True)
class LiveKit:
    """A LiveKit server: its address, the page that people call in, and the id of the API key."""

    url: str
    page: str
    api_key: str


@dataclass(frozen=True)
class Zoom:
    """Zoom: the app that companies connect, an account of the deployment's own, or both.

    `client_id` is None without the first. `account_id`, `server_client_id` and `user` are the second:
    a server-to-server app, and who of its account holds the calls.
    """

    api_url: str
    web_url: str
    client_id: str | None
    account_id: str | None
    server_client_id: str | None
    user: str


@dataclass(frozen=True)
class Teams:
    """Microsoft Teams: one tenant, its app, and the object id of the user who holds the calls."""

    tenant: str
    client_id: str
    organizer: str
    graph_url: str
    login_url: str


@dataclass(frozen=True)
class GoogleMeet:
    """Google Meet: a service account, and the user in whose name it acts by domain-wide delegation."""

    service_account: str
    subject: str
    access: Access
    api_url: str
    token_url: str


@dataclass(frozen=True)
class Meetings:
    """Which tools are set up; None for each that is not."""

    jitsi: Jitsi | None
    livekit: LiveKit | None
    zoom: Zoom | None
    teams: Teams | None
    google_meet: GoogleMeet | None


def read_meeting_settings(document: Document, *, sandbox: bool) -> Meetings:
    """Read `meetings`; what a tool needs is missed only where something of it is there."""
    secure = not sandbox
    return Meetings(
        jitsi=_jitsi(document, secure=secure),
        livekit=_livekit(document, secure=secure),
        zoom=_zoom(document, secure=secure),
        teams=_teams(document, secure=secure),
        google_meet=_google_meet(document, secure=secure),
    )


def refuse_tools_without_secrets(meetings: Meetings, environment: Environment) -> None:
    """Note a fault for each secret that a tool needs and nobody gave."""
    zoom = meetings.zoom
    needed = (
        ("ANTEROOM_JITSI_SECRET", "meetings.jitsi", meetings.jitsi is not None),
        ("ANTEROOM_LIVEKIT_SECRET", "meetings.livekit", meetings.livekit is not None),
        ("ANTEROOM_ZOOM_CLIENT_SECRET", "meetings.zoom.client_id", bool(zoom and zoom.client_id)),
        ("ANTEROOM_ZOOM_SERVER_SECRET", "meetings.zoom.account_id", bool(zoom and zoom.account_id)),
        ("ANTEROOM_TEAMS_SECRET", "meetings.teams", meetings.teams is not None),
        ("ANTEROOM_GOOGLE_MEET_KEY", "meetings.google_meet", meetings.google_meet is not None),
    )
    for name, key, used in needed:
        if used and not environment.given(name):
            environment.faults.append(f"{name} is missing, and {key} is set")


def _jitsi(document: Document, *, secure: bool) -> Jitsi | None:
    used = document.has_below("meetings.jitsi")
    unused = None if used else ""
    found = Jitsi(
        url=document.url("meetings.jitsi.url", secure=secure, default=unused),
        app_id=document.text("meetings.jitsi.app_id", default=unused),
        subject=document.text("meetings.jitsi.subject", default=unused),
    )
    return found if used else None


def _livekit(document: Document, *, secure: bool) -> LiveKit | None:
    used = document.has_below("meetings.livekit")
    unused = None if used else ""
    found = LiveKit(
        url=document.url("meetings.livekit.url", secure=secure, default=unused),
        page=document.url("meetings.livekit.page", secure=secure, default=unused),
        api_key=document.text("meetings.livekit.api_key", default=unused),
    )
    return found if used else None


def _zoom(document: Document, *, secure: bool) -> Zoom | None:
    client_id = document.text_or_null("meetings.zoom.client_id")
    account_id = document.text_or_null("meetings.zoom.account_id")
    found = Zoom(
        api_url=document.url("meetings.zoom.api_url", secure=secure, default="https://api.zoom.us"),
        web_url=document.url("meetings.zoom.web_url", secure=secure, default="https://zoom.us"),
        client_id=client_id,
        account_id=account_id,
        server_client_id=document.text_or_null("meetings.zoom.server_client_id"),
        user=document.text("meetings.zoom.user", default="me"),
    )
    if (account_id is None) is not (found.server_client_id is None):
        document.refuse("meetings.zoom.account_id", "and meetings.zoom.server_client_id need one another")
    if not client_id and not account_id and document.has_below("meetings.zoom"):
        document.refuse("meetings.zoom.client_id", "is missing, and so is meetings.zoom.account_id")
    return found if client_id or account_id else None


def _teams(document: Document, *, secure: bool) -> Teams | None:
    used = document.has_below("meetings.teams")
    unused = None if used else ""
    found = Teams(
        tenant=document.text("meetings.teams.tenant", default=unused),
        client_id=document.text("meetings.teams.client_id", default=unused),
        organizer=document.text("meetings.teams.organizer", default=unused),
        graph_url=document.url(
            "meetings.teams.graph_url", secure=secure, default="https://graph.microsoft.com"
        ),
        login_url=document.url(
            "meetings.teams.login_url", secure=secure, default="https://login.microsoftonline.com"
        ),
    )
    return found if used else None


def _google_meet(document: Document, *, secure: bool) -> GoogleMeet | None:
    used = document.has_below("meetings.google_meet")
    unused = None if used else ""
    found = GoogleMeet(
        service_account=document.text("meetings.google_meet.service_account", default=unused),
        subject=document.text("meetings.google_meet.subject", default=unused),
        access=document.choice("meetings.google_meet.access", ACCESS, default="trusted"),
        api_url=document.url(
            "meetings.google_meet.api_url", secure=secure, default="https://meet.googleapis.com"
        ),
        token_url=document.url(
            "meetings.google_meet.token_url", secure=secure, default="https://oauth2.googleapis.com/token"
        ),
    )
    return found if used else None
