"""What a twin of Upwork has in its books, and what of it whose organisation may see."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

PAGE_MOST = 40


class UpworkRefuses(Exception):
    """An error as the API words it, which arrives inside an answer with status 200."""


@dataclass
class Story:
    """A message in a room."""

    id: str
    user: str
    organization: str
    message: str
    created: datetime
    updated: datetime


@dataclass
class Proposal:
    """A freelancer's proposal for a job."""

    id: str
    freelancer: str
    agency: str
    job: str
    title: str
    status: str = "Pending"


@dataclass
class Contract:
    """A contract out of an offer; dates as the API writes them."""

    id: str
    offer: str
    client: str
    status: str = "ACTIVE"
    created: str = ""
    starts: str = ""
    ends: str | None = None


@dataclass
class Room:
    """An interview room. `members` are (user, organisation); the first is its owner."""

    id: str
    proposal: str
    members: list[tuple[str, str]]
    stories: list[Story] = field(default_factory=list)
    offers: list[str] = field(default_factory=list)
    contract: str | None = None
    read_only: bool = False
    active: datetime = datetime(2026, 11, 1, tzinfo=UTC)


class UpworkBooks:
    """Rooms, proposals, offers and contracts; `now` is the twin's clock."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self.people: dict[str, str] = {}
        self.organisations: dict[str, str] = {}
        self.proposals: dict[str, Proposal] = {}
        self.offers: dict[str, tuple[str, str]] = {}
        self.contracts: dict[str, Contract] = {}
        self.rooms: dict[str, Room] = {}
        self._count = 0

    def say(self, room_id: str, user: str, message: str) -> str:
        """Let somebody write into a room; return the story's id."""
        room = self.rooms[room_id]
        organisation = next(org for member, org in room.members if member == user)
        self._count += 1
        story = Story(f"story_{self._count}", user, organisation, message, self.now(), self.now())
        room.stories.append(story)
        room.active = self.now()
        return story.id

    def room(self, room_id: str, tenant: str) -> Room:
        """Return a room that this organisation is in. Raises UpworkRefuses."""
        room = self.rooms.get(room_id)
        if room is None or tenant not in {org for _, org in room.members}:
            raise UpworkRefuses("Room was not found")
        return room

    def create_story(self, tenant: str, user: str, said: dict[str, Any]) -> dict[str, Any]:
        """Post a message as the user of the token."""
        room = self._writable(said["roomId"], tenant, user, said["message"])
        self.say(room.id, user, said["message"])
        return self.story(room.stories[-1])

    def update_story(self, tenant: str, user: str, said: dict[str, Any]) -> dict[str, Any]:
        """Change a message of the token's own user."""
        room = self._writable(said["roomId"], tenant, user, said["message"])
        story = next((each for each in room.stories if each.id == said["storyId"]), None)
        if story is None or story.user != user:
            raise UpworkRefuses("Story was not found")
        story.message, story.updated = said["message"], self.now()
        return {"status": "success"}

    def _writable(self, room_id: str, tenant: str, user: str, message: str) -> Room:
        room = self.room(room_id, tenant)
        if room.read_only or user not in {member for member, _ in room.members}:
            raise UpworkRefuses("Room is read only")
        if not message or len(message) > 10_240:
            raise UpworkRefuses("Message is too long")
        return room

    def room_list(
        self, tenant: str, wanted: dict[str, Any], pagination: dict[str, Any] | None
    ) -> dict[str, Any]:
        """Return a page of the rooms of an organisation, the most lively first."""
        since = wanted.get("activeSince_eq")
        found = [
            room
            for room in self.rooms.values()
            if tenant in {org for _, org in room.members}
            and (since is None or room.active >= datetime.fromisoformat(since))
        ]
        found.sort(key=lambda room: room.active, reverse=True)
        return page_of([self.shown(room) for room in found], pagination)

    def story_list(self, tenant: str, wanted: dict[str, Any]) -> dict[str, Any]:
        """Return a page of a room's messages, the oldest first."""
        room = self.room(wanted["roomId_eq"], tenant)
        filters = wanted.get("storyFilter") or {}
        between = filters.get("storyCreatedDateTime_bt") or {}
        start = between.get("rangeStart")
        stories = [
            self.story(each)
            for each in room.stories
            if start is None or each.created >= datetime.fromisoformat(start)
        ]
        return page_of(stories, filters.get("pagination"))

    def shown(self, room: Room) -> dict[str, Any]:
        """Return a room as the API has it."""
        users = [
            {"user": self.user(member), "organization": self.organisation(org), "role": "participant"}
            for member, org in room.members
        ]
        return {
            "id": room.id,
            "owner": users[0],
            "creator": users[0],
            "roomUsers": users,
            "readOnly": room.read_only,
            "lastVisitedDateTime": iso(room.active),
            "contractId": room.contract,
            "offerIds": room.offers,
            "vendorProposal": lambda *_: self.proposal(room.proposal),
            "latestStory": self.story(room.stories[-1]) if room.stories else None,
        }

    def story(self, story: Story) -> dict[str, Any]:
        """Return a message as the API has it: here instants are strings."""
        return {
            "id": story.id,
            "createdDateTime": iso(story.created),
            "updatedDateTime": iso(story.updated),
            "user": self.user(story.user),
            "organization": self.organisation(story.organization),
            "message": story.message,
        }

    def proposal(self, proposal_id: str) -> dict[str, Any] | None:
        """Return a proposal as the API has it: here instants are objects with milliseconds in them."""
        found = self.proposals.get(proposal_id)
        if found is None:
            return None
        millis = str(int(self.now().timestamp() * 1000))
        moment = {"rawValue": millis, "displayValue": iso(self.now())}
        return {
            "id": found.id,
            "user": self.user(found.freelancer),
            "organization": self.organisation(found.agency),
            "marketplaceJobPosting": {"id": found.job, "content": {"title": found.title, "description": ""}},
            "auditDetails": {
                "createdByUser": self.user(found.freelancer),
                "createdDateTime": moment,
                "modifiedDateTime": moment,
            },
            "status": {"status": found.status, "reason": None},
        }

    def offer(self, offer_id: str) -> dict[str, Any] | None:
        """Return an offer as the API has it."""
        if offer_id not in self.offers:
            return None
        proposal, state = self.offers[offer_id]
        shown = {"id": offer_id, "title": "An offer", "state": state, "createdUsingBYOFlow": False}
        return {**shown, "vendorProposal": lambda *_: self.proposal(proposal)}

    def contract(self, contract_id: str) -> dict[str, Any]:
        """Return a contract as the API has it. Raises UpworkRefuses."""
        found = self.contracts.get(contract_id)
        if found is None:
            raise UpworkRefuses("Contract was not found")
        return {
            "id": found.id,
            "status": found.status,
            "createDate": found.created,
            "startDate": found.starts,
            "endDate": found.ends,
            "offerId": found.offer,
            "offer": lambda *_: self.offer(found.offer),
            "clientOrganization": self.organisation(found.client),
        }

    def user(self, user_id: str) -> dict[str, Any]:
        """Return a user; one that was deleted has no name."""
        return {"id": user_id, "nid": user_id, "rid": user_id, "name": self.people.get(user_id)}

    def organisation(self, organisation_id: str) -> dict[str, Any]:
        """Return an organisation."""
        return {"id": organisation_id, "rid": None, "name": self.organisations.get(organisation_id)}


def page_of(rows: list[dict[str, Any]], pagination: dict[str, Any] | None) -> dict[str, Any]:
    """Return one page. Raises UpworkRefuses for a page that is too long."""
    first = (pagination or {}).get("first", 10)
    if first > PAGE_MOST:
        raise UpworkRefuses("VJCA-6: Input parameter provided has incorrect value")
    begin = int((pagination or {}).get("after") or 0)
    chosen = rows[begin : begin + first]
    end = begin + len(chosen)
    return {
        "totalCount": 0,  # not to be relied on
        "edges": [{"cursor": str(begin + place + 1), "node": row} for place, row in enumerate(chosen)],
        "pageInfo": {"endCursor": str(end), "hasNextPage": end < len(rows)},
    }


def iso(moment: datetime) -> str:
    """Return an instant as Upwork writes it in strings: an offset without a colon."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+0000")
