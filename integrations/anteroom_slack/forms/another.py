"""Another time for an interview: the form shows first which times suit everybody, each at one press."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import msgspec

from anteroom.api.doorway import Passage
from anteroom.database.connection import Connection
from anteroom.errors import AnteroomError, BadInput, Conflict, NotAllowed
from anteroom.house import House
from anteroom.interviews import actions as heart
from anteroom.interviews import life, store
from anteroom.interviews.commands import ProposeCounter
from anteroom.interviews.view import View
from anteroom.once import once
from anteroom.passes.times import written
from anteroom.times.common import CommonTime, next_common
from anteroom_slack.cards.blocks import Block, button, escaped, section
from anteroom_slack.cards.card import minted
from anteroom_slack.cards.moments import dated, epoch
from anteroom_slack.cards.press import Press
from anteroom_slack.errors import told
from anteroom_slack.forms.loading import Fill, put, words_view
from anteroom_slack.forms.modal import another_time_view
from anteroom_slack.forms.submission import read_press
from anteroom_slack.line import Json, Line
from anteroom_slack.payload import Action, Interaction
from anteroom_slack.people.accounts import seat_of
from anteroom_slack.seen import SEEN_IN_SLACK

PREFIX = "another_"
MOST = 5
LEAD = "*These suit everybody, as far as is known.* Or choose another time below."
NONE = "No other time is known that suits everybody. Choose one yourself."
WORDS = {"move": "Move to it", "counter": "Propose it"}
TITLES = {"move": "Move the interview", "counter": "Propose another time"}
DONE = {
    "move": "*The interview is moved to {when}.* Everybody is asked again for the new time.",
    "counter": "*You proposed {when}.* The host decides.",
}
NOT_YOURS = "This is not your interview."


def filling(house: House, name: str, view: View, press: Press) -> Fill:
    """Return what fills the form `name`: move for the host, counter for everybody else."""

    async def fill(_view_id: str) -> tuple[Json, Passage]:
        found, lead = await _found(house, view, press)
        form = another_time_view(name, view, press)
        first, *rest = form["blocks"]
        blocks = [first, section("suits", lead), *(_time(name, view, press, each) for each in found), *rest]
        own = tuple(str(epoch(moment)) for each in found for moment in (each.starts_at, each.ends_at))
        passage = Passage(view.interview_id, (view.person_id,), (*minted(view), *own))
        return form | {"blocks": blocks}, passage

    return fill


class AnotherPresses:
    """Takes the time that is pressed in such a form."""

    def __init__(self, line: Line) -> None:
        self._line = line

    async def pressed(self, heard: Interaction, action: Action) -> str:
        """Propose it, or move the interview; what came of it takes the form's place."""
        name, press = action.action_id.removeprefix(PREFIX).partition(":")[0], read_press(action.value)
        if name not in WORDS or heard.view is None or not press.counter.isascii():
            raise BadInput("This button is from an older form.", reason="unknown action")

        refusal: Exception | None = None

        async def act(house: House, conn: Connection) -> dict[str, Any]:
            nonlocal refusal
            refusal = None
            try:
                return {"told": await _taken(house, conn, heard, name, press)}
            except (AnteroomError, ValueError) as error:
                refusal = error
                return {}

        answer, now = await once(
            self._line.house, SEEN_IN_SLACK, f"press:{heard.trigger_id}:{action.action_id}", act
        )
        if now:
            said = escaped(told(self._line.house, refusal)) if refusal else str(answer["told"])
            work = self._shown(heard.view.id, heard.view.hash, TITLES[name], said, press)
            self._line.behind(work, "views.update")
        return ""

    async def _shown(self, view_id: str, seen: str, title: str, said: str, press: Press) -> None:
        content = words_view(title, "") | {"blocks": [section("done", said)]}
        await self._line.pass_door(content, Passage(press.interview, minted=(press.counter,)))
        await put(self._line, view_id, seen, content)


async def _found(house: House, view: View, press: Press) -> tuple[tuple[CommonTime, ...], str]:
    """Return the times that suit, in their own order, and what stands above them."""
    async with house.database.connection() as conn:
        interview = await store.load(conn, view.interview_id)
    asked = interview.counter(press.counter) if press.counter else None
    near = asked.starts_at if asked is not None else None
    try:
        found = await next_common(house, interview, view.person_id, near, MOST)
    except AnteroomError as error:
        return (), escaped(error.sentence)
    return found.times, LEAD if found.times else NONE


def _time(name: str, view: View, press: Press, time: CommonTime) -> Block:
    words = written(time.starts_at, time.ends_at, view.zone)
    said = f"*{dated(time.starts_at, time.ends_at, view.zone)}*\n_{words.span}, {escaped(words.zone)}_"
    value = msgspec.json.encode(_valued(press, time)).decode()
    take = button(f"{PREFIX}{name}:{epoch(time.starts_at)}", WORDS[name], value)
    return section(f"suits:{epoch(time.starts_at)}", said) | {"accessory": take}


def _valued(press: Press, time: CommonTime) -> Press:
    """Return what a button says that stands for a time: an instant of ours in place of a counter."""
    return msgspec.structs.replace(press, counter=str(epoch(time.starts_at)))


async def _taken(house: House, conn: Connection, heard: Interaction, name: str, press: Press) -> str:
    """Do it, and say that it is done. Raises what the heart raises."""
    seat = await seat_of(conn, heard.speaker, press.interview)
    if seat is None:
        raise NotAllowed(NOT_YOURS)
    interview = await store.load(conn, press.interview)
    life.refuse_if_over(interview)
    if press.sequence != interview.sequence:
        raise Conflict("The time has changed since. Your card shows the new one.")
    if not press.counter.isdigit() or len(press.counter) > 10:
        raise BadInput("This button is from an older form.", reason="unreadable value")
    starts_at = datetime.fromtimestamp(int(press.counter), UTC)
    ends_at, person_id = starts_at + interview.length, seat[0]
    if name == "move":
        await heart.move(house, press.interview, person_id, starts_at, ends_at)
    else:
        wish = ProposeCounter(press.interview, person_id, starts_at, ends_at, "", press.sequence)
        await heart.counter(house, wish)
    return DONE[name].format(when=dated(starts_at, ends_at, None))
