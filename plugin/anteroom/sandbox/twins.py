"""The outside in one piece: a marketplace, a Slack and a mailbox with the same people in them."""

from __future__ import annotations

from contextlib import AsyncExitStack
from dataclasses import dataclass
from types import TracebackType
from urllib.parse import urlsplit

from anteroom.clock import Clock
from anteroom.randomness import Randomness
from anteroom.sandbox.cast import ORGANISATION_NAME, Cast, Person, make_cast
from anteroom.sandbox.mailbox.twin import SandboxMailbox
from anteroom.sandbox.marketplace.twin import SandboxMarketplace
from anteroom.sandbox.slack.model import BASE_SCOPES, SlackChannel, SlackPerson
from anteroom.sandbox.slack.twin import SandboxSlack

HIRING = "C0HIRING"
"""The channel in which that company's people talk about who is to be hired; Anteroom was invited into it."""
LARKFIELD = "T0LARKFIELD"
"""The workspace of the client's company, where no other is named."""


@dataclass(frozen=True, slots=True)
class Keys:
    """The secrets that the outside shares with Anteroom, each as Anteroom's settings name it.

    Without a bot's token Slack's workspace is there, and Anteroom not yet in it.
    """

    api_key: str
    marketplace_secret: str
    viewer_secret: str
    slack_signing_secret: str
    slack_bot_token: str
    slack_team_id: str
    slack_client_id: str = ""
    slack_client_secret: str = ""


@dataclass(frozen=True, slots=True)
class Ports:
    """Where the twins listen; 0 takes any free port."""

    slack: int = 0
    marketplace: int = 0
    smtp: int = 0
    mailbox: int = 0


class Twins:
    """The three twins. As a context they listen; `connect` tells them where Anteroom is."""

    def __init__(self, keys: Keys, clock: Clock, randomness: Randomness, ports: Ports | None = None) -> None:
        ports = ports or Ports()
        self.cast: Cast = make_cast(randomness)
        colleagues = [
            _colleague(number, person) for number, person in enumerate(self.cast.people) if person.in_slack
        ]
        self.slack = SandboxSlack(
            "",
            keys.slack_signing_secret,
            keys.slack_bot_token,
            keys.slack_team_id or LARKFIELD,
            colleagues,
            clock,
            randomness,
            channels=[SlackChannel(HIRING, "hiring", {person.id for person in colleagues})],
            scopes=BASE_SCOPES | {"users:read.email", "links:read", "links:write", "channels:read"},
            port=ports.slack,
            client_id=keys.slack_client_id,
            client_secret=keys.slack_client_secret,
        )
        self.slack.workspace.name = ORGANISATION_NAME
        self.slack.workspace.channels[HIRING].members.add(self.slack.workspace.bot_user.id)
        self.marketplace = SandboxMarketplace(
            "",
            keys.api_key,
            keys.marketplace_secret,
            keys.viewer_secret,
            self.cast,
            clock,
            randomness,
            port=ports.marketplace,
        )
        self.mailbox = SandboxMailbox(
            self.cast, "127.0.0.1", 0, clock, randomness, smtp_port=ports.smtp, port=ports.mailbox
        )
        self._stack = AsyncExitStack()

    async def __aenter__(self) -> Twins:
        for twin in (self.slack, self.marketplace, self.mailbox):
            await twin.start()
            self._stack.push_async_callback(twin.stop)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    def connect(self, anteroom_url: str, inbound_port: int) -> None:
        """Tell every twin where Anteroom is: its web address and the port of its inbound mail server."""
        self.slack.app_url = f"{anteroom_url}/slack/events"
        self.slack.installations.redirect_urls = {f"{anteroom_url}/slack/oauth"}
        self.slack.unfurl_domains.add(urlsplit(anteroom_url).hostname or "")
        self.marketplace.anteroom_url = anteroom_url
        self.mailbox.inbound_port = inbound_port


def _colleague(number: int, person: Person) -> SlackPerson:
    return SlackPerson(
        id=f"U{number:02}{person.key.upper():0<7}"[:11],
        name=person.key,
        real_name=person.name,
        email=person.email,
        tz=person.zone,
    )
