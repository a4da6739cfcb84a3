"""What the hub says to pages: a closed list, JSON, each message with its `kind`."""

from __future__ import annotations

from typing import Literal

import msgspec

from anteroom.rooms.page_messages import ProofStep


class ToPage(msgspec.Struct, tag_field="kind", frozen=True):
    """Base of what the hub says."""


class Person(msgspec.Struct, frozen=True):
    """A seat as the others see it. The label comes from the house, never from the person's page."""

    seat: str
    session: str
    label: str
    host: bool
    microphone: bool
    camera: bool
    screen: bool
    away: bool


class Waiting(msgspec.Struct, frozen=True):
    """Somebody who is not in the call and about whom something can be decided.

    `wants`: `enter`, `device` (sits in the call already and asks to move to another device), `instead`
    (comes instead of the seat's person, under `name`), or `again` (was removed, and may be let in again).
    `vouched`: somebody vouches that it is this person, or the invited address was proved.
    """

    seat: str
    label: str
    wants: Literal["enter", "device", "instead", "again"]
    vouched: bool
    name: str = ""


class RelayLogin(msgspec.Struct, frozen=True):
    """One `iceServers` entry."""

    urls: tuple[str, ...]
    username: str
    credential: str


class Welcome(ToPage, frozen=True, tag="welcome"):
    """The first message: who you are, who is here, the relay, and when it ends (ISO 8601, UTC)."""

    you: Person
    people: list[Person]
    relay: RelayLogin
    now: str
    ends_at: str
    chat: str


class Joined(ToPage, frozen=True, tag="joined"):
    """Somebody took a seat, or took it anew from another page (another `session`)."""

    person: Person


class Away(ToPage, frozen=True, tag="away"):
    """A seat's connection dropped (True) or is back (False). Media may go on meanwhile."""

    seat: str
    away: bool


class Left(ToPage, frozen=True, tag="left"):
    """A seat is empty now."""

    seat: str
    reason: str


class Offer(ToPage, frozen=True, tag="offer", rename={"sender": "from"}):
    """An SDP offer from a seat, filtered."""

    sender: str
    session: str
    sdp: str


class Answer(ToPage, frozen=True, tag="answer", rename={"sender": "from"}):
    """An SDP answer from a seat, filtered."""

    sender: str
    session: str
    sdp: str


class Candidate(ToPage, frozen=True, tag="candidate", rename={"sender": "from"}):
    """A relayed ICE candidate from a seat, filtered."""

    sender: str
    session: str
    candidate: str
    mid: str


class Proof(ToPage, frozen=True, tag="proof", rename={"sender": "from"}):
    """A step towards a safety code, from a seat."""

    sender: str
    session: str
    step: ProofStep
    value: str


class Restart(ToPage, frozen=True, tag="restart", rename={"sender": "from"}):
    """A seat asks for an offer with ICE begun anew."""

    sender: str
    session: str


class State(ToPage, frozen=True, tag="state"):
    """A seat switched its microphone, its camera or the showing of its screen."""

    seat: str
    microphone: bool
    camera: bool
    screen: bool


class Hosts(ToPage, frozen=True, tag="hosts"):
    """This seat hosts from now on, and nobody else."""

    seat: str


class Written(ToPage, frozen=True, tag="written", rename={"sender": "from"}):
    """What somebody wrote, as it was read, and when (ISO 8601, UTC). `id` and `why` are for its writer."""

    sender: str
    label: str
    at: str
    text: str
    id: str = ""
    why: str = ""


class NotWritten(ToPage, frozen=True, tag="not-written"):
    """A text that nobody else sees; `why` is for its writer, where more than the code is to say."""

    id: str
    code: str
    why: str


class ChatIs(ToPage, frozen=True, tag="chat"):
    """From now on people write to one another in this way: a `Chat`."""

    way: str


class Relay(ToPage, frozen=True, tag="relay"):
    """Fresh credentials; with `restart` the relay began anew and every connection must restart ICE."""

    relay: RelayLogin
    restart: bool


class Closing(ToPage, frozen=True, tag="closing"):
    """The room will end at that time (ISO 8601, UTC), and why."""

    reason: str
    at: str


class Extended(ToPage, frozen=True, tag="extended"):
    """The room ends later than it did: at that time (ISO 8601, UTC)."""

    ends_at: str


class Gate(ToPage, frozen=True, tag="gate"):
    """Everybody about whom this page may decide something, each time that changes; the last list counts."""

    people: list[Waiting]


class Refused(ToPage, frozen=True, tag="refused"):
    """Something the page said was not passed on; `code` is an error's code."""

    code: str


class Ended(ToPage, frozen=True, tag="ended"):
    """It is over for this page, and why. The connection closes after it."""

    reason: str


HubMessage = (
    Welcome
    | Joined
    | Away
    | Left
    | Offer
    | Answer
    | Candidate
    | Proof
    | Restart
    | State
    | Hosts
    | Written
    | NotWritten
    | ChatIs
    | Relay
    | Closing
    | Extended
    | Gate
    | Refused
    | Ended
)


def write(message: HubMessage) -> str:
    """The text of a message, before the door saw it."""
    return msgspec.json.encode(message).decode()
