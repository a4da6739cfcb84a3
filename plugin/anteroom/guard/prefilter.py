"""What is looked for in a folded text before any detector reads it.

A detector's module says in `triggers()` what a text must hold to be worth its time: causes, each a trigger
and one source or several. A cause holds if all of its sources occur somewhere in the text, in any order; a
trigger is pulled if any of its causes holds. What no cause lets through is never read by the detector:
tests/guard/test_prefilter.py compares verdicts with those of a guard that runs every detector.

The sources of a lane are compiled into one google-re2 Set, which reads a text once, whatever their number.
Its automaton is built while it reads: a lane is quick as long as it meets few new states, and few in all,
since those of a lane that grew do not fit into the cache beside a core. Sources that multiply one another's
states therefore lie in lanes of their own, and what is wide is only looked for where a glance (trigger.py)
has seen the word that it cannot do without. Whoever writes a source keeps to this:
- it is matched against a folded view: small letters, no accents, no invisible characters;
- it is what the detector itself searches for, or wider;
- it begins with something rare, or its cause has a glance for the rarest that it holds;
- of two words far apart make two sources of one cause; let a long alternation stand once or twice, not four
  times over;
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
from anteroom.guard.texts import encodings, file_names, mended, turned, views
from anteroom.guard.trigger import Cause, Glance, Inside, Mark, Trigger, Word

_DETECTORS: Final = (
    *(addresses, phone_triggers, handle_triggers, links, postal),
    *(encodings, turned, views, mended, file_names),
)
_GLANCES: Final = (Word, Inside, Mark)
"""Kinds of glances, each a lane."""
_LANES: Final = (
    frozenset({Trigger.DIGITS, Trigger.LOOKALIKES}),
    frozenset({Trigger.NUMBER_WORDS}),
    frozenset({Trigger.CALLED}),
    frozenset({Trigger.ENCODED, Trigger.SPACED}),
    frozenset({Trigger.CHANNEL, Trigger.CHANNEL_BESIDE, Trigger.CHANNEL_BEHIND}),
    frozenset({Trigger.PAINTED}),
    frozenset({Trigger.AT_SAID}),
    frozenset({Trigger.LINK, Trigger.OWN_SITE, Trigger.PARTED_LINK}),
)
"""The triggers of the lanes of all other sources but the last, which has the remaining ones."""
_CALLED: Final = frozenset({Trigger.CALLED})
_NONE: Final[frozenset[Trigger]] = frozenset()
_REMEMBERED: Final = 4096


def triggers(folded: str) -> frozenset[Trigger]:
    """Which detectors to run on a folded text; none for most texts."""
    octets = folded.encode()
    glances, lanes = _lanes()
    seen = 0
    for glance in glances:
        seen |= glance(octets)
    found = _NONE
    for lane in lanes:
        glanced = seen & lane.glances
        at_once, more = lane.glanced(glanced)
        found |= at_once
        if more:
            found |= lane.pulled(glanced, lane.look(octets))
    return found - frozenset(_idly(folded, found)) if found else found


def _idly(folded: str, found: frozenset[Trigger]) -> Iterator[Trigger]:
    """Triggers pulled by what a closer look tells from what they are for."""
    if Trigger.AT in found and addresses.stands_idle(folded):
        yield Trigger.AT
    if Trigger.CALLED in found and Trigger.DIGITS not in found:
        others = phone_triggers.without_others(folded)
        if others != folded and not _called(others.encode()):
            yield Trigger.CALLED


def _called(octets: bytes) -> bool:
    lanes = [lane for lane in _lanes()[1] if lane.triggers == _CALLED]
    return any(lane.pulled(lane.glances, lane.look(octets)) for lane in lanes)


@dataclass(frozen=True, slots=True)
class _Lane:
    """Sources that are looked for together; what is seen is told in bits.

    `glanced` says which of the lane's `triggers` are pulled by what was seen of `glances` alone, and whether
    others still may be. Then `look` gives those of the lane's other sources that occur, and `pulled` says
    from both which triggers are pulled.
    """

    triggers: frozenset[Trigger]
    glances: int
    glanced: Callable[[int], tuple[frozenset[Trigger], bool]]
    look: Callable[[bytes], int]
    pulled: Callable[[int, int], frozenset[Trigger]]


@cache
def _lanes() -> tuple[tuple[Callable[[bytes], int], ...], tuple[_Lane, ...]]:
    """What glances, and the lanes."""
    causes = tuple(_causes())
    sources = dict.fromkeys(source for _, *sources in causes for source in sources)
    places = {source: 1 << place for place, source in enumerate(sources)}
    glances = tuple(
        _look({s: places[s] for _, *sources in causes for s in sources if isinstance(s, kind)})
        for kind in _GLANCES
    )
    lanes = []
    for named in (*_LANES, frozenset(Trigger).difference(*_LANES)):
        own = [cause for cause in causes if cause[0] in named]
        always = [cause for cause in own if not any(isinstance(source, Glance) for source in cause)]
        asked = [cause for cause in own if cause not in always]
        lanes += [_lane(named, some, places) for some in (always, asked) if some]
    return glances, tuple(lanes)


def _causes() -> Iterator[Cause]:
    for detector in _DETECTORS:
        yield from detector.triggers()


def _lane(lane: frozenset[Trigger], causes: list[Cause], places: dict[str, int]) -> _Lane:
    wanted = [
        (
            trigger,
            sum(places[source] for source in sources if isinstance(source, Glance)),
            sum(places[source] for source in sources if not isinstance(source, Glance)),
        )
        for trigger, *sources in causes
    ]
    glances = 0
    for _, seen, _ in wanted:
        glances |= seen
    own = {s: places[s] for _, *sources in causes for s in sources if not isinstance(s, Glance)}

    @lru_cache(maxsize=_REMEMBERED)
    def glanced(seen: int) -> tuple[frozenset[Trigger], bool]:
        open_ = [(trigger, others) for trigger, glances, others in wanted if not glances & ~seen]
        at_once = frozenset(trigger for trigger, others in open_ if not others)
        return at_once, any(trigger not in at_once for trigger, _ in open_)

    @lru_cache(maxsize=_REMEMBERED)
    def pulled(seen: int, occurring: int) -> frozenset[Trigger]:
        both = seen | occurring
        return frozenset(trigger for trigger, glances, others in wanted if not (glances | others) & ~both)

    return _Lane(lane, glances, glanced, _look(own), pulled)


def _look(places: dict[str, int]) -> Callable[[bytes], int]:
    """Says in bits which of the sources occur; all of them if memory ran out."""
    search = several(tuple(places))
    bits = [0, *places.values()]
    every = sum(bits)

    def look(octets: bytes) -> int:
        occurring = search(octets)
        if len(occurring) == 1:  # one always occurs
            return 0
        seen = 0
        for number in occurring:
            seen |= bits[number]
        return seen if occurring else every

    return look
