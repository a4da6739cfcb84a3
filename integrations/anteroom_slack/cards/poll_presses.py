"""What is pressed on a card while a time is being found: marks, and the host's choice."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from anteroom.house import House
from anteroom.times.polls import actions as polls
from anteroom.times.polls.model import Mark
from anteroom_slack.cards.poll_card import CHOOSE, VOTES
from anteroom_slack.cards.press import Press


async def _mark(mark: Mark, house: House, press: Press, person_id: str) -> object:
    return await polls.mark(house, press.interview, person_id, {press.counter: mark})


async def _choose(house: House, press: Press, person_id: str) -> object:
    return await polls.choose(house, press.interview, person_id, press.counter)


DECISIONS: dict[str, Callable[[House, Press, str], Awaitable[object]]] = {
    **{name: partial(_mark, mark) for mark, name in VOTES.items()},
    CHOOSE: _choose,
}
"""What each button does in the heart, for a person; it raises what the heart raises."""
