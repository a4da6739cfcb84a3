"""`/interview times`: the host offers further times, and the freelancer takes one of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from anteroom.database.connection import Connection
from anteroom.errors import NotAllowed
from anteroom.house import House
from anteroom.interviews import store
from anteroom.interviews.offers import MOST, offer_times
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom_slack.cards.blocks import Block, section
from anteroom_slack.cards.moments import epoch
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.found_blocks import Shown, slots_blocks, ticked
from anteroom_slack.forms.modal import about, form, labelled
from anteroom_slack.forms.submission import FieldFaults, ViewBody, read_moment
from anteroom_slack.people.accounts import Speaker, account_of
from anteroom_slack.seen import SEEN_IN_SLACK

CALLBACK = "times"
OFFER = "Offer times"
NOTE = (
    "The freelancer takes one of these, or accepts the time above: the first that is chosen holds, and the "
    "others lapse. Your colleagues are asked once it is chosen. Left empty, an offer is taken back."
)
ROWS = 4
TWICE = "This time is offered above already."


def times_view(view: View, press: Press, shown: Shown) -> dict[str, Any]:
    """Return the form: times that were found, and up to four of one's own beside the interview's, all of the
    same length.

    More where more were offered elsewhere: none is to be taken back unseen.
    """
    offered = sorted(each.starts_at for each in view.offers)
    found = replace(shown, choices=tuple(each for each in shown.choices if each.starts_at not in offered))
    blocks: list[Block] = [about(view), section("found", shown.lead)]
    blocks += slots_blocks(found, view.zone, optional=True)
    for number in range(max(ROWS, len(offered))):
        picker: Block = {"type": "datetimepicker"}
        if number < len(offered):
            picker["initial_date_time"] = epoch(offered[number])
        hint = "In your own time zone." if number == 0 else ""
        blocks.append(labelled(f"time{number}", f"Or time {number + 2}", picker, optional=True, hint=hint))
    blocks.append({"type": "context", "elements": [{"type": "mrkdwn", "text": NOTE}]})
    return form(CALLBACK, OFFER, "Offer", blocks, msgspec.json.encode(press).decode())


async def offered_times(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Take the form; the same form twice offers once. Raises FieldFaults, and what the heart raises."""
    wanted: dict[datetime, str] = {}
    for number in range(MOST):
        field = f"time{number}"
        starts_at = read_moment(view, field)
        if starts_at is None:
            continue
        if starts_at in wanted:
            raise FieldFaults({field: TWICE})
        wanted[starts_at] = field
    for each in ticked(view):
        # One that is ticked and typed as well is one.
        wanted.setdefault(each, "found")
    if len(wanted) > MOST:
        raise FieldFaults({"time0": f"Offer up to {MOST} times in all."})
    interview_id = view.press.interview

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person_id, spans = await offered_by(conn, speaker, interview_id, wanted)
        await offer_times(house, interview_id, person_id, spans)
        return {"interview": interview_id}

    await once(house, SEEN_IN_SLACK, view.key, act)


async def offered_by(
    conn: Connection, speaker: Speaker, interview_id: str, begins: Iterable[datetime]
) -> tuple[str, list[tuple[datetime, datetime]]]:
    """Return who offers times, and the times, each as long as the interview. Raises NotAllowed."""
    account = await account_of(conn, speaker)
    if account is None:
        raise NotAllowed("This is not your interview.")
    length = (await store.load(conn, interview_id)).length
    return account.person_id, [(each, each + length) for each in begins]
