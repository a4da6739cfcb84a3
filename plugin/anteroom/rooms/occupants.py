"""Who sits in a room: plain state, changed only by the hub."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from anteroom.rooms.connection import Budget, Connection, Pace
from anteroom.rooms.hooks import Chat, Reason, Room, Seat
from anteroom.rooms.messages import HubMessage, Person, Refused, State, Waiting
from anteroom.rooms.page_messages import ShowState
from anteroom.rooms.sdp import Continuity

MOST_KEPT = 64
"""Messages kept for a seat whose connection dropped; a negotiation is a few dozen."""

SCREEN_TAKEN = "screen-taken"
"""What a page hears that would show its screen beside another's."""


@dataclass(slots=True, eq=False)
class Occupant:
    """A taken seat. `session` is the page load that sits in it; `connection` is None while it is away."""

    seat: Seat
    label: str
    host: bool
    session: str
    connection: Connection | None
    away_since: datetime | None = None
    microphone: bool = False
    camera: bool = False
    screen: bool = False
    login_expires: int = 0
    reached: set[tuple[Seat, str, bool]] = field(default_factory=set)
    continuity: dict[tuple[Seat, str], Continuity] = field(default_factory=dict)
    kept: list[HubMessage] = field(default_factory=list)
    gate: list[Waiting] = field(default_factory=list)
    """Who was at the gate when this seat was last told; nobody is told of an empty gate at first."""

    def say(self, message: HubMessage) -> None:
        """Send, or keep for when the connection is back."""
        if self.connection is not None:
            self.connection.say(message)
        elif len(self.kept) < MOST_KEPT:
            self.kept.append(message)

    def towards(self, seat: Seat, session: str) -> Continuity:
        """What this page has shown that one so far."""
        for known in [known for known in self.continuity if known[0] == seat and known[1] != session]:
            del self.continuity[known]
        return self.continuity.setdefault((seat, session), Continuity())

    def begin_anew(self, session: str) -> None:
        """Another page sits down in this seat."""
        self.session = session
        self.microphone = self.camera = self.screen = False
        self.continuity.clear()
        self.reached.clear()
        self.kept.clear()

    def person(self) -> Person:
        """As the others see it."""
        return Person(
            self.seat,
            self.session,
            self.label,
            self.host,
            self.microphone,
            self.camera,
            self.screen,
            self.connection is None,
        )


@dataclass(slots=True, eq=False)
class RoomState:
    """A room in which somebody is. `closing` is an end that was announced."""

    room: Room
    ends_at: datetime
    occupants: dict[Seat, Occupant] = field(default_factory=dict)
    closing: tuple[Reason, datetime] | None = None
    chat: Chat = Chat.OFF
    last_login_expires: int = 0
    budgets: dict[Seat, Budget] = field(default_factory=dict)
    """What each seat may still say, whichever connection it says it over and however often it comes anew."""
    paces: dict[Seat, Pace] = field(default_factory=dict)
    """The same for what each writes."""
    permitted: tuple[str, ...] = ()
    """Texts that were written here with a contact detail which may pass."""

    def others(self, seat: Seat) -> list[Occupant]:
        """Everybody but that seat."""
        return [occupant for occupant in self.occupants.values() if occupant.seat != seat]

    def tell_others(self, seat: Seat, message: HubMessage) -> None:
        """Say something to everybody but that seat."""
        for occupant in self.others(seat):
            occupant.say(message)

    def show(self, occupant: Occupant, shown: ShowState) -> None:
        """Tell the others what a seat has switched on; a second screen is refused while one is shown."""
        screen = shown.screen
        if screen and any(other.screen for other in self.others(occupant.seat)):
            occupant.say(Refused(SCREEN_TAKEN))
            screen = False
        occupant.microphone, occupant.camera, occupant.screen = shown.microphone, shown.camera, screen
        self.tell_others(occupant.seat, State(occupant.seat, shown.microphone, shown.camera, screen))
