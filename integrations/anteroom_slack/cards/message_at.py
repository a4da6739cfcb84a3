"""Where a message of ours is, as an effect keeps it: workspace, conversation and time stamp."""

from __future__ import annotations

from dataclasses import dataclass

from anteroom_slack.line import Line
from anteroom_slack.people.accounts import account_of_person
from anteroom_slack.place import NOWHERE, Place


@dataclass(frozen=True, slots=True)
class MessageAt:
    """One message. As a text: `T…/D…:ts`, within an organisation `E…/T…/D…:ts`."""

    place: Place
    channel: str
    ts: str

    def __str__(self) -> str:
        return "/".join(
            filter(None, (self.place.enterprise_id, self.place.team_id, f"{self.channel}:{self.ts}"))
        )

    @classmethod
    def read(cls, text: str) -> MessageAt:
        """Read it; the place is nowhere in what was kept while there was but one workspace."""
        *places, message = text.split("/")
        channel, _, ts = message.partition(":")
        enterprise, team = ["", "", *places][-2:]
        return cls(Place(team, enterprise) if places else NOWHERE, channel, ts)


async def message_at(line: Line, shown_at: str, person_id: str) -> MessageAt:
    """Return where a person's message is."""
    found = MessageAt.read(shown_at)
    if found.place.known:
        return found
    async with line.house.database.connection() as conn:
        account = await account_of_person(conn, person_id)
    return MessageAt(account.place if account else NOWHERE, found.channel, found.ts)
