"""`/interview times`: the host offers further times, and the freelancer takes one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from anteroom.database.connection import Connection
from anteroom.errors import BadInput, NotAllowed
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.offers import MOST, offer_times
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom_slack.cards.blocks import Block
from anteroom_slack.cards.card import Press, epoch
from anteroom_slack.forms.modal import about, form, labelled
from anteroom_slack.forms.submission import FieldFaults, ViewBody
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK
from anteroom_slack.typed.call import Call, Outcome
from anteroom_slack.typed.chosen import chosen, passage_of, press_of, refuse_unless_host

CALLBACK = "times"
NOTE = (
    "The freelancer takes one of these, or accepts the time above: the first that is chosen holds, and the "
    "others lapse. Your colleagues are asked once it is chosen. Left empty, an offer is taken back."
)
ROWS = 4
STRAY = "I read only an interview's name there; choose the times in the form."
TWICE = "This time is offered above already."


async def times(call: Call) -> Outcome:
    """Open the form with the times that are offered already; nothing is sent before it is."""
    view, rest = await chosen(call)
    refuse_unless_host(view)
    if rest.strip():
        raise BadInput(STRAY)
    return Outcome.opening(times_view(view, press_of(view)), passage_of(view))


def times_view(view: View, press: Press) -> dict[str, Any]:
    """Return the form: up to four times beside the interview's own, each of the same length.

    More where more were offered elsewhere: none is to be taken back unseen.
    """
    offered = sorted(each.starts_at for each in view.offers)
    blocks: list[Block] = [about(view)]
    for number in range(max(ROWS, len(offered))):
        picker: Block = {"type": "datetimepicker"}
        if number < len(offered):
            picker["initial_date_time"] = epoch(offered[number])
        hint = "In your own time zone." if number == 0 else ""
        blocks.append(labelled(f"time{number}", f"Or time {number + 2}", picker, optional=True, hint=hint))
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": NOTE}]})
    return form(CALLBACK, "Offer times", "Offer", blocks, msgspec.json.encode(press).decode())


async def offered_times(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Take the form; the same form twice offers once. Raises FieldFaults, and what the heart raises."""
    wanted: dict[datetime, str] = {}
    for number in range(MOST):
        field = f"time{number}"
        moment = view.element(field).selected_date_time
        if moment is None:
            continue
        starts_at = datetime.fromtimestamp(moment, UTC) if 0 < moment < 10**10 else None
        if starts_at is None or starts_at in wanted:
            raise FieldFaults({field: TWICE if starts_at else "Choose a day and an hour."})
        wanted[starts_at] = field
    interview_id = view.press.interview

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        account = await account_of(conn, speaker)
        if account is None:
            raise NotAllowed("This is not your interview.")
        length = (await store.load(conn, interview_id)).length
        spans = [(each, each + length) for each in wanted]
        await offer_times(house, interview_id, account.person_id, spans)
        return {"interview": interview_id}

    await once(house, SEEN_IN_SLACK, view.key, act)
