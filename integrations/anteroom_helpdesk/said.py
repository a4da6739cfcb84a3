"""What leaves for a help desk about a case, frozen between rendering and sending."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from anteroom.cases.model import State
from anteroom.cases.settings import Support
from anteroom.cases.view import CaseView
from anteroom_helpdesk import words

STATUS = {State.OPEN: "open", State.ASSIGNED: "open", State.WAITING: "pending", State.SOLVED: "solved"}
MEANS = {
    "new": State.OPEN,
    "open": State.OPEN,
    "pending": State.WAITING,
    "hold": State.WAITING,
    "solved": State.SOLVED,
    "closed": State.SOLVED,
}
"""Zendesk's statuses; whether somebody has a ticket is another field there."""
TAG = re.compile(r"[a-z0-9_-]{1,60}")
MARK = re.compile(r"\(case_[a-z2-7]{20}/[0-9]{1,9}\)")
"""The last line of whatever we write there: by it we know again what we said."""


class Said(msgspec.Struct, frozen=True):
    """One revision of a case: the ticket to be made, or what is added to it and its status."""

    case: str
    number: int
    ticket: dict[str, Any]
    added: str
    status: str

    @property
    def mark(self) -> str:
        """By what it is known that this was said already."""
        return mark(self.case, self.number)


def said(view: CaseView, number: int, support: Support) -> Said:
    """Return what a revision says. The requester is an identity of support's: nobody's address is in it."""
    case, topic, zendesk = view.case, view.topic, support.zendesk
    ending = f"\n\n{mark(case.id, number)}"
    named = {"topic_" + topic.name, f"proposal_{view.proposal}" if view.proposal else "", *topic.tags}
    ticket: dict[str, Any] = {
        "subject": words.subject(view, support.language),
        "comment": {"body": words.body(view, support.language) + ending, "public": False},
        "external_id": case.id,
        "priority": topic.priority,
        "status": STATUS[case.state],
        "tags": ["anteroom", *sorted(each for each in named if TAG.fullmatch(each))],
    }
    ticket |= {"group_id": int(topic.group)} if topic.group else {}
    if zendesk is not None and zendesk.requester_id:
        ticket["requester_id"] = int(zendesk.requester_id)
    added = words.update(view, number, support.language) + ending
    return Said(case.id, number, ticket, added, STATUS[case.state])


def mark(case_id: str, number: int) -> str:
    """Return the mark under which a revision of a case is written."""
    return f"({case_id}/{number})"
