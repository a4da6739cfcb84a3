"""What we ask Upwork, in its published names.

Each query also asks whose answer it is (`organization`): without the tenant's header, or with one that the
token has no right to, Upwork answers in another organisation's context and does not say so.
"""

from __future__ import annotations

from collections.abc import Sequence

PAGE = 40
"""Rows of a page; more are refused with VJCA-6."""
BATCH = 5
"""Rooms that are asked for one by one in one request."""

_ROOM = """
fragment RoomFacts on Room {
  id
  contractId
  offerIds
  owner { user { id name } organization { id name } }
  roomUsers { user { id name } organization { id name } }
  vendorProposal {
    id
    user { id name }
    organization { id name }
    marketplaceJobPosting { id content { title } }
    status { status }
  }
}
"""

WHO = """
query Who {
  organization { id }
  user { id }
  companySelector { items { organizationId } }
}
"""

ROOMS = (
    """
query Rooms($since: String, $first: Int!, $after: String) {
  organization { id }
  roomList(
    filter: { roomType_eq: INTERVIEW, activeSince_eq: $since, includeHidden_eq: true }
    pagination: { first: $first, after: $after }
    sortOrder: DESC
  ) {
    edges { node { ...RoomFacts } }
    pageInfo { endCursor hasNextPage }
  }
}
"""
    + _ROOM
)

STORIES = """
query Stories($room: ID!, $since: String, $first: Int!, $after: String) {
  organization { id }
  roomStories(
    filter: {
      roomId_eq: $room
      storyFilter: {
        storyCreatedDateTime_bt: { rangeStart: $since }
        pagination: { first: $first, after: $after }
      }
    }
  ) {
    edges { node { id createdDateTime message user { id } } }
    pageInfo { endCursor hasNextPage }
  }
}
"""

HIRING = """
query Hiring($offer: ID!, $contract: ID!, $withOffer: Boolean!, $withContract: Boolean!) {
  organization { id }
  offer(id: $offer) @include(if: $withOffer) { id state vendorProposal { id } }
  contractDetails(id: $contract) @include(if: $withContract) {
    id
    status
    createDate
    startDate
    endDate
    offer { vendorProposal { id } }
  }
}
"""

POST = """
mutation Post($room: ID!, $message: String!) {
  createRoomStoryV2(input: { roomId: $room, message: $message }) { id }
}
"""

EDIT = """
mutation Edit($room: ID!, $story: ID!, $message: String!) {
  updateRoomStoryV2(input: { roomId: $room, storyId: $story, message: $message }) { status }
}
"""


def rooms_by_id(rooms: Sequence[str]) -> tuple[str, dict[str, str]]:
    """Return a query for these rooms, each under a name of its own (r0, r1, …), and its variables."""
    asked = " ".join(f"r{place}: room(id: $r{place}) {{ ...RoomFacts }}" for place in range(len(rooms)))
    declared = ", ".join(f"$r{place}: ID!" for place in range(len(rooms)))
    query = f"query Known({declared}) {{ organization {{ id }} {asked} }}\n{_ROOM}"
    return query, {f"r{place}": room for place, room in enumerate(rooms)}
