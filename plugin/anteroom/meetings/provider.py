"""How the heart meets a tool that makes calls: Zoom, Teams, Meet, Jitsi, LiveKit and whatever comes.

Providers live in integrations. Each registers itself with `house.meetings` when its integration is attached;
the heart asks there for a provider by its name, and knows it by this contract only.

Nothing that a provider is given tells who meets whom: a call has an opaque name, a seat an opaque id. What it
answers is kept as two things, the outside's id and the link that joins it; the link is shown to nobody but to
the browser that has just passed our gate.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, runtime_checkable

from anteroom.people.sealed import Plain

_OPAQUE = re.compile(r"[a-z0-9][a-z0-9-]{3,63}")


class Grade(StrEnum):
    """How much a tool keeps to itself, as we can enforce it.

    A: nobody learns an address, and no server can record. A_MINUS: the same towards the other side, but the
    server in the middle sees the media. C: the tool shows profiles of its own, and its company may record.
    """

    A = "A"
    A_MINUS = "A-"
    C = "C"


class Fact(StrEnum):
    """One thing that somebody learns or could do through a tool; pages turn each into a sentence."""

    PROFILE_SHOWN = "profile-shown"
    """The host's profile in the tool, name and picture, is seen by all."""
    GUEST_PROFILE_SHOWN = "guest-profile-shown"
    """Whoever joins signed in is seen with the own profile, too."""
    NAMES_TYPED = "names-typed"
    """Whoever joins signed out types a name, and nobody checks it."""
    COMPANY_IN_LINK = "company-in-link"
    """The link, once in the browser, leads to the company's account."""
    RECORDING_POSSIBLE = "recording-possible"
    """The tool could record or transcribe, and we cannot prevent it."""
    MEDIA_AT_SERVER = "media-at-server"
    """Sound and picture pass a server that could read them."""
    ADDRESS_AT_SERVER = "address-at-server"
    """The tool's server learns each person's network address; other people do not."""
    CHAT_UNREAD = "chat-unread"
    """The tool has a chat of its own, which the guard does not read."""
    LINK_REUSABLE = "link-reusable"
    """Who holds the link may knock again until the call is over."""


@dataclass(frozen=True, slots=True)
class LeakProfile:
    """What a tool shows, at most."""

    grade: Grade
    facts: frozenset[Fact]

    def worsened(self, grade: Grade, *facts: Fact) -> LeakProfile:
        """Return a profile of that grade with these facts besides."""
        return LeakProfile(grade, self.facts | frozenset(facts))


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider can do for one company.

    With `personal_links` each join gets a link of its own, minted at the click; else all share one. `lobby`
    tells whether the tool lets people wait, `webhooks` whether it says who came and left.
    """

    lobby: bool
    personal_links: bool
    webhooks: bool


@dataclass(frozen=True, slots=True)
class Wanted:
    """A call that is wanted outside.

    `name` is opaque: a-z, 0-9 and hyphens, 4 to 64 of them, drawn by chance and telling nothing; it is all
    that the tool learns of what the call is for. `account` is the id of the organisation in whose name it is
    made, "" for the deployment's own. Raises ValueError for a name that is not so, and for a naive instant.
    """

    name: str
    starts_at: datetime
    length: timedelta
    lobby: bool
    account: str = ""

    def __post_init__(self) -> None:
        if not _OPAQUE.fullmatch(self.name):
            raise ValueError("the name of a call must be opaque")
        if self.starts_at.tzinfo is None or self.length <= timedelta(0):
            raise ValueError("a call needs an aware start and a length")

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + self.length


@dataclass(frozen=True, slots=True)
class Meeting:
    """A call that exists outside.

    `outside_id` finds it there again. `link` joins it, for all alike; None where each join has its own.
    `profile` is what this one shows, as found out when it was made. Keep the link sealed.
    """

    provider: str
    outside_id: str
    profile: LeakProfile
    account: str = ""
    link: Plain | None = None


@dataclass(frozen=True, slots=True)
class Entrant:
    """Who joins, at the click, behind our gate.

    `seat` is an opaque id, `label` what others see of the party, never an address. `until` is when joining
    makes no sense any more (aware). Unless `admitted` one waits inside, neither heard nor seen, where the
    tool is a `Doorkeeper`.
    """

    seat: str
    label: str
    host: bool
    until: datetime
    admitted: bool = True


class Happening(StrEnum):
    """What a tool says of a call."""

    STARTED = "started"
    ENDED = "ended"
    CAME = "came"
    LEFT = "left"
    GONE = "gone"
    """Somebody deleted it at the tool: it cannot be joined any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """One thing that a tool said, and proved to have said.

    `id` is the same for a repeat; take it once (`anteroom.once`). `seat` is the entrant's where the tool
    knows it, else "". Names and addresses that the tool sent along are left behind.
    """

    id: str
    outside_id: str
    happening: Happening
    at: datetime
    seat: str = ""


@dataclass(frozen=True, slots=True)
class Challenge:
    """The tool asks whether the address is ours: these octets, JSON, are to be answered with 200."""

    answer: bytes


