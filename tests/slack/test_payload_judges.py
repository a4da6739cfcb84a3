"""Who judges what we say to Slack sees what is wrong with it."""

from __future__ import annotations

from typing import Any

import pytest

from anteroom.sandbox.slack.recorder import Exchange
from slack_payloads import faults
from slack_typescript import complaints, required, shapes

TEXT = {"type": "plain_text", "text": "x"}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
OPTION = {"text": TEXT, "value": "1"}
FIELD = {"type": "input", "label": TEXT, "element": {"type": "plain_text_input", "action_id": "a"}}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": TEXT, **more}]}


def menu(**more: Any) -> dict[str, Any]:
    return {**SECTION, "accessory": {"type": "static_select", "action_id": "a", "options": [OPTION], **more}}


def view(*blocks: dict[str, Any], **more: Any) -> Exchange:
    shown = {"type": "modal", "title": TEXT, "submit": TEXT, "blocks": list(blocks) or [SECTION]}
    kept = {name: value for name, value in (shown | more).items() if value is not None}
    return Exchange("call", "views.open", {"trigger_id": "1", "view": kept}, {"ok": True})


def message(*blocks: dict[str, Any], **more: Any) -> Exchange:
    said = {"channel": "C1", "text": "x", "blocks": list(blocks), **more}
    return Exchange("call", "chat.postMessage", said, {"ok": True})


def acknowledged(kind: str, said: dict[str, Any]) -> Exchange:
    return Exchange("acknowledgement", kind, said, {"status": 200})


UNFIT: dict[str, Exchange] = {
    "an unknown block": message({"type": "shouting"}),
    "a block_id twice": message({**SECTION, "block_id": "b"}, {**SECTION, "block_id": "b"}),
    "an action_id twice": message(
        {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": TEXT}] * 2}
    ),
    "fields without submit": view(FIELD, submit=None),
    "a modal without title": view(title=None),
    "a title of 25": view(title={"type": "plain_text", "text": "x" * 25}),
    "too much metadata": view(private_metadata="x" * 3001),
    "a header in mrkdwn": message({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}),
    "no fallback text": message(SECTION, text=""),
    "a button's value of 2001": message(button(value="x" * 2001)),
    "a button that runs a script": message(button(url="javascript:alert(1)")),
    "an unheard-of style": message(button(style="loud")),
    "a first choice that is not offered": message(menu(initial_option={"text": TEXT, "value": "2"})),
    "an option twice": message(menu(options=[OPTION, OPTION])),
    "a date of nine figures": view(
        {**FIELD, "element": {"type": "datetimepicker", "action_id": "a", "initial_date_time": 123456789}}
    ),
    "a null": message({**SECTION, "block_id": None}),
    "51 blocks": message(*[SECTION] * 51),
    "a section of 3001": message({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}),
    "an unknown argument": message(SECTION, colour="red"),
    "a missing argument": Exchange("call", "chat.update", {"channel": "C1", "text": "x"}, {"ok": True}),
    "an unpublished method": Exchange("call", "chat.shout", {}, {"ok": True}),
    "101 suggestions": acknowledged("block_suggestion", {"options": [OPTION] * 101}),
    "an empty error": acknowledged("view_submission", {"response_action": "errors", "errors": {"a": " "}}),
    "an unknown response_action": acknowledged("view_submission", {"response_action": "close"}),
    "an answer to a press": acknowledged("block_actions", {"text": "x"}),
    "an unknown property of an answer": acknowledged("command", {"text": "x", "shout": True}),
}


@pytest.mark.parametrize("name", UNFIT)
def test_it_sees_what_is_unfit(name: str) -> None:
    assert faults([UNFIT[name]])


def test_it_objects_to_nothing_that_is_fit() -> None:
    fit = [view(FIELD), message(SECTION, button(style="primary", url="https://a.example")), message(menu())]
    assert faults([*fit, acknowledged("view_submission", {"response_action": "clear"})]) == []


TYPED = (
    "an unknown block", "a header in mrkdwn", "an unheard-of style", "a modal without title",
    "an unknown argument", "a missing argument",
)  # fmt: skip


def test_slacks_types_see_what_is_not_of_their_shape() -> None:
    """Each is objected to, asked in one go; and so is an answer of the sandbox with a key of its own."""
    required()
    answered = Exchange("call", "users.info", {"user": "U1"}, {"ok": True, "user": {"mood": "fine"}})
    unfit = {**{name: UNFIT[name] for name in TYPED}, "an answer": answered}
    said = complaints({line: name for name, each in unfit.items() for line in shapes([each])})
    assert {line.partition(":")[0] for line in said} == set(unfit)
    assert complaints(shapes([view(FIELD), message(SECTION)])) == []
