"""Where a call takes place: in the embedded room, or in the company's own tool. Pure values and rules."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from anteroom.meetings.provider import Grade

MOST_IN_ROOM = 6
"""How many people one embedded call carries: each sends its picture to every other."""


class Kind(StrEnum):
    """How the place came about; the names are those of the table and of REST v1."""

    ROOM = "room"
    LINK = "link"


class Tool(StrEnum):
    """Whose call a link opens. `OTHER` is a host that the deployment allows by name."""

    ZOOM = "zoom"
    TEAMS = "teams"
    MEET = "meet"
    WEBEX = "webex"
    JITSI = "jitsi"
    OTHER = "other"


NAMES = {
    Tool.ZOOM: "Zoom",
    Tool.TEAMS: "Microsoft Teams",
    Tool.MEET: "Google Meet",
    Tool.WEBEX: "Webex",
    Tool.JITSI: "Jitsi",
    Tool.OTHER: "the company’s own tool",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an interview's call takes place. It names the tool and never the link, which lies sealed."""

    kind: Kind = Kind.ROOM
    tool: Tool | None = None

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
        return Grade.C if self.outside else Grade.A

    @property
    def words(self) -> str:
        """The place in a few words for people, where other words of ours are in English."""
        if not self.outside:
            return "Anteroom’s room, in the browser"
        if self.tool is Tool.OTHER:
            return "a link of the company’s"
        return f"a link of the company’s, {self.name}"


EMBEDDED = Place()
"""Where a call takes place unless its host chooses otherwise."""


def crowded(place: Place, people: int) -> bool:
    """Tell whether so many people should rather meet in the company's own tool."""
    return not place.outside and people > MOST_IN_ROOM
