"""Microsoft Teams: a meeting made by an app of one tenant in the name of one user.

Needs the application permission OnlineMeetings.ReadWrite.All and an application access policy for that user
(learn.microsoft.com, "Create onlineMeeting"). Nobody is named as an attendee, for that would need addresses,
and no calendar gets an entry. Of the answer only the id and the link are read: it names the organisation, the
organiser and numbers to dial.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding
from anteroom.meetings.provider import (
    Capabilities,
    Fact,
    Grade,
    LeakProfile,
    Meeting,
    MeetingFault,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.settings.secrets import theirs
from anteroom.settings.section import Section
from anteroom_meetings.bearer import Bearer, Token, asked_as, exchange, token_of
from anteroom_meetings.calls import Calls
from anteroom_meetings.kind import Kind
from anteroom_meetings.links import checked_link
from anteroom_meetings.tool import VENDOR, SharedLinkTool, takes_our_key

HOSTS = re.compile(r"teams\.(?:microsoft\.com|live\.com|cloud\.microsoft|microsoft\.us)")
PATHS = re.compile(r"/(?:l/meetup-join/[^\s]+|meet/[0-9]+)")
PROFILE = VENDOR.worsened(Grade.C, Fact.COMPANY_IN_LINK)


class _Made(msgspec.Struct, frozen=True):
    id: str
    link: str = msgspec.field(name="joinWebUrl")


@dataclass(frozen=True)
class Teams:
    """Microsoft Teams: one tenant, its app, and the object id of the user who holds the calls."""

    tenant: str
    client_id: str
    organizer: str
    graph_url: str
    login_url: str
    secret: str = field(repr=False)


def read(section: Section) -> Teams | None:
    """Read what app.yaml says of it."""
    needed = "" if section.used else None
    found = Teams(
        tenant=section.text("tenant"),
        client_id=section.text("client_id"),
        organizer=section.text("organizer"),
        graph_url=section.url("graph_url", default="https://graph.microsoft.com"),
        login_url=section.url("login_url", default="https://login.microsoftonline.com"),
        secret=section.secret("ANTEROOM_TEAMS_SECRET", theirs, needed_by=needed),
    )
    return found if section.used else None


class TeamsProvider(SharedLinkTool):
    """The provider `teams`."""

    name = "teams"
    title = "Microsoft Teams"

    def __init__(self, settings: Teams, calls: Calls, clock: Clock) -> None:
        super().__init__(calls, clock)
        self._settings = settings
        self.bearer = Bearer(self._token, clock)
        user = quote(settings.organizer, safe="")
        self._url = f"{settings.graph_url}/v1.0/users/{user}/onlineMeetings"

    async def capabilities(self, account: str) -> Capabilities | None:
        """Return them for the deployment itself: it is set up for one tenant, and no company's."""
        if account:
            return None
        return Capabilities(lobby=True, personal_links=False, webhooks=False)

    def leak_profile(self) -> LeakProfile:
        """Return it; no set-up makes it better."""
        return PROFILE

    async def create(self, wanted: Wanted) -> Meeting:
        """Make it, with the lobby for all but the organiser where a lobby is wanted.

        The name is its external id: asked twice, Teams gives the same meeting (learn.microsoft.com,
        "onlineMeeting: createOrGet"). That call takes no settings, so these follow; before them there is no
        link.
        """
        said = {"externalId": wanted.name, "subject": f"Interview {wanted.name}", **_times(wanted)}
        reply = await asked_as(self.bearer, self._calls, "POST", f"{self._url}/createOrGet", said=said)
        meeting = self._meeting(self._calls.judge(reply).read(_Made), wanted.account)
        settings = {
            "lobbyBypassSettings": {
                "scope": "organizer" if wanted.lobby else "everyone",
                "isDialInBypassEnabled": False,
            },
            "allowedPresenters": "organizer",
            "allowMeetingChat": "enabled",
            "allowRecording": False,
            "allowTranscription": False,
            "isEntryExitAnnounced": False,
        }
        try:
            await self._change(meeting, {**settings, **_times(wanted)})
        except MeetingFault as fault:
            fault.certain = False  # it is there by now, and not yet as it is to be
            raise
        return meeting

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Move it; the link stays."""
        await self._change(meeting, _times(wanted))
        return meeting

    async def cancel(self, meeting: Meeting) -> None:
        """Delete it."""
        reply = await asked_as(self.bearer, self._calls, "DELETE", self._of(meeting))
        if reply.status != 404:
            self._calls.judge(reply)

    async def find(self, wanted: Wanted) -> Meeting | None:
        """Make it again: what was made under this name is what comes back."""
        return await self.create(wanted)

    async def check(self, meeting: Meeting) -> None:
        """Ask whether it is there."""
        self._calls.judge(await asked_as(self.bearer, self._calls, "GET", self._of(meeting)))

    async def _change(self, meeting: Meeting, said: dict[str, Any]) -> None:
        self._calls.judge(await asked_as(self.bearer, self._calls, "PATCH", self._of(meeting), said=said))

    def _of(self, meeting: Meeting) -> str:
        return f"{self._url}/{quote(meeting.outside_id, safe='')}"

    def _meeting(self, made: _Made, account: str) -> Meeting:
        link = Plain(checked_link(made.link, HOSTS, PATHS))
        return Meeting(self.name, made.id, PROFILE, account, link)

    async def examined(self, check: str) -> list[Finding]:
        """Try the key."""
        await self.bearer.value()
        return [takes_our_key(check, self.title)]

    async def _token(self) -> Token:
        asked_at = self._clock.now()
        tenant = quote(self._settings.tenant, safe="")
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id,
            "client_secret": self._settings.secret,
            "scope": f"{self._settings.graph_url}/.default",
        }
        url = f"{self._settings.login_url}/{tenant}/oauth2/v2.0/token"
        return token_of(await exchange(self._calls, url, form), asked_at)


def _times(wanted: Wanted) -> dict[str, Any]:
    return {"startDateTime": _written(wanted.starts_at), "endDateTime": _written(wanted.ends_at)}


def _written(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


TEAMS = Kind("teams", read, lambda said, making: TeamsProvider(said, making.calls, making.clock))
