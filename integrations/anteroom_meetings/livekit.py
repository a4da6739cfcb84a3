"""LiveKit: a room made over Twirp, and each join a token of its own, whose grants are the lobby.

Who is not admitted yet is in the room without being heard or seen; admitting raises the grants, removing
cuts off at once. A token ends soon, but who is connected stays so (docs.livekit.io, "Tokens & grants"):
removing is `RemoveParticipant` and no new token. Ids are opaque, for LiveKit writes them into its logs.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import jwt
import msgspec
from yarl import URL

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding
from anteroom.meetings.provider import (
    Capabilities,
    Challenge,
    Entrant,
    Happening,
    Heard,
    LeakProfile,
    Meeting,
    NotGenuine,
    ProviderRefused,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.settings.secrets import long_text
from anteroom.settings.section import Section
from anteroom_meetings.calls import Calls, Reply
from anteroom_meetings.kind import Kind
from anteroom_meetings.tool import OWN_SERVER, Tool, takes_our_key

LIFE = timedelta(minutes=2)
EARLY = timedelta(seconds=10)
WINDOW = 5 * 60
"""Seconds by which a webhook's clock may be off."""
EMPTY, DEPARTED = 900, 300
"""Seconds after which an empty room is closed; the next join makes it anew."""
MOST = 50
GRANTS = {
    "CreateRoom": {"roomCreate": True},
    "DeleteRoom": {"roomCreate": True},
    "ListRooms": {"roomList": True},
    "UpdateParticipant": {"roomAdmin": True},
    "RemoveParticipant": {"roomAdmin": True},
}
SOURCES = ("camera", "microphone", "screen_share", "screen_share_audio")
HAPPENINGS = {
    "room_started": Happening.STARTED,
    "room_finished": Happening.ENDED,
    "participant_joined": Happening.CAME,
    "participant_left": Happening.LEFT,
}


class _Named(msgspec.Struct, frozen=True):
    name: str = ""
    identity: str = ""


class _Event(msgspec.Struct, frozen=True):
    """A webhook. An int64 is a text in the JSON of protocol buffers."""

    event: str
    id: str = ""
    room: _Named = _Named()
    participant: _Named = _Named()
    created_at: int | str = msgspec.field(default=0, name="createdAt")


@dataclass(frozen=True)
class LiveKit:
    """A LiveKit server: its address, the page that people call in, and its API key."""

    url: str
    page: str
    api_key: str
    secret: str = field(repr=False)


def read(section: Section) -> LiveKit | None:
    """Read what app.yaml says of it."""
    needed = "" if section.used else None
    found = LiveKit(
        url=section.url("url"),
        page=section.url("page"),
        api_key=section.text("api_key"),
        secret=section.secret("ANTEROOM_LIVEKIT_SECRET", long_text, needed_by=needed, drawn=True),
    )
    return found if section.used else None