class MeetingFault(Exception):
    """A tool did not do what it was asked. `str` is ours, and holds nothing that the tool said.

    `certain` tells that nothing was changed outside; False where an answer was lost, so that a call may exist
    there that we know nothing of. Nobody holds its link. A fault is never a reason to leave people outside:
    the embedded room is always there.
    """

    code = "meeting-fault"
    because = "down"
    """In a word, for the ledger, why a call takes place in the embedded room instead."""

    def __init__(self, reason: str, *, certain: bool = True) -> None:
        super().__init__(reason)
        self.certain = certain


class ProviderRefused(MeetingFault):
    """It never will: what was asked is not allowed there, or the call is not there any more."""

    code = "meeting-refused"
    because = "refused"


class CannotTell(ProviderRefused):
    """Whether a call was made there cannot be found out."""

    code = "meeting-cannot-tell"


class ProviderDown(MeetingFault):
    """It does not answer, or answers that it is broken. It may work later."""

    code = "meeting-down"


class ProviderMisconfigured(MeetingFault):
    """Credentials or set-up are wrong, or a company is not connected: people must mend it first."""

    code = "meeting-misconfigured"
    because = "misconfigured"


class ProviderThrottled(MeetingFault):
    """It was asked too often, and wants to be left alone for `after`."""

    code = "meeting-throttled"

    def __init__(self, reason: str, *, after: timedelta) -> None:
        super().__init__(reason)
        self.after = after


class NotGenuine(Exception):
    """A webhook that the tool did not send, or not now. `str` is for the log."""


class MeetingProvider(Protocol):
    """One tool. Whatever goes outside raises MeetingFault: one of the four, and nothing else."""

    name: str
    """How rows and settings call it: a-z and hyphens."""
    title: str
    """How people call it."""

    @property
    def connects(self) -> bool:
        """Tell whether companies connect accounts of their own, kept in `meeting_account`."""
        ...

    @property
    def leads_to(self) -> tuple[str, ...]:
        """Return where its links lead, as sources of a Content-Security-Policy."""
        ...

    async def capabilities(self, account: str) -> Capabilities | None:
        """Return what it can do in the name of an organisation; None where that one did not connect it."""
        ...

    def leak_profile(self) -> LeakProfile:
        """Return what it shows at best, set up as we ask for; a meeting's own `profile` may be worse."""
        ...

    async def create(self, wanted: Wanted) -> Meeting:
        """Make the call. When this returns, it is there."""
        ...

    async def find(self, wanted: Wanted) -> Meeting | None:
        """Return the call of that name, where one was made and its answer was lost; None where none was.

        Raises `CannotTell` where the tool keeps nothing by which a call is known again.
        """
        ...

    async def update(self, meeting: Meeting, wanted: Wanted) -> Meeting:
        """Move it, or change its length; the meeting that is returned replaces the other.

        Asked again without a change, so that a call which is not there any more is refused in time.
        """
        ...

    async def cancel(self, meeting: Meeting) -> None:
        """Take it away; one that is gone already is fine."""
        ...

    async def join(self, meeting: Meeting, entrant: Entrant) -> Plain:
        """Return the link for this click, never to be kept. The caller redirects to it without a referrer."""
        ...

    def verify_webhook(self, headers: Mapping[str, str], body: bytes) -> Challenge | Heard | None:
        """Return what was said; None for what is genuine and of no interest to us.

        Raises NotGenuine for everything else, and where the tool has no webhooks or no secret is set.
        """
        ...


@runtime_checkable
class Doorkeeper(Protocol):
    """What a provider may have besides: a say about each person in the call. Raises MeetingFault."""

    async def admit(self, meeting: Meeting, seat: str) -> None:
        """Let somebody who waits inside be heard and seen."""
        ...

    async def remove(self, meeting: Meeting, seat: str) -> None:
        """Cut somebody off at once; who is not there is fine."""
        ...


Listener = Callable[[str, Heard], Awaitable[None]]
"""Given a provider's name and what it said. May be told the same twice."""


@dataclass
class MeetingProviders:
    """Every tool that this deployment can make calls in, by name; and who is told what tools say."""

    listeners: list[Listener] = field(default_factory=list)
    _by_name: dict[str, MeetingProvider] = field(default_factory=dict)

    def register(self, provider: MeetingProvider) -> None:
        """Add a tool. Raises ValueError for a name that is taken."""
        if provider.name in self._by_name:
            raise ValueError(f"there is already a provider {provider.name}")
        self._by_name[provider.name] = provider

    def of(self, name: str) -> MeetingProvider | None:
        """Return a tool; None where it is not set up any more."""
        return self._by_name.get(name)

    def all(self) -> tuple[MeetingProvider, ...]:
        """Return every tool, in the order of their names."""
        return tuple(self._by_name[name] for name in sorted(self._by_name))

    async def heard(self, provider: str, heard: Heard) -> None:
        """Tell whoever listens."""
        for listener in self.listeners:
            await listener(provider, heard)
