"""What tools have in common: the deployment's own account, no webhooks, and, for most, one link for all."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from aiohttp import web

from anteroom.clock import Clock
from anteroom.doctor.finding import Finding, fine
from anteroom.meetings.provider import (
    Challenge,
    Entrant,
    Fact,
    Grade,
    Heard,
    LeakProfile,
    Meeting,
    MeetingProvider,
    NotGenuine,
    ProviderRefused,
)
from anteroom.people.sealed import Plain
from anteroom_meetings.calls import Calls

OWN_SERVER = LeakProfile(
    Grade.A_MINUS, frozenset({Fact.MEDIA_AT_SERVER, Fact.ADDRESS_AT_SERVER, Fact.CHAT_UNREAD})
)
"""What a server of the deployment's own learns."""

VENDOR = LeakProfile(
    Grade.C,
    OWN_SERVER.facts
    | {
        Fact.PROFILE_SHOWN,
        Fact.GUEST_PROFILE_SHOWN,
        Fact.NAMES_TYPED,
        Fact.RECORDING_POSSIBLE,
        Fact.LINK_REUSABLE,
    },
)
"""What a vendor's tool shows, however it is set up."""


def takes_our_key(check: str, title: str) -> Finding:
    """Say that a tool does."""
    return fine(check, f"{title} takes our key")


class Provider(MeetingProvider, Protocol):
    """What this package wants of a tool besides the heart's contract. `routes` are pages of its own."""

    routes: tuple[web.RouteDef, ...]

    async def believed(self, body: bytes) -> None:
        """Do what a webhook, genuine by now, asks for besides what the heart hears of it."""
        ...

    async def examined(self, check: str) -> list[Finding]:
        """Try its key and look at its set-up; nothing is made there. Raises MeetingFault."""
        ...


class Tool:
    """A tool as most are: companies connect nothing, and it says nothing by itself."""

    connects: bool = False
    leads_to: tuple[str, ...] = ()
    routes: tuple[web.RouteDef, ...] = ()

    def __init__(self, calls: Calls, clock: Clock) -> None:
        self._calls = calls
        self._clock = clock

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Challenge | Heard | None:
        """Refuse all: nothing of it is subscribed to."""
        raise NotGenuine("nothing of it is subscribed to")

    async def believed(self, body: bytes) -> None:
        """Nothing more is to be done."""

    def _in_time(self, entrant: Entrant) -> None:
        if self._clock.now() >= entrant.until:
            raise ProviderRefused("the time to join is over")


class SharedLinkTool(Tool):
    """A vendor's tool: everybody joins by the one link that it gave when the call was made."""

    def leak_profile(self) -> LeakProfile:
        """Return it; no set-up makes it better."""
        return VENDOR

    async def join(self, meeting: Meeting, entrant: Entrant) -> Plain:
        """Return the one link, while the tool says that it is there. Raises ProviderRefused, ProviderDown."""
        self._in_time(entrant)
        if meeting.link is None:
            raise ProviderRefused("it has no link")
        await self.check(meeting)
        return meeting.link

    async def check(self, meeting: Meeting) -> None:
        """Raise ProviderRefused where the call is not there any more, else what else is wrong."""
        raise NotImplementedError
