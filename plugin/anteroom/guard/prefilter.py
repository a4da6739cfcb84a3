"""One pass over a folded text that says which detectors have anything to look for.

A detector's module says in `triggers()` what a text must hold to be worth its time: causes, each a trigger
and one source or several. A cause holds if all of its sources occur somewhere in the text, in any order; a
trigger is pulled if any of its causes holds. All sources of all modules are compiled into one google-re2
Set, which reads a text once, whatever their number. Whoever writes a source keeps to this:
- it is matched against a folded view: small letters, no accents, no invisible characters;
- words and short runs only. No gap between two words (`a[^.]{0,40}b`, `.*`): each doubles what the automaton
  must remember; say the two words as two sources of one cause, and let the detector measure the gap;
- it may be wide, but most ordinary texts must pass all causes by: `python -m bench` prints how many do not;
- what no cause lets through is never read by the detector. tests/guard/test_prefilter.py compares verdicts
  with those of a guard that runs every detector on every text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache, lru_cache
from typing import Final

import re2  # type: ignore[import-untyped]  # google-re2 ships no types

from anteroom.guard import addresses, encodings, handles, links, phones, postal, views
from anteroom.guard.trigger import Cause, Trigger

_DETECTORS: Final = (addresses, phones, handles, links, postal, encodings, views)
# Matches everything: the engine answers alike for "nothing" and "out of memory"; only this tells them apart.
_ALWAYS: Final = "^"
_MEMORY: Final = 64 << 20
_REMEMBERED: Final = 4096
_Look = Callable[[bytes], list[int]]
_Pulled = Callable[[tuple[int, ...]], frozenset[Trigger]]


def triggers(folded: str) -> frozenset[Trigger]:
    """Which detectors to run on a folded text; none for most texts."""
    look, pulled = _compiled()
    return pulled(tuple(look(folded.encode())))


@cache
def _compiled() -> tuple[_Look, _Pulled]:
    """The set of all sources, and what the numbers of those that occur pull."""
    options = re2.Options()
    options.max_mem = _MEMORY
    searcher = re2.Set.SearchSet(options)
    numbers = {_ALWAYS: searcher.Add(_ALWAYS)}
    causes: list[tuple[Trigger, frozenset[int]]] = []
    for trigger, *sources in _causes():
        for source in sources:
            if source not in numbers:
                numbers[source] = searcher.Add(source)
        causes.append((trigger, frozenset(numbers[source] for source in sources)))
    searcher.Compile()

    @lru_cache(maxsize=_REMEMBERED)
    def pulled(occurring: tuple[int, ...]) -> frozenset[Trigger]:
        if not occurring:
            return frozenset(Trigger)
        seen = frozenset(occurring)
        return frozenset(trigger for trigger, needed in causes if needed <= seen)

    # Past the wrapper for Python, which copies the answer to tell "nothing" from "none".
    return searcher._set.Match, pulled


def _causes() -> Iterator[Cause]:
    for detector in _DETECTORS:
        yield from detector.triggers()
