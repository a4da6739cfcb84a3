"""The form that schedules, as blocks: what, when, who, where. Whom that contacts, the next step shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from anteroom.interviews import day
from anteroom.interviews.commands import LONGEST_TITLE
from anteroom.meetings.model import NAMES, Tool
from anteroom_slack.cards.blocks import Block
from anteroom_slack.forms.found_blocks import Shown, find_button, found_blocks, placed, window_block
from anteroom_slack.forms.graphemes import cut
from anteroom_slack.forms.modal import (
    LONGEST_TYPED,
    USUAL_LENGTH,
    form,
    labelled,
    option,
    people_blocks,
    time_blocks,
)

CALLBACK = "schedule"
TITLE = "Schedule an interview"
USUAL_PAUSE = 15
PAUSES = (0, 5, 10, 15, 30, 60)
ROOM, LINK = "anteroom", "link"
PLACES = (
    (ROOM, "Anteroom's room, in the browser", "Nothing to install"),
    (LINK, "Your company's own meeting link", "Zoom, Teams, Meet, Webex or Jitsi, behind Anteroom's door"),
)
MADE = "made:"
"""Before the name of a tool in which the call is to be made."""
MADE_FOR_THIS = "Made for this interview alone, and taken away after it"
LINK_HINT = (
    "Of one meeting, not your personal room. It is sealed: nobody reads it, and it opens for each of you "
    "behind the personal link, when the doors are open."
)
NDA_HINT = (
    "Left empty, it is our short text. Put a name between double square brackets, [[like this]], and it is "
    "hidden until a contract, as contact details are. A longer text goes into your lobby later."
)
AHEAD = "Next shows who will be contacted, and how. Nobody is contacted before that."


@dataclass(frozen=True, slots=True)
class Prefill:
    """What was said already. `proposals` are options of the menu; `note` stands above everything else.

    `tools` are those in which a call can be made. `finding` stands in the place of a time, for a reader in
    `zone`; `own` are the reader's words and our instants in it.
    """

    proposals: tuple[Block, ...] = ()
    starts_at: datetime | None = None
    understood: str = ""
    minutes: int = USUAL_LENGTH
    pause: int = USUAL_PAUSE
    colleagues: tuple[str, ...] = ()
    guests: str = ""
    agenda: str = ""
    nda: str = ""
    nda_title: str = ""
    agreed: bool = False
    first: bool = False
    note: str = ""
    marks: tuple[Block, ...] = ()
    tools: tuple[Tool, ...] = ()
    finding: Shown | None = None
    zone: str | None = None
    own: tuple[str, ...] = ()


def schedule_view(prefill: Prefill) -> dict[str, Any]:
    """Return the form."""
    note = {"type": "context", "block_id": "note", "elements": [_words(prefill.note)]}
    agreement: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED}
    agenda: Block = {"type": "plain_text_input", "multiline": True, "max_length": LONGEST_TYPED}
    if prefill.agenda:
        agenda["initial_value"] = cut(prefill.agenda, LONGEST_TYPED)
    if prefill.nda:
        agreement["initial_value"] = cut(prefill.nda, LONGEST_TYPED)
    named: Block = {"type": "plain_text_input", "max_length": LONGEST_TITLE}
    if prefill.nda_title:
        named["initial_value"] = cut(prefill.nda_title, LONGEST_TITLE)
    blocks = [
        *([note] if prefill.note else []),
        _proposal(prefill.proposals[:1]),
        *(day_blocks(prefill.proposals[1:], prefill.pause) if prefill.proposals[1:] else [_day_button()]),
        *_time(prefill),
        *people_blocks(prefill.colleagues, prefill.guests, prefill.marks),
        labelled("agenda", "Agenda", agenda, optional=True, hint="Everybody reads it."),
        # The press shows the field for the link at once; where it is lost, submitting asks for it.
        labelled("where", "Where", _places(prefill.tools)) | {"dispatch_action": True},
        labelled(
            "first",
            "Your team",
            _ticks("first", "Ask my team first, here in Slack", ticked=prefill.first),
            optional=True,
            hint="Nobody else hears of it until you say so, or all of your colleagues have said yes.",
        ),
        labelled(
            "nda",
            "Confidentiality",
            _ticks("nda", "The freelancer agrees to it before joining", ticked=prefill.agreed),
            optional=True,
        ),
        labelled(
            "nda_text",
            "What the freelancer agrees to",
            agreement,
            optional=True,
            hint=NDA_HINT,
        ),
        labelled("nda_title", "Title of the agreement", named, optional=True),
        {"type": "context", "block_id": "ahead", "elements": [_words(AHEAD)]},
    ]
    return form(CALLBACK, TITLE, "Next", blocks)


def day_blocks(others: tuple[Block, ...], pause: int) -> list[Block]:
    """Return the fields of an interview day: further freelancers of the same job, and the pause between."""
    menu: Block = {
        "type": "multi_external_select",
        "min_query_length": 0,
        "max_selected_items": day.MOST - 1,
        "placeholder": {"type": "plain_text", "text": "Further proposals of the same job"},
    }
    if others:
        menu["initial_options"] = list(others)
    pauses = sorted({*PAUSES, pause})
    options = [option(f"{minutes} minutes" if minutes else "No pause", str(minutes)) for minutes in pauses]
    between = {
        "type": "static_select",
        "options": options,
        "initial_option": options[pauses.index(pause)],
    }
    hint = "The same people meet each of them, one after another. The freelancers never see one another."
    return [
        labelled("others", "Others on this interview day", menu, optional=True, hint=hint),
        labelled("pause", "Pause between two interviews", between),
    ]


def _proposal(chosen: tuple[Block, ...]) -> Block:
    menu: Block = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": {"type": "plain_text", "text": "Type a word of the job or a name"},
    }
    if chosen:
        menu["initial_option"] = chosen[0]
    return labelled("proposal", "Proposal", menu)


def _time(prefill: Prefill) -> list[Block]:
    said = time_blocks(prefill.starts_at, prefill.minutes, prefill.understood)
    if prefill.finding is None:
        return [*said, find_button()]
    front, behind = window_block(prefill.finding.window), found_blocks(prefill.finding, prefill.zone)
    return placed(said, front, behind)


def _day_button() -> Block:
    text = {"type": "plain_text", "text": "Make it an interview day with several freelancers"}
    return {
        "type": "actions",
        "block_id": "day",
        "elements": [{"type": "button", "action_id": "day", "text": text}],
    }


def _link() -> Block:
    field: Block = {"type": "plain_text_input", "max_length": LONGEST_TYPED}
    return labelled("link", "Your company's link", field, optional=True, hint=LINK_HINT)


def behind_where(shown: Sequence[Block], place: str) -> list[Block]:
    """Return the form's blocks with the field for the link where that is chosen, and without it elsewhere."""
    blocks: list[Block] = []
    for block in shown:
        if block.get("block_id") != "link":
            blocks.append(block)
        if block.get("block_id") == "where" and place == LINK:
            blocks.append(next((each for each in shown if each.get("block_id") == "link"), _link()))
    return blocks


def _places(tools: Sequence[Tool]) -> Block:
    made = [(f"{MADE}{tool}", f"A call in {NAMES[tool]}, made by Anteroom", MADE_FOR_THIS) for tool in tools]
    options = [
        option(words, value) | {"description": {"type": "plain_text", "text": more}}
        for value, words, more in (*PLACES, *made)
    ]
    return {"type": "static_select", "options": options, "initial_option": options[0]}


def _ticks(value: str, words: str, *, ticked: bool) -> Block:
    options = [option(words, value)]
    return {"type": "checkboxes", "options": options} | ({"initial_options": options} if ticked else {})


def _words(text: str) -> Block:
    return {"type": "plain_text", "text": cut(text, LONGEST_TYPED - 1000)}
