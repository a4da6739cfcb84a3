"""Messages for one person beside the card: what somebody typed, who runs late, whom mail does not reach."""

from __future__ import annotations

from datetime import datetime

from anteroom.interviews.model import Role
from anteroom.interviews.view import Line, View
from anteroom.passes.times import hour
from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.cards.card import Card, join_button, minted
from anteroom_slack.cards.moments import named_zone
from anteroom_slack.cards.press import reference
from anteroom_slack.cards.words import say

LONGEST_BLOCK = 2_900
"""Slack takes 3,000 characters a section (docs.slack.dev/reference/block-kit/blocks/section-block)."""
LOST_IN_SLACK = ("slack", "account")
MOST_BLOCKS = 40
"""A text of 10,000 characters, each escaped to five, fits: only the last piece is less than half full."""


def note_card(view: View, writer: Line, text: str, *, by: str, in_thread: bool) -> Card:
    """Return what a party typed, by mail or in Slack (`by`); `in_thread` tells that it stands there too."""

    def said(key: str, **values: str) -> str:
        return say(view.language, key, **values)

    wrote = "note.slack" if by == "slack" else "note.mail"
    head = f"{said(wrote, who=writer.label)}: {view.title}"
    where = said("note.thread" if in_thread else "note.alone", marketplace=view.marketplace)
    lead = said(wrote, who=f"*{escaped(writer.label)}*")
    lead += " " + said("note.about", title=f"*{escaped(view.title)}*")
    blocks = [
        section("note", lead),
        *(section(f"text:{number}", piece) for number, piece in enumerate(_pieces(escaped(text)))),
        _context(where),
    ]
    return Card(escaped(head)[:LONGEST_BLOCK], blocks, minted(view))


def came_back_card(view: View, whom: Line, way: str = "mail") -> Card:
    """Return what the host is told when a party is not reached.

    `way` is mail, slack where we were removed, or account where that Slack user is somebody else to us now.
    """
    who = escaped(whom.label)
    values = {
        "who": who,
        "marketplace": escaped(view.marketplace),
        "name": reference(view.interview_id),
        "called": who.replace("`", ""),
    }
    lost = f"came_back.{way}" if way in LOST_IN_SLACK else "came_back.head"
    head = say(view.language, "came_back.head.you" if whom.own else lost, **values)
    kind = "you" if whom.own else "candidate" if whom.role is Role.CANDIDATE else "guest"
    said = f"*{head}:* {escaped(view.title)}"
    todo = say(view.language, f"came_back.{kind}", **values)
    return Card(head[:LONGEST_BLOCK], [section("came_back", said), section("todo", todo)], minted(view))


def late_card(view: View, whom: Line, comes_at: datetime) -> Card:
    """Return what everybody else is told when somebody runs late."""
    comes = f"{hour(comes_at, view.zone)} ({named_zone(comes_at, view.zone)})"
    head = say(view.language, "late.head", who=escaped(whom.label), comes=comes)
    still = say(view.language, "late.still")
    blocks = [section("late", f"*{head}*\n{escaped(view.title)}"), _context(still)]
    return Card(f"{head}: {escaped(view.title)}"[:LONGEST_BLOCK], blocks, minted(view))


def knock_card(view: View, whom: Line) -> Card:
    """Return what a host who is not in the call is told when somebody waits there."""
    head = say(view.language, "knock.head", who=escaped(whom.label))
    blocks = [
        section("knock", f"*{head}*\n{escaped(view.title)}"),
        {"type": "actions", "block_id": "answer", "elements": [join_button(view)]},
        _context(say(view.language, "knock.then")),
    ]
    return Card(f"{head}: {escaped(view.title)}"[:LONGEST_BLOCK], blocks, minted(view))


def _pieces(text: str) -> list[str]:
    """Cut a text, at line breaks or blanks where there are any, and never inside an entity."""
    pieces: list[str] = []
    while text and len(pieces) < MOST_BLOCKS:
        end = len(text)
        if end > LONGEST_BLOCK:
            window = text[:LONGEST_BLOCK]
            half = LONGEST_BLOCK // 2
            end = (window.rfind("\n", half) + 1) or (window.rfind(" ", half) + 1) or _before_entity(window)
        pieces.append(text[:end])
        text = text[end:]
    return pieces


def _before_entity(window: str) -> int:
    begun = window.rfind("&", len(window) - 5)
    return begun if begun > 0 and ";" not in window[begun:] else len(window)


def _context(text: str) -> Block:
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(text)}]}
