"""Microsoft Teams: a meeting made by an app of one tenant in the name of one user.

Needs the application permission OnlineMeetings.ReadWrite.All and an application access policy for that user
(learn.microsoft.com, "Create onlineMeeting"). Nobody is named as an attendee, for that would need addresses,
and no calendar gets an entry. Of the answer only the id and the link are read: it names the organisation, the
organiser and numbers to dial.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import quote

import msgspec

from anteroom.clock import Clock
from anteroom.meetings.provider import (
    Capabilities,
    Challenge,
    Entrant,
    Fact,
    Grade,
    Heard,
    LeakProfile,
    Meeting,
    NotGenuine,
    ProviderRefused,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.settings_meetings import Teams
from anteroom_meetings.bearer import Bearer, Token, asked_as, exchange, token_of
from anteroom_meetings.calls import Calls
from anteroom_meetings.links import checked_link

HOSTS = re.compile(r"teams\.(?:microsoft\.com|live\.com|cloud\.microsoft|microsoft\.us)")
PATHS = re.compile(r"/(?:l/meetup-join/[^\s]+|meet/[0-9]+)")
PROFILE = LeakProfile(
    Grade.C,
    frozenset(
        {
            Fact.PROFILE_SHOWN,
            Fact.GUEST_PROFILE_SHOWN,
            Fact.NAMES_TYPED,
            Fact.COMPANY_IN_LINK,
            Fact.RECORDING_POSSIBLE,
            Fact.MEDIA_AT_SERVER,
            Fact.ADDRESS_AT_SERVER,
            Fact.CHAT_UNREAD,
            Fact.LINK_REUSABLE,
        }
    ),
)


class _Made(msgspec.Struct, frozen=True):
    id: str
    link: str = msgspec.field(name="joinWebUrl")


class TeamsProvider:
    """The provider `teams`."""

    name = "teams"
    title = "Microsoft Teams"

    def __init__(self, settings: Teams, secret: str, calls: Calls, clock: Clock) -> None:
        self._settings = settings
        self._secret = secret
        self._calls = calls
        self._clock = clock
        self.bearer = Bearer(self._token, clock)
        user = quote(settings.organizer, safe="")
        self._url = f"{settings.graph_url}/v1.0/users/{user}/onlineMeetings"

    async def capabilities(self, account: str) -> Capabilities | None:
        """Return them for the deployment itself: it is set up for one tenant, and no company's."""
        if account:
            return None
        return Capabilities(
            most_people=300, lobby=True, personal_links=False, doorkeeper=False, webhooks=False
        )

    def leak_profile(self) -> LeakProfile:
        """Return it; no set-up makes it better."""
        return PROFILE

    async def create(self, wanted: Wanted) -> Meeting:
        """Make it, with the lobby for all but the organiser where a lobby is wanted."""
        said = {
            "subject": f"Interview {wanted.name}",
            **_times(wanted),
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
        reply = await asked_as(self.bearer, self._calls, "POST", self._url, said=said)
        return self._meeting(self._calls.judge(reply).read(_Made), wanted.account)

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Move it; the link stays."""
        url = self._of(meeting)
        reply = await asked_as(self.bearer, self._calls, "PATCH", url, said=_times(wanted))
        self._calls.judge(reply)
        return meeting

    async def cancel(self, meeting: Meeting) -> None:
        """Delete it."""
        reply = await asked_as(self.bearer, self._calls, "DELETE", self._of(meeting))
        if reply.status != 404:
            self._calls.judge(reply)

    async def join(self, meeting: Meeting, entrant: Entrant) -> Plain:
        """Return the one link."""
        if meeting.link is None or self._clock.now() >= entrant.until:
            raise ProviderRefused("the time to join is over")
        return meeting.link

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Challenge | Heard | None:
        """Refuse all: we subscribe to nothing."""
        raise NotGenuine("nothing of Teams is subscribed to")

    def _of(self, meeting: Meeting) -> str:
        return f"{self._url}/{quote(meeting.outside_id, safe='')}"

    def _meeting(self, made: _Made, account: str) -> Meeting:
        link = Plain(checked_link(made.link, HOSTS, PATHS))
        return Meeting(self.name, made.id, PROFILE, account, link)

    async def _token(self) -> Token:
        asked_at = self._clock.now()
        tenant = quote(self._settings.tenant, safe="")
        form = {
            "grant_type": "client_credentials",
            "client_id": self._settings.client_id,
            "client_secret": self._secret,
            "scope": f"{self._settings.graph_url}/.default",
        }
        url = f"{self._settings.login_url}/{tenant}/oauth2/v2.0/token"
        return token_of(await exchange(self._calls, url, form), asked_at)


def _times(wanted: Wanted) -> dict[str, Any]:
    return {"startDateTime": _written(wanted.starts_at), "endDateTime": _written(wanted.ends_at)}


def _written(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")
