"""The card as a marketplace's thread shows it: labels and states, for both members alike."""

from __future__ import annotations

from typing import TypedDict

from anteroom.interviews.model import State
from anteroom.interviews.view import OfferView, View
from anteroom.times.polls.view import TimeShown

FINDING = "Finding a time"
"""The state in a word while people say which of several times suit."""


class CardLine(TypedDict):
    """One party on the card; `late_until` is when one that runs late expects to come."""

    label: str
    role: str
    answer: str
    late_until: str | None


class CardChange(TypedDict):
    """What changed, struck through → new."""

    field: str
    old: str
    new: str


class CardOffer(TypedDict):
    """Another time that the host offers; the freelancer takes it by its id."""

    id: str
    starts_at: str
    ends_at: str


class CardPoll(TypedDict):
    """The times of which everybody says which suit, as long as that is open; a freelancer marks them by id.

    Who says what is between those who are asked, and on no thread.
    """

    deadline: str
    times: list[CardOffer]


class CardPlace(TypedDict):
    """Where the call takes place: `words` names a company's tool, and never its link.

    `instead_of` is the tool in which it was to be, where the room stands in for it.
    """

    kind: str
    tool: str | None
    words: str
    instead_of: str | None


class Card(TypedDict):
    """The card as JSON; instants are ISO 8601 in UTC, and the reader's page writes them in its own zone."""

    interview: str
    state: str
    state_word: str
    starts_at: str
    ends_at: str
    title: str
    reason: str
    lines: list[CardLine]
    changes: list[CardChange]
    held_minutes: int | None
    under_review: bool
    again: str
    place: CardPlace
    door: str
    url: str
    actions: list[str]
    offers: list[CardOffer]
    poll: CardPoll | None


def card_of(view: View) -> Card:
    """Return the thread's card for a view of no party in particular."""
    changes: list[CardChange] = []
    if view.previous and not view.state.over:
        old = view.previous[0].isoformat()
        changes.append({"field": "time", "old": old, "new": view.starts_at.isoformat()})
    return {
        "interview": view.interview_id,
        "state": view.state.value,
        "state_word": FINDING if view.poll else view.state_word,
        "starts_at": view.starts_at.isoformat(),
        "ends_at": view.ends_at.isoformat(),
        "title": view.title,
        "reason": view.reason,
        "lines": [
            {
                "label": line.label,
                "role": line.role.value,
                "answer": line.answer.value,
                "late_until": line.late_until.isoformat()
                if line.late_until and not view.state.over
                else None,
            }
            for line in view.lines
        ],
        "changes": changes,
        "held_minutes": view.held_minutes,
        "under_review": view.after.under_review,
        "again": view.after.again_id,
        "place": {
            "kind": view.place.kind.value,
            "tool": view.place.tool.value if view.place.tool else None,
            "words": view.place.words,
            "instead_of": view.place.instead_of.value if view.place.instead_of else None,
        },
        "door": _door(view.state),
        "url": view.neutral_link,
        "actions": _actions(view),
        "offers": [_time(each) for each in view.offers],
        "poll": {
            "deadline": view.poll.deadline.isoformat(),
            "times": [_time(each) for each in view.poll.times],
        }
        if view.poll
        else None,
    }


def _time(each: OfferView | TimeShown) -> CardOffer:
    return {"id": each.id, "starts_at": each.starts_at.isoformat(), "ends_at": each.ends_at.isoformat()}


def _actions(view: View) -> list[str]:
    """Return what a member can do; `again` is to ask for another try, and for the host to set its time."""
    if view.poll is not None:
        return ["mark"]
    if not view.state.over:
        return ["accept", "decline", "counter"]
    after = (("again", view.after.may_rebook), ("contest", view.after.may_contest))
    return [name for name, possible in after if possible]


def _door(state: State) -> str:
    if state is State.DOORS_OPEN:
        return "open"
    return "shut" if state.over else "closed"
