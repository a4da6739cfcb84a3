"""One pass over a folded text that says which detectors have anything to look for.

A detector's module says in `triggers()` what a text must hold to be worth its time: causes, each a trigger
and one source or several. A cause holds if all of its sources occur somewhere in the text, in any order; a
trigger is pulled if any of its causes holds. What no cause lets through is never read by the detector:
tests/guard/test_prefilter.py compares verdicts with those of a guard that runs every detector.

The sources of a lane are compiled into one google-re2 Set, which reads a text once, whatever their number, in
a microsecond and a half. Whoever writes a source keeps to this:
- it is matched against a folded view: small letters, no accents, no invisible characters;
- it is what the detector itself searches for, or wider;
- the automaton of a lane must stay small on texts it has not met: words, and short runs that begin with
  something rare. Of two words far apart make two sources of one cause; let a long alternation stand once or
  twice, not four times over;
- most ordinary texts must pass all causes by: `python -m bench` prints how many do not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

from anteroom.guard import postal
from anteroom.guard.catalogue import several
from anteroom.guard.emails import addresses
from anteroom.guard.handles import triggers as handle_triggers
from anteroom.guard.links import links
from anteroom.guard.phones import triggers as phone_triggers
from anteroom.guard.texts import encodings, mended, views
from anteroom.guard.trigger import Cause, Trigger

_DETECTORS: Final = (addresses, phone_triggers, handle_triggers, links, postal, encodings, views, mended)
# Automata of unlike things multiply: where a run of digits may stand, times where a word may. In lanes of
# their own they add up, and several short passes are quicker than one through a table of a million states.
_LANES: Final = (
    frozenset({Trigger.DIGITS, Trigger.LOOKALIKES}),
    frozenset({Trigger.NUMBER_WORDS}),
    frozenset({Trigger.CALLED}),
    frozenset({Trigger.ENCODED, Trigger.SPACED}),
    frozenset({Trigger.CHANNEL, Trigger.CHANNEL_BESIDE}),
    frozenset({Trigger.AT_SAID}),
    frozenset({Trigger.LINK}),
)
"""The triggers of all lanes but the last, which has all others."""
_CALLED: Final = _LANES.index(frozenset({Trigger.CALLED}))
_REMEMBERED: Final = 4096


def triggers(folded: str) -> frozenset[Trigger]:
    """Which detectors to run on a folded text; none for most texts."""
    octets = folded.encode()
    found: frozenset[Trigger] = frozenset()
    for lane in _lanes():
        occurring = lane.look(octets)
        if len(occurring) != 1:  # one always occurs; none says that memory ran out
            found |= lane.pulled(tuple(occurring))
    return found - frozenset(_idly(folded, found)) if found else found


def _idly(folded: str, found: frozenset[Trigger]) -> Iterator[Trigger]:
    """Triggers pulled by what a closer look tells from what they are for."""
    if Trigger.AT in found and addresses.stands_idle(folded):
        yield Trigger.AT
    if Trigger.CALLED in found and Trigger.DIGITS not in found:
        others = phone_triggers.without_others(folded)
        if others != folded and len(_lanes()[_CALLED].look(others.encode())) == 1:
            yield Trigger.CALLED


@dataclass(frozen=True, slots=True)
class _Lane:
    """`look` gives the numbers of the sources that occur, `pulled` the triggers that these pull."""

    look: Callable[[bytes], list[int]]
    pulled: Callable[[tuple[int, ...]], frozenset[Trigger]]


@cache
def _lanes() -> tuple[_Lane, ...]:
    causes = tuple(_causes())
    named = frozenset().union(*_LANES)
    return tuple(
        _lane([cause for cause in causes if cause[0] in lane])
        for lane in (*_LANES, frozenset(Trigger) - named)
    )


def _causes() -> Iterator[Cause]:
    for detector in _DETECTORS:
        yield from detector.triggers()


def _lane(causes: list[Cause]) -> _Lane:
    sources = tuple(dict.fromkeys(source for _, *sources in causes for source in sources))
    numbers = {source: number for number, source in enumerate(sources, 1)}
    needs = [(trigger, frozenset(numbers[source] for source in sources)) for trigger, *sources in causes]

    @lru_cache(maxsize=_REMEMBERED)
    def pulled(found: tuple[int, ...]) -> frozenset[Trigger]:
        if not found:
            return frozenset(trigger for trigger, _ in needs)
        seen = frozenset(found)
        return frozenset(trigger for trigger, needed in needs if needed <= seen)

    return _Lane(several(sources), pulled)
