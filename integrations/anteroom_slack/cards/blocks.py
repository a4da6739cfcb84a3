"""The pieces of which every message and form is made (docs.slack.dev/reference/block-kit)."""

from __future__ import annotations

from typing import Any

Block = dict[str, Any]
LONGEST_HEADER = 150
LONGEST_SECTION = 3000


def escaped(text: str) -> str:
    """Return text that mrkdwn shows as it stands."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def section(block_id: str, text: str) -> Block:
    """Return a block of mrkdwn, in which what people typed is already `escaped`."""
    # `verbatim` keeps Slack from making links of what people typed.
    return {
        "type": "section",
        "block_id": block_id,
        "text": {"type": "mrkdwn", "text": text[:LONGEST_SECTION], "verbatim": True},
    }


def header(text: str, block_id: str = "") -> Block:
    """Return a heading."""
    said = {"type": "header", "text": {"type": "plain_text", "text": text[:LONGEST_HEADER]}}
    return said | ({"block_id": block_id} if block_id else {})


def actions(block_id: str, *elements: Block) -> Block:
    """Return a row of buttons and menus."""
    return {"type": "actions", "block_id": block_id, "elements": list(elements)}


def button(action_id: str, text: str, value: str, style: str = "") -> Block:
    """Return a button whose press tells us `value`. `style` is primary, danger or neither."""
    return _button(action_id, text, {"value": value}, style)


def link_button(action_id: str, text: str, url: str, style: str = "") -> Block:
    """Return a button that opens an address."""
    return _button(action_id, text, {"url": url}, style)


def _button(action_id: str, text: str, leads: Block, style: str) -> Block:
    made = {"type": "button", "action_id": action_id, "text": {"type": "plain_text", "text": text}, **leads}
    return made | ({"style": style} if style else {})
