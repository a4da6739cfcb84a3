"""Messages for one person beside the card: a text typed by mail, and whom mail does not reach."""

from __future__ import annotations

from anteroom.interviews.model import Role
from anteroom.interviews.view import Line, View
from anteroom_slack.cards import Block, Card, escaped, minted, section

LONGEST_BLOCK = 2_900
"""Slack takes 3,000 characters a section (docs.slack.dev/reference/block-kit/blocks/section-block)."""
MOST_BLOCKS = 40
"""A text of 10,000 characters, each escaped to five, fits: only the last piece is less than half full."""


def note_card(view: View, writer: Line, text: str, *, in_thread: bool) -> Card:
    """Return what a party typed by mail; `in_thread` tells that it stands in the thread too."""
    head = f"{writer.label} wrote by mail: {view.title}"
    where = (
        f"It stands in the thread on {view.marketplace}."
        if in_thread
        else f"Only you get this. It is not in the thread on {view.marketplace}."
    )
    blocks = [
        section("note", f"*{escaped(writer.label)}* wrote by mail about *{escaped(view.title)}*"),
        *(section(f"text:{number}", piece) for number, piece in enumerate(_pieces(escaped(text)))),
        _context(where),
    ]
    return Card(escaped(head)[:LONGEST_BLOCK], blocks, minted(view))


def came_back_card(view: View, whom: Line) -> Card:
    """Return what the host is told when mail does not reach a party, and what can be done."""
    who, place = escaped(whom.label), escaped(view.marketplace)
    head = f"Mail does not reach {'you' if whom.own else who}"
    said = f"*{head}:* {escaped(view.title)}"
    if whom.own:
        todo = f"Check your address on {place}. This conversation still brings you everything."
    elif whom.role is Role.CANDIDATE:
        todo = f"{who} still finds the card in the thread on {place}. Write there."
    else:
        todo = (
            f"Talk to {who} yourself. If there is another address, cancel this interview "
            "(`/interview cancel`) and schedule it again with that one."
        )
    return Card(head[:LONGEST_BLOCK], [section("came_back", said), section("todo", todo)], minted(view))


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