class LiveKitProvider(Tool):
    """The provider `livekit`, and a `Doorkeeper`."""

    name = "livekit"
    title = "LiveKit"

    def __init__(self, settings: LiveKit, calls: Calls, clock: Clock) -> None:
        super().__init__(calls, clock)
        self._settings = settings
        self.leads_to = (str(URL(settings.page).origin()),)

    async def capabilities(self, account: str) -> Capabilities | None:
        """Everybody may use it: it is the deployment's own."""
        return Capabilities(lobby=True, personal_links=True, webhooks=True)

    def leak_profile(self) -> LeakProfile:
        """Return it: no grant of ours lets anybody record."""
        return OWN_SERVER

    async def create(self, wanted: Wanted) -> Meeting:
        """Make the room, which proves that it can be made; each join makes it again where it was closed."""
        await self._make(wanted.name)
        return Meeting(self.name, wanted.name, OWN_SERVER, wanted.account)

    async def find(self, wanted: Wanted) -> Meeting | None:
        """A room of one name is one room."""
        return await self.create(wanted)

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Nothing outside knows of times: look whether the room can be had."""
        await self._make(meeting.outside_id)
        return meeting

    async def cancel(self, meeting: Meeting) -> None:
        """Take the room away, and put everybody out."""
        await self._gone_is_fine("DeleteRoom", meeting.outside_id, {"room": meeting.outside_id})

    async def join(self, meeting: Meeting, entrant: Entrant) -> Plain:
        """Return the page with a token for this one. Raises ProviderRefused when it is too late."""
        now = self._clock.now()
        if now >= entrant.until:
            raise ProviderRefused("the time to join is over")
        await self._make(meeting.outside_id)
        grants = {
            "room": meeting.outside_id,
            "roomJoin": True,
            "canPublish": entrant.admitted,
            "canSubscribe": entrant.admitted,
            "canPublishData": entrant.admitted,
            "canPublishSources": list(SOURCES),
            "canUpdateOwnMetadata": False,
        }
        until = min(now + LIFE, entrant.until)
        token = self._token({"sub": entrant.seat, "name": entrant.label, "video": grants}, now, until)
        socket = "ws" + self._settings.url.removeprefix("http")
        query = urlencode({"liveKitUrl": socket, "token": token})
        return Plain(f"{self._settings.page}/custom?{query}")

    async def admit(self, meeting: Meeting, seat: str) -> None:
        """Raise the grants of somebody inside."""
        permission = {
            "canPublish": True,
            "canSubscribe": True,
            "canPublishData": True,
            "canPublishSources": [source.upper() for source in SOURCES],
        }
        said = {"room": meeting.outside_id, "identity": seat, "permission": permission}
        self._calls.judge(await self._rpc("UpdateParticipant", meeting.outside_id, said))

    async def remove(self, meeting: Meeting, seat: str) -> None:
        """Cut somebody off."""
        said = {"room": meeting.outside_id, "identity": seat}
        await self._gone_is_fine("RemoveParticipant", meeting.outside_id, said)

    async def examined(self, check: str) -> list[Finding]:
        """Try the key."""
        await self.rooms()
        return [takes_our_key(check, self.title)]

    async def rooms(self) -> None:
        """Ask which rooms there are, which proves the key. Raises MeetingFault."""
        self._calls.judge(await self._rpc("ListRooms", "", {}))

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Challenge | Heard | None:
        """Believe what is signed with our key over exactly these octets, now."""
        given = {name.lower(): value for name, value in headers.items()}.get("authorization", "")
        self._check_signature(given.removeprefix("Bearer "), body)
        try:
            event = msgspec.json.decode(body, type=_Event)
            at = datetime.fromtimestamp(int(event.created_at), UTC)
        except (msgspec.DecodeError, ValueError, OverflowError, OSError, RecursionError) as error:
            raise NotGenuine("unreadable") from error
        happening = HAPPENINGS.get(event.event)
        if happening is None or not event.room.name or not event.id:
            return None
        return Heard(event.id, event.room.name, happening, at, event.participant.identity)

    def _check_signature(self, token: str, body: bytes) -> None:
        try:
            claims = jwt.decode(
                token,
                self._settings.secret,
                algorithms=["HS256"],
                issuer=self._settings.api_key,
                options={
                    "require": ["iss", "exp", "sha256"],
                    "verify_exp": False,
                    "verify_nbf": False,
                    "verify_iat": False,
                },
            )
        except jwt.InvalidTokenError as error:
            raise NotGenuine(type(error).__name__) from error
        now = self._clock.now().timestamp()
        until, since = claims["exp"], claims.get("nbf", now)
        if not isinstance(until, int | float) or not isinstance(since, int | float):
            raise NotGenuine("times that are no numbers")
        # Written so that a comparison with NaN refuses.
        if not (since - WINDOW <= now < until + WINDOW):
            raise NotGenuine("not now")
        digest = b64encode(hashlib.sha256(body).digest()).decode()
        if not hmac.compare_digest(digest.encode(), str(claims["sha256"]).encode("utf-8", "replace")):
            raise NotGenuine("another body")

    async def _make(self, room: str) -> None:
        said = {
            "name": room,
            "emptyTimeout": EMPTY,
            "departureTimeout": DEPARTED,
            "maxParticipants": MOST,
        }
        self._calls.judge(await self._rpc("CreateRoom", room, said))

    async def _gone_is_fine(self, method: str, room: str, said: Mapping[str, Any]) -> None:
        reply = await self._rpc(method, room, said)
        if reply.status == 404 and _code(reply) == "not_found":
            return
        self._calls.judge(reply)

    async def _rpc(self, method: str, room: str, said: Mapping[str, Any]) -> Reply:
        now = self._clock.now()
        video = {**GRANTS[method], "room": room} if room else GRANTS[method]
        token = self._token({"video": video}, now, now + LIFE)
        url = f"{self._settings.url}/twirp/livekit.RoomService/{method}"
        return await self._calls.ask("POST", url, bearer=token, said=said)

    def _token(self, claims: Mapping[str, Any], now: datetime, until: datetime) -> str:
        times = {"nbf": int((now - EARLY).timestamp()), "exp": int(until.timestamp())}
        said = {"iss": self._settings.api_key, **times, **claims}
        return jwt.encode(said, self._settings.secret, algorithm="HS256")


def _code(reply: Reply) -> str:
    """Return Twirp's own word for an error, "" where there is none: a 404 may be a wrong address, too."""
    try:
        return str(json.loads(reply.body).get("code", ""))
    except (ValueError, AttributeError, RecursionError):
        return ""


LIVEKIT = Kind("livekit", read, lambda said, making: LiveKitProvider(said, making.calls, making.clock))
