"""The modals as blocks: schedule, another time, cancel. What comes back is read in `submission.py`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from anteroom.interviews.commands import LONGEST_COMMENT
from anteroom.interviews.view import View
from anteroom_slack.cards import Block, Press, dated, epoch, escaped, for_all

LENGTHS = (15, 30, 45, 60, 90)
USUAL_LENGTH = 45
ROOM = "anteroom"
LONGEST_TYPED = 3000
"""docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element: `max_length`."""
MOST_COLLEAGUES = 20
SECRET = (
    "Nobody's address is shown to the freelancer: each of you is seen by name and role only, and everything "
    "goes through Anteroom."
)


@dataclass(frozen=True, slots=True)
class Offer:
    """One proposal to choose: our id and what its line says."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Prefill:
    """What the command said already."""

    proposal_id: str | None = None
    starts_at: datetime | None = None
    understood: str = ""
    colleagues: tuple[str, ...] = ()


def schedule_view(offers: Sequence[Offer], prefill: Prefill) -> dict[str, Any]:
    """Return the modal that schedules an interview; `offers` holds 1 to 100 proposals."""
    options = [_option(offer.words, offer.id) for offer in offers[:100]]
    chosen = [option for option in options if option["value"] == prefill.proposal_id]
    if len(options) == 1:
        chosen = options
    proposal: Block = {"type": "static_select", "options": options}
    if chosen:
        proposal["initial_option"] = chosen[0]
    colleagues: Block = {"type": "multi_users_select", "max_selected_items": MOST_COLLEAGUES}
    if prefill.colleagues:
        colleagues["initial_users"] = list(prefill.colleagues)
    blocks = [
        _input("proposal", "Proposal", proposal),
        *_time_blocks(prefill.starts_at, USUAL_LENGTH, prefill.understood),
        # Picked people are looked up at once, so that the submission need not wait for it.
        _input("colleagues", "Colleagues in Slack", colleagues, optional=True) | {"dispatch_action": True},
        _input(
            "emails",
            "Others, by e-mail",
            {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED},
            optional=True,
            hint="One a line: Dana, VP Engineering <dana@company.example>. The name is what others see.",
        ),
        {"type": "context", "elements": [{"type": "mrkdwn", "text": SECRET}]},
        _input(
            "agenda",
            "Agenda",
            {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED},
            optional=True,
            hint="Everybody reads it.",
        ),
        _input(
            "where",
            "Where",
            {
                "type": "static_select",
                "options": [_option("Anteroom's room, in the browser", ROOM)],
                "initial_option": _option("Anteroom's room, in the browser", ROOM),
            },
        ),
        _input(
            "nda",
            "Confidentiality",
            {"type": "checkboxes", "options": [_option("The freelancer agrees to it before joining", "nda")]},
            optional=True,
        ),
        _input(
            "nda_text",
            "What the freelancer agrees to",
            {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED},
            optional=True,
            hint="Left empty, it is our standard text: what is said stays between you.",
        ),
    ]
    return _view("schedule", "Schedule an interview", "Invite", blocks)


def another_time_view(callback_id: str, view: View, press: Press) -> dict[str, Any]:
    """Return the modal for another time: `move` for the host, `counter` for everybody else."""
    moving = callback_id == "move"
    minutes = round((view.ends_at - view.starts_at).total_seconds() / 60)
    blocks = [_about(view), *_time_blocks(view.starts_at, minutes, "")]
    if moving:
        note = "Everybody is asked again for the new time."
        blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": note}]})
    else:
        comment = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_COMMENT}
        blocks.append(_input("comment", "A word to the host", comment, optional=True))
    title = "Move the interview" if moving else "Propose another time"
    return _view(callback_id, title, "Move" if moving else "Propose", blocks, press)


def cancel_view(view: View, press: Press) -> dict[str, Any]:
    """Return the modal that asks once more before an interview is cancelled."""
    reason = {"type": "plain_text_input", "max_length": LONGEST_COMMENT}
    blocks = [
        _about(view),
        _input("reason", "Reason", reason, optional=True, hint="Everybody reads it."),
    ]
    return _view("cancel", "Cancel the interview", for_all(view)[:24], blocks, press)


def _about(view: View) -> Block:
    text = f"*{escaped(view.title)}*\n{dated(view.starts_at, view.ends_at, view.zone)}"
    return {"type": "section", "block_id": "about", "text": {"type": "mrkdwn", "text": text}}


def _time_blocks(starts_at: datetime | None, minutes: int, understood: str) -> list[Block]:
    when: Block = {"type": "datetimepicker"}
    if starts_at is not None:
        when["initial_date_time"] = epoch(starts_at)
    lengths = sorted({*LENGTHS, minutes})
    options = [_option(f"{length} minutes", str(length)) for length in lengths]
    hint = f"Understood as {understood}." if understood else "In your own time zone."
    return [
        _input("when", "When", when, hint=hint),
        _input(
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


def _input(block_id: str, label: str, element: Block, *, optional: bool = False, hint: str = "") -> Block:
    block = {
        "type": "input",
        "block_id": block_id,
        "label": _plain(label),
        "element": {**element, "action_id": block_id},
        "optional": optional,
    }
    return block | ({"hint": _plain(hint)} if hint else {})


def _option(text: str, value: str) -> Block:
    return {"text": _plain(text if len(text) <= 75 else text[:74] + "…"), "value": value}


def _plain(text: str) -> Block:
    return {"type": "plain_text", "text": text}
