"""The form with which a host offers more times while one is being found, or gives people longer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import msgspec

from anteroom.database.connection import Connection
from anteroom.house import House
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom.times.polls import actions as polls
from anteroom_slack.cards.blocks import Block, escaped, section
from anteroom_slack.cards.moments import epoch
from anteroom_slack.cards.press import Press
from anteroom_slack.forms.found_blocks import Shown, slots_blocks, ticked
from anteroom_slack.forms.modal import form, labelled
from anteroom_slack.forms.submission import FieldFaults, ViewBody, read_moment
from anteroom_slack.forms.times import offered_by
from anteroom_slack.people.accounts import Speaker
from anteroom_slack.seen import SEEN_IN_SLACK

CALLBACK = "poll_extend"
TITLE = "Offer more times"
ROWS = 2
UNTIL = "Left empty, everybody has two days, and at least until half an hour before the first time."
NOTHING = "Tick or choose a time, or another day until which people can answer."


def extend_view(view: View, press: Press, shown: Shown, now: datetime) -> dict[str, Any]:
    """Return the form: times that were found, two of one's own, and until when people can answer."""
    poll = view.poll
    standing = [each.starts_at for each in poll.times] if poll else []
    found = replace(shown, choices=tuple(each for each in shown.choices if each.starts_at not in standing))
    until: Block = {"type": "datetimepicker"}
    if poll is not None and poll.deadline > now:
        until["initial_date_time"] = epoch(poll.deadline)
    blocks = [
        section("about", f"*{escaped(view.title)}*"),
        section("found", shown.lead),
        *slots_blocks(found, view.zone, optional=True),
        *(
            labelled(
                f"time{number}",
                "Or a time of your own" if number == 0 else "Or another",
                {"type": "datetimepicker"},
                optional=True,
                hint="In your own time zone." if number == 0 else "",
            )
            for number in range(ROWS)
        ),
        labelled("until", "People can answer until", until, optional=True, hint=UNTIL),
    ]
    return form(CALLBACK, TITLE, "Offer", blocks, msgspec.json.encode(press).decode())


async def extended(house: House, speaker: Speaker, view: ViewBody) -> None:
    """Take the form; the same form twice offers once. Raises FieldFaults, and what the heart raises."""
    wanted = dict.fromkeys(ticked(view))
    for number in range(ROWS):
        moment = read_moment(view, f"time{number}")
        if moment is not None:
            wanted[moment] = None
    until = read_moment(view, "until")
    if not wanted and until is None:
        raise FieldFaults({"time0": NOTHING})
    interview_id = view.press.interview

    async def act(house: House, conn: Connection) -> dict[str, Any]:
        person_id, times = await offered_by(conn, speaker, interview_id, wanted)
        await polls.extend(house, interview_id, person_id, until, times)
        return {"interview": interview_id}

    await once(house, SEEN_IN_SLACK, view.key, act)
