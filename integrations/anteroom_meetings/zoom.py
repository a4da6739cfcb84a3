"""Zoom: a meeting made in a company's account, or in one of the deployment's own.

Never in the personal room (that number is a way to reach somebody for ever), never with registration (it asks
guests for addresses). Of the answer only the id and the link are kept: it names the host's address and holds
a key with which anybody becomes the host. A company's own host name is taken out of the link.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, urlencode

import msgspec

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding, left_out, warning
from anteroom.meetings.provider import (
    CannotTell,
    Capabilities,
    Challenge,
    Heard,
    Meeting,
    ProviderMisconfigured,
    ProviderThrottled,
    Wanted,
)
from anteroom.people.sealed import Plain
from anteroom.randomness import Randomness
from anteroom_meetings.bearer import Bearer, Key, Token, asked_as, exchange, token_of
from anteroom_meetings.calls import Calls, Reply
from anteroom_meetings.links import checked_link
from anteroom_meetings.tool import VENDOR, SharedLinkTool, takes_our_key
from anteroom_meetings.zoom_accounts import ZoomAccounts
from anteroom_meetings.zoom_app import basic_of
from anteroom_meetings.zoom_settings import Zoom
from anteroom_meetings.zoom_webhook import news_of, removed_from, verify

HOSTS = re.compile(r"(?:[a-z0-9-]+\.)*(?:zoom\.us|zoomgov\.com)")
PATHS = re.compile(r"/j/[0-9]{9,12}")
VANITY = re.compile(r"^https://(?!us[0-9]{2}web\.)[a-z0-9.-]+\.(?=zoom(?:gov)?\.)", re.IGNORECASE)
NEUTRAL = "https://"
GONE = (3001, 3007)
"""No such meeting; it has ended."""
IN_PROGRESS = 3002
"""It cannot be deleted while somebody is in it."""
NEXT_LOOK = timedelta(minutes=5)
MOST_PAGES = 10
SCOPES_MISSING = (4700, 4711)


class _Settings(msgspec.Struct, frozen=True):
    use_pmi: bool = False


class _Made(msgspec.Struct, frozen=True):
    id: int
    join_url: str
    settings: _Settings = _Settings()
    registration_url: str = ""
    topic: str = ""


class _Listed(msgspec.Struct, frozen=True):
    meetings: list[_Made] = []
    next_page_token: str = ""


class _Said(msgspec.Struct, frozen=True):
    code: int = 0


class ZoomProvider(SharedLinkTool):
    """The provider `zoom`. `connected` holds the companies' accounts; None where none can be connected."""

    name = "zoom"
    title = "Zoom"
    connects = True

    def __init__(
        self,
        settings: Zoom,
        calls: Calls,
        clock: Clock,
        randomness: Randomness,
        *,
        connected: ZoomAccounts | None = None,
    ) -> None:
        super().__init__(calls, clock)
        self._settings = settings
        self._randomness = randomness
        self._connected = connected
        self.own = Bearer(self._own_token, clock) if settings.account_id else None

    async def capabilities(self, account: str) -> Capabilities | None:
        """Return them where there is an account of Zoom's for it."""
        if await self._bearer(account) is None:
            return None
        return Capabilities(
            lobby=True,
            personal_links=False,
            webhooks=bool(self._settings.webhook_secret),
        )

    async def create(self, wanted: Wanted) -> Meeting:
        """Make it. What an account's locked settings turned into something else is taken away again."""
        bearer = await self._needed(wanted.account)
        url = self._of_user(wanted.account)
        reply = await asked_as(bearer, self._calls, "POST", url, said=self._described(wanted))
        made = self._judged(reply).read(_Made)
        if made.settings.use_pmi or made.registration_url:
            await self._delete(bearer, str(made.id))
            what = "personal meeting ids" if made.settings.use_pmi else "registration"
            raise ProviderMisconfigured(f"its account forces {what} on every meeting")
        return self._meeting(made, wanted)

    async def find(self, wanted: Wanted) -> Meeting | None:
        """Look through what is scheduled for the one of this name; it is in its topic."""
        bearer, page = await self._needed(wanted.account), ""
        for _ in range(MOST_PAGES):
            query = {"type": "scheduled", "page_size": "300"} | ({"next_page_token": page} if page else {})
            url = f"{self._of_user(wanted.account)}?{urlencode(query)}"
            listed = self._judged(await asked_as(bearer, self._calls, "GET", url)).read(_Listed)
            for each in listed.meetings:
                if each.topic == _topic(wanted):
                    return self._meeting(each, wanted)
            page = listed.next_page_token
            if not page:
                return None
        raise CannotTell("it has more meetings than we look through")

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Move it; the link stays."""
        bearer = await self._needed(meeting.account)
        url = self._of(meeting.outside_id)
        self._judged(await asked_as(bearer, self._calls, "PATCH", url, said=_times(wanted)))
        return meeting

    async def cancel(self, meeting: Meeting) -> None:
        """Delete it, and let Zoom write to nobody about it."""
        await self._delete(await self._needed(meeting.account), meeting.outside_id)

    async def check(self, meeting: Meeting) -> None:
        """Ask whether it is there."""
        bearer = await self._needed(meeting.account)
        self._judged(await asked_as(bearer, self._calls, "GET", self._of(meeting.outside_id)))

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Challenge | Heard | None:
        """Believe what is signed with the app's secret token, now."""
        verify(headers, body, self._settings.webhook_secret, self._clock.now())
        return news_of(body, self._settings.webhook_secret)

    async def believed(self, body: bytes) -> None:
        """Forget the tokens of whoever took the app away. Raises NotGenuine for what cannot be read."""
        gone = removed_from(body) if self._connected is not None else None
        if self._connected is not None and gone is not None:
            await self._connected.removed(*gone)

    async def examined(self, check: str) -> list[Finding]:
        """Try the key to the deployment's own account; say what only people can try."""
        found = []
        if self.own is not None:
            await self.own.value()
            found.append(takes_our_key(check, self.title))
        if self._settings.client_id:
            found.append(
                left_out(check, "whether Zoom knows the app that companies connect, only they can tell")
            )
        if not self._settings.webhook_secret:
            found.append(
                warning(
                    check,
                    "ANTEROOM_ZOOM_WEBHOOK_SECRET is not set",
                    "nothing that Zoom says of its calls is believed, so nobody knows who came",
                    "copy the secret token of the app's event subscription",
                )
            )
        return found

    def _described(self, wanted: Wanted) -> dict[str, Any]:
        return {
            "topic": _topic(wanted),
            "type": 2,
            **_times(wanted),
            "password": self._randomness.token(10),
            "settings": {
                "waiting_room": wanted.lobby,
                # In an account that is nobody's of the interview, no host of Zoom's would ever come.
                "join_before_host": not wanted.lobby,
                "use_pmi": False,
                "approval_type": 2,
                "meeting_authentication": False,
                "auto_recording": "none",
                "mute_upon_entry": True,
                "alternative_hosts": "",
                "alternative_hosts_email_notification": False,
                "show_share_button": False,
                "allow_multiple_devices": False,
                "registrants_email_notification": False,
                "registrants_confirmation_email": False,
            },
        }

    async def _delete(self, bearer: Key, outside_id: str) -> None:
        quiet = urlencode({"schedule_for_reminder": "false", "cancel_meeting_reminder": "false"})
        reply = await asked_as(bearer, self._calls, "DELETE", f"{self._of(outside_id)}?{quiet}")
        if reply.status in (400, 404) and _code(reply) in GONE:
            return
        if reply.status == 400 and _code(reply) == IN_PROGRESS:
            raise ProviderThrottled("people are in it still", after=NEXT_LOOK)
        self._judged(reply)

    def _meeting(self, made: _Made, wanted: Wanted) -> Meeting:
        link = VANITY.sub(NEUTRAL, checked_link(made.join_url, HOSTS, PATHS))
        return Meeting(self.name, str(made.id), VENDOR, wanted.account, Plain(link))

    def _of_user(self, account: str) -> str:
        user = "me" if account else quote(self._settings.user, safe="")
        return f"{self._settings.api_url}/v2/users/{user}/meetings"

    def _of(self, outside_id: str) -> str:
        return f"{self._settings.api_url}/v2/meetings/{quote(outside_id, safe='')}"

    def _judged(self, reply: Reply) -> Reply:
        # Zoom answers 400 for a token without the scope, as for what it cannot read.
        if reply.status == 400 and _code(reply) in SCOPES_MISSING:
            raise ProviderMisconfigured("its app lacks a scope")
        return self._calls.judge(reply)

    async def _needed(self, account: str) -> Key:
        bearer = await self._bearer(account)
        if bearer is None:
            raise ProviderMisconfigured("nobody connected an account")
        return bearer

    async def _bearer(self, account: str) -> Key | None:
        if not account:
            return self.own
        return None if self._connected is None else await self._connected.bearer(account)

    async def _own_token(self) -> Token:
        """Server-to-server: a token for an hour, and none to renew it with."""
        asked_at = self._clock.now()
        form = {"grant_type": "account_credentials", "account_id": self._settings.account_id or ""}
        basic = basic_of(self._settings.server_client_id or "", self._settings.server_secret)
        url = f"{self._settings.web_url}/oauth/token"
        return token_of(await exchange(self._calls, url, form, headers=basic), asked_at)


def _topic(wanted: Wanted) -> str:
    return f"Interview {wanted.name}"


def _times(wanted: Wanted) -> dict[str, Any]:
    minutes = -(-int(wanted.length.total_seconds()) // 60)
    return {"start_time": _written(wanted.starts_at), "duration": minutes, "timezone": "UTC"}


def _written(instant: datetime) -> str:
    return instant.strftime("%Y-%m-%dT%H:%M:%SZ")


def _code(reply: Reply) -> int:
    """Return Zoom's own number of an error; 0 where there is none."""
    try:
        return msgspec.json.decode(reply.body, type=_Said).code
    except (msgspec.DecodeError, RecursionError):
        return 0
