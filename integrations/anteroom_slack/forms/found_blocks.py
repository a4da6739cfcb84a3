"""Times that were found, as the form that schedules shows them: a box each, and what becomes of several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from anteroom.passes.times import written
from anteroom_slack.cards.blocks import Block, actions, button, section
from anteroom_slack.cards.moments import epoch
from anteroom_slack.forms.graphemes import cut
from anteroom_slack.forms.modal import LONGEST_OPTION, USUAL_LENGTH, labelled, option
from anteroom_slack.forms.submission import FieldFaults, ViewBody

WINDOWS = ("this week", "next week", "the next 2 weeks", "the next 4 weeks")
USUAL_WINDOW = "the next 2 weeks"
VOTE, BEST = "vote", "best"
WAYS = (
    (VOTE, "Let everybody say which of them suit; the best is then chosen"),
    (BEST, "Invite everybody to the first of them"),
)
NONE_TICKED = "Tick at least one time, or press “Say the time myself”."
NONE_FOUND = "No time was found. Look in other days, or press “Say the time myself”."
OTHER_LENGTH = "These times were found for {minutes} minutes. Press “Look again” for another length."
_LENGTH = re.compile(r"[1-9]\d{0,2}")
TOGETHER = frozenset({"when", "find", "window", "found", "how", "ways"})


@dataclass(frozen=True, slots=True)
class Choice:
    """A time that can be ticked, and why it stands where it does."""

    starts_at: datetime
    ends_at: datetime
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What stands in the form's place for the time while one is looked for.

    `window` is as it is said; `lead` is mrkdwn. `generation` counts how often it was shown anew: what was
    ticked in an earlier one is of other times.
    """

    window: str
    minutes: int
    lead: str
    choices: tuple[Choice, ...] = ()
    ticked: bool = False
    vote: bool = True
    generation: int = 0

    @property
    def own(self) -> tuple[str, ...]:
        """Our instants in it; they look like phone numbers."""
        return tuple(str(epoch(each.starts_at)) for each in self.choices)


def find_button() -> Block:
    """Return the way from a time that one says to times that are found."""
    return actions("find", button("find", "Find a time that suits everybody", "find"))


def window_block(window: str) -> Block:
    """Return the menu of the days in which to look."""
    names = (*WINDOWS, *((window,) if window not in WINDOWS else ()))
    options = [option(name[0].upper() + name[1:], name) for name in names]
    menu: Block = {
        "type": "static_select",
        "options": options,
        "initial_option": options[names.index(window)],
    }
    return labelled("window", "Look for a time", menu) | {"dispatch_action": True}


def found_blocks(shown: Shown, zone: str | None) -> list[Block]:
    """Return what stands behind the length: what was looked for, the times, and the ways on."""
    blocks = [section("found", shown.lead), *slots_blocks(shown, zone)]
    if len(shown.choices) > 1:
        ways = [option(words, way) for way, words in WAYS]
        chosen = ways[0] if shown.vote else ways[1]
        radio: Block = {"type": "radio_buttons", "options": ways, "initial_option": chosen}
        blocks.append(labelled("how", "If you tick several", radio))
    again = button("find_again", "Look again", "again")
    return [*blocks, actions("ways", again, button("own_time", "Say the time myself", "own"))]


def slots_blocks(shown: Shown, zone: str | None, *, optional: bool = False) -> list[Block]:
    """Return the times, each with a box; nothing where none was found."""
    if not shown.choices:
        return []
    options = [_option(each, zone) for each in shown.choices]
    boxes: Block = {"type": "checkboxes", "options": options}
    if shown.ticked:
        boxes["initial_options"] = options
    return [labelled(f"slots:{shown.generation}:{shown.minutes}", "Times", boxes, optional=optional)]


def placed(shown: Sequence[Block], front: Block, behind: Sequence[Block]) -> list[Block]:
    """Return a form's blocks with `front` before its length and `behind` after it, in place of what was."""
    blocks: list[Block] = []
    for block in shown:
        name = str(block.get("block_id", ""))
        if name == "length":
            blocks += [front, block, *behind]
        elif name not in TOGETHER and not name.startswith("slots:"):
            blocks.append(block)
    return blocks


def is_finding(view: ViewBody) -> bool:
    """Tell whether a form shows times that were found, or looks for some."""
    return "window" in view.blocks


def minutes_of(view: ViewBody) -> int:
    """Return the length that is chosen in a form."""
    chosen = view.element("length").selected_option
    return int(chosen.value) if chosen and _LENGTH.fullmatch(chosen.value) else USUAL_LENGTH


def generation_of(view: ViewBody) -> int:
    """Return how often times were shown anew in a form."""
    return max((each[0] for each in _slots(view)), default=0)


def read_found(view: ViewBody) -> tuple[tuple[datetime, ...], bool]:
    """Return the ticked times, best first, and whether everybody is asked which of them suit.

    Raises FieldFaults where none is ticked, or all were found for another length.
    """
    slots = _slots(view)
    if not slots:
        raise FieldFaults({"window": NONE_FOUND})
    generation, minutes = slots[0]
    field = f"slots:{generation}:{minutes}"
    length = view.element("length").selected_option
    if length is not None and length.value != str(minutes):
        raise FieldFaults({"length": OTHER_LENGTH.format(minutes=minutes)})
    times = ticked(view)
    if not times:
        raise FieldFaults({field: NONE_TICKED})
    how = view.element("how").selected_option
    return times, len(times) > 1 and (how is None or how.value == VOTE)


def ticked(view: ViewBody) -> tuple[datetime, ...]:
    """Return the ticked times in the order in which they stand there."""
    found = []
    for generation, minutes in _slots(view):
        field = f"slots:{generation}:{minutes}"
        chosen = {each.value for each in view.element(field).selected_options or ()}
        offered = [
            str(each.get("value", ""))
            for block in view.shown
            if block.get("block_id") == field
            for each in block.get("element", {}).get("options", ())
        ]
        found += [each for each in offered if each in chosen and each.isascii() and each.isdigit()]
    return tuple(datetime.fromtimestamp(int(each[:10]), UTC) for each in found)


def _slots(view: ViewBody) -> list[tuple[int, int]]:
    """Return (generation, minutes) of the times in a form."""
    found = []
    for name in view.blocks:
        kind, _, rest = name.partition(":")
        generation, _, minutes = rest.partition(":")
        if kind == "slots" and all(
            each.isascii() and each.isdigit() and len(each) < 4 for each in (generation, minutes)
        ):
            found.append((int(generation), int(minutes)))
    return found


def _option(choice: Choice, zone: str | None) -> Block:
    words = written(choice.starts_at, choice.ends_at, zone)
    made = option(words.span, str(epoch(choice.starts_at)))
    if not choice.reason:
        return made
    return made | {"description": {"type": "plain_text", "text": cut(choice.reason, LONGEST_OPTION)}}
