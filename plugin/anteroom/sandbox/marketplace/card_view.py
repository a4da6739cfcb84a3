"""A card as Harbourline draws it in a thread, in the words and the zone of who looks."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from anteroom.sandbox.marketplace.model import Card, Member
from anteroom.sandbox.page import times

TONES = {
    "scheduled": "ok", "doors_open": "ok", "held": "ok",
    "proposed": "warn",
    "cancelled": "bad", "void": "bad", "missed": "bad", "technical": "bad", "expired": "warn",
}  # fmt: skip
MARKS = {"accepted": "✓ Accepted", "declined": "✗ Declined", "tentative": "? Maybe"}


def card_view(card: Card, member: Member) -> dict[str, Any]:
    """A card in the words and the zone of who looks at it."""
    content, zone = card.content, member.person.zone
    starts_at = datetime.fromisoformat(content["starts_at"])
    ends_at = datetime.fromisoformat(content["ends_at"])
    return {
        "state_word": content.get("state_word") or content["state"],
        "tone": TONES.get(content["state"], "quiet"),
        "when": times.span(starts_at, ends_at, zone),
        "zone_name": times.zone_name(starts_at, zone),
        "title": content.get("title") or "",
        "reason": content.get("reason") or "",
        "place": _place(content.get("place")),
        "people": [
            {
                "label": line["label"],
                "role": line.get("role", ""),
                "mark": MARKS.get(line.get("answer"), "· No answer yet"),
                "late": _late(line.get("late_until"), zone),
            }
            for line in content.get("lines", [])
        ],
        "changes": [change_view(change, zone) for change in content.get("changes", [])],
        "held_minutes": content.get("held_minutes"),
        "door": content.get("door", "closed"),
        "actions": content.get("actions", []) if member.role == "freelancer" else [],
        "offers": [
            {
                "id": each["id"],
                "when": times.span(
                    datetime.fromisoformat(each["starts_at"]), datetime.fromisoformat(each["ends_at"]), zone
                ),
            }
            for each in content.get("offers", [])
        ],
        "poll": _poll(content.get("poll"), zone),
        "starts_input": times.local_input(starts_at, zone),
        "minutes": int((ends_at - starts_at).total_seconds() // 60),
    }


def _poll(poll: Any, zone: str) -> dict[str, Any] | None:
    """The times of which one says which suit, in the reader's zone; None where none are asked for."""
    if not poll:
        return None
    until = datetime.fromisoformat(poll["deadline"])
    return {
        "until": times.moment(until, zone),
        "times": [
            {
                "id": each["id"],
                "when": times.span(
                    datetime.fromisoformat(each["starts_at"]), datetime.fromisoformat(each["ends_at"]), zone
                ),
            }
            for each in poll["times"]
        ],
    }


def _place(place: Any) -> str:
    """Where the call takes place, where it is not in the browser."""
    return str(place["words"]) if place and place["kind"] != "room" else ""


def _late(comes_at: str | None, zone: str) -> str:
    """When somebody who runs late expects to come; empty for who does not."""
    return times.moment(datetime.fromisoformat(comes_at), zone) if comes_at else ""


def change_view(change: Any, zone: str) -> dict[str, str]:
    """What changed, old and new; times in the reader's zone."""
    old, new = str(change["old"]), str(change["new"])
    if change.get("field") == "time":
        old = times.moment(datetime.fromisoformat(old), zone)
        new = times.moment(datetime.fromisoformat(new), zone)
    return {"old": old, "new": new}
