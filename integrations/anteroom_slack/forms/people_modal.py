"""The modals about people: loop somebody in, let somebody go, hand the hosting over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from anteroom.interviews.view import Line, View
from anteroom_slack.cards.blocks import Block, escaped
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.modal import about, form, labelled, option, people_blocks

MAY = "may"
ADD_TITLE = "Loop somebody in"
AHEAD = (
    "Nobody is contacted before you press Invite. Then each gets an own invitation, and everybody who is in "
    "it sees one more name."
)


@dataclass(frozen=True, slots=True)
class _Words:
    title: str
    submit: str
    field: str
    note: str


_CHOICES = {
    "remove": _Words(
        "Let somebody go",
        "Let go",
        "Who is no longer needed",
        "The calendar entry is cancelled and the personal link opens nothing from that moment, in a running "
        "call too. Whoever is let go is told so, and not why. You can add the person again; the old link "
        "stays dead.",
    ),
    "hand_over": _Words(
        "Hand over",
        "Hand over",
        "Who hosts from now on",
        "From that moment only this person can move, cancel or hand back. You stay as a guest, and everybody "
        "sees who hosts.",
    ),
}


def add_view(
    view: View, press: Press, colleagues: Sequence[str], guests: str, marks: Sequence[Block] = ()
) -> dict[str, Any]:
    """Return the modal that asks once more before somebody is written to; names can be put right in it.

    `marks` say of each colleague which way that is.
    """
    note = {"type": "context", "block_id": "ahead", "elements": [{"type": "mrkdwn", "text": AHEAD}]}
    tick = {"type": "checkboxes", "options": [option("They may be there, and need not", MAY)]}
    may = labelled(MAY, "Must they be there?", tick, optional=True)
    blocks = [about(view), *people_blocks(colleagues, guests, marks), may, note]
    return form("add", ADD_TITLE, "Invite", blocks, _metadata(press))


def person_view(
    callback_id: str, view: View, press: Press, lines: Sequence[Line], chosen: str | None
) -> dict[str, Any]:
    """Return the modal `remove` or `hand_over`: one of `lines`, with the party `chosen` at first."""
    words = _CHOICES[callback_id]
    options = [option(f"{line.label} ({line.role.value})", line.party_id) for line in lines[:100]]
    menu: Block = {"type": "static_select", "options": options}
    first = [each for each in options if each["value"] == chosen or len(options) == 1]
    if first:
        menu["initial_option"] = first[0]
    note = {"type": "context", "elements": [{"type": "mrkdwn", "text": escaped(words.note)}]}
    blocks = [about(view), labelled("party", words.field, menu), note]
    return form(callback_id, words.title, words.submit, blocks, _metadata(press))


def _metadata(press: Press) -> str:
    return msgspec.json.encode(press).decode()
