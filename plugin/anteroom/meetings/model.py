"""Where a call takes place: in the embedded room, or in the company's own tool. Pure values and rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.meetings.provider import Grade, LeakProfile

MOST_IN_ROOM = 6
"""How many people one embedded call carries: each sends its picture to every other."""


class Kind(StrEnum):
    """How the place came about; the names are those of the table and of REST v1."""

    ROOM = "room"
    LINK = "link"
    MADE = "made"


class Tool(StrEnum):
    """Whose call a link opens. `OTHER` is a host that the deployment allows by name."""

    ZOOM = "zoom"
    TEAMS = "teams"
    MEET = "meet"
    WEBEX = "webex"
    JITSI = "jitsi"
    LIVEKIT = "livekit"
    OTHER = "other"


NAMES = {
    Tool.ZOOM: "Zoom",
    Tool.TEAMS: "Microsoft Teams",
    Tool.MEET: "Google Meet",
    Tool.WEBEX: "Webex",
    Tool.JITSI: "Jitsi",
    Tool.LIVEKIT: "LiveKit",
    Tool.OTHER: "the company’s own tool",
}
PROVIDERS = {
    Tool.ZOOM: "zoom",
    Tool.TEAMS: "teams",
    Tool.MEET: "google-meet",
    Tool.JITSI: "jitsi",
    Tool.LIVEKIT: "livekit",
}
"""In which tools calls can be made, and how `house.meetings` calls each."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview's call takes place. It names the tool and never the link, which lies sealed.

    Of a call made by us, `shows` is what it shows and `ready` whether it is there. `instead_of` is the tool
    in which a call was to be that takes place in the room after all.
    """

    kind: Kind = Kind.ROOM
    tool: Tool | None = None
    shows: LeakProfile | None = None
    ready: bool = False
    instead_of: Tool | None = None

    @property
    def outside(self) -> bool:
        """Tell whether the call leaves our room for a tool that we do not run."""
        return self.kind is not Kind.ROOM

    @property
    def name(self) -> str:
        """The tool's name for people; empty for the embedded room."""
        return NAMES[self.tool] if self.tool else ""

    @property
    def grade(self) -> Grade:
        """How much it keeps to itself. Of a company's own link we can enforce nothing, whatever the tool."""
        if self.shows is not None:
            return self.shows.grade
        return Grade.C if self.outside else Grade.A

    @property
    def words(self) -> str:
        """The place in a few words for people, where other words of ours are in English."""
        if self.instead_of is not None:
            return f"Anteroom’s room, in the browser, and not {NAMES[self.instead_of]} after all"
        if not self.outside:
            return "Anteroom’s room, in the browser"
        if self.kind is Kind.MADE:
            return f"a call in {self.name}, made by Anteroom"
        if self.tool is Tool.OTHER:
            return "a link of the company’s"
        return f"a link of the company’s, {self.name}"


EMBEDDED = Place()
"""Where a call takes place unless its host chooses otherwise."""


def crowded(place: Place, people: int) -> bool:
    """Tell whether so many people should rather meet in the company's own tool."""
    return not place.outside and people > MOST_IN_ROOM
