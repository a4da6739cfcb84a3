"""What one seat says to another: written anew from what was read, never passed through."""

from __future__ import annotations

from ipaddress import IPv4Network

from anteroom.rooms import messages as say
from anteroom.rooms import page_messages as said
from anteroom.rooms.hooks import Chat
from anteroom.rooms.occupants import Occupant, RoomState
from anteroom.rooms.sdp import filter_candidate, filter_description


def pass_on(state: RoomState, sender: Occupant, heard: said.ToSeat, relayed: IPv4Network) -> None:
    """Write a negotiation message anew for its receiver; one for a page that is gone is void.

    Candidates elsewhere than at the relay's `relayed` addresses are left out.
    Raises BadDescription for a description or candidate that no browser of ours writes.
    """
    receiver = state.occupants.get(heard.to)
    if receiver is None or receiver is sender or receiver.session != heard.session:
        return
    if isinstance(heard, said.SendCandidate):
        candidate = filter_candidate(heard.candidate, relayed=relayed)
        if candidate is not None:
            receiver.say(say.Candidate(sender.seat, sender.session, candidate, heard.mid))
    elif isinstance(heard, said.SendProof):
        receiver.say(say.Proof(sender.seat, sender.session, heard.step, heard.value))
    elif isinstance(heard, said.SendRestart):
        receiver.say(say.Restart(sender.seat, sender.session))
    else:
        description = filter_description(heard.sdp, data=state.chat is Chat.SEALED, relayed=relayed)
        sender.towards(receiver.seat, receiver.session).accept(description)
        kind = say.Offer if isinstance(heard, said.SendOffer) else say.Answer
        receiver.say(kind(sender.seat, sender.session, description.text))
