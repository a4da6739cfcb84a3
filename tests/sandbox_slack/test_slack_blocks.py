"""Block Kit is checked as Slack documents it (docs.slack.dev/reference/block-kit, …/reference/views)."""

from __future__ import annotations

from typing import Any

import pytest

from anteroom.sandbox.slack.blocks import check_blocks, check_view
from sandbox_slack.stage import button, field_block, modal, plain_text, section

TEXT = {"type": "plain_text_input", "action_id": "text"}
OPTION = {"text": plain_text("One"), "value": "1"}
WHEN = {"type": "datetimepicker", "action_id": "when"}
MENU = {"type": "static_select", "action_id": "menu", "options": [OPTION]}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


GOOD: list[dict[str, Any]] = [
    section("x" * 3000),
    {"type": "section", "fields": [{"type": "mrkdwn", "text": "*When*"}] * 10, "accessory": button("b")},
    {"type": "header", "text": plain_text("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}] * 10},
    actions(*(button(f"b{number}", value="v" * 2000) for number in range(25))),
    actions(button("link", url="https://a.example/" + "x" * 2900, style="primary"), MENU),
    field_block("a", TEXT),
    field_block("b", {"type": "email_text_input", "action_id": "mail"}),
    field_block("c", {"type": "datetimepicker", "action_id": "when", "initial_date_time": 1795700000}),
    field_block("d", {"type": "external_select", "action_id": "proposal", "min_query_length": 0}),
    field_block("e", {"type": "multi_users_select", "action_id": "people"}, optional=True),
    field_block("f", {"type": "checkboxes", "action_id": "nda", "options": [OPTION]}),
    field_block("g", {"type": "radio_buttons", "action_id": "where", "options": [OPTION]}),
]

BAD: dict[str, dict[str, Any]] = {
    "unknown block": {"type": "party"},
    "section of 3001": section("x" * 3001),
    "empty section": {"type": "section"},
    "empty text": section(""),
    "11 fields": {"type": "section", "fields": [plain_text("x")] * 11},
    "header of 151": {"type": "header", "text": plain_text("x" * 151)},
    "header with mrkdwn": {"type": "header", "text": {"type": "mrkdwn", "text": "*x*"}},
    "26 actions": actions(*(button(f"b{number}") for number in range(26))),
    "no actions": actions(),
    "11 context elements": {"type": "context", "elements": [plain_text("x")] * 11},
    "button text of 76": actions(button(text=plain_text("x" * 76))),
    "button value of 2001": actions(button(value="x" * 2001)),
    "button url of 3001": actions(button(url="x" * 3001)),
    "button style": actions(button(style="loud")),
    "same action_id twice": actions(button(), button()),
    "text input in actions": actions(TEXT),
    "datetimepicker beside a section": section() | {"accessory": WHEN},
    "nine digits": field_block("a", WHEN | {"initial_date_time": 123456789}),
    "no options": field_block("a", MENU | {"options": []}),
    "101 options": field_block("a", MENU | {"options": [OPTION] * 101}),
    "option text of 76": field_block("a", MENU | {"options": [{"text": plain_text("x" * 76), "value": "1"}]}),
    "unknown property": section() | {"colour": "red"},
    "label with mrkdwn": field_block("a", TEXT, label={"type": "mrkdwn", "text": "x"}),
    "block_id of 256": section() | {"block_id": "x" * 256},
    "picture without words": {"type": "image", "image_url": "https://a.example/a.png"},
    "dispatch on nothing known": field_block(
        "a", TEXT | {"dispatch_action_config": {"trigger_actions_on": ["on_blur"]}}
    ),
    "unfinished confirm": actions(button(confirm={"title": plain_text("Sure?")})),
}  # fmt: skip


@pytest.mark.parametrize("block", GOOD)
def test_it_takes_what_is_documented(block: dict[str, Any]) -> None:
    assert check_blocks([block], "modal") == []


@pytest.mark.parametrize("name", BAD)
def test_it_refuses_what_slack_refuses(name: str) -> None:
    """Each finding ends in a JSON pointer, as in `response_metadata.messages`."""
    found = check_blocks([BAD[name]], "modal")
    assert found and all("[json-pointer:/blocks" in line for line in found)


def test_it_counts_blocks_and_their_ids() -> None:
    """50 blocks a message, 100 a view; a block_id once."""
    assert check_blocks([section()] * 50, "messages") == [] and check_blocks([section()] * 51, "messages")
    assert check_blocks([section()] * 100, "modal") == [] and check_blocks([section()] * 101, "modal")
    assert check_blocks([section() | {"block_id": "a"}, {"type": "divider", "block_id": "a"}], "modal")
    assert check_blocks("[]", "modal")


@pytest.mark.parametrize(
    "view",
    [
        {key: value for key, value in modal(field_block("a", TEXT)).items() if key != "submit"},
        {"type": "modal", "blocks": [section()]},
        modal(title=plain_text("x" * 25)),
        modal(submit=plain_text("x" * 25)),
        modal(private_metadata="x" * 3001),
        modal(callback_id="x" * 256),
        modal(blocks=[]),
        modal(colour="red"),
        {"type": "home", "blocks": [section()], "submit": plain_text("Go")},
        {"type": "page", "blocks": [section()]},
        modal(section("x" * 3001)),
        "a view",
    ],
)
def test_it_refuses_views_that_slack_refuses(view: Any) -> None:
    """docs.slack.dev/reference/views/modal-views: input needs submit, title 24, private_metadata 3000."""
    assert check_view(view)


def test_it_takes_a_full_modal() -> None:
    blocks = [block for block in GOOD if block["type"] != "actions"] + [actions(button("x"))]
    assert check_view(modal(*blocks, private_metadata="x" * 3000, callback_id="schedule")) == []
    assert check_view({"type": "home", "blocks": [section()]}) == []
