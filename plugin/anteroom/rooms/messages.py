"""What pages and the hub say to one another: a closed list, JSON, each message with its `kind`."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

LONGEST_MESSAGE = 64 * 1024
"""Octets of one WebSocket message."""

_Id = Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
_Session = Annotated[str, Meta(pattern=r"^[a-z0-9]{8,32}$")]
_Mark = Annotated[str, Meta(pattern=r"^[a-z0-9]{1,16}$")]
_Text = Annotated[str, Meta(min_length=1, max_length=1_000)]
_Digest = Annotated[str, Meta(pattern=r"^[0-9a-f]{64}$")]
ProofStep = Literal["commit", "nonce", "reveal"]
"""The steps by which two pages agree on a safety code (static/safety.js)."""


class FromPage(msgspec.Struct, tag_field="kind", forbid_unknown_fields=True, frozen=True):
    """Base of what a page may say."""


class SendOffer(FromPage, frozen=True, tag="offer"):
    """An SDP offer for one seat; `session` is the page load of that seat for which it is meant."""

    to: _Id
    session: _Session
    sdp: str


class SendAnswer(FromPage, frozen=True, tag="answer"):
    """An SDP answer."""

    to: _Id
    session: _Session
    sdp: str


class SendCandidate(FromPage, frozen=True, tag="candidate"):
    """An ICE candidate; the empty text ends them."""

    to: _Id
    session: _Session
    candidate: str
    mid: Annotated[str, Meta(pattern=r"^(?:[0-9]{1,2}|audio|video|data|)$")] = ""


class SendProof(FromPage, frozen=True, tag="proof"):
    """A step towards the safety code of two seats; `value` is 32 octets in hexadecimal."""

    to: _Id
    session: _Session
    step: ProofStep
    value: _Digest


class SendRestart(FromPage, frozen=True, tag="restart"):
    """Ask the seat that made the first offer to make another, with ICE begun anew."""

    to: _Id
    session: _Session


class ShowState(FromPage, frozen=True, tag="state"):
    """Whether this seat's microphone and camera are on, and whether it shows its screen."""

    microphone: bool
    camera: bool
    screen: bool = False


class Write(FromPage, frozen=True, tag="write"):
    """Write to everybody in the room; `id` is the page's own, for the answer."""

    id: _Mark
    text: _Text


class Reached(FromPage, frozen=True, tag="reached"):
    """Whether this page sets out to reach that of another seat, or (True) has, so that media can flow."""

    to: _Id
    connected: bool


class AskRelay(FromPage, frozen=True, tag="relay"):
    """Ask for fresh relay credentials, before ICE is restarted."""


class Leave(FromPage, frozen=True, tag="leave"):
    """Leave for good; without this a seat is kept through the grace."""


class Extend(FromPage, frozen=True, tag="extend"):
    """Ask for more time; hosts only."""


class EndForAll(FromPage, frozen=True, tag="end"):
    """End the call for everybody; hosts only."""


class Admit(FromPage, frozen=True, tag="admit"):
    """Let in who waits, or let back in who was removed; an empty `seat` is everybody who waits.

    For hosts, and for whom the house lets open the gate beside them.
    """

    seat: Annotated[str, Meta(pattern=r"^[A-Za-z0-9_-]{0,64}$")] = ""


class Refuse(FromPage, frozen=True, tag="refuse"):
    """Do not let in who waits, or do not grant what is asked for; for the same people."""

    seat: _Id


class Remove(FromPage, frozen=True, tag="remove"):
    """Put somebody out of the call; for the same people."""

    seat: _Id


ToSeat = SendOffer | SendAnswer | SendCandidate | SendProof | SendRestart
"""What goes to one other seat."""

AtTheGate = Admit | Refuse | Remove
"""What whoever keeps the gate does about somebody else's seat."""

PageMessage = ToSeat | ShowState | Reached | Write | AskRelay | Leave | Extend | EndForAll | AtTheGate


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
    most_people: int
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

read_page_message = msgspec.json.Decoder(PageMessage).decode
"""Read one text of a page. Raises msgspec.MsgspecError (DecodeError or ValidationError), RecursionError."""


def write(message: HubMessage) -> str:
    """The text of a message, before the door saw it."""
    return msgspec.json.encode(message).decode()
