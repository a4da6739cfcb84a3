"""Harbourline's books: what it holds, and how each thing is worded for Anteroom's REST v1."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from anteroom.sandbox.cast import ORGANISATION, ORGANISATION_NAME, Cast
from anteroom.sandbox.marketplace.arrivals import Malformed, UnknownThread
from anteroom.sandbox.marketplace.model import (
    ANTEROOM,
    Card,
    Contract,
    Event,
    Member,
    Message,
    Notice,
    Proposal,
    starting_members,
)

LONGEST_MESSAGE = 20_000
WAYS = ("", "mail", "slack")


class Books:
    """Everything Harbourline holds, in memory. Ids are Harbourline's own; unknown ones raise KeyError."""

    def __init__(self, cast: Cast) -> None:
        self.members = {member.id: member for member in starting_members(cast.members, ORGANISATION)}
        self.proposals = {
            each.id: Proposal(
                each.id, each.thread, each.job, each.job_title, each.client, each.freelancer, each.state
            )
            for each in cast.proposals
        }
        self.cards: dict[str, Card] = {}
        self.messages: dict[str, Message] = {}
        self.events: list[Event] = []
        self.notices: list[Notice] = []
        self.disclosures: dict[tuple[str, str], list[Mapping[str, Any]]] = {}

    def member(self, name: str) -> Member:
        """Find a member by id, or by the key of the cast."""
        for member in self.members.values():
            if name in (member.id, member.person.key):
                return member
        raise KeyError(name)

    def of_thread(self, thread: str) -> Proposal:
        """The proposal of a thread. Raises UnknownThread."""
        for proposal in self.proposals.values():
            if proposal.thread == thread:
                return proposal
        raise UnknownThread(thread)

    def keep_card(self, thread: str, card_id: str, content: Mapping[str, Any], now: datetime) -> bool:
        """Put a card or edit it in place; True if it is new."""
        if not isinstance(content.get("state"), str) or "url" not in content:
            raise Malformed("a card needs its state and its url")
        proposal = self.of_thread(thread)
        card = self.cards.get(card_id)
        if card is not None:
            card.content = content
            return False
        self.cards[card_id] = card = Card(card_id, thread, content, now)
        proposal.items.append(card)
        return True

    def keep_message(self, thread: str, content: Mapping[str, Any], now: datetime) -> bool:
        """Post what Anteroom says, or passes on for a member; False for an id that was posted before."""
        message_id, sender, text = content.get("id"), content.get("as"), content.get("text")
        by = content.get("by", "")
        if not (isinstance(message_id, str) and isinstance(sender, str) and isinstance(text, str)):
            raise Malformed("a message needs id, as and text")
        if not text.strip() or len(text) > LONGEST_MESSAGE:
            raise Malformed(f"a message has 1 to {LONGEST_MESSAGE} characters")
        if by not in WAYS:
            raise Malformed("a message comes by mail, by Slack or by nothing")
        proposal = self.of_thread(thread)
        if sender not in (ANTEROOM, proposal.client, proposal.freelancer):
            raise Malformed("nobody in this thread is called so")
        known = self.messages.get(message_id)
        if known is not None:
            if (known.proposal, known.sender, known.text) != (proposal.id, sender, text):
                raise Malformed("this id stands for another message")
            return False
        message = Message(message_id, proposal.id, sender, text, now, verdict="allow", shown=text, by=by)
        self.messages[message_id] = message
        proposal.items.append(message)
        return True

    def keep_notice(self, thread: str, content: Mapping[str, Any], now: datetime) -> bool:
        """Show something to one member of a thread alone; False for an id that was shown before."""
        notice_id, to, title = content.get("id"), content.get("to"), content.get("title")
        sentences, stop = content.get("sentences"), content.get("stop")
        proposal = self.of_thread(thread)
        if not (isinstance(notice_id, str) and isinstance(title, str) and isinstance(stop, dict)):
            raise Malformed("a notice needs id, title and stop")
        if not (isinstance(sentences, list) and all(isinstance(each, str) for each in sentences)):
            raise Malformed("a notice has sentences")
        if to not in (proposal.client, proposal.freelancer):
            raise Malformed("nobody in this thread is called so")
        if any(notice.id == notice_id for notice in self.notices):
            return False
        self.notices.append(Notice(notice_id, proposal.id, str(to), content, now))
        return True

    def keep_event(self, webhook_id: str, content: Mapping[str, Any], now: datetime) -> Event:
        """Take an event into the list."""
        kind, data = content.get("type"), content.get("data")
        if not isinstance(kind, str) or not isinstance(data, dict) or "timestamp" not in content:
            raise Malformed("an event needs type, timestamp and data")
        event = Event(webhook_id, kind, data, now)
        self.events.append(event)
        if kind == "message.cover":
            self.cover(str(data.get("messages", "")).split())
        if kind == "polite_answer.sent":
            self._post(f"msg-{webhook_id}", data, now)
        return event

    def _post(self, message_id: str, data: Mapping[str, Any], now: datetime) -> None:
        """Post the polite answer that a freelancer sent, as that member's message."""
        proposal, sender, text = data.get("proposal"), data.get("member"), data.get("text")
        known = self.proposals.get(str(proposal))
        if known is None or sender != known.freelancer or not isinstance(text, str):
            raise Malformed("a polite answer is a text of a proposal's freelancer")
        message = Message(message_id, known.id, str(sender), text, now, verdict="allow", shown=text)
        if message_id not in self.messages:
            self.messages[message_id] = message
            known.items.append(message)

    def cover(self, messages: Iterable[str]) -> None:
        """Show these to nobody but their sender from now on; ids of others than ours are passed over."""
        for message_id in messages:
            if message_id in self.messages:
                self.messages[message_id].covered = True


def organisation_body() -> dict[str, Any]:
    """The client organisation, for PUT /v1/organisations."""
    return {"name": ORGANISATION_NAME, "kind": "client", "plan": "basic"}


def member_body(member: Member) -> dict[str, Any]:
    """A member with the contact details that Anteroom keeps sealed, for PUT /v1/members."""
    return {
        "role": member.role,
        "organisation": member.organisation,
        "organisation_roles": list(member.organisation_roles),
        "display_name": member.person.name,
        "plan": member.plan,
        "rating": member.rating,
        "completed_jobs": member.completed_jobs,
        "time_zone": member.person.zone,
        "language": member.person.language,
        "contact": member.person.contact,
        "shares": list(member.shares),
    }


def proposal_body(proposal: Proposal) -> dict[str, Any]:
    """For PUT /v1/proposals."""
    return {
        "client": proposal.client,
        "freelancer": proposal.freelancer,
        "job": {"id": proposal.job, "title": proposal.job_title},
        "thread": proposal.thread,
        "state": proposal.state,
        "changed_at": _iso(proposal.changed_at),
    }


def contract_body(contract: Contract) -> dict[str, Any]:
    """For PUT /v1/contracts."""
    return {
        "proposal": contract.proposal,
        "accepted_at": _iso(contract.accepted_at),
        "starts_at": _iso(contract.starts_at),
        "ended_at": _iso(contract.ended_at),
    }


def message_body(message: Message) -> dict[str, Any]:
    """For PUT /v1/messages."""
    return {
        "proposal": message.proposal,
        "from": message.sender,
        "text": message.text,
        "sent_at": _iso(message.sent_at),
    }


def _iso(at: datetime | None) -> str | None:
    """ISO 8601, UTC, microseconds, Z."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
