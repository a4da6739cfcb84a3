"""Another time and cancel, as blocks, and the fields of every form; `submission.py` reads what comes back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import msgspec

from anteroom.interviews.commands import LONGEST_COMMENT
from anteroom.interviews.view import View
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.cards.card import for_all
from anteroom_slack.cards.moments import dated, epoch
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.graphemes import cut

LENGTHS = (15, 30, 45, 60, 90)
USUAL_LENGTH = 45
"""Minutes."""
LONGEST_TYPED = 3000
"""docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: `max_length`."""
LONGEST_OPTION = 75
"""docs.slack.dev/reference/block-kit/composition-objects/option-object: `text`, `description`."""
MOST_COLLEAGUES = 20
SECRET = (
    "Nobody's address is shown to the freelancer: each of you is seen by name and role only, and everything "
    "goes through Anteroom."
)


def people_blocks(colleagues: Sequence[str], guests: str, marks: Sequence[Block] = ()) -> list[Block]:
    """Return the fields for people of the workspace and for others, by address, and who sees what.

    `marks` say of those who are picked which way they are reached, and who cannot be.
    """
    picker: Block = {"type": "multi_users_select", "max_selected_items": MOST_COLLEAGUES}
    if colleagues:
        picker["initial_users"] = list(colleagues[:MOST_COLLEAGUES])
    addresses: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED}
    if guests:
        addresses["initial_value"] = guests
    return [
        # Picked people are looked up at once, so that the submission need not wait for it.
        labelled("colleagues", "Colleagues in Slack", picker, optional=True) | {"dispatch_action": True},
        *marks,
        labelled(
            "emails",
            "Others, by e-mail",
            addresses,
            optional=True,
            hint="One a line: Dana, VP Engineering <dana@company.example>. The name is what others see.",
        ),
        {"type": "context", "block_id": "secret", "elements": [{"type": "mrkdwn", "text": SECRET}]},
    ]


def another_time_view(
    callback_id: str, view: View, press: Press, starts_at: datetime | None = None, understood: str = ""
) -> dict[str, Any]:
    """Return the modal for another time: `move` for the host, `counter` for everybody else.

    `starts_at` is the time that was typed, and `understood` how it was read.
    """
    moving = callback_id == "move"
    minutes = round((view.ends_at - view.starts_at).total_seconds() / 60)
    blocks = [about(view), *time_blocks(starts_at or view.starts_at, minutes, understood)]
    if moving:
        note = "Everybody is asked again for the new time."
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": note}]})
    else:
        comment = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_COMMENT}
        blocks.append(labelled("comment", "A word to the host", comment, optional=True))
    title = "Move the interview" if moving else "Propose another time"
    return _view(callback_id, title, "Move" if moving else "Propose", blocks, press)


def cancel_view(view: View, press: Press, typed: str = "") -> dict[str, Any]:
    """Return the modal that asks once more before an interview is cancelled; `typed` is a reason so far."""
    reason: Block = {"type": "plain_text_input", "max_length": LONGEST_COMMENT}
    if typed:
        reason["initial_value"] = cut(typed, LONGEST_COMMENT)
    blocks = [
        about(view),
        labelled("reason", "Reason", reason, optional=True, hint="Everybody reads it."),
    ]
    return _view("cancel", "Cancel the interview", cut(for_all(view), 24), blocks, press)


def about(view: View) -> Block:
    """Return which interview a form is about, and when that is."""
    text = f"*{escaped(view.title)}*\n{dated(view.starts_at, view.ends_at, view.zone)}"
    return {"type": "section", "block_id": "about", "text": {"type": "mrkdwn", "text": text}}


def time_blocks(starts_at: datetime | None, minutes: int, understood: str) -> list[Block]:
    """Return the fields for when and how long; `understood` is how a typed time was read."""
    when: Block = {"type": "datetimepicker"}
    if starts_at is not None:
        when["initial_date_time"] = epoch(starts_at)
    lengths = sorted({*LENGTHS, minutes})
    options = [option(f"{length} minutes", str(length)) for length in lengths]
    hint = f"Understood as {understood}." if understood else "In your own time zone."
    return [
        labelled("when", "When", when, hint=hint),
        labelled(
            "length",
            "Length",
            {
                "type": "static_select",
                "options": options,
                "initial_option": options[lengths.index(minutes)],
            },
        ),
    ]


def _view(
    callback_id: str, title: str, submit: str, blocks: list[Block], press: Press | None = None
) -> dict[str, Any]:
    metadata = msgspec.json.encode(press).decode() if press else ""
    return form(callback_id, title, submit, blocks, metadata)


def form(
    callback_id: str, title: str, submit: str, blocks: list[Block], metadata: str = ""
) -> dict[str, Any]:
    """Return a modal of these blocks; `metadata` comes back with what is submitted."""
    return {
        "type": "modal",
        "callback_id": callback_id,
        "title": _plain(title),
        "submit": _plain(submit),
        "close": _plain("Back"),
        "private_metadata": metadata,
        "blocks": blocks,
    }


def labelled(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    """Return an input block; its element is called like it."""
    block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label),
        "element": {**element, "action_id": block_id},
        "optional": optional,
    }
    return block | ({"hint": _plain(hint)} if hint else {})


def option(text: str, value: str) -> Block:
    """Return one of a menu's options; what is too long for one is cut."""
    return {"text": _plain(cut(text, LONGEST_OPTION)), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
