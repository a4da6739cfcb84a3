"""A Jitsi of one's own: the call is a room's name, and each join a token of its own, minted at the click.

Claims as Jitsi's own verifier wants them (jitsi-meet, `token/util.lib.lua`): `aud` is a text and never a
list, `typ` must be there, no leeway is given to `exp` and `nbf`. There is no address and no picture in a
token: Jitsi would fetch a picture from a third party.

Two people alone would be connected directly by a Jitsi as it is installed, and learn each other's network
address. So its `config.js` is read before each call is made or joined, and one that does not say everywhere
that this is off gets no call.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import quote

import jwt
from yarl import URL

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding, fault, fine, warning
from anteroom.meetings.provider import (
    Capabilities,
    Entrant,
    Fact,
    Grade,
    LeakProfile,
    Meeting,
    ProviderMisconfigured,
    ProviderRefused,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.settings.secrets import long_text
from anteroom.settings.section import Section
from anteroom_meetings.calls import Calls
from anteroom_meetings.config_js import settings_in
from anteroom_meetings.kind import Kind
from anteroom_meetings.tool import OWN_SERVER, Tool

LIFE = timedelta(minutes=2)
"""A token is believed as often as it is shown until it ends; whoever is late clicks again on our page."""
EARLY = timedelta(seconds=10)
"""By how much the other clock may be behind ours."""
FRESH = timedelta(minutes=5)
"""For how long what `config.js` said is taken for true."""
OFF = frozenset({"false"})
RECORDING = (
    "recordingService.enabled",
    "fileRecordingsEnabled",
    "liveStreaming.enabled",
    "liveStreamingEnabled",
    "transcription.enabled",
    "transcribingEnabled",
)
OVERRIDES = "config.p2p.enabled=false&config.disableInviteFunctions=true"
"""Said once more to the page itself. Whoever opens it can take it out, so nothing rests on it."""


@dataclass(frozen=True)
class Jitsi:
    """A Jitsi of one's own with token authentication: its address, and whom its tokens are from and for."""

    url: str
    app_id: str
    subject: str
    secret: str = field(repr=False)


def read(section: Section) -> Jitsi | None:
    """Read what app.yaml says of it."""
    needed = "" if section.used else None
    found = Jitsi(
        url=section.url("url"),
        app_id=section.text("app_id"),
        subject=section.text("subject"),
        secret=section.secret("ANTEROOM_JITSI_SECRET", long_text, needed_by=needed, drawn=True),
    )
    return found if section.used else None


class JitsiProvider(Tool):
    """The provider `jitsi`."""

    name = "jitsi"
    title = "Jitsi"

    def __init__(self, settings: Jitsi, calls: Calls, clock: Clock) -> None:
        super().__init__(calls, clock)
        self._settings = settings
        self.leads_to = (str(URL(settings.url).origin()),)
        self._looked: tuple[datetime, LeakProfile] | None = None

    async def capabilities(self, account: str) -> Capabilities | None:
        """Everybody may use it: it is the deployment's own. Who is inside can only be put out inside."""
        return Capabilities(lobby=False, personal_links=True, webhooks=False)

    def leak_profile(self) -> LeakProfile:
        """Return that of one whose direct connections and recordings are off."""
        return OWN_SERVER

    async def create(self, wanted: Wanted) -> Meeting:
        """Look whether it is there and keeps addresses to itself; the room itself comes with the first."""
        return Meeting(self.name, wanted.name, await self._inspected(), wanted.account)

    async def find(self, wanted: Wanted) -> Meeting | None:
        """A room of one name is one room."""
        return await self.create(wanted)

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Nothing outside knows of times."""
        return Meeting(self.name, meeting.outside_id, await self._inspected(), meeting.account)

    async def cancel(self, meeting: Meeting) -> None:
        """Nothing is there to take away: without a new token nobody comes in."""

    async def join(self, meeting: Meeting, entrant: Entrant) -> Plain:
        """Return the room with a token for this one. Raises ProviderRefused when it is too late."""
        await self._inspected()
        now = self._clock.now()
        if now >= entrant.until:
            raise ProviderRefused("the time to join is over")
        token = self._token(meeting.outside_id, entrant, now)
        return Plain(f"{self._settings.url}/{quote(meeting.outside_id)}?jwt={token}#{OVERRIDES}")

    def _token(self, room: str, entrant: Entrant, now: datetime) -> str:
        claims = {
            "aud": "jitsi",
            "iss": self._settings.app_id,
            "sub": self._settings.subject,
            "room": room,
            "iat": int(now.timestamp()),
            "nbf": int((now - EARLY).timestamp()),
            "exp": int(min(now + LIFE, entrant.until).timestamp()),
            "context": {
                "user": {
                    "id": entrant.seat,
                    "name": entrant.label,
                    "moderator": entrant.host,
                    "affiliation": "owner" if entrant.host else "member",
                },
                "features": {
                    "recording": False,
                    "livestreaming": False,
                    "transcription": False,
                    "outbound-call": False,
                    "screen-sharing": True,
                },
            },
        }
        return jwt.encode(claims, self._settings.secret, algorithm="HS256")

    async def _inspected(self) -> LeakProfile:
        """Return what `config.js` makes of it. Raises ProviderMisconfigured where people would be connected
        directly, for then each learns where the other is.
        """
        now = self._clock.now()
        if self._looked is not None and now - self._looked[0] < FRESH:
            return self._looked[1]
        found = await self.config()
        if found.get("p2p.enabled") != OFF:
            raise ProviderMisconfigured("its config.js does not switch p2p off")
        recording = [name for name in RECORDING if found.get(name, OFF) != OFF]
        profile = OWN_SERVER.worsened(Grade.C, Fact.RECORDING_POSSIBLE) if recording else OWN_SERVER
        self._looked = now, profile
        return profile

    async def config(self) -> Mapping[str, frozenset[str]]:
        """Return what stands in its `config.js`. Raises MeetingFault where it cannot be had."""
        reply = self._calls.judge(await self._calls.ask("GET", f"{self._settings.url}/config.js"))
        return settings_in(reply.body.decode("utf-8", "replace"))

    async def examined(self, check: str) -> list[Finding]:
        """Look whether it connects people directly, lets them record, or asks third parties."""
        said = await self.config()
        if said.get("p2p.enabled") != OFF:
            return [
                fault(
                    check,
                    "its config.js does not switch p2p off",
                    "two people alone would be connected directly, and learn each other's network address",
                    "say p2p: { enabled: false } there, and nothing else of it; no call is made in it before",
                )
            ]
        found = [fine(check, "answers, and connects nobody directly")]
        recording = [name for name in RECORDING if said.get(name, OFF) != OFF]
        if recording:
            found.append(
                warning(
                    check,
                    f"its config.js lets people record: {', '.join(recording)}",
                    "calls in it are graded C, and everybody's consent to a recording is asked first",
                    "switch it off there",
                )
            )
        if said.get("disableThirdPartyRequests") != frozenset({"true"}):
            found.append(
                warning(
                    check,
                    "its config.js lets pages ask third parties (disableThirdPartyRequests is not true)",
                    "who meets becomes visible to others, such as Gravatar",
                    "say disableThirdPartyRequests: true there",
                )
            )
        return found


JITSI = Kind("jitsi", read, lambda said, making: JitsiProvider(said, making.calls, making.clock))
