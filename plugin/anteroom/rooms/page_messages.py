"""What pages say to the hub: a closed list, JSON, each message with its `kind`."""

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

read_page_message = msgspec.json.Decoder(PageMessage).decode
"""Read one text of a page. Raises msgspec.MsgspecError (DecodeError or ValidationError), RecursionError."""
