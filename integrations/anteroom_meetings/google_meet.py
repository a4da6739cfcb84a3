"""Google Meet: a space made by a service account in the name of one user (domain-wide delegation).

A space has no calendar entry, no attendees and no time, so its link tells nothing of anybody. Strangers knock
unless access is open. It can be shut but not deleted (developers.google.com/workspace/meet/api).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import jwt
import msgspec

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding
from anteroom.meetings.provider import (
    CannotTell,
    Capabilities,
    Meeting,
    ProviderDown,
    ProviderMisconfigured,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.settings.section import Section
from anteroom_meetings.bearer import Bearer, Token, asked_as, exchange, token_of
from anteroom_meetings.calls import Calls
from anteroom_meetings.kind import Kind
from anteroom_meetings.links import checked_link
from anteroom_meetings.tool import VENDOR, SharedLinkTool, takes_our_key

SCOPE = "https://www.googleapis.com/auth/meetings.space.created"
HOSTS = re.compile(r"meet\.google\.com")
PATHS = re.compile(r"/[a-z]{3}-[a-z]{4}-[a-z]{3}")
NAMES = re.compile(r"spaces/[A-Za-z0-9_-]{1,128}")
LONGEST_ASSERTION = 3600


class _Space(msgspec.Struct, frozen=True):
    name: str
    link: str = msgspec.field(name="meetingUri")


Access = Literal["trusted", "restricted", "open"]
ACCESS: tuple[Access, ...] = ("trusted", "restricted", "open")


@dataclass(frozen=True)
class GoogleMeet:
    """Google Meet: a service account and its private key in PEM, and the user in whose name it acts by
    domain-wide delegation.
    """

    service_account: str
    subject: str
    access: Access
    api_url: str
    token_url: str
    key: str = field(repr=False)


def read(section: Section) -> GoogleMeet | None:
    """Read what app.yaml says of it."""
    needed = "" if section.used else None
    found = GoogleMeet(
        service_account=section.text("service_account"),
        subject=section.text("subject"),
        access=section.choice("access", ACCESS, default="trusted"),
        api_url=section.url("api_url", default="https://meet.googleapis.com"),
        token_url=section.url("token_url", default="https://oauth2.googleapis.com/token"),
        key=section.secret("ANTEROOM_GOOGLE_MEET_KEY", private_key, needed_by=needed),
    )
    return found if section.used else None


def private_key(written: str) -> str:
    """Return a private key in PEM. Raises ValueError for anything else."""
    if not written.startswith("-----BEGIN PRIVATE KEY-----"):
        raise ValueError("must be a private key in PEM, as the service account's JSON file has it")
    return written


class GoogleMeetProvider(SharedLinkTool):
    """The provider `google-meet`."""

    name = "google-meet"
    title = "Google Meet"

    def __init__(self, settings: GoogleMeet, calls: Calls, clock: Clock) -> None:
        super().__init__(calls, clock)
        self._settings = settings
        self.bearer = Bearer(self._token, clock)

    async def capabilities(self, account: str) -> Capabilities | None:
        """Return them for the deployment itself: it is set up for one user of one company."""
        if account:
            return None
        lobby = self._settings.access != "open"
        return Capabilities(lobby=lobby, personal_links=False, webhooks=False)

    async def create(self, wanted: Wanted) -> Meeting:
        """Make a space, in which strangers knock where a lobby is wanted, and nothing is kept by itself."""
        access = self._settings.access
        if wanted.lobby and access == "open":
            access = "trusted"
        config = {
            "accessType": access.upper(),
            "entryPointAccess": "ALL",
            "moderation": "ON",
            "attendanceReportGenerationType": "DO_NOT_GENERATE",
            "artifactConfig": {
                "recordingConfig": {"autoRecordingGeneration": "OFF"},
                "transcriptionConfig": {"autoTranscriptionGeneration": "OFF"},
                "smartNotesConfig": {"autoSmartNotesGeneration": "OFF"},
            },
        }
        url = f"{self._settings.api_url}/v2/spaces"
        reply = await asked_as(self.bearer, self._calls, "POST", url, said={"config": config})
        space = self._calls.judge(reply).read(_Space)
        if not NAMES.fullmatch(space.name):
            raise ProviderDown("it gave a space without a name", certain=False)
        link = Plain(checked_link(space.link, HOSTS, PATHS))
        return Meeting(self.name, space.name, VENDOR, wanted.account, link)

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Nothing outside knows of times: look whether it is there."""
        await self.check(meeting)
        return meeting

    async def cancel(self, meeting: Meeting) -> None:
        """Shut it for everybody who is not invited there, and end what is going on in it."""
        url = f"{self._settings.api_url}/v2/{meeting.outside_id}"
        said = {"config": {"accessType": "RESTRICTED"}}
        mask = "config.accessType"
        reply = await asked_as(self.bearer, self._calls, "PATCH", f"{url}?updateMask={mask}", said=said)
        if reply.status == 404:
            return
        self._calls.judge(reply)
        ended = await asked_as(self.bearer, self._calls, "POST", f"{url}:endActiveConference", said={})
        # A space in which nobody is has nothing to end: 400 FAILED_PRECONDITION.
        if ended.status not in (400, 404):
            self._calls.judge(ended)

    async def find(self, wanted: Wanted) -> Meeting | None:
        """Refuse: Meet lists no spaces, and a space has no name of ours."""
        raise CannotTell("Meet keeps nothing by which a space is known again")

    async def check(self, meeting: Meeting) -> None:
        """Ask whether it is there."""
        url = f"{self._settings.api_url}/v2/{meeting.outside_id}"
        self._calls.judge(await asked_as(self.bearer, self._calls, "GET", url))

    async def examined(self, check: str) -> list[Finding]:
        """Try the key."""
        await self.bearer.value()
        return [takes_our_key(check, self.title)]

    async def _token(self) -> Token:
        asked_at = self._clock.now()
        now = int(asked_at.timestamp())
        claims = {
            "iss": self._settings.service_account,
            "sub": self._settings.subject,
            "scope": SCOPE,
            "aud": self._settings.token_url,
            "iat": now,
            "exp": now + LONGEST_ASSERTION,
        }
        try:
            assertion = jwt.encode(claims, self._settings.key, algorithm="RS256")
        except (ValueError, TypeError, jwt.PyJWTError):
            raise ProviderMisconfigured("the service account's key cannot be read") from None
        form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": assertion}
        return token_of(await exchange(self._calls, self._settings.token_url, form), asked_at)


GOOGLE_MEET = Kind(
    "google_meet", read, lambda said, making: GoogleMeetProvider(said, making.calls, making.clock)
)
